//! One directory object: its properties as they stand on the wire, and the times at which others may see them.
//!
//! Properties are kept as JSON because that is what the tenant is about: `$select`, `$filter` and a PATCH work on the
//! very names a client sends. What a property may hold is decided in `graph::schema`, not here.

use super::secret::PasswordHash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// The kinds of object the directory holds: directory objects proper, policies, and what belongs to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    User,
    Group,
    Application,
    ServicePrincipal,
    DirectoryRole,
    ClaimsMappingPolicy,
    TokenIssuancePolicy,
    TokenLifetimePolicy,
    HomeRealmDiscoveryPolicy,
    AppManagementPolicy,
    NamedLocation,
    AccessPolicy,
    FederatedCredential,
    ExtensionProperty,
    PermissionClassification,
}

/// Kind, OData type without `microsoft.graph.`, collection it is read from, name in error messages.
type KindNames = (Kind, &'static str, &'static str, &'static str);

const NAMES: [KindNames; 15] = [
    (Kind::User, "microsoft.graph.user", "users", "User"),
    (Kind::Group, "microsoft.graph.group", "groups", "Group"),
    (Kind::Application, "microsoft.graph.application", "applications", "Application"),
    (Kind::ServicePrincipal, "microsoft.graph.servicePrincipal", "servicePrincipals", "ServicePrincipal"),
    (Kind::DirectoryRole, "microsoft.graph.directoryRole", "directoryRoles", "DirectoryRole"),
    (
        Kind::ClaimsMappingPolicy,
        "microsoft.graph.claimsMappingPolicy",
        "policies/claimsMappingPolicies",
        "ClaimsMappingPolicy",
    ),
    (
        Kind::TokenIssuancePolicy,
        "microsoft.graph.tokenIssuancePolicy",
        "policies/tokenIssuancePolicies",
        "TokenIssuancePolicy",
    ),
    (
        Kind::TokenLifetimePolicy,
        "microsoft.graph.tokenLifetimePolicy",
        "policies/tokenLifetimePolicies",
        "TokenLifetimePolicy",
    ),
    (
        Kind::HomeRealmDiscoveryPolicy,
        "microsoft.graph.homeRealmDiscoveryPolicy",
        "policies/homeRealmDiscoveryPolicies",
        "HomeRealmDiscoveryPolicy",
    ),
    (
        Kind::AppManagementPolicy,
        "microsoft.graph.appManagementPolicy",
        "policies/appManagementPolicies",
        "AppManagementPolicy",
    ),
    (
        Kind::NamedLocation,
        "microsoft.graph.namedLocation",
        "identity/conditionalAccess/namedLocations",
        "NamedLocation",
    ),
    (
        Kind::AccessPolicy,
        "microsoft.graph.conditionalAccessPolicy",
        "identity/conditionalAccess/policies",
        "ConditionalAccessPolicy",
    ),
    (
        Kind::FederatedCredential,
        "microsoft.graph.federatedIdentityCredential",
        "federatedIdentityCredentials",
        "FederatedIdentityCredential",
    ),
    (
        Kind::ExtensionProperty,
        "microsoft.graph.extensionProperty",
        "extensionProperties",
        "ExtensionProperty",
    ),
    (
        Kind::PermissionClassification,
        "microsoft.graph.delegatedPermissionClassification",
        "delegatedPermissionClassifications",
        "DelegatedPermissionClassification",
    ),
];

impl Kind {
    /// The directory objects proper: what `/directoryObjects` knows.
    pub(crate) const DIRECTORY: [Self; 5] =
        [Self::User, Self::Group, Self::Application, Self::ServicePrincipal, Self::DirectoryRole];

    fn names(self) -> KindNames {
        // The table is in the order of the enumeration; a test holds it to that.
        NAMES[self as usize]
    }

    /// The OData type, as in `@odata.type` without its `#`.
    pub(crate) fn type_name(self) -> &'static str {
        self.names().1
    }

    /// The collection it is read from.
    pub(crate) fn set_name(self) -> &'static str {
        self.names().2
    }

    /// How error messages call it.
    pub(crate) fn resource_name(self) -> &'static str {
        self.names().3
    }

    /// Deleting such an object keeps it for 30 days.
    pub(crate) fn soft_deleted(self) -> bool {
        matches!(self, Self::User | Self::Group | Self::Application | Self::ServicePrincipal)
    }
}

