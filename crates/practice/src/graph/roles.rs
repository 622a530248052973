//! Directory roles, in both forms: `/directoryRoles` with members, and `/roleManagement/directory` with definitions,
//! assignments and the instances of Privileged Identity Management. Both tell the same facts.

use super::objects::{entity, find, list};
use super::odata::collection::{self, Manner};
use super::permission::{self, Need};
use super::schema::{
    ROLE_ASSIGNMENT, ROLE_DEFINITION, ROLE_ELIGIBILITY, ROLE_SCHEDULE, ROLE_TEMPLATE, Schema,
};
use super::{Answer, Reply, ask::Ask, ask::Verb, links, moment, refusal::Refusal, relations};
use crate::state::{World, object::Kind};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// `/directoryRoles`.
pub(super) fn directory_roles(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    let need = if ask.verb == Verb::Get { Need::READ_ROLES } else { Need::WRITE_ROLES };
    need.met_by(&ask.caller, false)?;
    let segment = rest.first().map(|segment| by_template(world, segment));
    match (ask.verb, rest) {
        (Verb::Get, []) => list(world, ask, Kind::DirectoryRole),
        (Verb::Post, []) => Err(Refusal::new(
            400,
            "Request_BadRequest",
            "A conflicting object with one or more of the specified property values is present in the directory.",
        )),
        (Verb::Get, [_]) => {
            entity(world, ask, find(world, ask, Kind::DirectoryRole, &segment.unwrap_or_default())?)
        }
        (Verb::Post, [_, "members", "$ref"]) => {
            let role = find(world, ask, Kind::DirectoryRole, &segment.unwrap_or_default())?.id;
            let member = links::from_body(ask)?;
            links::admitted(world, ask, member, &[Kind::User, Kind::ServicePrincipal, Kind::Group])?;
            if world.directory.add_member(role, member) {
                Ok(Reply::NoContent)
            } else {
                Err(Refusal::reference_exists("members"))
            }
        }
        (Verb::Delete, [_, "members", member, "$ref"]) => {
            let role = find(world, ask, Kind::DirectoryRole, &segment.unwrap_or_default())?.id;
            let parsed = Uuid::parse_str(member).map_err(|_| Refusal::not_found(member))?;
            remove_holder(world, role, parsed)?;
            Ok(Reply::NoContent)
        }
        (Verb::Get, [_, rest @ ..]) => {
            let role = find(world, ask, Kind::DirectoryRole, &segment.unwrap_or_default())?;
            relations::read(world, ask, role, rest, false)
                .unwrap_or_else(|| Err(Refusal::no_segment(rest.last().unwrap_or(&""))))
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// Takes a role away, except the last Global Administrator's.
fn remove_holder(world: &mut World, role: Uuid, member: Uuid) -> Result<(), Refusal> {
    let last = world.directory.any(role).is_some_and(|role| {
        role.text("roleTemplateId") == permission::GLOBAL_ADMINISTRATOR.to_string()
            && role.members() == [member]
    });
    if last {
        return Err(Refusal::bad_request("The last Global Administrator of the tenant cannot be removed."));
    }
    if world.directory.remove_member(role, member) {
        Ok(())
    } else {
        Err(Refusal::not_found(&member.to_string()))
    }
}

/// `(roleTemplateId='…')` names a role as well as its id does.
fn by_template(world: &World, segment: &str) -> String {
    let template = segment.strip_prefix("=roleTemplateId=");
    let role = template.and_then(|template| {
        world.directory.live(Kind::DirectoryRole).find(|role| role.text("roleTemplateId") == template)
    });
    role.map_or_else(|| segment.to_owned(), |role| role.id.to_string())
}

/// `/directoryRoleTemplates`.
pub(super) fn templates(ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_ROLES.met_by(&ask.caller, false)?;
    let rows = permission::ROLES.iter().map(|(id, name, purpose)| {
        json!({ "id": id.to_string(), "deletedDateTime": null, "description": purpose, "displayName": name })
    });
    rows_or_one(ask, &ROLE_TEMPLATE, "directoryRoleTemplates", rows.collect(), rest)
}

fn rows_or_one(ask: &Ask<'_>, schema: &'static Schema, set: &str, rows: Vec<Value>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            let mut plain = None;
            if let Some(wish) = ask.query.expand.first() {
                if !schema.relations.contains(&wish.name.as_str()) {
                    return Err(collection::no_property(&wish.name, schema));
                }
                plain = Some(());
            }
            let wanted = collection::Wanted::read(ask, schema, Manner::SHORT)?;
            let page = collection::draw(ask, Manner::SHORT, &wanted, rows.into_iter(), |_| None)?;
            page.body(ask, set, |mut row| {
                let expanded = row.as_object_mut().and_then(|row| row.remove("$expanded"));
                let mut body = collection::project(schema, &ask.query, row)?;
                if let (Some(()), Some(Value::Object(expanded))) = (plain, expanded) {
                    for wish in &ask.query.expand {
                        body[&wish.name] = expanded.get(&wish.name).cloned().unwrap_or_default();
                    }
                }
                Ok(body)
            })
            .map(Reply::Ok)
        }
        (Verb::Get, ["$count"]) => Ok(Reply::Text(rows.len().to_string())),
        (Verb::Get, [id]) => {
            let row = rows.into_iter().find(|row| row["id"] == **id).ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, schema, set, row).map(Reply::Ok)
        }
        (Verb::Get, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::wrong_verb()),
    }
}

