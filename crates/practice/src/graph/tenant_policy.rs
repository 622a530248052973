//! Policies of which the tenant has one each: authorization, consent requests, application management, security
//! defaults. What was changed is kept; the rest is Entra's default.

use super::odata::collection;
use super::schema::{DEFAULT_MANAGEMENT_POLICY, Holds, Property, Schema};
use super::{Answer, Reply, ask::Ask, ask::Verb, permission::Need, refusal::Refusal};
use crate::state::World;
use serde_json::{Map, Value, json};

const fn flag(name: &'static str) -> Property {
    Property::plain(name, Holds::Flag)
}

const fn text(name: &'static str) -> Property {
    Property::plain(name, Holds::Text(256))
}

const PERMISSIONS: &[Property] = &[
    flag("allowedToCreateApps"),
    flag("allowedToCreateSecurityGroups"),
    flag("allowedToCreateTenants"),
    flag("allowedToReadBitlockerKeysForOwnedDevice"),
    flag("allowedToReadOtherUsers"),
    Property::plain("permissionGrantPoliciesAssigned", Holds::Texts(120)),
];

const AUTHORIZATION: Schema = Schema {
    type_name: "microsoft.graph.authorizationPolicy",
    resource: "AuthorizationPolicy",
    properties: &[
        text("deletedDateTime"),
        text("description"),
        text("displayName"),
        text("allowInvitesFrom"),
        flag("allowUserConsentForRiskyApps"),
        flag("allowedToSignUpEmailBasedSubscriptions"),
        flag("allowedToUseSSPR"),
        flag("allowEmailVerifiedUsersToJoinOrganization"),
        flag("blockMsolPowerShell"),
        Property::plain("defaultUserRolePermissions", Holds::Complex(PERMISSIONS)),
        text("guestUserRoleId"),
    ],
    relations: &[],
};

const CONSENT_REQUESTS: Schema = Schema {
    type_name: "microsoft.graph.adminConsentRequestPolicy",
    resource: "AdminConsentRequestPolicy",
    properties: &[
        flag("isEnabled"),
        flag("notifyReviewers"),
        flag("remindersEnabled"),
        Property::plain("requestDurationInDays", Holds::Number),
        Property::plain(
            "reviewers",
            Holds::Complexes(&[text("query"), text("queryRoot"), text("queryType")]),
        ),
        Property::plain("version", Holds::Number),
    ],
    relations: &[],
};

const SECURITY_DEFAULTS: Schema = Schema {
    type_name: "microsoft.graph.identitySecurityDefaultsEnforcementPolicy",
    resource: "IdentitySecurityDefaultsEnforcementPolicy",
    properties: &[text("deletedDateTime"), text("description"), text("displayName"), flag("isEnabled")],
    relations: &[],
};

fn schema_of(name: &str) -> Option<&'static Schema> {
    Some(match name {
        "authorizationPolicy" => &AUTHORIZATION,
        "adminConsentRequestPolicy" => &CONSENT_REQUESTS,
        "identitySecurityDefaultsEnforcementPolicy" => &SECURITY_DEFAULTS,
        "defaultAppManagementPolicy" => &DEFAULT_MANAGEMENT_POLICY,
        _ => return None,
    })
}

/// `/policies/{name}`; beta tells `authorizationPolicy` as a collection of one.
pub(super) fn route(world: &mut World, ask: &Ask<'_>, name: &str, rest: &[&str]) -> Answer {
    if name == "permissionGrantPolicies" && ask.verb == Verb::Get {
        Need::READ_TENANT_POLICIES.met_by(&ask.caller, false)?;
        return Ok(Reply::Ok(
            json!({ "@odata.context": ask.context("policies/permissionGrantPolicies"), "value": [] }),
        ));
    }
    let schema = schema_of(name).ok_or_else(|| Refusal::no_segment(name))?;
    if !(rest.is_empty() || rest == [name]) {
        return Err(Refusal::no_segment(rest.last().unwrap_or(&name)));
    }
    match ask.verb {
        Verb::Get => {
            Need::READ_TENANT_POLICIES.met_by(&ask.caller, false)?;
            let body = collection::entity(ask, schema, &format!("policies/{name}"), current(world, name))?;
            Ok(Reply::Ok(body))
        }
        Verb::Patch | Verb::Put => {
            let need = if name == "defaultAppManagementPolicy" {
                Need::WRITE_POLICIES
            } else {
                Need::WRITE_TENANT_POLICIES
            };
            need.met_by(&ask.caller, false)?;
            let accepted = schema.accept(ask.object()?, false)?;
            let held = world.directory.settings.policies.entry(name.to_owned()).or_default();
            overlay(held, accepted);
            Ok(Reply::NoContent)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

fn overlay(held: &mut Map<String, Value>, new: Map<String, Value>) {
    for (name, value) in new {
        match (held.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
            (_, value) => {
                held.insert(name, value);
            }
        }
    }
}

/// A policy as it stands.
pub(super) fn current(world: &World, name: &str) -> Value {
    let mut all = match defaults(name) {
        Value::Object(all) => all,
        _ => Map::new(),
    };
    if let Some(changed) = world.directory.settings.policies.get(name) {
        overlay(&mut all, changed.clone());
    }
    Value::Object(all)
}

/// Whether ordinary members may do this (`allowedToCreateApps`, `allowedToCreateSecurityGroups`).
pub(super) fn members_may(world: &World, permission: &str) -> bool {
    current(world, "authorizationPolicy")["defaultUserRolePermissions"][permission] == true
}

fn defaults(name: &str) -> Value {
    match name {
        "authorizationPolicy" => json!({
            "id": "authorizationPolicy",
            "displayName": "Authorization Policy",
            "description": "Used to manage authorization related settings across the company.",
            "allowInvitesFrom": "adminsAndGuestInviters",
            "allowUserConsentForRiskyApps": false,
            "allowedToSignUpEmailBasedSubscriptions": true,
            "allowedToUseSSPR": true,
            "allowEmailVerifiedUsersToJoinOrganization": false,
            "blockMsolPowerShell": false,
            "guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3",
            "defaultUserRolePermissions": {
                "allowedToCreateApps": true,
                "allowedToCreateSecurityGroups": true,
                "allowedToCreateTenants": false,
                "allowedToReadBitlockerKeysForOwnedDevice": true,
                "allowedToReadOtherUsers": true,
                "permissionGrantPoliciesAssigned": ["ManagePermissionGrantsForSelf.microsoft-user-default-low"],
            },
        }),
        "adminConsentRequestPolicy" => json!({
            "isEnabled": false, "notifyReviewers": false, "remindersEnabled": false,
            "requestDurationInDays": 30, "reviewers": [], "version": 0,
        }),
        "identitySecurityDefaultsEnforcementPolicy" => json!({
            "id": "00000000-0000-0000-0000-000000000005",
            "displayName": "Security Defaults",
            "description": "Basic protection against common identity attacks for tenants without Conditional Access.",
            "isEnabled": false,
        }),
        "defaultAppManagementPolicy" => json!({
            "id": "00000000-0000-0000-0000-000000000000",
            "displayName": "Default app management tenant policy",
            "description": "Default tenant policy that enforces app management restrictions.",
            "isEnabled": false,
            "applicationRestrictions": { "keyCredentials": [], "passwordCredentials": [] },
            "servicePrincipalRestrictions": { "keyCredentials": [], "passwordCredentials": [] },
        }),
        _ => Value::Null,
    }
}
