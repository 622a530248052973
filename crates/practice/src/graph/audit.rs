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
        Reply::Created { body, .. } | Reply::Ok(body) => body.get("application").unwrap_or(body)["id"].as_str(),
        _ => None,
    };
    let made = made.and_then(|id| Uuid::parse_str(id).ok()).and_then(|id| world.directory.any(id));
    let subject = if path.len() == 1 || path.last() == Some(&"instantiate") { made.or(before) } else { before.or(made) };
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
    let on = |thing: &[Words; 3]| match (verb, path.len()) {
        (Verb::Post, 1) => Some(thing[0]),
        (Verb::Patch | Verb::Put, _) => Some(thing[1]),
        (Verb::Delete, 2) => Some(thing[2]),
        _ => None,
    };
    let application = "ApplicationManagement";
    let (added, removed) = (verb == Verb::Post, verb == Verb::Delete);
    let either = |add: &'static str, remove: &'static str, category: &'static str| {
        if added {
            Some((add, category, "Assign"))
        } else if removed {
            Some((remove, category, "Unassign"))
        } else {
            None
        }
    };
    match path {
        [_, "delta" | "getByIds"] => None,
        [_, _, "checkMemberGroups" | "getMemberGroups" | "checkMemberObjects" | "getMemberObjects"] => None,
        ["applicationTemplates", _, "instantiate"] => Some(("Add application", application, "Add")),
        [_, _, "owners", ..] => match path[0] {
            "applications" => either("Add owner to application", "Remove owner from application", application),
            "groups" => either("Add owner to group", "Remove owner from group", "GroupManagement"),
            _ => either("Add owner to service principal", "Remove owner from service principal", application),
        },
        ["groups", _, "members", ..] => either("Add member to group", "Remove member from group", "GroupManagement"),
        [_, _, "appRoleAssignedTo" | "appRoleAssignments", ..] => either(
            "Add app role assignment grant to user",
            "Remove app role assignment from user",
            if path[0] == "groups" { "GroupManagement" } else { "UserManagement" },
        ),
        [_, _, "addTokenSigningCertificate"] => {
            Some(("Update service principal", application, "Update"))
        }
        [_, _, "addPassword" | "removePassword"] => Some((
            "Update application \u{2013} Certificates and secrets management ",
            application,
            "Update",
        )),
        [_, _, "claimsMappingPolicies" | "tokenIssuancePolicies" | "appManagementPolicies" | "homeRealmDiscoveryPolicies" | "tokenLifetimePolicies", ..] => {
            either("Add policy to service principal", "Remove policy from service principal", "Policy")
        }
        [_, _, "federatedIdentityCredentials", ..] => Some(("Update application", application, "Update")),
        ["users", _, "revokeSignInSessions"] | ["me", "revokeSignInSessions"] => {
            Some(("Update StsRefreshTokenValidFrom Timestamp", "UserManagement", "Update"))
        }
        ["users", _, "manager", "$ref"] => Some(("Update user", "UserManagement", "Update")),
        ["applications", ..] => on(&[
            ("Add application", application, "Add"),
            ("Update application", application, "Update"),
            ("Delete application", application, "Delete"),
        ]),
        ["servicePrincipals", ..] => on(&[
            ("Add service principal", application, "Add"),
            ("Update service principal", application, "Update"),
            ("Remove service principal", application, "Delete"),
        ]),
        ["users", ..] | ["me", ..] => on(&[
            ("Add user", "UserManagement", "Add"),
            ("Update user", "UserManagement", "Update"),
            ("Delete user", "UserManagement", "Delete"),
        ]),
        ["groups", ..] => on(&[
            ("Add group", "GroupManagement", "Add"),
            ("Update group", "GroupManagement", "Update"),
            ("Delete group", "GroupManagement", "Delete"),
        ]),
        ["oauth2PermissionGrants", ..] => on(&[
            ("Add delegated permission grant", application, "Assign"),
            ("Update delegated permission grant", application, "Update"),
            ("Remove delegated permission grant", application, "Unassign"),
        ]),
        ["directory", "deletedItems", _, "restore"] => Some(("Restore", "DirectoryManagement", "Update")),
        ["directory", "deletedItems", _] => Some(("Hard Delete", "DirectoryManagement", "Delete")),
        ["directoryRoles", ..] | ["roleManagement", ..] => {
            either("Add member to role", "Remove member from role", "RoleManagement")
        }
        ["identity", "conditionalAccess", "evaluate"] => None,
        ["identity", "conditionalAccess", set, ..] => {
            let policy = *set == "policies";
            Some(match (verb, policy) {
                (Verb::Post, true) => ("Add conditional access policy", "Policy", "Add"),
                (Verb::Delete, true) => ("Delete conditional access policy", "Policy", "Delete"),
                (_, true) => ("Update conditional access policy", "Policy", "Update"),
                (Verb::Post, false) => ("Add named location", "Policy", "Add"),
                (Verb::Delete, false) => ("Delete named location", "Policy", "Delete"),
                (_, false) => ("Update named location", "Policy", "Update"),
            })
        }
        ["policies", ..] => Some(match verb {
            Verb::Post => ("Add policy", "Policy", "Add"),
            Verb::Delete => ("Delete policy", "Policy", "Delete"),
            _ => ("Update policy", "Policy", "Update"),
        }),
        _ => None,
    }
}
