//! `/oauth2PermissionGrants`: delegated consent. There is one grant per client, resource and person (or everyone).

use super::application::required;
use super::odata::collection::{self, Manner};
use super::schema::GRANT;
use super::{Answer, Reply, ask::Ask, ask::Verb, permission::Need, refusal::Refusal};
use crate::state::{World, consent::PermissionGrant, object::Kind, object::Object};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const RESOURCE: &str = "OAuth2PermissionGrant";

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    let need = if ask.verb == Verb::Get { Need::READ_GRANTS } else { Need::WRITE_GRANTS };
    need.met_by(&ask.caller, false)?;
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            let rows = world.consents.0.iter().map(render).collect();
            collection::page(ask, &GRANT, Manner::DIRECTORY, "oauth2PermissionGrants", rows).map(Reply::Ok)
        }
        (Verb::Get, ["$count"]) => Ok(Reply::Text(world.consents.0.len().to_string())),
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            let grant = world.consents.0.iter().find(|grant| grant.id == **id);
            let grant = grant.ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, &GRANT, "oauth2PermissionGrants", render(grant)).map(Reply::Ok)
        }
        (Verb::Patch, [id]) => {
            let body = ask.object()?;
            if let Some(other) = body.keys().find(|name| !name.contains('@') && *name != "scope") {
                return Err(Refusal::bad_request(format!(
                    "Property '{other}' is read-only and cannot be set."
                )));
            }
            let scopes = words(body.get("scope").and_then(Value::as_str).unwrap_or_default());
            let grant = world.consents.0.iter_mut().find(|grant| grant.id == **id);
            grant.ok_or_else(|| Refusal::not_found(id))?.scopes = scopes;
            Ok(Reply::NoContent)
        }
        (Verb::Delete, [id]) => {
            let before = world.consents.0.len();
            world.consents.0.retain(|grant| grant.id != **id);
            if world.consents.0.len() == before { Err(Refusal::not_found(id)) } else { Ok(Reply::NoContent) }
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// Grants of which the object is the client or the person.
pub(super) fn of(world: &World, object: &Object) -> Vec<Value> {
    let named = |grant: &&PermissionGrant| {
        if object.kind == Kind::User { grant.principal == Some(object.id) } else { grant.client == object.id }
    };
    world.consents.0.iter().filter(named).map(render).collect()
}

fn render(grant: &PermissionGrant) -> Value {
    let scopes: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
    json!({
        "id": grant.id,
        "clientId": grant.client.to_string(),
        "consentType": if grant.principal.is_some() { "Principal" } else { "AllPrincipals" },
        "principalId": grant.principal.map(|id| id.to_string()),
        "resourceId": grant.resource.to_string(),
        "scope": scopes.join(" "),
    })
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    const NAMES: [&str; 7] =
        ["clientId", "consentType", "principalId", "resourceId", "scope", "startTime", "expiryTime"];
    let body = ask.object()?;
    if let Some(unknown) = body.keys().find(|name| !name.contains('@') && !NAMES.contains(&name.as_str())) {
        return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let instance = |name: &str| -> Result<Uuid, Refusal> {
        let text = text(name).ok_or_else(|| required(name, RESOURCE))?;
        let id = Uuid::parse_str(text).map_err(|_| Refusal::invalid_value(name, RESOURCE))?;
        let found = world.directory.readable(id, ask.now);
        found.filter(|object| object.kind == Kind::ServicePrincipal).map(|object| object.id).ok_or_else(
            || Refusal::bad_request(format!("The {name} does not reference a valid service principal.")),
        )
    };
    let (client, resource) = (instance("clientId")?, instance("resourceId")?);
    let principal = match (text("consentType"), text("principalId")) {
        (Some("AllPrincipals"), None) => None,
        (Some("Principal"), Some(id)) => {
            let id = Uuid::parse_str(id).map_err(|_| Refusal::invalid_value("principalId", RESOURCE))?;
            let user = world.directory.readable(id, ask.now).filter(|object| object.kind == Kind::User);
            Some(user.ok_or_else(|| Refusal::not_found(&id.to_string()))?.id)
        }
        (Some("AllPrincipals"), Some(_)) => return Err(Refusal::invalid_value("principalId", RESOURCE)),
        _ => return Err(Refusal::invalid_value("consentType", RESOURCE)),
    };
    let same = |grant: &PermissionGrant| {
        grant.client == client && grant.resource == resource && grant.principal == principal
    };
    if world.consents.0.iter().any(same) {
        return Err(Refusal::new(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            "Permission entry already exists.",
        ));
    }
    let scopes = words(text("scope").unwrap_or_default());
    let grant = PermissionGrant { id: ask.opaque_id(), client, principal, resource, scopes };
    let mut answer = render(&grant);
    answer["@odata.context"] = json!(ask.context("oauth2PermissionGrants/$entity"));
    let location = format!("{}/v1.0/oauth2PermissionGrants/{}", ask.origin, grant.id);
    world.consents.0.push(grant);
    Ok(Reply::Created { body: answer, location: Some(location) })
}
