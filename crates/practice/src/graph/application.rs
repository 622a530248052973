//! `/applications`: registrations, with the rules for identifiers and redirect URIs.

use super::{Answer, Reply, ask::Ask, ask::Verb, count, created, entity, find, find_id, hide_secrets, list};
use super::{mixed, permission::Need, redirect_uri, refusal::Refusal, schema};
use crate::state::{World, fault::FaultName, object::Kind, object::Object};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            list(world, ask, Kind::Application)
        }
        (Verb::Get, ["$count"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            count(world, ask, Kind::Application)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => read(world, ask, id),
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (Verb::Get, [id, "owners"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            let owners = find(world, ask, Kind::Application, id)?.owners.clone();
            mixed(ask, owners.iter().filter_map(|owner| world.directory.readable(*owner, ask.now)), None)
        }
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn read(world: &World, ask: &Ask<'_>, id: &str) -> Answer {
    Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
    let object = find(world, ask, Kind::Application, id)?;
    let mut body = schema::render(object);
    hide_secrets(&mut body);
    entity(ask, object, body).map(Reply::Ok)
}

/// Registers an application that does not come from the gallery; its service principal is made separately.
fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, false)?;
    let accepted = schema::APPLICATION.accept(ask.object()?, true)?;
    let name = accepted.get("displayName").and_then(Value::as_str).unwrap_or_default();
    if name.trim().is_empty() {
        return Err(Refusal::invalid_value("displayName", "Application"));
    }
    let mut object = Object::new(ask.random.uuid(), Kind::Application, Map::new(), ask.now);
    check_addresses(world, ask, None, &accepted)?;
    defaults(&mut object, ask, world.tenant.default_domain());
    schema::merge(&mut object, accepted);
    object.owners.push(ask.caller.user);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// What every new registration starts with.
pub(super) fn defaults(object: &mut Object, ask: &Ask<'_>, domain: &str) {
    let fresh = json!({
        "appId": ask.random.uuid().to_string(),
        "createdDateTime": super::moment(ask.now),
        "publisherDomain": domain,
        "signInAudience": "AzureADMyOrg",
        "identifierUris": [],
        "api": {
            "acceptMappedClaims": null, "knownClientApplications": [], "requestedAccessTokenVersion": null,
            "oauth2PermissionScopes": [], "preAuthorizedApplications": [],
        },
        "info": {
            "logoUrl": null, "marketingUrl": null, "privacyStatementUrl": null, "supportUrl": null,
            "termsOfServiceUrl": null,
        },
        "parentalControlSettings": { "countriesBlockedForMinors": [], "legalAgeGroupRule": "Allow" },
        "publicClient": { "redirectUris": [] },
        "spa": { "redirectUris": [] },
        "verifiedPublisher": { "displayName": null, "verifiedPublisherId": null, "addedDateTime": null },
        "web": {
            "homePageUrl": null, "logoutUrl": null, "redirectUris": [], "redirectUriSettings": [],
            "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": false },
        },
    });
    if let Value::Object(fresh) = fresh {
        object.properties.extend(fresh);
    }
}

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::Application, id)?;
    let owner = world.directory.any(id).is_some_and(|object| object.owners.contains(&ask.caller.user));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    let accepted = schema::APPLICATION.accept(ask.object()?, false)?;
    if accepted.get("displayName").is_some_and(|name| name.as_str().unwrap_or_default().trim().is_empty()) {
        return Err(Refusal::invalid_value("displayName", "Application"));
    }
    if accepted.contains_key("identifierUris")
        && world.faults.take(FaultName::ModeUnsettled, "PATCH", &ask.target).is_some()
    {
        return Err(unverified_host("the requested value"));
    }
    check_addresses(world, ask, Some(id), &accepted)?;
    let Some(object) = world.directory.any_mut(id) else { return Err(Refusal::not_found(&id.to_string())) };
    schema::merge(object, accepted);
    world.directory.application_changed(id, ask.now, ask.lag);
    Ok(Reply::NoContent)
}

