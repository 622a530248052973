//! What belongs to one application or service principal: federated credentials, extension properties, classifications
//! of its delegated permissions.

use super::application::required;
use super::objects::find;
use super::odata::collection::{self, Manner};
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, ask::Verb, permission::Need, refusal::Refusal};
use crate::state::{World, object::Kind, object::Object};
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "federatedIdentityCredentials" => Kind::FederatedCredential,
        "extensionProperties" => Kind::ExtensionProperty,
        "delegatedPermissionClassifications" => Kind::PermissionClassification,
        _ => return None,
    })
}

/// `/{parent}/{id}/{name}…`, except for plain lists, which are relationships like others.
pub(super) fn route(
    world: &mut World,
    ask: &Ask<'_>,
    (parent_kind, segment): (Kind, &str),
    name: &str,
    rest: &[&str],
) -> Answer {
    let kind = kind_of(name).ok_or_else(|| Refusal::no_segment(name))?;
    let parent = find(world, ask, parent_kind, segment)?;
    let (parent_id, owner) = (parent.id, ask.caller.owns(parent));
    let need = if ask.verb == Verb::Get { Need::READ_APPLICATIONS } else { Need::WRITE_APPLICATIONS };
    need.met_by(&ask.caller, owner)?;
    match (ask.verb, rest) {
        (Verb::Post, []) => create(world, ask, kind, parent_id),
        (Verb::Get, [id]) => {
            let child = one(world, kind, parent_id, id)?;
            let context = format!("{}s('{parent_id}')/{name}", lower_first(parent_kind.resource_name()));
            let body = collection::entity(ask, Schema::of(kind), &context, schema::render(child))?;
            Ok(Reply::Ok(body))
        }
        (Verb::Patch, [id]) if kind == Kind::FederatedCredential => {
            let child = one(world, kind, parent_id, id)?.id;
            let accepted = Schema::of(kind).accept(ask.object()?, false)?;
            check_federated(world, parent_id, Some(child), &accepted)?;
            if let Some(mut child) = world.directory.edit(child, ask.now, ask.lag) {
                schema::merge(&mut child, accepted);
            }
            Ok(Reply::NoContent)
        }
        (Verb::Delete, [id]) => {
            let child = one(world, kind, parent_id, id)?.id;
            world.directory.purge(child);
            Ok(Reply::NoContent)
        }
        (Verb::Get, []) => {
            let rows = world.directory.children(parent_id, kind).into_iter().map(schema::render).collect();
            collection::page(ask, Schema::of(kind), Manner::SHORT, name, rows).map(Reply::Ok)
        }
        _ => Err(Refusal::wrong_verb()),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// A child by id, or by `name='…'`.
fn one<'w>(world: &'w World, kind: Kind, parent: Uuid, segment: &str) -> Result<&'w Object, Refusal> {
    let by_name = segment.strip_prefix("=name=");
    let fits = |child: &&Object| match by_name {
        Some(name) => child.text("name") == name,
        None => child.id.to_string().eq_ignore_ascii_case(segment),
    };
    let children = world.directory.children(parent, kind);
    children.into_iter().find(fits).ok_or_else(|| Refusal::not_found(segment))
}

fn create(world: &mut World, ask: &Ask<'_>, kind: Kind, parent: Uuid) -> Answer {
    let mut accepted = Schema::of(kind).accept(ask.object()?, true)?;
    match kind {
        Kind::FederatedCredential => {
            for name in ["audiences", "issuer", "name", "subject"] {
                if accepted.get(name).is_none_or(Value::is_null) {
                    return Err(required(name, kind.resource_name()));
                }
            }
            check_federated(world, parent, None, &accepted)?;
        }
        Kind::ExtensionProperty => complete_extension(world, parent, &mut accepted)?,
        _ => check_classification(world, parent, &accepted)?,
    }
    let mut child = Object::new(ask.random.uuid(), kind, Map::new(), ask.now);
    schema::merge(&mut child, accepted);
    child.parent = Some(parent);
    let mut body = super::objects::fresh_body(ask, &child);
    body["@odata.context"] = json!(ask.context(&format!("{}/$entity", kind.set_name())));
    world.directory.create(child, ask.now, ask.lag);
    Ok(Reply::Created { body, location: None })
}

