//! Policies attached to applications and service principals, and the application management policies that say which
//! credentials an application may have.

use super::application::required;
use super::objects::{created, entity, find, list};
use super::{
    Answer, Reply, ask::Ask, ask::Verb, links, permission::Need, refusal::Refusal, schema, tenant_policy,
};
use super::{relations, schema::Schema};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value};
use time::Duration;
use uuid::Uuid;

/// The kind of policy behind a path segment.
fn kind_of(segment: &str) -> Option<Kind> {
    Some(match segment {
        "claimsMappingPolicies" => Kind::ClaimsMappingPolicy,
        "tokenIssuancePolicies" => Kind::TokenIssuancePolicy,
        "tokenLifetimePolicies" => Kind::TokenLifetimePolicy,
        "homeRealmDiscoveryPolicies" => Kind::HomeRealmDiscoveryPolicy,
        "appManagementPolicies" => Kind::AppManagementPolicy,
        _ => return None,
    })
}

/// `/policies/{collection}…`.
pub(super) fn route(world: &mut World, ask: &Ask<'_>, collection: &str, rest: &[&str]) -> Answer {
    let Some(kind) = kind_of(collection) else { return tenant_policy::route(world, ask, collection, rest) };
    let need = if ask.verb == Verb::Get { Need::READ_POLICIES } else { Need::WRITE_POLICIES };
    need.met_by(&ask.caller, false)?;
    match (ask.verb, rest) {
        (Verb::Get, []) => list(world, ask, kind),
        (Verb::Post, []) => create(world, ask, kind),
        (Verb::Get, [id]) => entity(world, ask, find(world, ask, kind, id)?),
        (Verb::Patch, [id]) => {
            let id = find(world, ask, kind, id)?.id;
            let accepted = Schema::of(kind).accept(ask.object()?, false)?;
            check(kind, &accepted, false)?;
            if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
                schema::merge(&mut object, accepted);
            }
            Ok(Reply::NoContent)
        }
        (Verb::Delete, [id]) => {
            let id = find(world, ask, kind, id)?.id;
            detach_everywhere(world, id);
            world.directory.purge(id);
            Ok(Reply::NoContent)
        }
        (Verb::Get, [id, rest @ ..]) => {
            let object = find(world, ask, kind, id)?;
            relations::read(world, ask, object, rest, false)
                .unwrap_or_else(|| Err(Refusal::no_segment(rest.last().unwrap_or(id))))
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

fn create(world: &mut World, ask: &Ask<'_>, kind: Kind) -> Answer {
    let accepted = Schema::of(kind).accept(ask.object()?, true)?;
    check(kind, &accepted, true)?;
    let mut object = Object::new(ask.random.uuid(), kind, Map::new(), ask.now);
    if kind == Kind::AppManagementPolicy {
        object.set("isEnabled", true);
    } else {
        object.set("isOrganizationDefault", false);
    }
    schema::merge(&mut object, accepted);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// A definition is one JSON text, under the name that belongs to the kind of policy.
fn check(kind: Kind, accepted: &Map<String, Value>, creating: bool) -> Result<(), Refusal> {
    let resource = kind.resource_name();
    let name = accepted.get("displayName").map(|name| name.as_str().unwrap_or_default());
    if name.map_or(creating, str::is_empty) {
        return Err(required("displayName", resource));
    }
    if kind == Kind::AppManagementPolicy {
        return Ok(());
    }
    let key = match kind {
        Kind::ClaimsMappingPolicy => "ClaimsMappingPolicy",
        Kind::TokenIssuancePolicy => "TokenIssuancePolicy",
        Kind::TokenLifetimePolicy => "TokenLifetimePolicy",
        _ => "HomeRealmDiscoveryPolicy",
    };
    let definition = match accepted.get("definition").and_then(Value::as_array) {
        None if creating => return Err(required("definition", resource)),
        None => return Ok(()),
        Some(definition) => definition,
    };
    let text = definition.first().and_then(Value::as_str).filter(|_| definition.len() == 1);
    let parsed = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let known = |value: &Value| {
        let fields = value.as_object();
        fields.is_some_and(|fields| fields.keys().any(|name| name.eq_ignore_ascii_case(key)))
    };
    if parsed.as_ref().is_some_and(known) {
        Ok(())
    } else {
        Err(Refusal::invalid_value("definition", resource))
    }
}

fn detach_everywhere(world: &mut World, policy: Uuid) {
    let holders = [Kind::Application, Kind::ServicePrincipal]
        .into_iter()
        .flat_map(|kind| world.directory.walk(kind, None));
    let holders: Vec<Uuid> =
        holders.filter(|holder| holder.attached.contains(&policy)).map(|holder| holder.id).collect();
    for id in holders {
        if let Some(mut holder) = world.directory.any_mut(id) {
            holder.attached.retain(|held| *held != policy);
        }
    }
}

/// `/{applications|servicePrincipals}/{id}/{policies}/$ref`: attaches and detaches.
pub(super) fn attach(
    world: &mut World,
    ask: &Ask<'_>,
    holder_kind: Kind,
    segment: &str,
    name: &str,
    rest: &[&str],
) -> Answer {
    let holder = find(world, ask, holder_kind, segment)?;
    let (id, owner) = (holder.id, ask.caller.owns(holder));
    let kind = kind_of(name).filter(|_| Schema::of(holder_kind).relations.contains(&name));
    let kind = kind.ok_or_else(|| Refusal::no_segment(name))?;
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    match (ask.verb, rest) {
        (Verb::Post, ["$ref"]) => {
            let policy = links::from_body(ask)?;
            links::admitted(world, ask, policy, &[kind])?;
            let held = world.directory.any(id).map(|holder| holder.attached.clone()).unwrap_or_default();
            if held.contains(&policy) {
                return Err(Refusal::reference_exists(name));
            }
            let other =
                held.iter().any(|held| world.directory.any(*held).is_some_and(|held| held.kind == kind));
            if other {
                return Err(Refusal::bad_request(format!(
                    "A policy of this type is already assigned; at most one of '{name}' is allowed."
                )));
            }
            if let Some(mut holder) = world.directory.any_mut(id) {
                holder.attached.push(policy);
            }
            Ok(Reply::NoContent)
        }
        (Verb::Delete, [policy, "$ref"]) => {
            let missing = || Refusal::not_found(policy);
            let policy = Uuid::parse_str(policy).map_err(|_| missing())?;
            let mut holder = world.directory.any_mut(id).ok_or_else(missing)?;
            let before = holder.attached.len();
            holder.attached.retain(|held| *held != policy);
            if holder.attached.len() == before { Err(missing()) } else { Ok(Reply::NoContent) }
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// Whether a new credential of this lifetime is allowed: by the policy attached to the application, else by the
/// tenant's own.
pub(super) fn allow_credential(
    world: &World,
    ask: &Ask<'_>,
    owner: Option<Uuid>,
    property: &str,
    lifetime: Duration,
) -> Result<(), Refusal> {
    let object = owner.and_then(|id| world.directory.any(id));
    let own =
        object.into_iter().flat_map(|object| &object.attached).filter_map(|id| world.directory.any(*id));
    let own =
        own.into_iter().find(|policy| policy.kind == Kind::AppManagementPolicy && policy.flag("isEnabled"));
    let tenant = tenant_policy::current(world, "defaultAppManagementPolicy");
    let part = if object.is_some_and(|object| object.kind == Kind::ServicePrincipal) {
        "servicePrincipalRestrictions"
    } else {
        "applicationRestrictions"
    };
    let restrictions = match own {
        Some(policy) => policy.properties.get("restrictions").cloned().unwrap_or_default(),
        None if tenant["isEnabled"] == true => tenant[part].clone(),
        None => return Ok(()),
    };
    let created = object.map_or(ask.now, |object| object.readable_from);
    for rule in restrictions[property].as_array().into_iter().flatten() {
        let after = rule["restrictForAppsCreatedAfterDateTime"].as_str();
        let spared = after.and_then(super::parse_moment).is_some_and(|after| created < after);
        if rule["state"] == "disabled" || spared {
            continue;
        }
        match rule["restrictionType"].as_str().unwrap_or_default() {
            "passwordAddition" | "customPasswordAddition" | "symmetricKeyAddition"
                if rule["maxLifetime"].is_null() =>
            {
                return Err(Refusal::new(
                    400,
                    "CredentialTypeNotAllowedAsPerAppPolicy",
                    "Credential type not allowed as per assigned policy.",
                ));
            }
            "passwordLifetime" | "asymmetricKeyLifetime" | "symmetricKeyLifetime" => {
                let most = rule["maxLifetime"].as_str().and_then(days);
                if most.is_some_and(|most| lifetime > most + Duration::minutes(5)) {
                    return Err(Refusal::new(
                        400,
                        "CredentialInvalidLifetimeAsPerAppPolicy",
                        "Credential lifetime exceeds the maximum allowed as per assigned policy.",
                    ));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// An ISO 8601 duration such as `P90D`, `P1Y6M` or `P4DT12H`; months count 30 days, years 365.
fn days(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut number = String::new();
    let mut timed = false;
    for letter in text.strip_prefix('P')?.chars() {
        if letter.is_ascii_digit() {
            number.push(letter);
            continue;
        }
        if letter == 'T' {
            timed = true;
            continue;
        }
        let count: i64 = std::mem::take(&mut number).parse().ok()?;
        total += match (letter, timed) {
            ('Y', _) => Duration::days(365 * count),
            ('M', false) => Duration::days(30 * count),
            ('W', _) => Duration::weeks(count),
            ('D', _) => Duration::days(count),
            ('H', _) => Duration::hours(count),
            ('M', true) => Duration::minutes(count),
            ('S', _) => Duration::seconds(count),
            _ => return None,
        };
    }
    number.is_empty().then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read_as_iso_durations() {
        assert_eq!(days("P90D"), Some(Duration::days(90)));
        assert_eq!(days("P1Y6M"), Some(Duration::days(545)));
        assert_eq!(days("P4DT12H30M5S"), Some(Duration::days(4) + Duration::seconds(45_005)));
        assert_eq!(days("90 days"), None);
    }
}