/// `/roleManagement/directory/…`.
pub(super) fn management(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    let Some((set, rest)) = rest.split_first() else { return Err(Refusal::wrong_verb()) };
    let need = if ask.verb == Verb::Get { Need::READ_ROLES } else { Need::WRITE_ROLES };
    need.met_by(&ask.caller, false)?;
    let full = format!("roleManagement/directory/{set}");
    match *set {
        "roleDefinitions" if ask.verb == Verb::Get => rows_or_one(
            ask,
            &ROLE_DEFINITION,
            &full,
            permission::ROLES.iter().map(definition).collect(),
            rest,
        ),
        "roleDefinitions" => Err(Refusal::unlicensed("custom roles")),
        "roleAssignments" => match (ask.verb, rest) {
            (Verb::Post, []) => assign(world, ask),
            (Verb::Delete, [id]) => {
                let held = holders(world)
                    .into_iter()
                    .find(|(role, member, _)| assignment_id(*role, *member) == **id);
                let (role, member, _) = held.ok_or_else(|| Refusal::not_found(id))?;
                let object = role_object(world, role).ok_or_else(|| Refusal::not_found(id))?;
                remove_holder(world, object, member)?;
                Ok(Reply::NoContent)
            }
            _ => rows_or_one(ask, &ROLE_ASSIGNMENT, &full, assignments(world), rest),
        },
        "roleAssignmentScheduleInstances" => {
            super::logs::licensed(world)?;
            rows_or_one(ask, &ROLE_SCHEDULE, &full, schedules(world), rest)
        }
        "roleEligibilityScheduleInstances" | "roleEligibilitySchedules" => {
            super::logs::licensed(world)?;
            rows_or_one(ask, &ROLE_ELIGIBILITY, &full, eligibilities(world), rest)
        }
        other => Err(Refusal::no_segment(other)),
    }
}

fn definition((id, name, purpose): &(Uuid, &str, &str)) -> Value {
    json!({
        "id": id.to_string(),
        "description": purpose,
        "displayName": name,
        "isBuiltIn": true,
        "isEnabled": true,
        "resourceScopes": ["/"],
        "templateId": id.to_string(),
        "version": "1",
        "rolePermissions": [{ "allowedResourceActions": [], "condition": null }],
    })
}

/// Role template, principal, since when.
fn holders(world: &World) -> Vec<(Uuid, Uuid, time::OffsetDateTime)> {
    let mut found = Vec::new();
    for role in world.directory.live(Kind::DirectoryRole) {
        let Ok(template) = Uuid::parse_str(role.text("roleTemplateId")) else { continue };
        found.extend(role.members().iter().map(|member| (template, *member, role.readable_from)));
    }
    found
}

