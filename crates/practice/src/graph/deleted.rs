//! `/directory/deletedItems`: what was soft-deleted within the last 30 days.

use super::odata::collection::{self, Manner};
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, ask::Verb, cast, hide_secrets, permission::Need, refusal::Refusal};
use crate::state::{World, object::Kind, object::Object};
use time::Duration;
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Err(Refusal::bad_request("Resource type cast is required: name the type of the deleted items."))
        }
        (Verb::Get, [segment]) if segment.starts_with("microsoft.graph.") => {
            let kind = cast(segment).ok_or_else(|| Refusal::no_segment(segment))?;
            need(kind, false).met_by(&ask.caller, false)?;
            let deleted = world.directory.all(kind).into_iter().filter(|object| gone(object, ask));
            let rows = deleted.map(|object| {
                let mut row = schema::render(object);
                hide_secrets(&mut row);
                row
            });
            let rows = rows.collect();
            collection::page(ask, Schema::of(kind), Manner::DIRECTORY, "directoryObjects", rows)
                .map(Reply::Ok)
        }
        (verb, [id]) => one(world, ask, verb, id),
        (Verb::Post, [id, "restore"]) => restore(world, ask, id),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::wrong_verb()),
    }
}

fn need(kind: Kind, write: bool) -> Need {
    match (kind, write) {
        (Kind::User, false) => Need::READ_USERS,
        (Kind::User, true) => Need::DELETE_USERS,
        (Kind::Group | Kind::DirectoryRole, false) => Need::READ_GROUPS,
        (Kind::Group | Kind::DirectoryRole, true) => Need::WRITE_GROUPS,
        (Kind::Application | Kind::ServicePrincipal, false) => Need::READ_APPLICATIONS,
        (Kind::Application | Kind::ServicePrincipal, true) => Need::WRITE_APPLICATIONS,
    }
}

fn gone(object: &Object, ask: &Ask<'_>) -> bool {
    object.deleted.is_some_and(|deleted| deleted + Duration::days(30) > ask.now)
}

fn found<'w>(world: &'w World, ask: &Ask<'_>, id: &str) -> Result<&'w Object, Refusal> {
    let object = Uuid::parse_str(id).ok().and_then(|id| world.directory.any(id));
    object.filter(|object| gone(object, ask)).ok_or_else(|| Refusal::not_found(id))
}

fn one(world: &mut World, ask: &Ask<'_>, verb: Verb, id: &str) -> Answer {
    let object = found(world, ask, id)?;
    need(object.kind, verb != Verb::Get).met_by(&ask.caller, object.owners.contains(&ask.caller.user))?;
    match verb {
        Verb::Get => {
            let mut body = schema::render(object);
            hide_secrets(&mut body);
            collection::entity(ask, Schema::of(object.kind), "directoryObjects", body).map(Reply::Ok)
        }
        Verb::Delete => {
            let id = object.id;
            world.directory.purge(id);
            world.saml_keys.retain(|_, key| key.service_principal != id);
            Ok(Reply::NoContent)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

fn restore(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = found(world, ask, id)?;
    need(object.kind, true).met_by(&ask.caller, object.owners.contains(&ask.caller.user))?;
    let (id, kind, upn) = (object.id, object.kind, object.text("userPrincipalName").to_owned());
    if kind == Kind::User && world.directory.user_by_upn(&upn).is_some() {
        return Err(Refusal::conflict("userPrincipalName"));
    }
    let Some(object) = world.directory.any_mut(id) else { return Err(Refusal::not_found(&id.to_string())) };
    object.deleted = None;
    let mut body = schema::render(object);
    hide_secrets(&mut body);
    collection::entity(ask, Schema::of(kind), "directoryObjects", body).map(Reply::Ok)
}
