//! Checks one value against what its property holds.

use super::{Holds, Property};
use crate::graph::refusal::Refusal;
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// The value if the property can hold it. `null` clears a property.
pub(super) fn check(property: &Property, value: &Value, resource: &str) -> Result<Value, Refusal> {
    let invalid = || Refusal::invalid_value(property.name, resource);
    match (property.holds, value) {
        (Holds::Texts(_) | Holds::Complexes(_), Value::Null) => Err(invalid()),
        (_, Value::Null) => Ok(Value::Null),
        (Holds::Text(length), Value::String(text)) if text.chars().count() <= length => Ok(value.clone()),
        (Holds::Flag, Value::Bool(_)) | (Holds::Number, Value::Number(_)) => Ok(value.clone()),
        // Azure CLI's own manifests have truth values in quotes.
        (Holds::Flag, Value::String(text)) => match text.to_ascii_lowercase().parse() {
            Ok(flag) => Ok(Value::Bool(flag)),
            Err(_) => Err(invalid()),
        },
        (Holds::Guid, Value::String(text)) if Uuid::parse_str(text).is_ok() => Ok(value.clone()),
        (Holds::Moment, Value::String(text)) => match OffsetDateTime::parse(text, &Rfc3339) {
            // Times are told in UTC, in whatever zone they were written.
            Ok(at) if !text.ends_with('Z') => Ok(crate::graph::moment(at).into()),
            Ok(_) => Ok(value.clone()),
            Err(_) => Err(invalid()),
        },
        (Holds::Texts(length), Value::Array(items)) => {
            let fits = |item: &Value| item.as_str().is_some_and(|text| text.chars().count() <= length);
            if items.iter().all(fits) { Ok(value.clone()) } else { Err(invalid()) }
        }
        (Holds::Complex(parts), Value::Object(body)) => nested(parts, body, property, resource),
        (Holds::Complexes(parts), Value::Array(items)) => items
            .iter()
            .map(|item| {
                item.as_object().ok_or_else(invalid).and_then(|body| nested(parts, body, property, resource))
            })
            .collect(),
        _ => Err(invalid()),
    }
}

fn nested(
    parts: &[Property],
    body: &Map<String, Value>,
    parent: &Property,
    resource: &str,
) -> Result<Value, Refusal> {
    let mut accepted = Map::new();
    for (name, value) in body.iter().filter(|(name, _)| !name.starts_with('@')) {
        let Some(part) = parts.iter().find(|part| part.name == name) else {
            return Err(Refusal::bad_request(format!("Invalid property '{name}' in '{}'.", parent.name)));
        };
        // Inside a complex value a list may be cleared by null.
        let cleared = value.is_null() && matches!(part.holds, Holds::Texts(_) | Holds::Complexes(_));
        let value = if cleared { Value::Array(Vec::new()) } else { check(part, value, resource)? };
        accepted.insert(name.clone(), value);
    }
    Ok(Value::Object(accepted))
}
