//! Conditional Access policies: what they may say, and that what they name exists.

use super::bad;
use crate::graph::objects::created;
use crate::graph::{Answer, Reply, ask::Ask, moment, permission, refusal::Refusal, schema, tenant_policy};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const POLICIES: usize = 195;

const SCHEMA_ERROR: &str = "Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. For examples, please see API documentation at https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies?view=graph-rest-1.0.";

pub(super) fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    let mut accepted = accept(ask, true)?;
    if world.directory.live(Kind::AccessPolicy).count() >= POLICIES {
        return Err(bad(1082, format!("At most {POLICIES} policies can be made.")));
    }
    for name in ["displayName", "state", "conditions"] {
        if accepted.get(name).is_none_or(Value::is_null) {
            return Err(bad(1007, SCHEMA_ERROR));
        }
    }
    let controls = ["grantControls", "sessionControls"];
    if accepted.get("sessionControls").is_some_and(says_nothing) {
        accepted.insert("sessionControls".to_owned(), Value::Null);
    }
    if controls.iter().all(|name| accepted.get(*name).is_none_or(Value::is_null)) {
        return Err(bad(1038, "A policy needs at least one grant or session control."));
    }
    check(world, &accepted)?;
    if let Some(conditions) = accepted.remove("conditions") {
        accepted.insert("conditions".to_owned(), complete(conditions));
    }
    complete_controls(&mut accepted);
    let mut object = Object::new(ask.random.uuid(), Kind::AccessPolicy, Map::new(), ask.now);
    object.set("createdDateTime", moment(ask.now));
    object.set("modifiedDateTime", Value::Null);
    schema::merge(&mut object, accepted);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

fn accept(ask: &Ask<'_>, creating: bool) -> Result<Map<String, Value>, Refusal> {
    // The service answers what does not fit its schema with one number and sentence, whatever does not fit.
    schema::ACCESS_POLICY
        .accept(ask.object()?, creating)
        .map_err(|refusal| bad(1007, format!("{SCHEMA_ERROR} {}", refusal.message)))
}

pub(super) fn update(world: &mut World, ask: &Ask<'_>, id: Uuid) -> Answer {
    let mut accepted = accept(ask, false)?;
    check(world, &accepted)?;
    if accepted.get("sessionControls").is_some_and(says_nothing) {
        accepted.insert("sessionControls".to_owned(), Value::Null);
    }
    complete_controls(&mut accepted);
    let conditions = accepted.remove("conditions");
    let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) else {
        return Err(Refusal::not_found(&id.to_string()));
    };
    if let Some(Value::Object(new)) = conditions {
        // Each condition that is named is replaced as a whole.
        let mut held = object.properties.get("conditions").cloned().unwrap_or_default();
        for (name, value) in new {
            held[name] = value;
        }
        object.set("conditions", complete(held));
    }
    for (name, value) in accepted {
        object.set(&name, value);
    }
    object.set("modifiedDateTime", moment(ask.now));
    Ok(Reply::NoContent)
}

/// Fills in the empty lists that the service tells.
fn complete(mut conditions: Value) -> Value {
    let unset = json!({
        "userRiskLevels": [], "signInRiskLevels": [], "clientAppTypes": ["all"], "servicePrincipalRiskLevels": [],
        "insiderRiskLevels": null, "platforms": null, "locations": null, "devices": null,
        "clientApplications": null, "authenticationFlows": null,
    });
    fill(&mut conditions, &unset);
    let applications = json!({
        "includeApplications": [], "excludeApplications": [], "includeUserActions": [],
        "includeAuthenticationContextClassReferences": [], "applicationFilter": null,
    });
    if conditions["applications"].is_null() {
        conditions["applications"] = json!({});
    }
    fill(&mut conditions["applications"], &applications);
    if conditions["users"].is_null() {
        conditions["users"] = json!({});
    }
    let users = json!({
        "includeUsers": [], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [],
        "excludeRoles": [], "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null,
    });
    fill(&mut conditions["users"], &users);
    // A condition that says nothing is none: providers send empty ones for what is not in their plans.
    for name in ["clientApplications", "devices", "locations", "platforms", "authenticationFlows"] {
        if says_nothing(&conditions[name]) {
            conditions[name] = Value::Null;
        }
    }
    for name in ["includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"] {
        let guests = conditions["users"].get_mut(name);
        if let Some(tenants) = guests.and_then(|guests| guests.get_mut("externalTenants")) {
            name_external_tenants(tenants);
        }
    }
    for (name, unset) in [
        ("locations", json!({ "includeLocations": [], "excludeLocations": [] })),
        ("platforms", json!({ "includePlatforms": [], "excludePlatforms": [] })),
    ] {
        if conditions[name].is_object() {
            fill(&mut conditions[name], &unset);
        }
    }
    conditions
}

/// An object with nothing but nulls and empty lists in it.
fn says_nothing(value: &Value) -> bool {
    let nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    value.as_object().is_some_and(|fields| fields.values().all(nothing))
}

/// Which kind of list it is, by which typed clients read it.
fn name_external_tenants(tenants: &mut Value) {
    let kind = match tenants["membershipKind"].as_str() {
        Some("enumerated") => "conditionalAccessEnumeratedExternalTenants",
        Some("all") => "conditionalAccessAllExternalTenants",
        _ => return,
    };
    tenants["@odata.type"] = format!("#microsoft.graph.{kind}").into();
}

