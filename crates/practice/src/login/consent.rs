//! Who has agreed to what, and who may agree now.
//!
//! A permission is had when an administrator agreed for everyone or the person for themselves. People may agree to
//! permissions that are not marked for administrators; for the rest Entra asks for an administrator (90094).

use super::{
    client::{Client, Origin},
    failure::Failure,
    first_party::PREAUTHORIZED,
    resource::{Permission, Resource},
    scope::PROTOCOL,
};
use crate::{
    app::App,
    graph::permission::{
        APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR,
        PRIVILEGED_ROLE_ADMINISTRATOR,
    },
    seed::stable_id,
    state::{
        World,
        authorization::Asked,
        object::{Kind, Object},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What a request comes to for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Permissions that are granted.
    pub(crate) granted: BTreeSet<String>,
    /// Permissions that somebody has yet to agree to.
    pub(crate) missing: Vec<Permission>,
}

/// Where client, person and resource stand. 65002 where Microsoft has not agreed with itself.
pub(crate) fn standing(
    world: &World,
    client: &Client,
    resource: &Resource,
    asked: &Asked,
    user: Uuid,
) -> Result<Standing, Failure> {
    let held = match client.origin {
        Origin::Doorward => resource.permissions.iter().map(|known| known.name.clone()).collect(),
        Origin::Preauthorized => preauthorized(resource),
        Origin::FirstParty | Origin::Registered => world.consents.scopes(
            principal(client.instance, client.id),
            principal(resource.instance, resource.id),
            user,
        ),
    };
    let wanted: BTreeSet<String> = if asked.default {
        let required = required(world, client, resource);
        if held.is_empty() { required } else { held.clone() }
    } else {
        asked.scopes.clone()
    };
    let missing: Vec<Permission> = resource
        .permissions
        .iter()
        .filter(|known| wanted.contains(&known.name) && !held.contains(&known.name))
        .cloned()
        .collect();
    if client.origin == Origin::Preauthorized && !missing.is_empty() {
        let message = format!(
            "Consent between first party application '{}' and first party resource '{}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.",
            client.id, resource.id
        );
        return Err(Failure::new("invalid_grant", 65_002, message));
    }
    let granted = wanted.intersection(&held).filter(|name| !PROTOCOL.contains(&name.as_str()));
    Ok(Standing { granted: granted.cloned().collect(), missing })
}

fn preauthorized(resource: &Resource) -> BTreeSet<String> {
    let names = resource.permissions.iter().map(|known| known.name.as_str());
    let graph = resource.id == super::first_party::GRAPH;
    names.filter(|name| !graph || PREAUTHORIZED.contains(name)).map(str::to_owned).collect()
}

/// Delegated permissions at the resource that the registration lists as required.
fn required(world: &World, client: &Client, resource: &Resource) -> BTreeSet<String> {
    let Some(application) = client.application.and_then(|id| world.directory.any(id)) else {
        return BTreeSet::new();
    };
    let published = resource.instance.and_then(|id| world.directory.any(id));
    let published = published.map(|instance| instance.items("oauth2PermissionScopes")).unwrap_or_default();
    let wanted = application.items("requiredResourceAccess").iter();
    let wanted = wanted.filter(|row| row["resourceAppId"].as_str() == Some(&resource.id.to_string()));
    wanted
        .filter_map(|row| row["resourceAccess"].as_array())
        .flatten()
        .filter(|row| row["type"].as_str() == Some("Scope"))
        .filter_map(|row| published.iter().find(|scope| scope["id"] == row["id"]))
        .filter_map(|scope| scope["value"].as_str().map(str::to_owned))
        .collect()
}

/// The name a party goes by in grants: its service principal, or a stand-in until it has one.
fn principal(instance: Option<Uuid>, app_id: Uuid) -> Uuid {
    instance.unwrap_or_else(|| stable_id(&format!("first-party:{app_id}")))
}

/// Whether the person may agree for everyone.
pub(crate) fn may_agree_for_all(world: &World, user: Uuid) -> bool {
    let roles = world.directory.roles_of(user);
    [
        GLOBAL_ADMINISTRATOR,
        PRIVILEGED_ROLE_ADMINISTRATOR,
        CLOUD_APPLICATION_ADMINISTRATOR,
        APPLICATION_ADMINISTRATOR,
    ]
    .iter()
    .any(|role| roles.contains(role))
}

/// Whether the person may agree to all of these for themselves.
pub(crate) fn may_agree(world: &World, user: Uuid, missing: &[Permission]) -> bool {
    may_agree_for_all(world, user) || missing.iter().all(|permission| !permission.admin)
}

/// Writes an agreement down: for the person, or for everyone. Parties without a service principal get one, as in Entra.
pub(crate) fn agree(
    app: &App,
    world: &mut World,
    client: &Client,
    resource: &Resource,
    (scopes, person): (&[Permission], Option<Uuid>),
) {
    if scopes.is_empty() {
        return;
    }
    let client_id = present(app, world, (client.instance, client.id, &client.name));
    let resource_id = present(app, world, (resource.instance, resource.id, &resource.name));
    let mut bytes = [0; 32];
    app.options.random.fill(&mut bytes);
    let id = URL_SAFE_NO_PAD.encode(bytes);
    let names = scopes.iter().map(|permission| permission.name.clone());
    let protocol = PROTOCOL.iter().map(|name| (*name).to_owned());
    world.consents.add(id, (client_id, resource_id), person, names.chain(protocol));
}

/// The party's service principal, made if the tenant has none yet.
fn present(app: &App, world: &mut World, (instance, app_id, name): (Option<Uuid>, Uuid, &str)) -> Uuid {
    let id = principal(instance, app_id);
    if instance.is_some() {
        return id;
    }
    let body = json!({
        "accountEnabled": true,
        "appDisplayName": name,
        "appId": app_id.to_string(),
        "appOwnerOrganizationId": "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        "appRoleAssignmentRequired": false,
        "createdDateTime": crate::graph::moment(app.now()),
        "displayName": name,
        "servicePrincipalNames": [app_id.to_string()],
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMultipleOrgs",
    });
    let Value::Object(properties) = body else { return id };
    world.directory.insert(Object::new(id, Kind::ServicePrincipal, properties, app.now()));
    id
}

/// 65001: nobody has agreed yet, and nobody can be asked here.
pub(crate) fn nobody_agreed(client: &Client) -> Failure {
    let message = format!(
        "The user or administrator has not consented to use the application with ID '{}' named '{}'. Send an interactive authorization request for this user and resource.",
        client.id, client.name
    );
    Failure::new("invalid_grant", 65_001, message).suberror("consent_required")
}

/// 90094: somebody must ask an administrator.
pub(crate) const ADMIN_NEEDED: u32 = 90_094;
