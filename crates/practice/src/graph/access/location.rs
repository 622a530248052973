//! Named locations: ranges of public addresses, or countries.

use super::bad;
use crate::graph::objects::created;
use crate::graph::{Answer, Reply, ask::Ask, moment, refusal::Refusal, schema};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value};
use std::net::IpAddr;
use uuid::Uuid;

const RANGES: usize = 2_000;
const LOCATIONS: usize = 195;

pub(super) fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    let body = ask.object()?;
    let country = is_country(body)?;
    let accepted = read(body, country, true)?;
    if world.directory.live(Kind::NamedLocation).count() >= LOCATIONS {
        return Err(bad(1082, format!("At most {LOCATIONS} named locations can be made.")));
    }
    let mut object = Object::new(ask.random.uuid(), Kind::NamedLocation, Map::new(), ask.now);
    let now = moment(ask.now);
    object.set("createdDateTime", now.clone());
    object.set("modifiedDateTime", now);
    if country {
        object.set("countryLookupMethod", "clientIpAddress");
        object.set("includeUnknownCountriesAndRegions", false);
    } else {
        object.set("isTrusted", false);
    }
    schema::merge(&mut object, accepted);
    let mut reply = created(ask, &object);
    if let Reply::Created { body, .. } = &mut reply {
        crate::graph::objects::fit_subtype(&object, body);
    }
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

fn is_country(body: &Map<String, Value>) -> Result<bool, Refusal> {
    match body.get("@odata.type").and_then(Value::as_str) {
        Some("#microsoft.graph.countryNamedLocation") => Ok(true),
        Some("#microsoft.graph.ipNamedLocation") => Ok(false),
        _ => Err(Refusal::new(
            400,
            "BadRequest",
            "A type named '@odata.type' is required: #microsoft.graph.ipNamedLocation or #microsoft.graph.countryNamedLocation.",
        )),
    }
}

/// Properties that belong to the kind of location, with values that make sense.
fn read(body: &Map<String, Value>, country: bool, creating: bool) -> Result<Map<String, Value>, Refusal> {
    let mut accepted = schema::NAMED_LOCATION.accept(body, creating)?;
    let foreign: &[&str] = if country {
        &["ipRanges", "isTrusted"]
    } else {
        &["countriesAndRegions", "countryLookupMethod", "includeUnknownCountriesAndRegions"]
    };
    if let Some(name) = foreign.iter().find(|name| accepted.contains_key(**name)) {
        return Err(Refusal::bad_request(format!("Invalid property '{name}'.")));
    }
    let needed = if country { "countriesAndRegions" } else { "ipRanges" };
    for name in ["displayName", needed] {
        if creating && accepted.get(name).is_none_or(Value::is_null) {
            return Err(bad(1119, format!("Named location without '{name}'.")));
        }
    }
    if let Some(ranges) = body.get("ipRanges").and_then(Value::as_array) {
        if ranges.is_empty() || ranges.len() > RANGES {
            return Err(bad(1027, format!("A named location has 1 to {RANGES} ranges.")));
        }
        let checked: Result<Vec<Value>, Refusal> = ranges.iter().map(range).collect();
        accepted.insert("ipRanges".to_owned(), checked?.into());
    }
    let method = accepted.get("countryLookupMethod").and_then(Value::as_str);
    if method.is_some_and(|method| !matches!(method, "clientIpAddress" | "authenticatorAppGps")) {
        return Err(bad(1089, "Unknown countryLookupMethod."));
    }
    let countries = accepted.get("countriesAndRegions").and_then(Value::as_array);
    let letters = |code: &Value| {
        code.as_str()
            .is_some_and(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    if countries.is_some_and(|countries| countries.is_empty() || !countries.iter().all(letters)) {
        return Err(bad(1097, "Countries are ISO 3166 codes of two capital letters."));
    }
    Ok(accepted)
}

/// A range with its type: public addresses, a mask of 8 bits or longer.
fn range(item: &Value) -> Result<Value, Refusal> {
    let text = item["cidrAddress"].as_str().unwrap_or_default();
    let wrong =
        || bad(1021, format!("'{text}' is not a range of public addresses with a mask of 8 bits or longer."));
    let (address, mask) = text.split_once('/').ok_or_else(wrong)?;
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    let mask: u8 = mask.parse().map_err(|_| wrong())?;
    let (kind, longest, public) = match address {
        IpAddr::V4(address) => {
            ("iPv4CidrRange", 32, !address.is_private() && !address.is_loopback() && !address.is_link_local())
        }
        IpAddr::V6(address) => ("iPv6CidrRange", 128, !address.is_loopback()),
    };
    let named = item["@odata.type"].as_str();
    let fits =
        named.is_none_or(|named| named.trim_start_matches("#microsoft.graph.").eq_ignore_ascii_case(kind));
    if !public || !fits || mask < 8 || mask > longest {
        return Err(wrong());
    }
    Ok(serde_json::json!({ "@odata.type": format!("#microsoft.graph.{kind}"), "cidrAddress": text }))
}

pub(super) fn update(world: &mut World, ask: &Ask<'_>, id: Uuid) -> Answer {
    let country =
        world.directory.any(id).is_some_and(|object| object.properties.contains_key("countriesAndRegions"));
    let body = ask.object()?;
    if is_country(body)? != country {
        return Err(bad(1119, "The type of a named location cannot be changed."));
    }
    let accepted = read(body, country, false)?;
    if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
        object.set("modifiedDateTime", moment(ask.now));
        schema::merge(&mut object, accepted);
    }
    Ok(Reply::NoContent)
}

/// A trusted location, or one that a policy names, cannot be deleted.
pub(super) fn check_delete(world: &World, id: Uuid) -> Result<(), Refusal> {
    if world.directory.any(id).is_some_and(|object| object.flag("isTrusted")) {
        return Err(bad(1014, "A trusted named location cannot be deleted: set isTrusted to false first."));
    }
    let text = id.to_string();
    let names = |policy: &&Object| {
        let locations =
            policy.properties.get("conditions").map(|conditions| conditions["locations"].to_string());
        locations.is_some_and(|locations| locations.contains(&text))
    };
    match world.directory.live(Kind::AccessPolicy).find(names) {
        Some(policy) => Err(bad(
            1083,
            format!("The named location is used by the policy '{}'.", policy.text("displayName")),
        )),
        None => Ok(()),
    }
}