fn role_object(world: &World, template: Uuid) -> Option<Uuid> {
    let wanted = template.to_string();
    world
        .directory
        .live(Kind::DirectoryRole)
        .find(|role| role.text("roleTemplateId") == wanted)
        .map(|role| role.id)
}

/// The same role held by the same principal always has the same id.
fn assignment_id(role: Uuid, principal: Uuid) -> String {
    let digest = Sha256::digest([role.as_bytes().as_slice(), principal.as_bytes()].concat());
    format!("{}-1", URL_SAFE_NO_PAD.encode(&digest[..27]))
}

fn assignment(world: &World, role: Uuid, principal: Uuid) -> Value {
    let holder = world.directory.any(principal).map(|holder| relations::loose(&Default::default(), holder));
    let found = permission::ROLES.iter().find(|(id, ..)| *id == role);
    json!({
        "id": assignment_id(role, principal),
        "principalId": principal.to_string(),
        "directoryScopeId": "/",
        "appScopeId": null,
        "roleDefinitionId": role.to_string(),
        "$expanded": { "principal": holder, "roleDefinition": found.map(definition) },
    })
}

fn assignments(world: &World) -> Vec<Value> {
    holders(world).into_iter().map(|(role, principal, _)| assignment(world, role, principal)).collect()
}

fn schedules(world: &World) -> Vec<Value> {
    let row = |(role, principal, since): (Uuid, Uuid, time::OffsetDateTime)| {
        let mut row = assignment(world, role, principal);
        let id = row["id"].clone();
        row["startDateTime"] = moment(since).into();
        row["memberType"] = "Direct".into();
        row["assignmentType"] = "Assigned".into();
        row["roleAssignmentOriginId"] = id.clone();
        row["roleAssignmentScheduleId"] = id;
        row
    };
    holders(world).into_iter().map(row).collect()
}

fn eligibilities(world: &World) -> Vec<Value> {
    let row = |one: &crate::state::tenant_settings::Eligibility| {
        let mut row = assignment(world, one.role, one.principal);
        row["startDateTime"] = moment(one.since).into();
        row["memberType"] = "Direct".into();
        row["roleEligibilityScheduleId"] = row["id"].clone();
        row
    };
    world.directory.settings.eligible.iter().map(row).collect()
}

fn assign(world: &mut World, ask: &Ask<'_>) -> Answer {
    const NAMES: [&str; 4] = ["principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"];
    let body = ask.object()?;
    if let Some(unknown) = body.keys().find(|name| !name.contains('@') && !NAMES.contains(&name.as_str())) {
        return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
    }
    let guid = |name: &str| {
        let text = body.get(name).and_then(Value::as_str).unwrap_or_default();
        Uuid::parse_str(text).map_err(|_| Refusal::invalid_value(name, "UnifiedRoleAssignment"))
    };
    let (role, principal) = (guid("roleDefinitionId")?, guid("principalId")?);
    links::admitted(world, ask, principal, &[Kind::User, Kind::ServicePrincipal, Kind::Group])?;
    let object = role_object(world, role).ok_or_else(|| Refusal::not_found(&role.to_string()))?;
    if body.get("directoryScopeId").and_then(Value::as_str) != Some("/") {
        return Err(Refusal::invalid_value("directoryScopeId", "UnifiedRoleAssignment"));
    }
    if !world.directory.add_member(object, principal) {
        return Err(Refusal::bad_request(
            "A conflicting object with one or more of the specified property values is present in the directory.",
        ));
    }
    let mut answer = assignment(world, role, principal);
    if let Some(fields) = answer.as_object_mut() {
        fields.remove("$expanded");
    }
    answer["@odata.context"] = json!(ask.context("roleManagement/directory/roleAssignments/$entity"));
    Ok(Reply::Created { body: answer, location: None })
}