fn check_federated(
    world: &World,
    parent: Uuid,
    own: Option<Uuid>,
    accepted: &Map<String, Value>,
) -> Result<(), Refusal> {
    let text = |name: &str| accepted.get(name).and_then(Value::as_str);
    let resource = Kind::FederatedCredential.resource_name();
    if accepted.get("audiences").and_then(Value::as_array).is_some_and(|all| all.len() != 1) {
        return Err(Refusal::invalid_value("audiences", resource));
    }
    if text("issuer")
        .is_some_and(|issuer| !issuer.starts_with("https://") && !issuer.starts_with("http://localhost"))
    {
        return Err(Refusal::invalid_value("issuer", resource));
    }
    let siblings = world.directory.children(parent, Kind::FederatedCredential);
    let mut others = siblings.iter().filter(|sibling| Some(sibling.id) != own);
    if own.is_none() && siblings.len() >= 20 {
        return Err(Refusal::bad_request(
            "The maximum of 20 federated identity credentials has been reached.",
        ));
    }
    let same = |sibling: &&&Object| {
        text("name").is_some_and(|name| sibling.text("name") == name)
            || (text("issuer").is_some_and(|issuer| sibling.text("issuer") == issuer)
                && text("subject").is_some_and(|subject| sibling.text("subject") == subject))
    };
    if others.any(|sibling| same(&sibling)) {
        return Err(Refusal::new(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            "FederatedIdentityCredential with the same name, or the same issuer and subject, already exists.",
        ));
    }
    Ok(())
}

fn complete_extension(world: &World, parent: Uuid, accepted: &mut Map<String, Value>) -> Result<(), Refusal> {
    let resource = Kind::ExtensionProperty.resource_name();
    for name in ["dataType", "name", "targetObjects"] {
        if accepted.get(name).is_none_or(Value::is_null) {
            return Err(required(name, resource));
        }
    }
    const TYPES: [&str; 6] = ["Binary", "Boolean", "DateTime", "Integer", "LargeInteger", "String"];
    if !accepted["dataType"].as_str().is_some_and(|kind| TYPES.contains(&kind)) {
        return Err(Refusal::invalid_value("dataType", resource));
    }
    let owner = world.directory.any(parent);
    let app_id = owner.map(|owner| owner.text("appId").replace('-', "")).unwrap_or_default();
    let name = format!("extension_{app_id}_{}", accepted["name"].as_str().unwrap_or_default());
    let siblings = world.directory.children(parent, Kind::ExtensionProperty);
    if siblings.iter().any(|sibling| sibling.text("name") == name) {
        return Err(Refusal::bad_request("An extension property exists with the name.").with_detail(
            "ObjectConflict",
            "name",
            "An extension property exists with the name.",
        ));
    }
    accepted.insert("name".to_owned(), name.into());
    accepted.insert("appDisplayName".to_owned(), owner.map_or("", |owner| owner.text("displayName")).into());
    accepted.insert("isSyncedFromOnPremises".to_owned(), false.into());
    accepted.entry("isMultiValued").or_insert(false.into());
    Ok(())
}

fn check_classification(world: &World, parent: Uuid, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let resource = Kind::PermissionClassification.resource_name();
    let text = |name: &str| accepted.get(name).and_then(Value::as_str).unwrap_or_default();
    if !matches!(text("classification"), "low" | "medium" | "high") {
        return Err(Refusal::invalid_value("classification", resource));
    }
    let known = world.directory.any(parent).is_some_and(|instance| {
        instance
            .items("oauth2PermissionScopes")
            .iter()
            .any(|scope| scope["id"] == *text("permissionId") || scope["value"] == *text("permissionName"))
    });
    if known { Ok(()) } else { Err(Refusal::invalid_value("permissionId", resource)) }
}