/// What a changed object looked like before: lists, and reads that are stale, still tell this.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Past {
    /// Lists tell the new state from here on.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) until: OffsetDateTime,
    pub(crate) properties: Map<String, Value>,
}

/// A directory object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) id: Uuid,
    pub(crate) kind: Kind,
    /// Order of creation; lists are drawn in it.
    pub(crate) order: u64,
    /// Properties by wire name, without `id`.
    pub(crate) properties: Map<String, Value>,
    /// A read by id finds the object from here on.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) readable_from: OffsetDateTime,
    /// Lists and filters find the object from here on; never before `readable_from`.
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) listed_from: OffsetDateTime,
    /// Soft-deleted at.
    #[serde(with = "time::serde::rfc3339::option", default)]
    pub(crate) deleted: Option<OffsetDateTime>,
    /// An application whose changes its service principal does not show yet: shown from here on.
    #[serde(with = "time::serde::rfc3339::option", default)]
    pub(crate) mirror_due: Option<OffsetDateTime>,
    /// Members of a group or a directory role. Changed through the directory, which keeps the way back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) members: Vec<Uuid>,
    /// Owners of an application, service principal or group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) owners: Vec<Uuid>,
    /// Policies attached to an application or service principal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attached: Vec<Uuid>,
    /// A person's manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) manager: Option<Uuid>,
    /// What a federated credential, extension property or classification belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<Uuid>,
    /// The state before the last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) past: Option<Box<Past>>,
    /// Number of the last change, counted over the whole directory: what delta queries go by.
    #[serde(default)]
    pub(crate) changed: u64,
    /// A user's password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<PasswordHash>,
}

impl Object {
    /// An object that everyone sees from `since` on.
    pub(crate) fn new(id: Uuid, kind: Kind, properties: Map<String, Value>, since: OffsetDateTime) -> Self {
        Self {
            id,
            kind,
            order: 0,
            properties,
            readable_from: since,
            listed_from: since,
            deleted: None,
            mirror_due: None,
            members: Vec::new(),
            owners: Vec::new(),
            attached: Vec::new(),
            manager: None,
            parent: None,
            past: None,
            changed: 0,
            password: None,
        }
    }

    /// Members, in the order they were added.
    pub(crate) fn members(&self) -> &[Uuid] {
        &self.members
    }

    /// Owners, in the order they were added.
    pub(crate) fn owners(&self) -> &[Uuid] {
        &self.owners
    }

    /// The object with these owners, before it enters the directory.
    pub(crate) fn owned_by(mut self, owners: impl IntoIterator<Item = Uuid>) -> Self {
        self.owners.extend(owners);
        self
    }

    /// The object with these members, before it enters the directory.
    pub(crate) fn joined_by(mut self, members: impl IntoIterator<Item = Uuid>) -> Self {
        self.members.extend(members);
        self
    }

    /// The properties as a list tells them at this moment: a change reaches lists later than reads by id.
    pub(crate) fn listed_properties(&self, now: OffsetDateTime) -> &Map<String, Value> {
        match &self.past {
            Some(past) if now < past.until => &past.properties,
            _ => &self.properties,
        }
    }

    /// A text property, or "".
    pub(crate) fn text(&self, name: &str) -> &str {
        self.properties.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A text property that is set and not blank.
    pub(crate) fn optional_text(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The texts of a collection property.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        list(self.properties.get(name)).iter().filter_map(Value::as_str).collect()
    }

    /// The items of a collection property.
    pub(crate) fn items(&self, name: &str) -> &[Value] {
        list(self.properties.get(name))
    }

    /// A flag, or `false`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.properties.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// `web.redirectUris` of an application.
    pub(crate) fn redirect_uris(&self) -> Vec<&str> {
        let web = self.properties.get("web").and_then(|web| web.get("redirectUris"));
        list(web).iter().filter_map(Value::as_str).collect()
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.properties.insert(name.to_owned(), value.into());
    }

    /// `appId` of an application or service principal.
    pub(crate) fn app_id(&self) -> Option<Uuid> {
        Uuid::parse_str(self.text("appId")).ok()
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_finds_its_own_names() {
        for (index, (kind, ..)) in NAMES.iter().enumerate() {
            assert_eq!(*kind as usize, index, "{kind:?}");
        }
    }
}
