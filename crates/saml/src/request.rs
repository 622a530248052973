//! Sign-on requests: written by the relying party, read by the identity provider.
//!
//! Reading takes untrusted text from a URL: sizes are capped before and while inflating. Requests are not signed.

use crate::{
    XmlFault, encoding,
    names::{ASSERTION, BINDING_POST, PROTOCOL},
    xml::{Markup, Tree},
};
use doorward_domain::Random;
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
};
use time::OffsetDateTime;
use url::Url;

/// Largest request read, bytes of XML.
const LIMIT: usize = 64 * 1024;

/// A request to authenticate somebody.
///
/// ```
/// use doorward_saml::AuthnRequest;
/// use time::macros::datetime;
///
/// let request = AuthnRequest {
///     id: "_5d1c".to_owned(),
///     issuer: "https://sentry.example/saml/metadata/acme/".to_owned(),
///     acs: None,
///     issued: datetime!(2026-01-10 09:00 UTC),
///     destination: None,
///     name_id_format: None,
///     force_authn: false,
/// };
/// let url = request.redirect_url(&"https://login.example/saml2".parse()?, Some("/issues"));
/// let (_, parameter) = url.query_pairs().next().ok_or("a query")?;
/// assert_eq!(AuthnRequest::from_redirect(&parameter)?, request);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthnRequest {
    /// `ID`; see [`request_id`].
    pub id: String,
    /// The relying party's entity ID.
    pub issuer: String,
    /// Where the answer shall go (`AssertionConsumerServiceURL`); must be one that is registered.
    pub acs: Option<String>,
    /// `IssueInstant`, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// Where the request is sent; Entra ignores it.
    pub destination: Option<String>,
    /// `NameIDPolicy/@Format`.
    pub name_id_format: Option<String>,
    /// Ask for credentials even when a session exists.
    pub force_authn: bool,
}

/// Why a `SAMLRequest` cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The text or what it inflates to is larger than 64 KiB.
    #[error("the SAML request is larger than 64 KiB")]
    TooLarge,
    /// Not base64.
    #[error("the SAML request is not base64")]
    NotBase64,
    /// Not raw DEFLATE: typically a request of the POST binding sent by the redirect binding.
    #[error("the SAML request is not deflated")]
    NotDeflated,
    /// Not a readable XML document.
    #[error(transparent)]
    Xml(#[from] XmlFault),
    /// The root is something else than a SAML 2.0 `AuthnRequest`.
    #[error("the message is a {found}, not a SAML 2.0 AuthnRequest")]
    NotAuthnRequest {
        /// Local name of the root.
        found: String,
    },
    /// No `ID`, or one that does not begin with a letter or an underscore (AADSTS7500529 in Entra).
    #[error("the ID of the SAML request is missing or does not begin with a letter or an underscore")]
    BadId,
    /// No `IssueInstant`, or not an instant with a time zone.
    #[error("the IssueInstant of the SAML request is missing or not an instant")]
    BadInstant,
    /// Not exactly one `Issuer` with text.
    #[error("the SAML request names no Issuer")]
    NoIssuer,
}

