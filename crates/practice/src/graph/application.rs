//! `/applications`: registrations, made and changed by administrators, owners and, if the tenant allows it, members.

use super::objects::{self, count, created, entity, find, find_id, list};
use super::{
    Answer, Reply, application_child, application_rules as rules, ask::Ask, ask::Verb, credential, delta,
    links, membership, permission::Need, policy, refusal::Refusal, relations, schema,
};
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
        (Verb::Get, ["delta" | "microsoft.graph.delta"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            delta::read(world, ask, Kind::Application)
        }
        (Verb::Post, []) => create(world, ask, None),
        (Verb::Get, [id]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            entity(world, ask, find(world, ask, Kind::Application, id)?)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (_, [id, "logo", rest @ ..]) => logo(world, ask, id, rest),
        (Verb::Post, [id, action]) if credential::is_action(action) => {
            credential::act(world, ask, Kind::Application, id, action)
        }
        (Verb::Post, [id, action]) if membership::is_action(action) => {
            membership::act(world, ask, Kind::Application, id, action)
        }
        (_, [id, "owners", rest @ ..]) if rest.ends_with(&["$ref"]) && ask.verb != Verb::Get => {
            own(world, ask, Kind::Application, id, rest)
        }
        (_, [id, name, rest @ ..]) if ask.verb != Verb::Get && rest.ends_with(&["$ref"]) => {
            policy::attach(world, ask, Kind::Application, id, name, rest)
        }
        (_, [id, name @ ("federatedIdentityCredentials" | "extensionProperties"), rest @ ..])
            if ask.verb != Verb::Get || !rest.is_empty() =>
        {
            application_child::route(world, ask, (Kind::Application, id), name, rest)
        }
        (Verb::Get, [id, rest @ ..]) => below(world, ask, Kind::Application, id, rest),
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

/// What is below an application or service principal: relationships and single properties.
pub(super) fn below(world: &World, ask: &Ask<'_>, kind: Kind, id: &str, path: &[&str]) -> Answer {
    let object = find(world, ask, kind, id)?;
    if let Some(answer) = relations::read(world, ask, object, path, object.id == ask.caller.user) {
        return answer;
    }
    Need::READ_APPLICATIONS.met_by(&ask.caller, ask.caller.owns(object))?;
    match path {
        ["synchronization", ..] => Err(Refusal::new(
            403,
            "Unauthorized",
            "Provisioning is not set up for this application in the practice tenant.",
        )),
        [name] => objects::property(world, ask, object, name, false),
        [name, "$value"] => objects::property(world, ask, object, name, true),
        [.., other] => Err(Refusal::no_segment(other)),
        [] => Err(Refusal::wrong_verb()),
    }
}

/// Registers an application that does not come from the gallery; its service principal is made separately.
fn create(world: &mut World, ask: &Ask<'_>, unique_name: Option<&str>) -> Answer {
    let allowed = super::tenant_policy::members_may(world, "allowedToCreateApps");
    Need::CREATE_APPLICATIONS.met_for_new(&ask.caller, allowed)?;
    let body = ask.object()?;
    let mut accepted = schema::APPLICATION.accept(body, true)?;
    if let Some(name) = unique_name {
        accepted.insert("uniqueName".to_owned(), name.into());
    }
    if !accepted.contains_key("displayName") {
        return Err(required("displayName", "Application"));
    }
    let owners = links::bound(body, "owners")?;
    for owner in &owners {
        links::admitted(world, ask, *owner, &[Kind::User, Kind::ServicePrincipal])?;
    }
    let mut object = Object::new(ask.random.uuid(), Kind::Application, Map::new(), ask.now);
    defaults(&mut object, ask, world.tenant.default_domain());
    rules::check(world, ask, None, &accepted)?;
    let secrets = credential::take_new_passwords(world, ask, None, &mut accepted)?;
    credential::take_keys(world, ask, None, &mut accepted)?;
    rules::complete(&object, &mut accepted);
    schema::merge(&mut object, accepted);
    let object = if owners.is_empty() { object.owned_by([ask.caller.user]) } else { object.owned_by(owners) };
    let mut reply = created(ask, &object);
    if let Reply::Created { body, .. } = &mut reply {
        credential::reveal(body, &secrets);
    }
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// 400: a property without which nothing can be made.
pub(super) fn required(name: &str, resource: &str) -> Refusal {
    let message = format!("A value is required for property '{name}' of resource '{resource}'.");
    Refusal::bad_request(message.clone()).with_detail("PropertyRequired", name, message)
}

/// What every new registration starts with.
pub(super) fn defaults(object: &mut Object, ask: &Ask<'_>, domain: &str) {
    let fresh = json!({
        "appId": ask.random.uuid().to_string(),
        "applicationTemplateId": null,
        "createdDateTime": super::moment(ask.now),
        "publisherDomain": domain,
        "signInAudience": "AzureADMyOrg",
        "identifierUris": [],
        "isFallbackPublicClient": null,
        "oauth2RequirePostResponse": false,
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

fn update(world: &mut World, ask: &Ask<'_>, segment: &str) -> Answer {
    if let Some(name) = segment.strip_prefix("=uniqueName=").filter(|_| ask.upsert)
        && find(world, ask, Kind::Application, segment).is_err()
    {
        return create(world, ask, Some(name));
    }
    let object = find(world, ask, Kind::Application, segment)?;
    let (id, owner) = (object.id, ask.caller.owns(object));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    let mut accepted = schema::APPLICATION.accept(ask.object()?, false)?;
    if accepted.contains_key("identifierUris")
        && world.faults.take(FaultName::ModeUnsettled, "PATCH", &ask.target).is_some()
    {
        return Err(rules::unverified_host("the requested value"));
    }
    rules::check(world, ask, Some(id), &accepted)?;
    credential::take_new_passwords(world, ask, Some(id), &mut accepted)?;
    credential::take_keys(world, ask, Some(id), &mut accepted)?;
    if let Some(object) = world.directory.any(id) {
        rules::complete(object, &mut accepted);
    }
    let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) else {
        return Err(Refusal::not_found(&id.to_string()));
    };
    schema::merge(&mut object, accepted);
    drop(object);
    world.directory.application_changed(id, ask.now, ask.lag);
    Ok(Reply::NoContent)
}

/// Soft-deletes the application and its service principal.
fn delete(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = find(world, ask, Kind::Application, id)?;
    let (id, app_id) = (object.id, object.app_id());
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, ask.caller.owns(object))?;
    let instance = app_id.and_then(|app_id| world.directory.by_app_id(Kind::ServicePrincipal, app_id));
    let instance = instance.map(|instance| instance.id);
    for id in instance.into_iter().chain([id]) {
        world.directory.delete(id, ask.now);
    }
    Ok(Reply::NoContent)
}

/// Adds or removes an owner.
pub(super) fn own(world: &mut World, ask: &Ask<'_>, kind: Kind, segment: &str, rest: &[&str]) -> Answer {
    let object = find(world, ask, kind, segment)?;
    let (id, owner) = (object.id, ask.caller.owns(object));
    let need = if kind == Kind::Group { Need::WRITE_GROUPS } else { Need::WRITE_APPLICATIONS };
    need.met_by(&ask.caller, owner)?;
    match (ask.verb, rest) {
        (Verb::Post, ["$ref"]) => {
            let owner = links::from_body(ask)?;
            links::admitted(world, ask, owner, &[Kind::User, Kind::ServicePrincipal])?;
            if world.directory.add_owner(id, owner) {
                Ok(Reply::NoContent)
            } else {
                Err(Refusal::reference_exists("owners"))
            }
        }
        (Verb::Delete, [owner, "$ref"]) => {
            let missing = || Refusal::not_found(owner);
            let owner = Uuid::parse_str(owner).map_err(|_| missing())?;
            if world.directory.remove_owner(id, owner) { Ok(Reply::NoContent) } else { Err(missing()) }
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// The picture of an application: PNG, JPEG or GIF, 100 KiB at most.
fn logo(world: &mut World, ask: &Ask<'_>, segment: &str, rest: &[&str]) -> Answer {
    let id = find_id(world, ask, Kind::Application, segment)?;
    let owner = world.directory.any(id).is_some_and(|object| ask.caller.owns(object));
    match (ask.verb, rest) {
        (Verb::Put, [] | ["$value"]) => {
            Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
            let image =
                [&b"\x89PNG"[..], b"\xff\xd8\xff", b"GIF8"].iter().any(|mark| ask.raw.starts_with(mark));
            if !image || ask.raw.len() > 100 * 1024 {
                return Err(Refusal::bad_request(
                    "The logo must be a PNG, JPEG or GIF image of at most 100 KB.",
                ));
            }
            // The picture itself is not kept; that there is one is.
            let url = format!("{}/v1.0/applications/{id}/logo", ask.origin);
            if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
                object.properties["info"]["logoUrl"] = url.into();
            }
            world.directory.application_changed(id, ask.now, ask.lag);
            Ok(Reply::NoContent)
        }
        (Verb::Get, [] | ["$value"]) => Err(Refusal::new(
            404,
            "ImageNotFound",
            "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
        )),
        (Verb::Delete, []) => {
            Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
            if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
                object.properties["info"]["logoUrl"] = Value::Null;
            }
            Ok(Reply::NoContent)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}
