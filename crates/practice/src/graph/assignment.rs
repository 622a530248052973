//! App role assignments: who may use which application, in which role.

use super::odata::collection::{self, Manner};
use super::schema::{Holds, Property, Schema, Write};
use super::{Answer, Reply, ask::Ask, ask::Verb, find, moment, permission::Need, refusal::Refusal};
use crate::state::{World, directory::Assignment, object::Kind, object::Object};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

const fn shown(name: &'static str) -> Property {
    Property { name, holds: Holds::Text(256), write: Write::Never, shown: true }
}

const SCHEMA: Schema = Schema {
    type_name: "microsoft.graph.appRoleAssignment",
    resource: "AppRoleAssignment",
    properties: &[
        shown("deletedDateTime"),
        shown("appRoleId"),
        shown("createdDateTime"),
        shown("principalDisplayName"),
        shown("principalId"),
        shown("principalType"),
        shown("resourceDisplayName"),
        shown("resourceId"),
    ],
};

/// `/servicePrincipals/{id}/appRoleAssignedTo`: the side to read and write from.
pub(super) fn of_resource(world: &mut World, ask: &Ask<'_>, segment: &str, rest: &[&str]) -> Answer {
    let instance = find(world, ask, Kind::ServicePrincipal, segment)?;
    let (id, owner) = (instance.id, instance.owners.contains(&ask.caller.user));
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            page(world, ask, "appRoleAssignedTo", |assignment| assignment.resource == id)
        }
        (Verb::Get, [assignment]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            one(world, ask, assignment, |found| found.resource == id)
        }
        (Verb::Post, []) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, owner)?;
            Need::READ_APPLICATIONS.met_by(&ask.caller, owner)?;
            let wish = Wish::read(ask)?;
            if wish.resource != id {
                return Err(Refusal::invalid_value("resourceId", "AppRoleAssignment"));
            }
            assign(world, ask, &wish)
        }
        (Verb::Delete, [assignment]) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, owner)?;
            remove(world, assignment, |found| found.resource == id)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// `/users|groups|servicePrincipals/{id}/appRoleAssignments`: what a principal may use.
pub(super) fn of_principal(
    world: &mut World,
    ask: &Ask<'_>,
    kind: Kind,
    segment: &str,
    rest: &[&str],
) -> Answer {
    let id = find(world, ask, kind, segment)?.id;
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_ASSIGNMENTS_OF_PRINCIPAL.met_by(&ask.caller, false)?;
            page(world, ask, "appRoleAssignments", |assignment| assignment.principal == id)
        }
        (Verb::Post, []) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, false)?;
            let wish = Wish::read(ask)?;
            if wish.principal != id {
                return Err(Refusal::invalid_value("principalId", "AppRoleAssignment"));
            }
            assign(world, ask, &wish)
        }
        (Verb::Delete, [assignment]) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, false)?;
            remove(world, assignment, |found| found.principal == id)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

struct Wish {
    principal: Uuid,
    resource: Uuid,
    role: Uuid,
}

impl Wish {
    fn read(ask: &Ask<'_>) -> Result<Self, Refusal> {
        let body = ask.object()?;
        const NAMES: [&str; 3] = ["principalId", "resourceId", "appRoleId"];
        if let Some(unknown) =
            body.keys().find(|name| !name.starts_with('@') && !NAMES.contains(&name.as_str()))
        {
            return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
        }
        let guid = |name: &str| {
            let text = body.get(name).and_then(Value::as_str).unwrap_or_default();
            Uuid::parse_str(text).map_err(|_| Refusal::invalid_value(name, "AppRoleAssignment"))
        };
        Ok(Self { principal: guid("principalId")?, resource: guid("resourceId")?, role: guid("appRoleId")? })
    }
}

