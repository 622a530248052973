//! References between objects: `…/$ref`, `…@odata.bind`.

use super::{ask::Ask, refusal::Refusal};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value};
use uuid::Uuid;

/// References one request may name.
const MOST: usize = 20;

/// The id a reference leads to: the last segment of an address such as `{root}/v1.0/directoryObjects/{id}`.
fn target(reference: &str) -> Option<Uuid> {
    let path = reference.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let last = last.split_once("('").map_or(last, |(_, key)| key.trim_end_matches("')"));
    Uuid::parse_str(last).ok().filter(|_| path.contains('/'))
}

fn wrong() -> Refusal {
    Refusal::bad_request("Invalid URL format specified in @odata.id for POST request.")
}

/// `{"@odata.id": …}` in the body.
pub(super) fn from_body(ask: &Ask<'_>) -> Result<Uuid, Refusal> {
    let body = ask.object()?;
    let reference = body
        .get("@odata.id")
        .and_then(Value::as_str)
        .ok_or_else(|| Refusal::bad_request("A value is required for property '@odata.id'."))?;
    target(reference).ok_or_else(wrong)
}

/// `owners@odata.bind` and its like.
pub(super) fn bound(body: &Map<String, Value>, relation: &str) -> Result<Vec<Uuid>, Refusal> {
    let Some(value) = body.get(&format!("{relation}@odata.bind")) else { return Ok(Vec::new()) };
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        single => vec![single],
    };
    if items.len() > MOST {
        return Err(Refusal::bad_request(format!(
            "The request exceeds the maximum of {MOST} references for property '{relation}'."
        )));
    }
    items.into_iter().map(|item| item.as_str().and_then(target).ok_or_else(wrong)).collect()
}

/// The object a reference names, if it is visible and of an admitted kind.
pub(super) fn admitted<'w>(
    world: &'w World,
    ask: &Ask<'_>,
    id: Uuid,
    kinds: &[Kind],
) -> Result<&'w Object, Refusal> {
    let missing = || Refusal::not_found(&id.to_string());
    let object = world.directory.readable(id, ask.now).ok_or_else(missing)?;
    if kinds.contains(&object.kind) {
        return Ok(object);
    }
    Err(Refusal::bad_request(format!(
        "The reference target '{}_{id}' of type '{}' is invalid for this relationship.",
        object.kind.resource_name(),
        object.kind.resource_name(),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_an_address_that_ends_in_an_id() {
        let id = Uuid::from_u128(7);
        for form in [
            format!("https://graph.microsoft.com/v1.0/directoryObjects/{id}"),
            format!("http://127.0.0.1:1/v1.0/users/{id}/"),
            format!("https://graph.microsoft.com/v1.0/directoryObjects('{id}')"),
        ] {
            assert_eq!(target(&form), Some(id), "{form}");
        }
        assert_eq!(target(&id.to_string()), None, "a bare id is no address");
        assert_eq!(target("https://graph.microsoft.com/v1.0/users/ann@x"), None);
    }
}
