//! `/groups`: security groups and their direct members.

use super::{
    Answer, Reply, ask::Ask, ask::Verb, assignment, cast, count, created, entity, find, find_id, list,
};
use super::{mixed, permission::Need, refusal::Refusal, schema};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            list(world, ask, Kind::Group)
        }
        (Verb::Get, ["$count"]) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            count(world, ask, Kind::Group)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            let object = find(world, ask, Kind::Group, id)?;
            entity(ask, object, schema::render(object)).map(Reply::Ok)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => {
            Need::WRITE_GROUPS.met_by(&ask.caller, false)?;
            // Security groups are not soft-deleted.
            let id = find_id(world, ask, Kind::Group, id)?;
            world.directory.purge(id);
            Ok(Reply::NoContent)
        }
        (Verb::Get, [id, member @ ("members" | "transitiveMembers"), rest @ ..]) => {
            members(world, ask, id, *member == "transitiveMembers", rest)
        }
        (Verb::Post, [id, "members", "$ref"]) => add_member(world, ask, id),
        (Verb::Delete, [id, "members", member, "$ref"]) => remove_member(world, ask, id, member),
        (_, [id, "appRoleAssignments", rest @ ..]) => {
            assignment::of_principal(world, ask, Kind::Group, id, rest)
        }
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::WRITE_GROUPS.met_by(&ask.caller, false)?;
    let accepted = schema::GROUP.accept(ask.object()?, true)?;
    for name in ["displayName", "mailEnabled", "mailNickname", "securityEnabled"] {
        if accepted.get(name).is_none_or(Value::is_null) {
            return Err(Refusal::bad_request(format!(
                "A value is required for property '{name}' of resource 'Group'."
            )));
        }
    }
    let mut object = Object::new(ask.random.uuid(), Kind::Group, Map::new(), ask.now);
    object.set("createdDateTime", super::moment(ask.now));
    object.set("renewedDateTime", super::moment(ask.now));
    object.set("groupTypes", Vec::<Value>::new());
    schema::merge(&mut object, accepted);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    Need::WRITE_GROUPS.met_by(&ask.caller, false)?;
    let id = find_id(world, ask, Kind::Group, id)?;
    let accepted = schema::GROUP.accept(ask.object()?, false)?;
    if let Some(object) = world.directory.any_mut(id) {
        schema::merge(object, accepted);
    }
    Ok(Reply::NoContent)
}

fn members(world: &World, ask: &Ask<'_>, id: &str, nested: bool, rest: &[&str]) -> Answer {
    Need::READ_GROUPS.met_by(&ask.caller, false)?;
    let group = find(world, ask, Kind::Group, id)?;
    let wanted = match rest {
        [] => None,
        [segment] => Some(cast(segment).ok_or_else(|| Refusal::no_segment(segment))?),
        [.., other] => return Err(Refusal::no_segment(other)),
    };
    let ids = if nested { all_members(world, group) } else { group.members.clone() };
    mixed(ask, ids.iter().filter_map(|member| world.directory.readable(*member, ask.now)), wanted)
}

fn all_members(world: &World, group: &Object) -> Vec<Uuid> {
    let mut seen = BTreeSet::new();
    let mut frontier = group.members.clone();
    let mut found = Vec::new();
    while let Some(member) = frontier.pop() {
        if seen.insert(member) {
            found.push(member);
            frontier
                .extend(world.directory.any(member).into_iter().flat_map(|object| object.members.clone()));
        }
    }
    found
}

fn editable(world: &World, ask: &Ask<'_>, id: &str) -> Result<Uuid, Refusal> {
    Need::WRITE_MEMBERS.met_by(&ask.caller, false)?;
    let group = find(world, ask, Kind::Group, id)?;
    if group.flag("onPremisesSyncEnabled") || group.texts("groupTypes").contains(&"DynamicMembership") {
        return Err(Refusal::new(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation: members of this group cannot be edited.",
        ));
    }
    Ok(group.id)
}

fn add_member(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = editable(world, ask, id)?;
    let reference = ask.object()?.get("@odata.id").and_then(Value::as_str).unwrap_or_default();
    let member = reference.rsplit('/').next().and_then(|text| Uuid::parse_str(text).ok());
    let member = member
        .ok_or_else(|| Refusal::bad_request("Invalid URL format specified in @odata.id for POST request."))?;
    let known = world.directory.readable(member, ask.now);
    if !known.is_some_and(|object| matches!(object.kind, Kind::User | Kind::Group | Kind::ServicePrincipal)) {
        return Err(Refusal::not_found(&member.to_string()));
    }
    let Some(group) = world.directory.any_mut(id) else { return Err(Refusal::not_found(&id.to_string())) };
    if group.members.contains(&member) {
        return Err(Refusal::bad_request(
            "One or more added object references already exist for the following modified properties: 'members'.",
        ));
    }
    group.members.push(member);
    Ok(Reply::NoContent)
}

fn remove_member(world: &mut World, ask: &Ask<'_>, id: &str, member: &str) -> Answer {
    let id = editable(world, ask, id)?;
    let group = world.directory.any_mut(id).ok_or_else(|| Refusal::not_found(member))?;
    let before = group.members.len();
    group.members.retain(|held| held.to_string() != member.to_ascii_lowercase());
    if group.members.len() == before { Err(Refusal::not_found(member)) } else { Ok(Reply::NoContent) }
}
