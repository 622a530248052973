//! `/groups`: security groups and their direct members.

use super::application::{own, required};
use super::objects::{self, count, created, entity, find, find_id, list};
use super::{
    Answer, Reply, ask::Ask, ask::Verb, assignment, delta, links, membership, permission::Need,
    refusal::Refusal, relations, schema, tenant_policy,
};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value};
use uuid::Uuid;

/// What may be a member of a group.
const MEMBERS: [Kind; 3] = [Kind::User, Kind::Group, Kind::ServicePrincipal];

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
        (Verb::Get, ["delta" | "microsoft.graph.delta"]) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            delta::read(world, ask, Kind::Group)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            entity(world, ask, find(world, ask, Kind::Group, id)?)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => {
            let object = find(world, ask, Kind::Group, id)?;
            let id = object.id;
            Need::WRITE_GROUPS.met_by(&ask.caller, ask.caller.owns(object))?;
            world.directory.delete(id, ask.now);
            Ok(Reply::NoContent)
        }
        (Verb::Post, [id, "members", "$ref"]) => add_member(world, ask, id),
        (Verb::Delete, [id, "members", member, "$ref"]) => remove_member(world, ask, id, member),
        (Verb::Post, [id, action]) if membership::is_action(action) => {
            membership::act(world, ask, Kind::Group, id, action)
        }
        (_, [id, "owners", rest @ ..]) if rest.ends_with(&["$ref"]) && ask.verb != Verb::Get => {
            own(world, ask, Kind::Group, id, rest)
        }
        (_, [id, "appRoleAssignments", rest @ ..]) if ask.verb != Verb::Get => {
            assignment::of_principal(world, ask, Kind::Group, id, rest)
        }
        (Verb::Get, [id, rest @ ..]) => below(world, ask, id, rest),
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn below(world: &World, ask: &Ask<'_>, id: &str, path: &[&str]) -> Answer {
    let object = find(world, ask, Kind::Group, id)?;
    if let Some(answer) = relations::read(world, ask, object, path, false) {
        return answer;
    }
    Need::READ_GROUPS.met_by(&ask.caller, ask.caller.owns(object))?;
    match path {
        [name] => objects::property(world, ask, object, name, false),
        [name, "$value"] => objects::property(world, ask, object, name, true),
        [.., other] => Err(Refusal::no_segment(other)),
        [] => Err(Refusal::wrong_verb()),
    }
}

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::CREATE_GROUPS
        .met_for_new(&ask.caller, tenant_policy::members_may(world, "allowedToCreateSecurityGroups"))?;
    let body = ask.object()?;
    let accepted = schema::GROUP.accept(body, true)?;
    for name in ["displayName", "mailEnabled", "mailNickname", "securityEnabled"] {
        if accepted.get(name).is_none_or(|value| value.is_null() || *value == "") {
            return Err(required(name, "Group"));
        }
    }
    check(world, ask, &accepted)?;
    let (members, owners) = (links::bound(body, "members")?, links::bound(body, "owners")?);
    for member in &members {
        links::admitted(world, ask, *member, &MEMBERS)?;
    }
    for owner in &owners {
        links::admitted(world, ask, *owner, &[Kind::User, Kind::ServicePrincipal])?;
    }
    let id = ask.random.uuid();
    let mut object = Object::new(id, Kind::Group, Map::new(), ask.now);
    object.set("createdDateTime", super::moment(ask.now));
    object.set("renewedDateTime", super::moment(ask.now));
    object.set("groupTypes", Vec::<Value>::new());
    object.set("securityIdentifier", security_identifier(id));
    schema::merge(&mut object, accepted);
    // An administrator does not become the owner; anybody else does.
    let administrator = !ask.caller.roles.is_empty() || ask.caller.application.is_some();
    let owners = if owners.is_empty() && !administrator { vec![ask.caller.user] } else { owners };
    let object = object.owned_by(owners).joined_by(members);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// `S-1-12-1-…`: the object id as four little-endian numbers.
pub(crate) fn security_identifier(id: Uuid) -> String {
    let bytes = id.to_bytes_le();
    let part = |at: usize| {
        let mut four = [0; 4];
        four.copy_from_slice(&bytes[at..at + 4]);
        u32::from_le_bytes(four)
    };
    format!("S-1-12-1-{}-{}-{}-{}", part(0), part(4), part(8), part(12))
}

