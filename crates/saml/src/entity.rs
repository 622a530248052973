//! Anybody's SAML 2.0 metadata: a service provider's, an identity provider's, or both in one.
//!
//! For reading and comparing; it decides no trust. Several signing keys are normal, and a key that cannot be read is
//! counted rather than hiding the others. What must be right before it is believed is [`crate::IdpMetadata`].

use crate::{
    Certificate, XmlFault,
    names::{DSIG, METADATA, PROTOCOL},
    xml::{Node, Tree},
};
use doorward_domain::{SamlField, Thumbprint};

/// Largest document read, bytes.
const LIMIT: usize = 2 * 1024 * 1024;

/// One entity of a metadata document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// `entityID`.
    pub id: String,
    /// `validUntil`, as written.
    pub valid_until: Option<String>,
    /// Its SAML 2.0 roles, in document order; never empty.
    pub roles: Vec<Role>,
}

/// Which side a role plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleKind {
    /// Signs people in.
    IdentityProvider,
    /// Lets people in.
    ServiceProvider,
}

/// One side that an entity plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Which side.
    pub kind: RoleKind,
    /// Addresses in document order.
    pub endpoints: Vec<Endpoint>,
    /// Name formats, most wanted first.
    pub name_id_formats: Vec<String>,
    /// Keys in document order, each purpose apart.
    pub keys: Vec<EntityKey>,
    /// Certificates that could not be read.
    pub unreadable_keys: usize,
    /// A service provider that wants its assertions signed.
    pub wants_assertions_signed: bool,
    /// A service provider that signs its requests, or an identity provider that wants them signed.
    pub requests_signed: bool,
}

/// An address and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Local name, for example `AssertionConsumerService`.
    pub service: String,
    /// Binding URI.
    pub binding: String,
    /// Absolute URL, as written.
    pub location: String,
    /// `index`, of indexed services.
    pub index: Option<u32>,
    /// `isDefault`.
    pub is_default: bool,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Signing only.
    Signing,
    /// Encryption only.
    Encryption,
    /// Either.
    Any,
}

/// A key of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityKey {
    /// What for.
    pub purpose: Use,
    /// Its certificate.
    pub certificate: Certificate,
}

/// Why a document is not SAML 2.0 metadata of one entity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntityError {
    /// Not a readable XML document.
    #[error(transparent)]
    Xml(#[from] XmlFault),
    /// The root is no metadata.
    #[error("the document is a {found}, not an EntityDescriptor")]
    NotMetadata {
        /// Local name of the root.
        found: String,
    },
    /// A federation's list with several entities, or none.
    #[error("the document describes {count} entities, not one")]
    NotOneEntity {
        /// How many.
        count: usize,
    },
    /// No entity ID.
    #[error("the metadata names no entityID")]
    NoEntityId,
    /// No role that speaks SAML 2.0.
    #[error("the metadata describes neither a service provider nor an identity provider of SAML 2.0")]
    NoRole,
}

impl Entity {
    /// Reads a document of at most 2 MiB that describes one entity.
    ///
    /// # Errors
    /// Any [`EntityError`].
    pub fn parse(xml: &[u8]) -> Result<Self, EntityError> {
        let tree = Tree::parse(xml, LIMIT)?;
        let root = tree.root();
        let entity = if tree.is(root, METADATA, "EntityDescriptor") {
            root
        } else if tree.is(root, METADATA, "EntitiesDescriptor") {
            let all: Vec<Node> =
                tree.within(root).filter(|&node| tree.is(node, METADATA, "EntityDescriptor")).collect();
            let [one] = all.as_slice() else { return Err(EntityError::NotOneEntity { count: all.len() }) };
            *one
        } else {
            return Err(EntityError::NotMetadata { found: tree.local_name(root) });
        };
        let id = tree.attribute(entity, "entityID").filter(|id| !id.is_empty());
        let roles: Vec<Role> = tree.elements(entity).filter_map(|node| role(&tree, node)).collect();
        if roles.is_empty() {
            return Err(EntityError::NoRole);
        }
        Ok(Self {
            id: id.ok_or(EntityError::NoEntityId)?.to_owned(),
            valid_until: tree.attribute(entity, "validUntil").map(str::to_owned),
            roles,
        })
    }

    /// The role of this kind.
    #[must_use]
    pub fn role(&self, kind: RoleKind) -> Option<&Role> {
        self.roles.iter().find(|role| role.kind == kind)
    }

