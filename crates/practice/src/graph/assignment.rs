//! App role assignments: who may use which application, in which role.

use super::objects::find;
use super::odata::collection::{self, Manner};
use super::schema::ASSIGNMENT;
use super::{Answer, Reply, ask::Ask, ask::Verb, moment, permission::Need, refusal::Refusal};
use crate::seed::first_party;
use crate::state::{World, directory::Assignment, object::Kind, object::Object};
use serde_json::{Value, json};
use uuid::Uuid;

/// `/servicePrincipals/{id}/appRoleAssignedTo`: the side to read and write from.
pub(super) fn of_resource(world: &mut World, ask: &Ask<'_>, segment: &str, rest: &[&str]) -> Answer {
    let instance = find(world, ask, Kind::ServicePrincipal, segment)?;
    let (id, owner) = (instance.id, ask.caller.owns(instance));
    match (ask.verb, rest) {
        (Verb::Get, rest) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, owner)?;
            read(world, ask, "appRoleAssignedTo", rest, world.directory.assignments.of_resource(id))
        }
        (Verb::Post, []) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, owner)?;
            Need::READ_APPLICATIONS.met_by(&ask.caller, owner)?;
            let wish = Wish::read(ask)?;
            if wish.resource != id {
                return Err(Refusal::invalid_value("resourceId", "AppRoleAssignment"));
            }
            assign(world, ask, &wish, format!("servicePrincipals('{id}')/appRoleAssignedTo/$entity"))
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
        (Verb::Get, rest) => {
            let need = if kind == Kind::ServicePrincipal {
                Need::READ_APPLICATIONS
            } else {
                Need::READ_ASSIGNMENTS_OF_PRINCIPAL
            };
            need.met_by(&ask.caller, false)?;
            read(world, ask, "appRoleAssignments", rest, world.directory.assignments.of_principal(id))
        }
        (Verb::Post, []) => {
            Need::WRITE_ASSIGNMENTS.met_by(&ask.caller, false)?;
            let wish = Wish::read(ask)?;
            if wish.principal != id {
                return Err(Refusal::invalid_value("principalId", "AppRoleAssignment"));
            }
            let set = kind.set_name();
            assign(world, ask, &wish, format!("{set}('{id}')/appRoleAssignments/$entity"))
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
        if let Some(unknown) = body.keys().find(|name| !name.contains('@') && !NAMES.contains(&name.as_str()))
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

fn assign(world: &mut World, ask: &Ask<'_>, wish: &Wish, context: String) -> Answer {
    let missing = |id: Uuid| Refusal::not_found(&id.to_string());
    let resource = world.directory.readable(wish.resource, ask.now);
    let resource = resource
        .filter(|object| object.kind == Kind::ServicePrincipal)
        .ok_or_else(|| missing(wish.resource))?;
    let principal =
        world.directory.readable(wish.principal, ask.now).ok_or_else(|| missing(wish.principal))?;
    let member_type = match principal.kind {
        Kind::User | Kind::Group => "User",
        Kind::ServicePrincipal => "Application",
        _ => return Err(missing(wish.principal)),
    };
    if !role_fits(resource, wish.role, member_type) {
        return Err(Refusal::bad_request(format!(
            "Permission being assigned was not found on application '{}'.",
            resource.text("appId")
        )));
    }
    if resource.app_id() == Some(first_party::GRAPH) {
        Need::GRANT_GRAPH_ROLES.met_by(&ask.caller, false)?;
    }
    if principal.kind == Kind::Group && !world.directory.settings.premium() {
        return Err(Refusal::unlicensed("assigning groups to applications"));
    }
    let same = |found: &Assignment| found.resource == wish.resource && found.role == wish.role;
    if world.directory.assignments.of_principal(wish.principal).any(same) {
        let message = "Permission being assigned already exists on the object";
        return Err(Refusal::bad_request(message).with_detail("InvalidUpdate", "permission", message));
    }
    if world.directory.assignments.of_principal(wish.principal).count() >= 1_500 {
        return Err(Refusal::new(
            403,
            "Directory_QuotaExceeded",
            "The principal has reached the maximum of 1500 app role assignments.",
        ));
    }
    let assignment = Assignment {
        id: ask.opaque_id(),
        principal: wish.principal,
        resource: wish.resource,
        role: wish.role,
        created: ask.now,
    };
    let mut body = render(world, &assignment);
    body["@odata.context"] = json!(ask.context(&context));
    world.directory.assignments.push(assignment);
    Ok(Reply::Created { body, location: None })
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

/// Assignments between live objects, as Graph tells them.
pub(super) fn rows<'w>(world: &'w World, found: impl Iterator<Item = &'w Assignment>) -> Vec<Value> {
    let live = |id: Uuid| world.directory.any(id).is_some_and(|object| object.deleted.is_none());
    found
        .filter(|assignment| live(assignment.principal) && live(assignment.resource))
        .map(|assignment| render(world, assignment))
        .collect()
}

fn read<'w>(
    world: &'w World,
    ask: &Ask<'_>,
    fragment: &str,
    rest: &[&str],
    found: impl Iterator<Item = &'w Assignment>,
) -> Answer {
    match rest {
        [] => {
            collection::page(ask, &ASSIGNMENT, Manner::DIRECTORY, fragment, rows(world, found)).map(Reply::Ok)
        }
        ["$count"] if ask.eventual => Ok(Reply::Text(rows(world, found).len().to_string())),
        ["$count"] => Err(Refusal::bad_request("$count is not currently supported.")),
        [id] => {
            let row = rows(world, found).into_iter().find(|row| row["id"] == **id);
            let row = row.ok_or_else(|| Refusal::not_found(id))?;
            collection::entity(ask, &ASSIGNMENT, "appRoleAssignments", row).map(Reply::Ok)
        }
        [.., other] => Err(Refusal::no_segment(other)),
    }
}

fn remove(world: &mut World, id: &str, fits: impl Fn(&Assignment) -> bool) -> Answer {
    if !world.directory.assignments.get(id).is_some_and(fits) {
        return Err(Refusal::not_found(id));
    }
    world.directory.assignments.remove(id);
    Ok(Reply::NoContent)
}
