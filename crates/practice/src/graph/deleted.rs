//! `/directory/deletedItems`: what was soft-deleted within the last 30 days.

use super::objects::hide_keys;
use super::odata::collection::{self, Manner};
use super::relations::cast;
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, ask::Verb, permission::Need, refusal::Refusal};
use crate::state::{World, index::Field, object::Kind, object::Object};
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Err(Refusal::bad_request("Resource type cast is required: name the type of the deleted items."))
        }
        (Verb::Get, [segment, rest @ ..]) if segment.contains('.') => {
            let kind = cast(segment).ok_or_else(|| Refusal::no_segment(segment))?;
            need(kind, false).met_by(&ask.caller, false)?;
            let deleted = world.directory.walk(kind, None).filter(|object| gone(object, ask));
            let rows: Vec<Value> = deleted.map(rendered).collect();
            match rest {
                [] => collection::page(ask, Schema::of(kind), Manner::DIRECTORY, "directoryObjects", rows)
                    .map(Reply::Ok),
                ["$count"] => Ok(Reply::Text(rows.len().to_string())),
                [.., other] => Err(Refusal::no_segment(other)),
            }
        }
        (verb, [id]) => one(world, ask, verb, id),
        (Verb::Get, [id, segment]) if cast(segment).is_some() => one(world, ask, Verb::Get, id),
        (Verb::Post, [id, "restore" | "microsoft.graph.restore"]) => restore(world, ask, id),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::wrong_verb()),
    }
}

fn rendered(object: &Object) -> Value {
    let mut row = schema::render(object);
    hide_keys(&mut row);
    row
}

fn need(kind: Kind, write: bool) -> Need {
    match (kind, write) {
        (Kind::User, false) => Need::READ_USERS,
        (Kind::User, true) => Need::DELETE_USERS,
        (Kind::Application | Kind::ServicePrincipal, false) => Need::READ_APPLICATIONS,
        (Kind::Application | Kind::ServicePrincipal, true) => Need::WRITE_APPLICATIONS,
        (_, false) => Need::READ_GROUPS,
        (_, true) => Need::WRITE_GROUPS,
    }
}

fn gone(object: &Object, ask: &Ask<'_>) -> bool {
    object.deleted.is_some_and(|deleted| deleted + Duration::days(30) > ask.now)
}

fn found<'w>(world: &'w World, ask: &Ask<'_>, id: &str) -> Result<&'w Object, Refusal> {
    let object = Uuid::parse_str(id).ok().and_then(|id| world.directory.any(id));
    object.filter(|object| gone(object, ask)).ok_or_else(|| Refusal::not_found(id))
}

fn told(ask: &Ask<'_>, object: &Object) -> Answer {
    let mut body = collection::entity(ask, Schema::of(object.kind), "directoryObjects", rendered(object))?;
    body["@odata.type"] = json!(format!("#{}", object.kind.type_name()));
    Ok(Reply::Ok(body))
}

fn one(world: &mut World, ask: &Ask<'_>, verb: Verb, id: &str) -> Answer {
    let object = found(world, ask, id)?;
    need(object.kind, verb != Verb::Get).met_by(&ask.caller, ask.caller.owns(object))?;
    match verb {
        Verb::Get => told(ask, object),
        Verb::Delete => {
            let id = object.id;
            world.directory.purge(id);
            world.consents.forget(id);
            world.saml_keys.retain(|_, key| key.service_principal != id);
            Ok(Reply::NoContent)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

fn restore(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = found(world, ask, id)?;
    need(object.kind, true).met_by(&ask.caller, ask.caller.owns(object))?;
    let (id, kind) = (object.id, object.kind);
    let new_name = match &ask.body {
        Some(_) => ask.object()?.get("newUserPrincipalName").and_then(Value::as_str).map(str::to_owned),
        None => None,
    };
    let upn = new_name.clone().unwrap_or_else(|| object.text("userPrincipalName").to_owned());
    if kind == Kind::User && world.directory.user_by_upn(&upn).is_some() {
        return Err(Refusal::conflict("userPrincipalName"));
    }
    let app_id = object.text("appId").to_owned();
    let live = |twin: &Object| twin.deleted.is_none();
    if kind == Kind::ServicePrincipal && world.directory.exactly(kind, Field::AppId, &app_id).any(live) {
        return Err(Refusal::conflict("appId"));
    }
    let Some(mut object) = world.directory.any_mut(id) else {
        return Err(Refusal::not_found(&id.to_string()));
    };
    object.deleted = None;
    if kind == Kind::User && new_name.is_some() {
        object.set("userPrincipalName", upn);
    }
    told(ask, &object)
}
