//! `applicationTemplate`: the gallery.

use crate::{GraphClient, GraphError, GraphRequest, page::all_pages, request::quoted};
use doorward_domain::{ApplicationTemplate, SsoMode, TemplateId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: TemplateId,
    display_name: Option<String>,
    publisher: Option<String>,
    description: Option<String>,
    #[serde(default)]
    supported_single_sign_on_modes: Vec<SsoMode>,
    #[serde(default)]
    categories: Vec<String>,
    is_entra_integrated: Option<bool>,
}

/// What only the beta of Graph tells about a gallery entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TemplateDetails {
    /// Addresses that the entry suggests.
    pub configuration_uris: Vec<ConfigurationUri>,
    /// Addresses of pages about it.
    pub informational_urls: Option<InformationalUrls>,
}

/// Addresses of one field. Source: Graph beta, `configurationUri`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConfigurationUri {
    /// `redirectUri`, `identifierUri`, `loginUrl` or `logoutUrl`.
    pub usage: String,
    /// `saml` or `password`.
    pub applies_to_single_sign_on_mode: Option<String>,
    /// It must be filled.
    pub is_required: bool,
    /// Suggested values.
    pub values: Vec<String>,
    /// Patterns.
    pub examples: Vec<String>,
}

/// Pages about a gallery entry. Source: Graph beta, `informationalUrls`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InformationalUrls {
    /// The tutorial for single sign-on.
    pub single_sign_on_documentation_url: Option<String>,
}

impl From<Wire> for ApplicationTemplate {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id,
            name: wire.display_name.unwrap_or_default(),
            publisher: wire.publisher.unwrap_or_default(),
            description: wire.description.unwrap_or_default(),
            modes: wire.supported_single_sign_on_modes,
            categories: wire.categories,
        }
    }
}

impl GraphClient {
    /// The whole gallery, without entries that cannot be integrated.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn gallery(&self) -> Result<Vec<ApplicationTemplate>, GraphError> {
        let found = all_pages::<Wire>(self, &GraphRequest::get("/applicationTemplates")).await?;
        Ok(found.into_iter().filter(|wire| wire.is_entra_integrated != Some(false)).map(Into::into).collect())
    }

    /// Gallery entries of exactly this name, without those that cannot be integrated. One request, where the whole gallery
    /// takes many.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn gallery_named(&self, name: &str) -> Result<Vec<ApplicationTemplate>, GraphError> {
        let filter = format!("displayName eq {}", quoted(name));
        let request = GraphRequest::get("/applicationTemplates").query("$filter", filter);
        let found = all_pages::<Wire>(self, &request).await?;
        let usable = found.into_iter().filter(|wire| wire.is_entra_integrated != Some(false));
        Ok(usable.map(ApplicationTemplate::from).filter(|own| own.name.eq_ignore_ascii_case(name)).collect())
    }

    /// One gallery entry.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn template(&self, id: TemplateId) -> Result<Option<ApplicationTemplate>, GraphError> {
        let request = GraphRequest::get(format!("/applicationTemplates/{id}"));
        super::optional(self.send(&request).await)?
            .map(|reply| reply.read::<Wire>().map(Into::into))
            .transpose()
    }

    /// What the beta tells about a gallery entry; empty where it tells nothing.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn template_details(&self, id: TemplateId) -> Result<TemplateDetails, GraphError> {
        let request = GraphRequest::get(format!("/applicationTemplates/{id}")).beta();
        let reply = super::optional(self.send(&request).await)?;
        reply.map(|reply| reply.read()).transpose().map(Option::unwrap_or_default)
    }
}
