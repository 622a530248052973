//! Questions about membership: `checkMemberGroups`, `getMemberGroups`, `checkMemberObjects`, `getMemberObjects`. All
//! are transitive.

use super::objects::find;
use super::{Answer, Reply, ask::Ask, permission::Need, refusal::Refusal};
use crate::state::{World, object::Kind};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) fn is_action(name: &str) -> bool {
    let name = name.strip_prefix("microsoft.graph.").unwrap_or(name);
    matches!(name, "checkMemberGroups" | "getMemberGroups" | "checkMemberObjects" | "getMemberObjects")
}

/// Answers one of the four.
pub(super) fn act(world: &World, ask: &Ask<'_>, kind: Kind, segment: &str, action: &str) -> Answer {
    let object = find(world, ask, kind, segment)?;
    if object.id == ask.caller.user {
        Need::READ_ME.met_by(&ask.caller, true)?;
    } else {
        Need::READ_MEMBERSHIPS.met_by(&ask.caller, false)?;
    }
    let groups = world.directory.groups_of(object.id, true);
    let around = groups.iter().copied().chain([object.id]);
    let roles: BTreeSet<Uuid> =
        around.flat_map(|id| world.directory.around(id, Kind::DirectoryRole)).map(|role| role.id).collect();
    let found: Vec<Uuid> = match action.strip_prefix("microsoft.graph.").unwrap_or(action) {
        "checkMemberGroups" => {
            let asked = ids(ask, "groupIds", 20)?;
            asked.into_iter().filter(|id| groups.contains(id)).collect()
        }
        "checkMemberObjects" => {
            let asked = ids(ask, "ids", 20)?;
            asked.into_iter().filter(|id| groups.contains(id) || roles.contains(id)).collect()
        }
        action => {
            let secure = ask.object()?.get("securityEnabledOnly").and_then(Value::as_bool);
            let secure = secure.ok_or_else(|| super::application::required("securityEnabledOnly", action))?;
            let fits = |id: &Uuid| {
                !secure || world.directory.any(*id).is_some_and(|group| group.flag("securityEnabled"))
            };
            let roles = roles.into_iter().filter(|_| action == "getMemberObjects");
            groups.into_iter().filter(fits).chain(roles).collect()
        }
    };
    let found: Vec<String> = found.iter().map(Uuid::to_string).collect();
    Ok(Reply::Ok(json!({ "@odata.context": ask.context("Collection(Edm.String)"), "value": found })))
}

/// Ids from the body.
pub(super) fn ids(ask: &Ask<'_>, name: &str, most: usize) -> Result<Vec<Uuid>, Refusal> {
    let list = ask.object()?.get(name).and_then(Value::as_array);
    let list = list.ok_or_else(|| super::application::required(name, "request"))?;
    if list.len() > most {
        return Err(Refusal::bad_request(format!(
            "Too many values in '{name}': at most {most} are allowed."
        )));
    }
    let read = |item: &Value| item.as_str().and_then(|text| Uuid::parse_str(text).ok());
    list.iter()
        .map(|item| read(item).ok_or_else(|| Refusal::bad_request(format!("Invalid GUID:{item}"))))
        .collect()
}
