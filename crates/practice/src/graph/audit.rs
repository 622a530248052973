//! Writes the directory's log: every successful change, in the words Entra uses for it.

use super::{Reply, ask::Ask, ask::Verb, moment};
use crate::state::{World, audit::Audit, object::Kind, object::Object};
use serde_json::{Value, json};
use uuid::Uuid;

/// Activity, category, operation.
type Words = (&'static str, &'static str, &'static str);

/// Notes a change that was made.
pub(super) fn note(world: &mut World, ask: &Ask<'_>, reply: &Reply, before: Option<&Object>) {
    let path: Vec<&str> = ask.segments.iter().map(String::as_str).collect();
    let Some((activity, category, operation)) = words(ask.verb, &path) else { return };
    let made = match reply {
        Reply::Created { body, .. } | Reply::Ok(body) => {
            body.get("application").unwrap_or(body)["id"].as_str()
        }
        _ => None,
    };
    let made = made.and_then(|id| Uuid::parse_str(id).ok()).and_then(|id| world.directory.any(id));
    let subject = if path.len() == 1 || path.last() == Some(&"instantiate") {
        made.or(before)
    } else {
        before.or(made)
    };
    let targets: Vec<Value> = subject.map(|object| target(object, ask)).into_iter().collect();
    let body = json!({
        "id": format!("Directory_{}_{}", ask.random.uuid().simple(), world.directory.latest_change()),
        "category": category,
        "correlationId": ask.random.uuid().to_string(),
        "result": "success",
        "resultReason": "",
        "activityDisplayName": activity,
        "activityDateTime": moment(ask.now),
        "loggedByService": "Core Directory",
        "operationType": operation,
        "initiatedBy": initiator(world, ask),
        "targetResources": targets,
        "additionalDetails": [],
    });
    world.directory.audits.add(Audit { at: ask.now, body });
}

fn initiator(world: &World, ask: &Ask<'_>) -> Value {
    let who = world.directory.any(ask.caller.user);
    let name = who.map(|who| who.text("displayName"));
    if ask.caller.application.is_some() {
        return json!({
            "user": null,
            "app": {
                "appId": who.map(|who| who.text("appId")), "displayName": name,
                "servicePrincipalId": ask.caller.user.to_string(), "servicePrincipalName": null,
            },
        });
    }
    json!({
        "app": null,
        "user": {
            "id": ask.caller.user.to_string(), "displayName": name,
            "userPrincipalName": who.map(|who| who.text("userPrincipalName")), "ipAddress": "127.0.0.1",
        },
    })
}

fn target(object: &Object, ask: &Ask<'_>) -> Value {
    let kind = match object.kind {
        Kind::DirectoryRole => "Role",
        Kind::User | Kind::Group | Kind::Application | Kind::ServicePrincipal => object.kind.resource_name(),
        _ => "Policy",
    };
    let changed: Vec<Value> = match (&ask.body, ask.verb) {
        (Some(Value::Object(body)), Verb::Patch | Verb::Post) => body
            .iter()
            .filter(|(name, _)| !name.contains('@') && !matches!(name.as_str(), "passwordProfile" | "keyCredentials" | "passwordCredentials" | "passwordCredential"))
            .map(|(name, value)| json!({ "displayName": name, "oldValue": null, "newValue": json!([value]).to_string() }))
            .collect(),
        _ => Vec::new(),
    };
    json!({
        "id": object.id.to_string(),
        "displayName": object.text("displayName"),
        "type": kind,
        "userPrincipalName": object.optional_text("userPrincipalName"),
        "groupType": (object.kind == Kind::Group).then_some("azureAD"),
        "modifiedProperties": changed,
    })
}

/// What Entra calls a change; `None`: the request changed nothing.
fn words(verb: Verb, path: &[&str]) -> Option<Words> {
    match path {
        [_, "delta" | "getByIds"] | ["identity", "conditionalAccess", "evaluate"] => None,
        [_, _, "checkMemberGroups" | "getMemberGroups" | "checkMemberObjects" | "getMemberObjects"] => None,
        ["applicationTemplates", _, "instantiate"] => Some(("Add application", APPLICATIONS, "Add")),
        ["directory", "deletedItems", _, "restore"] => Some(("Restore", "DirectoryManagement", "Update")),
        ["directory", "deletedItems", _] => Some(("Hard Delete", "DirectoryManagement", "Delete")),
        ["directoryRoles", ..] | ["roleManagement", ..] => {
            either(verb, ["Add member to role", "Remove member from role"], "RoleManagement")
        }
        ["identity", "conditionalAccess", set, ..] => Some(access_words(verb, set)),
        ["policies", ..] => Some(match verb {
            Verb::Post => ("Add policy", "Policy", "Add"),
            Verb::Delete => ("Delete policy", "Policy", "Delete"),
            _ => ("Update policy", "Policy", "Update"),
        }),
        [_, _, relation, ..] => relation_words(verb, path, relation).or_else(|| object_words(verb, path)),
        _ => object_words(verb, path),
    }
}

const APPLICATIONS: &str = "ApplicationManagement";
const USERS: &str = "UserManagement";
const GROUPS: &str = "GroupManagement";

/// Something was joined to something, or taken away from it.
fn either(verb: Verb, [add, remove]: [&'static str; 2], category: &'static str) -> Option<Words> {
    match verb {
        Verb::Post => Some((add, category, "Assign")),
        Verb::Delete => Some((remove, category, "Unassign")),
        _ => None,
    }
}

fn access_words(verb: Verb, set: &str) -> Words {
    match (verb, set == "policies") {
        (Verb::Post, true) => ("Add conditional access policy", "Policy", "Add"),
        (Verb::Delete, true) => ("Delete conditional access policy", "Policy", "Delete"),
        (_, true) => ("Update conditional access policy", "Policy", "Update"),
        (Verb::Post, false) => ("Add named location", "Policy", "Add"),
        (Verb::Delete, false) => ("Delete named location", "Policy", "Delete"),
        (_, false) => ("Update named location", "Policy", "Update"),
    }
}

/// A change below an object: to whom it belongs, who is in it, what it may do.
fn relation_words(verb: Verb, path: &[&str], relation: &str) -> Option<Words> {
    match (path[0], relation) {
        ("applications", "owners") => {
            either(verb, ["Add owner to application", "Remove owner from application"], APPLICATIONS)
        }
        ("groups", "owners") => either(verb, ["Add owner to group", "Remove owner from group"], GROUPS),
        (_, "owners") => either(
            verb,
            ["Add owner to service principal", "Remove owner from service principal"],
            APPLICATIONS,
        ),
        (_, "members") => either(verb, ["Add member to group", "Remove member from group"], GROUPS),
        ("groups", "appRoleAssignedTo" | "appRoleAssignments") => either(
            verb,
            ["Add app role assignment to group", "Remove app role assignment from group"],
            GROUPS,
        ),
        (_, "appRoleAssignedTo" | "appRoleAssignments") => either(
            verb,
            ["Add app role assignment grant to user", "Remove app role assignment from user"],
            USERS,
        ),
        (_, "addTokenSigningCertificate") => Some(("Update service principal", APPLICATIONS, "Update")),
        (_, "addPassword" | "removePassword") => {
            Some(("Update application \u{2013} Certificates and secrets management ", APPLICATIONS, "Update"))
        }
        (_, name) if name.ends_with("Policies") => either(
            verb,
            ["Add policy to service principal", "Remove policy from service principal"],
            "Policy",
        ),
        (_, "federatedIdentityCredentials" | "extensionProperties") => {
            Some(("Update application", APPLICATIONS, "Update"))
        }
        ("users", "revokeSignInSessions") => {
            Some(("Update StsRefreshTokenValidFrom Timestamp", USERS, "Update"))
        }
        ("users", "manager") => Some(("Update user", USERS, "Update")),
        _ => None,
    }
}

/// A change to an object itself.
fn object_words(verb: Verb, path: &[&str]) -> Option<Words> {
    let (names, category): ([&'static str; 3], _) = match path.first().copied()? {
        "applications" => (["Add application", "Update application", "Delete application"], APPLICATIONS),
        "servicePrincipals" => {
            (["Add service principal", "Update service principal", "Remove service principal"], APPLICATIONS)
        }
        "users" | "me" => (["Add user", "Update user", "Delete user"], USERS),
        "groups" => (["Add group", "Update group", "Delete group"], GROUPS),
        "oauth2PermissionGrants" => (
            [
                "Add delegated permission grant",
                "Update delegated permission grant",
                "Remove delegated permission grant",
            ],
            APPLICATIONS,
        ),
        _ => return None,
    };
    match (verb, path.len()) {
        (Verb::Post, 1) => Some((names[0], category, "Add")),
        (Verb::Patch | Verb::Put, _) => Some((names[1], category, "Update")),
        (Verb::Delete, 2) => Some((names[2], category, "Delete")),
        _ => None,
    }
}