fn complete_controls(accepted: &mut Map<String, Value>) {
    if let Some(controls) = accepted.get_mut("grantControls").filter(|controls| controls.is_object()) {
        let unset = json!({
            "operator": "OR", "builtInControls": [], "customAuthenticationFactors": [], "termsOfUse": [],
            "authenticationStrength": null,
        });
        fill(controls, &unset);
    }
    if let Some(controls) = accepted.get_mut("sessionControls").filter(|controls| controls.is_object()) {
        let unset = json!({
            "applicationEnforcedRestrictions": null, "cloudAppSecurity": null, "disableResilienceDefaults": null,
            "persistentBrowser": null, "secureSignInSession": null, "signInFrequency": null,
        });
        fill(controls, &unset);
    }
}

fn fill(value: &mut Value, unset: &Value) {
    for (name, default) in unset.as_object().into_iter().flatten() {
        if value.get(name).is_none() {
            value[name] = default.clone();
        }
    }
}

fn words<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v str> {
    value[name].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Known words, and ids of things that exist.
fn check(world: &World, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let state = accepted.get("state").and_then(Value::as_str);
    if state
        .is_some_and(|state| !matches!(state, "enabled" | "disabled" | "enabledForReportingButNotEnforced"))
    {
        return Err(bad(1007, SCHEMA_ERROR));
    }
    let defaults = tenant_policy::current(world, "identitySecurityDefaultsEnforcementPolicy");
    if state == Some("enabled") && defaults["isEnabled"] == true {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.",
        ));
    }
    if let Some(controls) = accepted.get("grantControls").filter(|controls| controls.is_object()) {
        check_controls(controls)?;
    }
    let Some(conditions) = accepted.get("conditions") else { return Ok(()) };
    const CLIENTS: [&str; 6] =
        ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"];
    if words(conditions, "clientAppTypes").any(|word| !CLIENTS.contains(&word)) {
        return Err(bad(1009, "Unknown clientAppTypes."));
    }
    check_people(world, &conditions["users"])?;
    check_applications(world, &conditions["applications"])?;
    for name in ["includeLocations", "excludeLocations"] {
        for word in
            words(&conditions["locations"], name).filter(|word| !matches!(*word, "All" | "AllTrusted"))
        {
            let known = Uuid::parse_str(word).ok().and_then(|id| world.directory.any(id));
            if !word.starts_with("00000000-0000-0000-0000-0000000000")
                && known.is_none_or(|object| object.kind != Kind::NamedLocation)
            {
                return Err(Refusal::new(
                    404,
                    "ResourceNotFound",
                    format!("NamedLocation with id {word} does not exist in the directory."),
                ));
            }
        }
    }
    Ok(())
}

fn check_controls(controls: &Value) -> Result<(), Refusal> {
    const CONTROLS: [&str; 9] = [
        "block",
        "mfa",
        "compliantDevice",
        "domainJoinedDevice",
        "approvedApplication",
        "compliantApplication",
        "passwordChange",
        "riskRemediation",
        "unknownFutureValue",
    ];
    let all: Vec<&str> = words(controls, "builtInControls").collect();
    if all.iter().any(|word| !CONTROLS.contains(word)) {
        return Err(bad(1007, SCHEMA_ERROR));
    }
    if all.contains(&"block") && all.len() > 1 {
        return Err(bad(1034, "Block cannot be combined with other grant controls."));
    }
    match controls["operator"].as_str() {
        None | Some("AND" | "OR") => Ok(()),
        Some(_) => Err(bad(1028, "The operator of grant controls is AND or OR.")),
    }
}

fn check_people(world: &World, users: &Value) -> Result<(), Refusal> {
    let missing =
        |kind: &str, id: &str| bad(1006, format!("{kind} with id {id} does not exist in the directory."));
    let exists = |id: &str, kind: Kind| {
        let found = Uuid::parse_str(id).ok().and_then(|id| world.directory.any(id));
        found.is_some_and(|object| object.kind == kind && object.deleted.is_none())
    };
    for name in ["includeUsers", "excludeUsers"] {
        for word in
            words(users, name).filter(|word| !matches!(*word, "All" | "None" | "GuestsOrExternalUsers"))
        {
            if !exists(word, Kind::User) {
                return Err(missing("User", word));
            }
        }
    }
    for name in ["includeGroups", "excludeGroups"] {
        if let Some(word) = words(users, name).find(|word| !exists(word, Kind::Group)) {
            return Err(missing("Group", word));
        }
    }
    for name in ["includeRoles", "excludeRoles"] {
        let known = |word: &&str| permission::ROLES.iter().any(|(id, ..)| id.to_string() == **word);
        if let Some(word) = words(users, name).find(|word| !known(word)) {
            return Err(missing("Role", word));
        }
    }
    Ok(())
}

fn check_applications(world: &World, applications: &Value) -> Result<(), Refusal> {
    const NAMES: [&str; 4] = ["All", "None", "Office365", "MicrosoftAdminPortals"];
    for name in ["includeApplications", "excludeApplications"] {
        for word in words(applications, name).filter(|word| !NAMES.contains(word)) {
            let known = Uuid::parse_str(word)
                .ok()
                .and_then(|id| world.directory.by_app_id(Kind::ServicePrincipal, id));
            if known.is_none() {
                return Err(bad(
                    1006,
                    format!("ServicePrincipal with AppId {word} does not exist in the directory."),
                ));
            }
        }
    }
    Ok(())
}