/// Which kinds of group can be made here.
fn check(world: &World, ask: &Ask<'_>, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let types = accepted.get("groupTypes").and_then(Value::as_array).cloned().unwrap_or_default();
    let dynamic = types.iter().any(|kind| kind == "DynamicMembership");
    let unified = types.iter().any(|kind| kind == "Unified");
    if types.iter().any(|kind| kind != "DynamicMembership" && kind != "Unified") {
        return Err(Refusal::invalid_value("groupTypes", "Group"));
    }
    if dynamic && !world.directory.settings.premium() {
        return Err(Refusal::unlicensed("dynamic membership"));
    }
    let rule = accepted.get("membershipRule").and_then(Value::as_str).unwrap_or_default();
    if dynamic == rule.is_empty() {
        return Err(Refusal::invalid_value("membershipRule", "Group"));
    }
    let mail = accepted.get("mailEnabled") == Some(&Value::Bool(true));
    let secure = accepted.get("securityEnabled") == Some(&Value::Bool(true));
    if (!unified && (mail || !secure)) || (unified && !mail) {
        return Err(Refusal::bad_request(
            "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.",
        ));
    }
    if accepted.get("isAssignableToRole") == Some(&Value::Bool(true)) {
        if !world.directory.settings.premium() {
            return Err(Refusal::unlicensed("groups that can hold roles"));
        }
        Need::WRITE_ROLES.met_by(&ask.caller, false)?;
        if dynamic {
            return Err(Refusal::invalid_value("isAssignableToRole", "Group"));
        }
    }
    check_nickname(accepted)
}

fn check_nickname(accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(nickname) = accepted.get("mailNickname").and_then(Value::as_str) else { return Ok(()) };
    let odd = ['@', '(', ')', '\\', '[', ']', '"', ';', ':', '<', '>', ',', ' '];
    if nickname.is_empty() || !nickname.is_ascii() || nickname.contains(odd) {
        return Err(Refusal::invalid_value("mailNickname", "Group"));
    }
    Ok(())
}

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = find(world, ask, Kind::Group, id)?;
    let (id, owner) = (object.id, ask.caller.owns(object));
    Need::WRITE_GROUPS.met_by(&ask.caller, owner)?;
    let body = ask.object()?;
    let accepted = schema::GROUP.accept(body, false)?;
    if accepted.get("displayName").is_some_and(|name| name.as_str().unwrap_or_default().is_empty()) {
        return Err(Refusal::invalid_value("displayName", "Group"));
    }
    check_nickname(&accepted)?;
    let members = links::bound(body, "members")?;
    let known = |member: &Uuid| world.directory.any(id).is_some_and(|group| group.members().contains(member));
    if members.iter().any(known) {
        return Err(Refusal::reference_exists("members"));
    }
    for member in &members {
        links::admitted(world, ask, *member, &MEMBERS)?;
    }
    if !members.is_empty() {
        editable(world, ask, &id.to_string())?;
    }
    if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
        schema::merge(&mut object, accepted);
    }
    for member in members {
        world.directory.add_member(id, member);
    }
    Ok(Reply::NoContent)
}

fn editable(world: &World, ask: &Ask<'_>, id: &str) -> Result<Uuid, Refusal> {
    let group = find(world, ask, Kind::Group, id)?;
    Need::WRITE_MEMBERS.met_by(&ask.caller, ask.caller.owns(group))?;
    if group.flag("isAssignableToRole") {
        Need::WRITE_ROLES.met_by(&ask.caller, ask.caller.owns(group))?;
    }
    if group.flag("onPremisesSyncEnabled") || group.texts("groupTypes").contains(&"DynamicMembership") {
        return Err(Refusal::new(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ));
    }
    Ok(group.id)
}

fn add_member(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = editable(world, ask, id)?;
    let member = links::from_body(ask)?;
    let nested = links::admitted(world, ask, member, &MEMBERS)?.kind == Kind::Group;
    if member == id {
        return Err(Refusal::bad_request("A group cannot be a member of itself."));
    }
    if nested && world.directory.any(id).is_some_and(|group| group.flag("isAssignableToRole")) {
        return Err(Refusal::bad_request(
            "Group nesting is not supported for groups that can be assigned to a role.",
        ));
    }
    if world.directory.add_member(id, member) {
        Ok(Reply::NoContent)
    } else {
        Err(Refusal::reference_exists("members"))
    }
}

fn remove_member(world: &mut World, ask: &Ask<'_>, id: &str, member: &str) -> Answer {
    let id = find_id(world, ask, Kind::Group, id)?;
    editable(world, ask, &id.to_string())?;
    let missing = || Refusal::not_found(member);
    let parsed = Uuid::parse_str(member).map_err(|_| missing())?;
    if world.directory.remove_member(id, parsed) { Ok(Reply::NoContent) } else { Err(missing()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_security_identifier_is_the_object_id_in_other_clothes() {
        let id = uuid::uuid!("35c1d3ff-4b4f-4b2c-9d5b-1a2b3c4d5e6f");
        assert_eq!(security_identifier(id), "S-1-12-1-901895167-1261194063-723147677-1868451132");
    }
}
