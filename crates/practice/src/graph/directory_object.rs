//! `/directoryObjects`: any object by its id, many by their ids.

use super::odata::collection;
use super::relations::{cast, loose};
use super::{Answer, Reply, ask::Ask, ask::Verb, membership, permission::Need, refusal::Refusal};
use crate::state::{World, object::Kind};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Post, ["getByIds" | "microsoft.graph.getByIds"]) => get_by_ids(world, ask),
        (_, [segment, ..]) => {
            let found = Uuid::parse_str(segment).ok().and_then(|id| world.directory.readable(id, ask.now));
            let found = found.filter(|object| Kind::DIRECTORY.contains(&object.kind));
            let object = found.ok_or_else(|| Refusal::not_found(segment))?;
            let (kind, id) = (object.kind, object.id.to_string());
            match (ask.verb, rest) {
                (Verb::Get, [_]) => {
                    Need::READ_MEMBERSHIPS.met_by(&ask.caller, false)?;
                    let mut body = loose(&ask.query, object);
                    body["@odata.context"] =
                        json!(ask.context(&format!("directoryObjects{}/$entity", collection::fields(ask))));
                    Ok(Reply::Ok(body))
                }
                (Verb::Post, [_, action]) if membership::is_action(action) => {
                    membership::act(world, ask, kind, &id, action)
                }
                // The object's own collection decides.
                (Verb::Delete, [_]) => {
                    let path = [kind.set_name().to_owned(), id];
                    super::dispatch(world, ask, &path.iter().map(String::as_str).collect::<Vec<_>>())
                }
                (Verb::Get, [_, segment]) if cast(segment) == Some(kind) => {
                    let path = [kind.set_name().to_owned(), id];
                    super::dispatch(world, ask, &path.iter().map(String::as_str).collect::<Vec<_>>())
                }
                (_, [_]) => Err(Refusal::wrong_verb()),
                (_, [.., other]) => Err(Refusal::no_segment(other)),
                (_, []) => Err(Refusal::wrong_verb()),
            }
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

/// Up to 1,000 objects; `types` narrows them.
fn get_by_ids(world: &World, ask: &Ask<'_>) -> Answer {
    Need::READ_MEMBERSHIPS.met_by(&ask.caller, false)?;
    let ids = membership::ids(ask, "ids", 1_000)?;
    let types = ask.object()?.get("types").and_then(Value::as_array).cloned().unwrap_or_default();
    let fits = |kind: Kind| {
        let name = kind.type_name().trim_start_matches("microsoft.graph.");
        types.is_empty() || types.iter().any(|wanted| wanted == name || wanted == "directoryObject")
    };
    let found = ids.iter().filter_map(|id| world.directory.readable(*id, ask.now));
    let rows: Vec<Value> = found
        .filter(|object| Kind::DIRECTORY.contains(&object.kind) && fits(object.kind))
        .map(|object| loose(&ask.query, object))
        .collect();
    let context = ask.context(&format!("directoryObjects{}", collection::fields(ask)));
    Ok(Reply::Ok(json!({ "@odata.context": context, "value": rows })))
}
