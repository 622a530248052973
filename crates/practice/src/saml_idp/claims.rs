//! What is said about a person: Entra's default claims.

use crate::state::{World, object::Object};
use doorward_saml::{NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const PERSON: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
const IDENTITY: &str = "http://schemas.microsoft.com/identity/claims";

/// Attribute statements in Entra's order; claims without a value are left out.
pub(super) fn attributes(
    world: &World,
    user: &Object,
    service_principal: Uuid,
) -> Vec<(String, Vec<String>)> {
    let mut claims = vec![
        (format!("{IDENTITY}/tenantid"), vec![world.tenant.id.to_string()]),
        (format!("{IDENTITY}/objectidentifier"), vec![user.id.to_string()]),
        (format!("{IDENTITY}/displayname"), vec![user.text("displayName").to_owned()]),
        (format!("{IDENTITY}/identityprovider"), vec![world.tenant.saml_issuer()]),
        (
            "http://schemas.microsoft.com/claims/authnmethodsreferences".to_owned(),
            vec!["http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password".to_owned()],
        ),
    ];
    for (name, property) in [
        ("givenname", "givenName"),
        ("surname", "surname"),
        ("emailaddress", "mail"),
        ("name", "userPrincipalName"),
    ] {
        if let Some(value) = user.optional_text(property) {
            claims.push((format!("{PERSON}/{name}"), vec![value.to_owned()]));
        }
    }
    let roles = role_values(world, user.id, service_principal);
    if !roles.is_empty() {
        claims.push(("http://schemas.microsoft.com/ws/2008/06/identity/claims/role".to_owned(), roles));
    }
    claims
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
    asked: Option<&str>,
    chance: Uuid,
) -> (String, &'static str) {
    match asked {
        Some(NAME_ID_PERSISTENT) => {
            let pairwise = Sha256::digest(format!("{}:{service_principal}", user.id));
            (pairwise.iter().take(24).map(|byte| format!("{byte:02x}")).collect(), NAME_ID_PERSISTENT)
        }
        Some(NAME_ID_TRANSIENT) => (format!("_{}", chance.simple()), NAME_ID_TRANSIENT),
        _ => (user.text("userPrincipalName").to_owned(), NAME_ID_EMAIL),
    }
}