fn assign(world: &mut World, ask: &Ask<'_>, wish: &Wish) -> Answer {
    let missing = |id: Uuid| Refusal::not_found(&id.to_string());
    let resource = world.directory.readable(wish.resource, ask.now).ok_or_else(|| missing(wish.resource))?;
    if resource.kind != Kind::ServicePrincipal {
        return Err(missing(wish.resource));
    }
    let principal =
        world.directory.readable(wish.principal, ask.now).ok_or_else(|| missing(wish.principal))?;
    let member_type = match principal.kind {
        Kind::User | Kind::Group => "User",
        Kind::ServicePrincipal => "Application",
        Kind::Application | Kind::DirectoryRole => return Err(missing(wish.principal)),
    };
    if !role_fits(resource, wish.role, member_type) {
        return Err(Refusal::bad_request(format!(
            "Permission being assigned was not found on application '{}'.",
            resource.text("appId")
        )));
    }
    let same = |found: &Assignment| {
        found.principal == wish.principal && found.resource == wish.resource && found.role == wish.role
    };
    if world.directory.assignments.iter().any(same) {
        let message = "Permission being assigned already exists on the object";
        return Err(Refusal::bad_request(message).with_detail("InvalidUpdate", "permission", message));
    }
    let assignment = Assignment {
        id: new_id(ask),
        principal: wish.principal,
        resource: wish.resource,
        role: wish.role,
        created: ask.now,
    };
    let mut body = render(world, &assignment);
    body["@odata.context"] = json!(ask.context("appRoleAssignments/$entity"));
    world.directory.assignments.push(assignment);
    Ok(Reply::Created(body))
}

/// The role is enabled and meant for this kind of principal; the nil role only where no such role exists.
fn role_fits(resource: &Object, role: Uuid, member_type: &str) -> bool {
    let meant = |found: &&Value| {
        let types = found["allowedMemberTypes"].as_array().map(Vec::as_slice).unwrap_or_default();
        found["isEnabled"] == json!(true) && types.iter().any(|kind| kind == member_type)
    };
    let roles: Vec<&Value> = resource.items("appRoles").iter().filter(meant).collect();
    if role.is_nil() {
        return roles.is_empty();
    }
    roles.iter().any(|found| found["id"].as_str().and_then(|id| Uuid::parse_str(id).ok()) == Some(role))
}

/// 32 random bytes in URL-safe base64: the form of Graph's own assignment ids.
fn new_id(ask: &Ask<'_>) -> String {
    let mut bytes = [0; 32];
    ask.random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn render(world: &World, assignment: &Assignment) -> Value {
    let name = |id: Uuid| world.directory.any(id).map(|object| object.text("displayName"));
    let kind = world.directory.any(assignment.principal).map(|principal| principal.kind.resource_name());
    json!({
        "id": assignment.id,
        "deletedDateTime": null,
        "appRoleId": assignment.role.to_string(),
        "createdDateTime": moment(assignment.created),
        "principalDisplayName": name(assignment.principal),
        "principalId": assignment.principal.to_string(),
        "principalType": kind,
        "resourceDisplayName": name(assignment.resource),
        "resourceId": assignment.resource.to_string(),
    })
}

fn page(world: &World, ask: &Ask<'_>, fragment: &str, fits: impl Fn(&Assignment) -> bool) -> Answer {
    let filter = ask.query.filter.as_deref().unwrap_or_default();
    // Graph filters assignments by these two properties only.
    if !filter.is_empty() && !filter.contains("principalDisplayName") && !filter.contains("resourceId") {
        return Err(Refusal::unsupported_query(
            "Unsupported or invalid query filter clause specified for this resource.",
        ));
    }
    let live = |id: Uuid| world.directory.any(id).is_some_and(|object| object.deleted.is_none());
    let rows = world
        .directory
        .assignments
        .iter()
        .filter(|assignment| fits(assignment) && live(assignment.principal) && live(assignment.resource))
        .map(|assignment| render(world, assignment))
        .collect();
    collection::page(ask, &SCHEMA, Manner::DIRECTORY, fragment, rows).map(Reply::Ok)
}

fn one(world: &World, ask: &Ask<'_>, id: &str, fits: impl Fn(&Assignment) -> bool) -> Answer {
    let found = world.directory.assignments.iter().find(|found| found.id == id && fits(found));
    let assignment = found.ok_or_else(|| Refusal::not_found(id))?;
    let body = render(world, assignment);
    collection::entity(ask, &SCHEMA, "appRoleAssignments", body).map(Reply::Ok)
}

fn remove(world: &mut World, id: &str, fits: impl Fn(&Assignment) -> bool) -> Answer {
    let index = world.directory.assignments.iter().position(|found| found.id == id && fits(found));
    let index = index.ok_or_else(|| Refusal::not_found(id))?;
    world.directory.assignments.remove(index);
    Ok(Reply::NoContent)
}
