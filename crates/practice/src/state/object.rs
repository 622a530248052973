//! One directory object: its properties as they stand on the wire, and the times at which others may see them.
//!
//! Properties are kept as JSON because that is what the tenant is about: `$select`, `$filter` and a PATCH work on the
//! very names a client sends. What a property may hold is decided in `graph::schema`, not here.

use super::secret::PasswordHash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// The kinds of object the directory holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    User,
    Group,
    Application,
    ServicePrincipal,
    DirectoryRole,
}

impl Kind {
    /// The OData type, as in `@odata.type` without its `#`.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::User => "microsoft.graph.user",
            Self::Group => "microsoft.graph.group",
            Self::Application => "microsoft.graph.application",
            Self::ServicePrincipal => "microsoft.graph.servicePrincipal",
            Self::DirectoryRole => "microsoft.graph.directoryRole",
        }
    }

    /// The collection it is read from.
    pub(crate) fn set_name(self) -> &'static str {
        match self {
            Self::User => "users",
            Self::Group => "groups",
            Self::Application => "applications",
            Self::ServicePrincipal => "servicePrincipals",
            Self::DirectoryRole => "directoryRoles",
        }
    }

    /// How error messages call it.
    pub(crate) fn resource_name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::Application => "Application",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::DirectoryRole => "DirectoryRole",
        }
    }
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
    /// Members of a group or a directory role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<Uuid>,
    /// Owners of an application or service principal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) owners: Vec<Uuid>,
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
            password: None,
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
