//! What-if: which policies would apply to a sign-in, and why the others would not.

use super::licensed;
use crate::graph::{Answer, Reply, ask::Ask, refusal::Refusal};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Value, json};
use std::net::IpAddr;
use uuid::Uuid;

/// The sign-in that is asked about.
struct Question<'q> {
    user: Option<&'q Object>,
    applications: Vec<&'q str>,
    actions: Option<&'q str>,
    conditions: &'q Value,
}

pub(super) fn answer(world: &World, ask: &Ask<'_>) -> Answer {
    licensed(world)?;
    let body = ask.object()?;
    const NAMES: [&str; 4] = ["signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly"];
    if let Some(unknown) = body.keys().find(|name| !name.contains('@') && !NAMES.contains(&name.as_str())) {
        return Err(Refusal::new(400, "BadRequest", format!("Invalid property '{unknown}'.")));
    }
    let part = |name: &str| body.get(name).unwrap_or(&Value::Null);
    let (identity, context) = (part("signInIdentity"), part("signInContext"));
    let user = match identity["userId"].as_str() {
        None => None,
        Some(id) => {
            let found = Uuid::parse_str(id).ok().and_then(|id| world.directory.readable(id, ask.now));
            let user = found.filter(|object| object.kind == Kind::User);
            Some(user.ok_or_else(|| {
                Refusal::new(
                    404,
                    "ResourceNotFound",
                    format!("User with id {id} does not exist in the directory."),
                )
            })?)
        }
    };
    if user.is_none() && identity["servicePrincipalId"].is_null() {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "signInIdentity must name a user or a service principal.",
        ));
    }
    if context["@odata.type"].is_null() {
        return Err(Refusal::new(400, "BadRequest", "signInContext needs its @odata.type."));
    }
    let question = Question {
        user,
        applications: context["includeApplications"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
        actions: context["userAction"].as_str(),
        conditions: part("signInConditions"),
    };
    let only = part("appliedPoliciesOnly") == &Value::Bool(true);
    let rows: Vec<Value> = world
        .directory
        .listed(Kind::AccessPolicy, ask.now)
        .into_iter()
        .map(|policy| judged(world, policy, &question))
        .filter(|row| !only || row["policyApplies"] == true)
        .collect();
    let context = ask.context("Collection(microsoft.graph.whatIfAnalysisResult)");
    Ok(Reply::Ok(json!({ "@odata.context": context, "value": rows })))
}

fn judged(world: &World, policy: &Object, question: &Question<'_>) -> Value {
    let reason = reason(world, policy, question);
    let mut row = crate::graph::schema::render(policy);
    row["templateId"] = row.get("templateId").cloned().unwrap_or_default();
    for name in ["grantControls", "sessionControls"] {
        row[name] = row.get(name).cloned().unwrap_or_default();
    }
    row["policyApplies"] = reason.is_none().into();
    row["analysisReasons"] = reason.unwrap_or("notSet").into();
    row
}

fn words<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    value[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The policies that apply to a sign-in of this person to this application, report-only ones included.
pub(crate) fn applying<'w>(
    world: &'w World,
    person: &Object,
    application: &str,
    conditions: &Value,
) -> Vec<&'w Object> {
    let question =
        Question { user: Some(person), applications: vec![application], actions: None, conditions };
    let policies = world.directory.live(Kind::AccessPolicy);
    policies.filter(|policy| reason(world, policy, &question).is_none()).collect()
}

