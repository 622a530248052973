//! What is said about a person: Entra's default claims.

use super::{
    groups::{self, Groups},
    policy::{self, Mapping},
};
use crate::state::{World, object::Object};
use doorward_saml::{NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const PERSON: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const SCHEMAS: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims";
/// More groups than these do not fit into a Response.
const MOST_GROUPS: usize = 150;
const IDENTITY: &str = "http://schemas.microsoft.com/identity/claims";

/// Attribute statements in Entra's order; claims without a value are left out.
pub(super) fn attributes(
    world: &World,
    user: &Object,
    instance: &Object,
    mapping: Option<&Mapping>,
) -> Vec<(String, Vec<String>)> {
    let mut claims = always(world, user);
    if mapping.is_none_or(|mapping| mapping.basic) {
        claims.extend(basic(user));
    }
    if let Some(mapping) = mapping {
        let mapped = mapping.claims(world, user);
        claims.retain(|(name, _)| !mapped.iter().any(|(taken, _)| taken == name));
        claims.extend(mapped);
    }
    let application = groups::application(world, instance);
    let as_roles = application.is_some_and(groups::as_roles);
    let mut roles = if as_roles { Vec::new() } else { role_values(world, user.id, instance.id) };
    let told =
        application.map(|application| groups::of(world, user.id, application, instance.id, MOST_GROUPS));
    match told.unwrap_or(Groups::None) {
        Groups::None => {}
        Groups::Ids(ids) if as_roles => roles = ids,
        Groups::Ids(ids) => claims.push((format!("{SCHEMAS}/groups"), ids)),
        Groups::TooMany => claims.push(policy::groups_link(world.tenant.id, user.id)),
    }
    if !roles.is_empty() {
        claims.push((format!("{SCHEMAS}/role"), roles));
    }
    claims
}

/// Claims no policy takes away.
fn always(world: &World, user: &Object) -> Vec<(String, Vec<String>)> {
    vec![
        (format!("{IDENTITY}/tenantid"), vec![world.tenant.id.to_string()]),
        (format!("{IDENTITY}/objectidentifier"), vec![user.id.to_string()]),
        (format!("{IDENTITY}/displayname"), vec![user.text("displayName").to_owned()]),
        (format!("{IDENTITY}/identityprovider"), vec![world.tenant.saml_issuer()]),
        (
            "http://schemas.microsoft.com/claims/authnmethodsreferences".to_owned(),
            vec!["http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password".to_owned()],
        ),
    ]
}

fn basic(user: &Object) -> Vec<(String, Vec<String>)> {
    [
        ("givenname", "givenName"),
        ("surname", "surname"),
        ("emailaddress", "mail"),
        ("name", "userPrincipalName"),
    ]
    .iter()
    .filter_map(|(name, property)| {
        Some((format!("{PERSON}/{name}"), vec![user.optional_text(property)?.to_owned()]))
    })
    .collect()
}

/// Values of the assigned app roles; roles without a value say nothing.
pub(crate) fn role_values(world: &World, user: Uuid, service_principal: Uuid) -> Vec<String> {
    let Some(instance) = world.directory.any(service_principal) else { return Vec::new() };
    let mut values: Vec<String> = world
        .directory
        .access(user, service_principal)
        .iter()
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

/// The NameID and its format: the user principal name, or a pairwise id where the application asks for one.
pub(super) fn name_id(
    user: &Object,
    service_principal: Uuid,
    (asked, mapped): (Option<&str>, Option<String>),
    chance: Uuid,
) -> (String, &'static str) {
    match asked {
        Some(NAME_ID_PERSISTENT) => {
            let pairwise = Sha256::digest(format!("{}:{service_principal}", user.id));
            (pairwise.iter().take(24).map(|byte| format!("{byte:02x}")).collect(), NAME_ID_PERSISTENT)
        }
        Some(NAME_ID_TRANSIENT) => (format!("_{}", chance.simple()), NAME_ID_TRANSIENT),
        _ => match mapped {
            // Only an address fits the format.
            Some(name) if !name.contains('@') => (name, NAME_ID_UNSPECIFIED),
            Some(name) => (name, NAME_ID_EMAIL),
            None => (user.text("userPrincipalName").to_owned(), NAME_ID_EMAIL),
        },
    }
}