/// A fresh request ID: an underscore and 128 random bits as 32 hexadecimal digits.
#[must_use]
pub fn request_id(random: &dyn Random) -> String {
    let mut bytes = [0_u8; 16];
    random.fill(&mut bytes);
    bytes.iter().fold(String::from("_"), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}

impl AuthnRequest {
    /// Writes the request. The answer is asked for by HTTP-POST when an ACS is named.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let issued = encoding::instant(self.issued);
        let mut attributes = vec![
            ("xmlns:samlp", PROTOCOL),
            ("xmlns", ASSERTION),
            ("ID", self.id.as_str()),
            ("Version", "2.0"),
            ("IssueInstant", issued.as_str()),
        ];
        if let Some(destination) = &self.destination {
            attributes.push(("Destination", destination));
        }
        if let Some(acs) = &self.acs {
            attributes
                .extend([("AssertionConsumerServiceURL", acs.as_str()), ("ProtocolBinding", BINDING_POST)]);
        }
        if self.force_authn {
            attributes.push(("ForceAuthn", "true"));
        }
        let mut xml = Markup::default();
        xml.open("samlp:AuthnRequest", &attributes).leaf("Issuer", &[], &self.issuer);
        if let Some(format) = &self.name_id_format {
            xml.empty("samlp:NameIDPolicy", &[("Format", format), ("AllowCreate", "true")]);
        }
        xml.finish()
    }

    /// The URL that carries the request by HTTP-Redirect: raw DEFLATE, base64, URL-encoded. A query that `sso` already
    /// has is kept.
    #[must_use]
    pub fn redirect_url(&self, sso: &Url, relay_state: Option<&str>) -> Url {
        let mut url = sso.clone();
        let mut query = url.query_pairs_mut();
        query.append_pair("SAMLRequest", &encoding::encode(&deflate(self.to_xml().as_bytes())));
        if let Some(state) = relay_state {
            query.append_pair("RelayState", state);
        }
        drop(query);
        url
    }

    /// Reads the `SAMLRequest` parameter of the redirect binding, after URL decoding.
    ///
    /// # Errors
    /// Any [`RequestError`].
    pub fn from_redirect(saml_request: &str) -> Result<Self, RequestError> {
        let mut xml = Vec::new();
        let inflater = DeflateDecoder::new(unarmour(saml_request)?.as_slice())
            .take(LIMIT as u64 + 1)
            .read_to_end(&mut xml);
        inflater.map_err(|_| RequestError::NotDeflated)?;
        Self::from_xml(&xml)
    }

    /// Reads the `SAMLRequest` field of the POST binding.
    ///
    /// # Errors
    /// Any [`RequestError`] save [`RequestError::NotDeflated`].
    pub fn from_post(saml_request: &str) -> Result<Self, RequestError> {
        Self::from_xml(&unarmour(saml_request)?)
    }

    fn from_xml(xml: &[u8]) -> Result<Self, RequestError> {
        if xml.len() > LIMIT {
            return Err(RequestError::TooLarge);
        }
        let tree = Tree::parse(xml, LIMIT)?;
        let root = tree.root();
        if !tree.is(root, PROTOCOL, "AuthnRequest") || tree.attribute(root, "Version") != Some("2.0") {
            return Err(RequestError::NotAuthnRequest { found: tree.local_name(root) });
        }
        let begins_well = |id: &&str| id.starts_with(|first: char| first.is_alphabetic() || first == '_');
        let owned = |name: &str| tree.attribute(root, name).map(str::to_owned);
        let issuer = tree.only(root, ASSERTION, "Issuer").and_then(|node| tree.text(node));
        let policy = tree.only(root, PROTOCOL, "NameIDPolicy");
        let issued = tree.attribute(root, "IssueInstant").and_then(encoding::read_instant);
        Ok(Self {
            id: tree.attribute(root, "ID").filter(begins_well).ok_or(RequestError::BadId)?.to_owned(),
            issuer: issuer.filter(|text| !text.is_empty()).ok_or(RequestError::NoIssuer)?,
            acs: owned("AssertionConsumerServiceURL"),
            issued: issued.ok_or(RequestError::BadInstant)?,
            destination: owned("Destination"),
            name_id_format: policy.and_then(|node| tree.attribute(node, "Format")).map(str::to_owned),
            force_authn: matches!(tree.attribute(root, "ForceAuthn"), Some("true" | "1")),
        })
    }
}

/// Raw DEFLATE.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into memory has no way to fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn unarmour(text: &str) -> Result<Vec<u8>, RequestError> {
    if text.len() > LIMIT * 2 {
        return Err(RequestError::TooLarge);
    }
    encoding::decode(text).ok_or(RequestError::NotBase64)
}