/// Why the policy does not apply; `None`: it does.
fn reason(world: &World, policy: &Object, question: &Question<'_>) -> Option<&'static str> {
    if policy.text("state") == "disabled" {
        return Some("policyNotEnabled");
    }
    let conditions = policy.properties.get("conditions")?;
    if !people_fit(world, &conditions["users"], question) {
        return Some("users");
    }
    if let Some(reason) = application_reason(&conditions["applications"], question) {
        return Some(reason);
    }
    let asked = |name: &str| question.conditions[name].as_str();
    let clients = words(conditions, "clientAppTypes");
    let client = asked("clientAppType").unwrap_or("browser");
    if !clients.is_empty() && !clients.contains(&"all") && !clients.contains(&client) {
        return Some("clientApps");
    }
    let platforms = &conditions["platforms"];
    if platforms.is_object() {
        let Some(platform) = asked("devicePlatform") else { return Some("notEnoughInformation") };
        let included = words(platforms, "includePlatforms");
        if !(included.contains(&"all") || included.contains(&platform))
            || words(platforms, "excludePlatforms").contains(&platform)
        {
            return Some("devicePlatform");
        }
    }
    let flows = conditions["authenticationFlows"]["transferMethods"].as_str();
    if let Some(flows) = flows {
        let asked = question.conditions["authenticationFlow"]["transferMethod"].as_str().unwrap_or("none");
        if !flows.split(',').any(|flow| flow.trim() == asked) {
            return Some("authenticationFlow");
        }
    }
    for (name, field, reason) in [
        ("signInRiskLevels", "signInRiskLevel", "signInRisk"),
        ("userRiskLevels", "userRiskLevel", "userRisk"),
    ] {
        let levels = words(conditions, name);
        if !levels.is_empty() && !asked(field).is_some_and(|level| levels.contains(&level)) {
            return Some(reason);
        }
    }
    location_reason(world, &conditions["locations"], question)
}

fn people_fit(world: &World, users: &Value, question: &Question<'_>) -> bool {
    let Some(user) = question.user else { return false };
    let id = user.id.to_string();
    let groups: Vec<String> = world.directory.groups_of(user.id, true).iter().map(Uuid::to_string).collect();
    let roles: Vec<String> = world.directory.roles_of(user.id).iter().map(Uuid::to_string).collect();
    let guest = user.text("userType") == "Guest";
    let named = |prefix: &str| {
        let list = |name: &str| words(users, &format!("{prefix}{name}"));
        list("Users")
            .iter()
            .any(|word| *word == id || *word == "All" || (guest && *word == "GuestsOrExternalUsers"))
            || list("Groups").iter().any(|word| groups.iter().any(|group| group == word))
            || list("Roles").iter().any(|word| roles.iter().any(|role| role == word))
            || (guest && users[format!("{prefix}GuestsOrExternalUsers")].is_object())
    };
    named("include") && !named("exclude")
}

fn application_reason(applications: &Value, question: &Question<'_>) -> Option<&'static str> {
    let actions = words(applications, "includeUserActions");
    if let Some(action) = question.actions {
        return (!actions.contains(&action)).then_some("userActions");
    }
    let included = words(applications, "includeApplications");
    let excluded = words(applications, "excludeApplications");
    let fits = |app: &&str| {
        (included.contains(&"All") || included.iter().any(|word| word.eq_ignore_ascii_case(app)))
            && !excluded.iter().any(|word| word.eq_ignore_ascii_case(app))
    };
    if question.applications.iter().any(fits) { None } else { Some("application") }
}

fn location_reason(world: &World, locations: &Value, question: &Question<'_>) -> Option<&'static str> {
    if !locations.is_object() {
        return None;
    }
    let address = question.conditions["ipAddress"].as_str().and_then(|text| text.parse::<IpAddr>().ok());
    let country = question.conditions["country"].as_str();
    let named = |list: Vec<&str>| {
        list.iter().any(|word| match *word {
            "All" => true,
            "AllTrusted" => world
                .directory
                .live(Kind::NamedLocation)
                .any(|location| location.flag("isTrusted") && within(location, address, country)),
            id => Uuid::parse_str(id)
                .ok()
                .and_then(|id| world.directory.any(id))
                .is_some_and(|location| within(location, address, country)),
        })
    };
    let only_everywhere =
        words(locations, "includeLocations") == ["All"] && words(locations, "excludeLocations").is_empty();
    if address.is_none() && country.is_none() && !only_everywhere {
        return Some("notEnoughInformation");
    }
    let fits = named(words(locations, "includeLocations")) && !named(words(locations, "excludeLocations"));
    (!fits).then_some("location")
}

fn within(location: &Object, address: Option<IpAddr>, country: Option<&str>) -> bool {
    if let Some(country) = country
        && location.texts("countriesAndRegions").contains(&country)
    {
        return true;
    }
    let Some(address) = address else { return false };
    location
        .items("ipRanges")
        .iter()
        .filter_map(|range| range["cidrAddress"].as_str())
        .any(|range| holds(range, address))
}

/// Whether the address lies in a range such as `198.51.100.0/24`.
fn holds(range: &str, address: IpAddr) -> bool {
    let Some((base, mask)) = range.split_once('/') else { return false };
    let (Ok(base), Ok(mask)) = (base.parse::<IpAddr>(), mask.parse::<u32>()) else { return false };
    match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let shift = 32_u32.saturating_sub(mask);
            let cut = |bits: u32| bits.checked_shr(shift).unwrap_or(0);
            cut(base.to_bits()) == cut(address.to_bits())
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let shift = 128_u32.saturating_sub(mask);
            let cut = |bits: u128| bits.checked_shr(shift).unwrap_or(0);
            cut(base.to_bits()) == cut(address.to_bits())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_in_a_range_by_its_first_bits() {
        assert!(holds("198.51.100.0/24", "198.51.100.77".parse().unwrap()));
        assert!(!holds("198.51.100.0/24", "198.51.101.1".parse().unwrap()));
        assert!(holds("2001:db8::/48", "2001:db8:0:1::1".parse().unwrap()));
        assert!(!holds("2001:db8::/48", "198.51.100.1".parse().unwrap()), "the families never mix");
    }
}
