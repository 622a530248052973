//! The identity provider's metadata: who it is, where it is reached, which certificates sign.
//!
//! Reading takes SAML 2.0 identity-provider roles only and ignores WS-Federation roles. The document's own signature is
//! not a source of trust here: metadata is trusted because of where it was fetched from.

use crate::{
    Certificate, CertificateError, XmlFault,
    names::{BINDING_POST, BINDING_REDIRECT, DSIG, METADATA, PROTOCOL},
    xml::{Markup, Node, Tree},
};
use serde::{Deserialize, Serialize};

/// Largest metadata document read, bytes.
const LIMIT: usize = 2 * 1024 * 1024;

/// What a relying party must know about an identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdpMetadata {
    /// Entity ID, for Entra `https://sts.windows.net/{tid}/`, trailing slash included.
    pub entity_id: String,
    /// Where sign-on requests go, in document order; never empty after reading.
    pub sign_in: Vec<Endpoint>,
    /// Where logout requests go, in document order.
    pub sign_out: Vec<Endpoint>,
    /// Certificates that sign, in document order, each once; several during a rollover, never none after reading.
    pub signing: Vec<Certificate>,
}

/// An address together with the way messages reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// How the message travels.
    pub binding: Binding,
    /// Absolute URL, as written.
    pub location: String,
}

/// How a message travels.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// In the query of a URL.
    Redirect,
    /// In a form posted by the browser.
    Post,
    /// Another binding, by its URI.
    Other(String),
}

impl Binding {
    /// The binding's URI.
    #[must_use]
    pub fn uri(&self) -> &str {
        match self {
            Self::Redirect => BINDING_REDIRECT,
            Self::Post => BINDING_POST,
            Self::Other(uri) => uri,
        }
    }

    fn from_uri(uri: &str) -> Self {
        match uri {
            BINDING_REDIRECT => Self::Redirect,
            BINDING_POST => Self::Post,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Why a document is not usable identity-provider metadata.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// Not a readable XML document.
    #[error(transparent)]
    Xml(#[from] XmlFault),
    /// The root is something else than `EntityDescriptor`.
    #[error("the document is a {found}, not an EntityDescriptor")]
    NotEntityDescriptor {
        /// Local name of the root.
        found: String,
    },
    /// No entity ID.
    #[error("the metadata names no entityID")]
    NoEntityId,
    /// No SAML 2.0 identity-provider role, or several.
    #[error("the metadata describes {count} SAML 2.0 identity providers, not one")]
    NotOneIdentityProvider {
        /// How many were found.
        count: usize,
    },
    /// No sign-on address.
    #[error("the metadata names no SingleSignOnService")]
    NoSignIn,
    /// No signing certificate.
    #[error("the metadata holds no signing certificate")]
    NoSigningCertificate,
    /// A signing certificate that cannot be read.
    #[error("a signing certificate in the metadata cannot be read")]
    Certificate(#[from] CertificateError),
}

impl IdpMetadata {
    /// Reads a metadata document of at most 2 MiB.
    ///
    /// # Errors
    /// Any [`MetadataError`]; one unreadable signing certificate refuses the whole document.
    pub fn parse(xml: &[u8]) -> Result<Self, MetadataError> {
        let tree = Tree::parse(xml, LIMIT)?;
        let root = tree.root();
        if !tree.is(root, METADATA, "EntityDescriptor") {
            return Err(MetadataError::NotEntityDescriptor { found: tree.local_name(root) });
        }
        let entity_id = tree.attribute(root, "entityID").filter(|id| !id.is_empty());
        let entity_id = entity_id.ok_or(MetadataError::NoEntityId)?.to_owned();
        let role = role(&tree, root)?;
        let sign_in = endpoints(&tree, role, "SingleSignOnService");
        if sign_in.is_empty() {
            return Err(MetadataError::NoSignIn);
        }
        let signing = signing(&tree, role)?;
        if signing.is_empty() {
            return Err(MetadataError::NoSigningCertificate);
        }
        Ok(Self { entity_id, sign_in, sign_out: endpoints(&tree, role, "SingleLogoutService"), signing })
    }

    /// The sign-on address of one binding.
    #[must_use]
    pub fn sign_in_by(&self, binding: &Binding) -> Option<&str> {
        self.sign_in
            .iter()
            .find(|endpoint| endpoint.binding == *binding)
            .map(|endpoint| endpoint.location.as_str())
    }

    /// Writes the document in the order that Entra uses: certificates, logout, sign-on.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut xml = Markup::default();
        xml.graft("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        xml.open("EntityDescriptor", &[("xmlns", METADATA), ("entityID", &self.entity_id)]);
        xml.open("IDPSSODescriptor", &[("protocolSupportEnumeration", PROTOCOL)]);
        for certificate in &self.signing {
            xml.open("KeyDescriptor", &[("use", "signing")])
                .open("KeyInfo", &[("xmlns", DSIG)])
                .open("X509Data", &[]);
            xml.leaf("X509Certificate", &[], &certificate.to_base64()).close().close().close();
        }
        for (name, endpoints) in
            [("SingleLogoutService", &self.sign_out), ("SingleSignOnService", &self.sign_in)]
        {
            for endpoint in endpoints {
                xml.empty(name, &[("Binding", endpoint.binding.uri()), ("Location", &endpoint.location)]);
            }
        }
        xml.finish()
    }
}

/// The one identity-provider role that speaks SAML 2.0.
fn role(tree: &Tree<'_>, root: Node) -> Result<Node, MetadataError> {
    let speaks = |&role: &Node| {
        let protocols = tree.attribute(role, "protocolSupportEnumeration").unwrap_or_default();
        protocols.split_ascii_whitespace().any(|protocol| protocol == PROTOCOL)
    };
    let roles: Vec<Node> =
        tree.named(root, METADATA, "IDPSSODescriptor").into_iter().filter(speaks).collect();
    match roles.as_slice() {
        [role] => Ok(*role),
        _ => Err(MetadataError::NotOneIdentityProvider { count: roles.len() }),
    }
}

fn endpoints(tree: &Tree<'_>, role: Node, name: &str) -> Vec<Endpoint> {
    let read = |node: Node| {
        let binding = Binding::from_uri(tree.attribute(node, "Binding")?);
        let location = tree.attribute(node, "Location")?.to_owned();
        Some(Endpoint { binding, location })
    };
    tree.named(role, METADATA, name).into_iter().filter_map(read).collect()
}

/// Certificates of keys for signing, or for any use. A certificate is read from every `X509Certificate` of the key.
fn signing(tree: &Tree<'_>, role: Node) -> Result<Vec<Certificate>, MetadataError> {
    let mut certificates: Vec<Certificate> = Vec::new();
    for key in tree.named(role, METADATA, "KeyDescriptor") {
        if tree.attribute(key, "use").is_some_and(|purpose| purpose != "signing") {
            continue;
        }
        for node in tree.within(key).filter(|&node| tree.is(node, DSIG, "X509Certificate")) {
            let certificate = Certificate::from_base64(&tree.text(node).unwrap_or_default())?;
            if !certificates.contains(&certificate) {
                certificates.push(certificate);
            }
        }
    }
    Ok(certificates)
}
