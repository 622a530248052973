//! Where a walk ended.

use super::form::{Form, attribute, unescape, visible_text};
use url::Url;

/// The last page of a walk.
#[derive(Debug, Clone)]
pub struct Landing {
    /// Its address.
    pub url: Url,
    /// HTTP status.
    pub status: u16,
    /// Title, without the name of the tenant behind it.
    pub title: String,
    /// Visible text, white space joined.
    pub text: String,
    /// AADSTS number, where the page is a refusal of the practice tenant.
    pub aadsts: Option<u32>,
    /// The SAML Response (base64) that was carried on the way, if any.
    pub saml_response: Option<String>,
    html: String,
}

impl Landing {
    pub(super) fn new(url: Url, status: u16, html: String) -> Self {
        let title = html.split_once("<title>").and_then(|(_, rest)| rest.split("</title>").next());
        let title = title.map(unescape).unwrap_or_default();
        let title = title.split(" · ").next().unwrap_or_default().trim().to_owned();
        let root = html.split_once("<html").and_then(|(_, rest)| rest.split('>').next()).unwrap_or_default();
        let aadsts = attribute(root, "data-aadsts").and_then(|number| number.parse().ok());
        Self { url, status, title, text: visible_text(&html), aadsts, saml_response: None, html }
    }

    pub(super) fn form(&self, id: &str) -> Option<Form> {
        Form::find(&self.html, id)
    }

    /// The page's source.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }
}
