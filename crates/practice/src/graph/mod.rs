//! Microsoft Graph as this tenant answers it: which path leads to which resource.
//!
//! A request is taken apart once (`ask`), judged by scope and role (`permission`), handed to one resource file, and
//! answered with plain data. Nothing here knows HTTP; `http` does. Paths and verbs that are not listed below are
//! refused in Graph's own way.

mod application;
pub(crate) mod ask;
mod assignment;
pub(crate) mod certificate;
mod deleted;
mod group;
pub(crate) mod http;
mod me;
pub(crate) mod odata;
mod organization;
pub(crate) mod permission;
mod redirect_uri;
pub(crate) mod refusal;
mod reply;
pub(crate) mod schema;
mod service_principal;
pub(crate) mod template;
mod user;

use crate::state::{World, object::Kind, object::Object};
use ask::{Ask, Verb};
use odata::collection::{self, Manner};
use refusal::Refusal;
use reply::Reply;
use schema::Schema;
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::format_description};
use uuid::Uuid;

type Answer = Result<Reply, Refusal>;

/// Answers one request.
pub(crate) fn answer(world: &mut World, ask: &Ask<'_>) -> Answer {
    let owned = ask.segments.clone();
    let mut path: Vec<&str> = owned.iter().map(String::as_str).collect();
    if path.first() == Some(&"myorganization") {
        path.remove(0);
    }
    match path.split_first() {
        Some((&"applicationTemplates", rest)) => template::route(world, ask, rest),
        Some((&"applications", rest)) => application::route(world, ask, rest),
        Some((&"servicePrincipals", rest)) => service_principal::route(world, ask, rest),
        Some((&"users", rest)) => user::route(world, ask, rest),
        Some((&"groups", rest)) => group::route(world, ask, rest),
        Some((&"me", rest)) => me::route(world, ask, rest),
        Some((&"organization", rest)) => organization::organizations(world, ask, rest),
        Some((&"domains", rest)) => organization::domains(world, ask, rest),
        Some((&"subscribedSkus", [])) => organization::licences(world, ask),
        Some((&"directoryRoles", rest)) => organization::roles(world, ask, rest),
        Some((&"directoryObjects", rest)) => directory_object(world, ask, rest),
        Some((&"directory", ["deletedItems", rest @ ..])) => deleted::route(world, ask, rest),
        Some((other, _)) => Err(Refusal::no_segment(other)),
        None => Err(Refusal::new(400, "BadRequest", "Invalid version or empty path.")),
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`, as Graph prints times.
pub(crate) fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}

/// The object a path segment names: by object id, or by `appId` as alternate key.
fn find<'w>(world: &'w World, ask: &Ask<'_>, kind: Kind, segment: &str) -> Result<&'w Object, Refusal> {
    let missing = || Refusal::not_found(segment.rsplit('=').next().unwrap_or(segment));
    if let Some(key) = segment.strip_prefix('=') {
        let (name, value) = key.split_once('=').ok_or_else(missing)?;
        if !matches!(name, "appId" | "uniqueName" | "id") {
            return Err(Refusal::bad_request(format!("Property {name} is not a key of this resource.")));
        }
        let found = world.directory.live(kind).find(|object| {
            object.text(name).eq_ignore_ascii_case(value) || (name == "id" && object.id.to_string() == value)
        });
        return found.filter(|object| object.listed_from <= ask.now).ok_or_else(missing);
    }
    let Ok(id) = Uuid::parse_str(segment) else {
        if kind == Kind::User {
            let user = world.directory.user_by_upn(segment);
            return user.filter(|user| user.readable_from <= ask.now).ok_or_else(missing);
        }
        return Err(Refusal::bad_request(format!("Invalid object identifier '{segment}'.")));
    };
    world.directory.readable(id, ask.now).filter(|object| object.kind == kind).ok_or_else(missing)
}

/// The id of the object a path segment names.
fn find_id(world: &World, ask: &Ask<'_>, kind: Kind, segment: &str) -> Result<Uuid, Refusal> {
    find(world, ask, kind, segment).map(|object| object.id)
}

/// A collection of directory objects of one kind.
fn list(world: &World, ask: &Ask<'_>, kind: Kind) -> Answer {
    let objects = world.directory.listed(kind, ask.now).into_iter().map(schema::render).collect();
    let set = kind.set_name();
    collection::page(ask, Schema::of(kind), Manner::DIRECTORY, set, objects).map(Reply::Ok)
}

/// `/{collection}/$count`.
fn count(world: &World, ask: &Ask<'_>, kind: Kind) -> Answer {
    if !ask.eventual {
        return Err(Refusal::bad_request(
            "$count is not currently supported without ConsistencyLevel: eventual.",
        ));
    }
    let objects = world.directory.listed(kind, ask.now).into_iter().map(schema::render).collect();
    let kept = collection::narrow(ask, Schema::of(kind), Manner::DIRECTORY, objects)?;
    Ok(Reply::Text(kept.len().to_string()))
}

/// One object as the query wants it.
fn entity(ask: &Ask<'_>, object: &Object, rendered: Value) -> Result<Value, Refusal> {
    collection::entity(ask, Schema::of(object.kind), object.kind.set_name(), rendered)
}

/// A new object in full, as a 201 answer.
fn created(ask: &Ask<'_>, object: &Object) -> Reply {
    let schema = Schema::of(object.kind);
    let mut body = schema::render(object);
    for property in schema.properties.iter().filter(|property| property.shown) {
        if body.get(property.name).is_none() {
            body[property.name] = schema.absent(property.name);
        }
    }
    hide_secrets(&mut body);
    body["@odata.context"] = json!(ask.context(&format!("{}/$entity", object.kind.set_name())));
    Reply::Created(body)
}

/// Key material and passwords never leave with an ordinary read.
fn hide_secrets(body: &mut Value) {
    if let Some(keys) = body.get_mut("keyCredentials").and_then(Value::as_array_mut) {
        for key in keys {
            key["key"] = Value::Null;
        }
    }
    if let Some(body) = body.as_object_mut() {
        body.remove("passwordProfile");
    }
}

/// Mixed directory objects (members, memberships), each with its type.
fn mixed<'w>(ask: &Ask<'_>, objects: impl Iterator<Item = &'w Object>, cast: Option<Kind>) -> Answer {
    let mut rendered = Vec::new();
    for object in objects.filter(|object| cast.is_none_or(|kind| kind == object.kind)) {
        let mut row = if cast.is_some() {
            schema::render(object)
        } else {
            let own = Schema::of(object.kind);
            collection::project(own, &odata::query::Query::default(), schema::render(object))?
        };
        row["@odata.type"] = json!(format!("#{}", object.kind.type_name()));
        hide_secrets(&mut row);
        rendered.push(row);
    }
    match cast {
        Some(kind) => collection::page(ask, Schema::of(kind), Manner::DIRECTORY, kind.set_name(), rendered)
            .map(Reply::Ok),
        None => mixed_page(ask, rendered),
    }
}

/// A page of objects of several types; `$select` keeps what each of them has.
fn mixed_page(ask: &Ask<'_>, rows: Vec<Value>) -> Answer {
    let select = &ask.query.select;
    let finish = |mut row: Value| {
        if let (false, Some(fields)) = (select.is_empty(), row.as_object_mut()) {
            fields.retain(|name, _| name.starts_with('@') || name == "id" || select.contains(name));
        }
        Ok(row)
    };
    collection::cut(ask, Manner::DIRECTORY, "directoryObjects", rows, finish).map(Reply::Ok)
}

/// The kind behind an OData cast segment.
fn cast(segment: &str) -> Option<Kind> {
    [Kind::User, Kind::Group, Kind::Application, Kind::ServicePrincipal, Kind::DirectoryRole]
        .into_iter()
        .find(|kind| kind.type_name().eq_ignore_ascii_case(segment))
}

/// `/directoryObjects/{id}`.
fn directory_object(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    permission::Need::READ_USERS.met_by(&ask.caller, false)?;
    let (Verb::Get, [segment]) = (ask.verb, rest) else { return Err(Refusal::wrong_verb()) };
    let found = Uuid::parse_str(segment).ok().and_then(|id| world.directory.readable(id, ask.now));
    let object = found.ok_or_else(|| Refusal::not_found(segment))?;
    let mut body = collection::project(Schema::of(object.kind), &ask.query, schema::render(object))?;
    hide_secrets(&mut body);
    body["@odata.type"] = json!(format!("#{}", object.kind.type_name()));
    body["@odata.context"] = json!(ask.context("directoryObjects/$entity"));
    Ok(Reply::Ok(body))
}