    /// What a service provider's metadata fills into the SAML fields, in the portal's order.
    #[must_use]
    pub fn fields(&self) -> Vec<(SamlField, String)> {
        let Some(role) = self.role(RoleKind::ServiceProvider) else { return Vec::new() };
        let mut fields = vec![(SamlField::Identifier, self.id.clone())];
        fields.extend(role.acs().map(|acs| (SamlField::ReplyUrl, acs.location.clone())));
        let logout = role.endpoints.iter().find(|endpoint| endpoint.service == "SingleLogoutService");
        fields.extend(logout.map(|logout| (SamlField::LogoutUrl, logout.location.clone())));
        fields
    }

    /// The entity signs with a certificate of this thumbprint.
    #[must_use]
    pub fn signs_with(&self, thumbprint: Thumbprint) -> bool {
        self.roles
            .iter()
            .flat_map(|role| &role.keys)
            .any(|key| key.purpose != Use::Encryption && key.certificate.thumbprint() == thumbprint)
    }
}

impl Role {
    /// Where assertions are posted: the default, else the one with the lowest index, else the first.
    #[must_use]
    pub fn acs(&self) -> Option<&Endpoint> {
        let posted = |endpoint: &&Endpoint| {
            endpoint.service == "AssertionConsumerService" && endpoint.binding == crate::names::BINDING_POST
        };
        let marked = self.endpoints.iter().filter(posted).find(|endpoint| endpoint.is_default);
        marked.or_else(|| {
            self.endpoints.iter().filter(posted).min_by_key(|endpoint| endpoint.index.unwrap_or(u32::MAX))
        })
    }
}

fn role(tree: &Tree<'_>, node: Node) -> Option<Role> {
    let kind = if tree.is(node, METADATA, "SPSSODescriptor") {
        RoleKind::ServiceProvider
    } else if tree.is(node, METADATA, "IDPSSODescriptor") {
        RoleKind::IdentityProvider
    } else {
        return None;
    };
    let protocols = tree.attribute(node, "protocolSupportEnumeration").unwrap_or_default();
    if !protocols.split_ascii_whitespace().any(|protocol| protocol == PROTOCOL) {
        return None;
    }
    let flag = |name: &str| matches!(tree.attribute(node, name).map(str::trim), Some("true" | "1"));
    let formats = tree.named(node, METADATA, "NameIDFormat");
    let (keys, unreadable_keys) = keys(tree, node);
    Some(Role {
        kind,
        endpoints: tree.elements(node).filter_map(|child| endpoint(tree, child)).collect(),
        name_id_formats: formats
            .into_iter()
            .filter_map(|node| tree.text(node))
            .map(|text| text.trim().to_owned())
            .collect(),
        keys,
        unreadable_keys,
        wants_assertions_signed: flag("WantAssertionsSigned"),
        requests_signed: flag("AuthnRequestsSigned") || flag("WantAuthnRequestsSigned"),
    })
}

/// Every child with a binding and a location is an address.
fn endpoint(tree: &Tree<'_>, node: Node) -> Option<Endpoint> {
    let service = tree.local_name(node);
    if !tree.is(node, METADATA, &service) {
        return None;
    }
    Some(Endpoint {
        service,
        binding: tree.attribute(node, "Binding")?.trim().to_owned(),
        location: tree.attribute(node, "Location")?.trim().to_owned(),
        index: tree.attribute(node, "index").and_then(|index| index.trim().parse().ok()),
        is_default: matches!(tree.attribute(node, "isDefault").map(str::trim), Some("true" | "1")),
    })
}

fn keys(tree: &Tree<'_>, role: Node) -> (Vec<EntityKey>, usize) {
    let (mut keys, mut unreadable): (Vec<EntityKey>, usize) = (Vec::new(), 0);
    for node in tree.named(role, METADATA, "KeyDescriptor") {
        let purpose = match tree.attribute(node, "use") {
            Some("signing") => Use::Signing,
            Some("encryption") => Use::Encryption,
            _ => Use::Any,
        };
        for text in tree.within(node).filter(|&below| tree.is(below, DSIG, "X509Certificate")) {
            match Certificate::from_base64(&tree.text(text).unwrap_or_default()) {
                Ok(certificate) => {
                    let key = EntityKey { purpose, certificate };
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                Err(_) => unreadable += 1,
            }
        }
    }
    (keys, unreadable)
}