/// The rules for identifiers, redirect URIs and the logout URL.
fn check_addresses(
    world: &World,
    ask: &Ask<'_>,
    application: Option<Uuid>,
    accepted: &Map<String, Value>,
) -> Result<(), Refusal> {
    let object = application.and_then(|id| world.directory.any(id));
    let identifiers = accepted.get("identifierUris").and_then(Value::as_array);
    for identifier in identifiers.into_iter().flatten().filter_map(Value::as_str) {
        let held = object.is_some_and(|object| object.texts("identifierUris").contains(&identifier));
        if !held {
            check_identifier(world, ask, object, identifier)?;
        }
    }
    let web = accepted.get("web");
    for kind in ["web", "spa", "publicClient"] {
        let uris = accepted.get(kind).and_then(|part| part.get("redirectUris")).and_then(Value::as_array);
        for uri in uris.into_iter().flatten().filter_map(Value::as_str) {
            redirect_uri::check(uri, kind)?;
        }
    }
    if let Some(settings) = web.and_then(|web| web.get("redirectUriSettings")).and_then(Value::as_array) {
        let current = object.map(Object::redirect_uris).unwrap_or_default();
        let new = web.and_then(|web| web.get("redirectUris")).and_then(Value::as_array);
        let registered = new.map_or(current, |uris| uris.iter().filter_map(Value::as_str).collect());
        redirect_uri::check_settings(settings, &registered)?;
    }
    let logout = web.and_then(|web| web.get("logoutUrl")).and_then(Value::as_str);
    if logout.is_some_and(|url| !url.is_empty() && !url.starts_with("https://")) {
        return Err(Refusal::invalid_value("web.logoutUrl", "Application"));
    }
    Ok(())
}

fn check_identifier(
    world: &World,
    ask: &Ask<'_>,
    object: Option<&Object>,
    identifier: &str,
) -> Result<(), Refusal> {
    if identifier.contains('*') || identifier.trim().is_empty() || identifier.contains(char::is_whitespace) {
        return Err(Refusal::invalid_value("identifierUris", "Application"));
    }
    let own = object.map(|object| object.id);
    let taken = world.directory.live(Kind::Application).any(|other| {
        Some(other.id) != own
            && other.texts("identifierUris").iter().any(|held| held.eq_ignore_ascii_case(identifier))
    });
    if taken {
        return Err(Refusal::conflict("identifierUris"));
    }
    let app_id = object.and_then(Object::app_id);
    let instance = app_id.and_then(|app_id| world.directory.by_app_id(Kind::ServicePrincipal, app_id));
    let saml = instance.is_some_and(|instance| {
        instance.text("preferredSingleSignOnMode") == "saml" && instance.readable_from <= ask.now
    });
    let lower = identifier.to_ascii_lowercase();
    let verified =
        world.tenant.domains.iter().any(|domain| domain.verified && host_within(&lower, &domain.name))
            || lower.contains(&world.tenant.id.to_string())
            || app_id.is_some_and(|app_id| lower.contains(&app_id.to_string()));
    if saml || verified { Ok(()) } else { Err(unverified_host(identifier)) }
}

fn host_within(identifier: &str, domain: &str) -> bool {
    let host = url::Url::parse(identifier).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| host == domain || host.ends_with(&format!(".{domain}")))
}

fn unverified_host(identifier: &str) -> Refusal {
    let message = format!(
        "Failed to add identifier URI {identifier}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy."
    );
    Refusal::new(400, "HostNameNotOnVerifiedDomain", message.clone()).with_detail(
        "HostNameNotOnVerifiedDomain",
        "identifierUris",
        message,
    )
}

/// Soft-deletes the application and its service principal.
fn delete(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = find(world, ask, Kind::Application, id)?;
    let (id, app_id) = (object.id, object.app_id());
    let owner = object.owners.contains(&ask.caller.user);
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    let instance = app_id.and_then(|app_id| world.directory.by_app_id(Kind::ServicePrincipal, app_id));
    let instance = instance.map(|instance| instance.id);
    for id in instance.into_iter().chain([id]) {
        if let Some(object) = world.directory.any_mut(id) {
            object.deleted = Some(ask.now);
        }
    }
    Ok(Reply::NoContent)
}
