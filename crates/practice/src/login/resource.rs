//! What tokens are for: Microsoft Graph, and whatever else the tenant knows by name.
//!
//! A resource's permissions are read from its service principal, so that what Graph shows and what tokens hold agree;
//! a short list stands in where the tenant has none.

use super::first_party::{DIRECTORY, GRAPH, MANAGEMENT};
use crate::state::{
    World,
    object::{Kind, Object},
};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

/// Delegated Graph permissions, where Graph's own service principal does not tell them.
const KNOWN: &[&str] = &[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "AuditLog.Read.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.AccessAsUser.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Domain.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.Read.All",
    "Organization.Read.All",
    "Policy.Read.All",
    "Policy.Read.ConditionalAccess",
    "Policy.ReadWrite.ApplicationConfiguration",
    "Policy.ReadWrite.ConditionalAccess",
    "RoleManagement.Read.Directory",
    "Synchronization.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.Read",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite.All",
];

/// Delegated Graph permissions that a person may consent to, where the service principal does not tell.
const NO_ADMIN: &[&str] =
    &["User.Read", "User.ReadBasic.All", "Policy.Read.ConditionalAccess", "LicenseAssignment.Read.All"];

/// One delegated permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Permission {
    pub(crate) name: String,
    /// Only an administrator may agree to it.
    pub(crate) admin: bool,
    /// What it allows, for a consent page; empty where nobody says.
    pub(crate) title: String,
}

/// A resource.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// Object id of its service principal.
    pub(crate) instance: Option<Uuid>,
    pub(crate) permissions: Vec<Permission>,
    /// Version of its access tokens.
    pub(crate) version: u8,
    /// What its tokens name as audience in version 1.
    pub(crate) audience: String,
}

/// The resource that a scope's prefix names: a URI, a client id, or an address of this very tenant.
pub(crate) fn named(world: &World, prefix: &str, origin: &str) -> Option<Resource> {
    let bare = prefix.trim_end_matches('/');
    if bare.is_empty() || bare == origin || on_this_computer(bare) {
        return Some(graph(world));
    }
    if let Ok(id) = Uuid::parse_str(bare.strip_prefix("api://").unwrap_or(bare)) {
        return with_id(world, id);
    }
    let known = match bare.to_ascii_lowercase().as_str() {
        "https://graph.microsoft.com" | "https://graph.microsoft.us" | "https://dod-graph.microsoft.us" => {
            Some(GRAPH)
        }
        "https://graph.windows.net" => Some(DIRECTORY),
        "https://management.azure.com" | "https://management.core.windows.net" => Some(MANAGEMENT),
        _ => None,
    };
    if let Some(id) = known {
        return with_id(world, id);
    }
    let named = |instance: &&Object| {
        let names = instance.texts("servicePrincipalNames");
        names.iter().any(|name| *name == prefix || name.trim_end_matches('/') == bare)
    };
    world.directory.live(Kind::ServicePrincipal).find(named).and_then(|instance| registered(world, instance))
}

fn on_this_computer(text: &str) -> bool {
    let url = Url::parse(text).ok();
    url.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
            && url.path() == "/"
    })
}

/// Microsoft Graph.
pub(crate) fn graph(world: &World) -> Resource {
    let instance = world.directory.by_app_id(Kind::ServicePrincipal, GRAPH);
    let told = instance.map(permissions).unwrap_or_default();
    let fallback = || {
        let permission = |name: &&str| Permission {
            name: (*name).to_owned(),
            admin: !NO_ADMIN.contains(name),
            title: String::new(),
        };
        KNOWN.iter().map(permission).collect()
    };
    Resource {
        id: GRAPH,
        name: "Microsoft Graph".to_owned(),
        instance: instance.map(|instance| instance.id),
        permissions: if told.is_empty() { fallback() } else { told },
        version: 1,
        audience: "https://graph.microsoft.com".to_owned(),
    }
}

/// The resource with the client id; nil means Graph.
pub(crate) fn with_id(world: &World, id: Uuid) -> Option<Resource> {
    if id.is_nil() || id == GRAPH {
        return Some(graph(world));
    }
    if id == DIRECTORY || id == MANAGEMENT {
        let (name, scope, audience) = if id == DIRECTORY {
            ("Windows Azure Active Directory", "Directory.AccessAsUser.All", "https://graph.windows.net")
        } else {
            (
                "Windows Azure Service Management API",
                "user_impersonation",
                "https://management.core.windows.net/",
            )
        };
        let permission = Permission { name: scope.to_owned(), admin: false, title: String::new() };
        return Some(Resource {
            id,
            name: name.to_owned(),
            instance: world.directory.by_app_id(Kind::ServicePrincipal, id).map(|instance| instance.id),
            permissions: vec![permission],
            version: 1,
            audience: audience.to_owned(),
        });
    }
    registered(world, world.directory.by_app_id(Kind::ServicePrincipal, id)?)
}

fn registered(world: &World, instance: &Object) -> Option<Resource> {
    let id = instance.app_id()?;
    let application = world.directory.by_app_id(Kind::Application, id);
    let api = application.and_then(|application| application.properties.get("api"));
    let version = api.and_then(|api| api.get("requestedAccessTokenVersion")).and_then(Value::as_u64);
    let own = api.and_then(|api| api.get("oauth2PermissionScopes")).and_then(Value::as_array);
    let uri = application.and_then(|application| application.texts("identifierUris").first().copied());
    Some(Resource {
        id,
        name: instance.text("displayName").to_owned(),
        instance: Some(instance.id),
        permissions: own.map_or_else(|| permissions(instance), |own| read(own)),
        version: if version == Some(2) { 2 } else { 1 },
        audience: uri.map_or_else(|| id.to_string(), str::to_owned),
    })
}

/// The delegated permissions a service principal publishes.
fn permissions(instance: &Object) -> Vec<Permission> {
    read(instance.items("oauth2PermissionScopes"))
}

fn read(scopes: &[Value]) -> Vec<Permission> {
    let text = |scope: &Value, name: &str| scope[name].as_str().unwrap_or_default().to_owned();
    scopes
        .iter()
        .filter(|scope| scope["isEnabled"].as_bool() != Some(false))
        .map(|scope| Permission {
            name: text(scope, "value"),
            admin: scope["type"].as_str() == Some("Admin"),
            title: Some(text(scope, "userConsentDisplayName"))
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| text(scope, "adminConsentDisplayName")),
        })
        .filter(|permission| !permission.name.is_empty())
        .collect()
}

/// Values of the application permissions (app roles) a service principal holds at the resource.
pub(crate) fn roles_held(world: &World, holder: Uuid, resource: &Resource) -> Vec<String> {
    let Some(instance) = resource.instance.and_then(|id| world.directory.any(id)) else { return Vec::new() };
    let assignments = world.directory.assignments.iter();
    let mut values: Vec<String> = assignments
        .filter(|assignment| assignment.resource == instance.id && assignment.principal == holder)
        .filter_map(|assignment| {
            let wanted = assignment.role.to_string();
            let role = instance.items("appRoles").iter().find(|role| role["id"].as_str() == Some(&wanted))?;
            role["value"].as_str().filter(|value| !value.is_empty()).map(str::to_owned)
        })
        .collect();
    values.sort();
    values.dedup();
    values
}
