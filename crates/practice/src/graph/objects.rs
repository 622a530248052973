//! Directory objects as a client reads them: one by its key, a page of a kind, a count, with what is expanded.
//!
//! A filter that an index can answer is answered by it; whatever the index yields is still judged by the whole filter.

use super::odata::collection::{self, Manner, Start, Wanted};
use super::odata::parse::{Comparison, Expression, TextTest};
use super::odata::row::Listed;
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, ask::Verb, refusal::Refusal, relations, user};
use crate::state::{World, directory::Directory, index::Field, object::Kind, object::Object};
use serde_json::{Value, json};
use uuid::Uuid;

/// The object a path segment names: by object id, by user principal name, or by an alternate key.
pub(super) fn find<'w>(
    world: &'w World,
    ask: &Ask<'_>,
    kind: Kind,
    segment: &str,
) -> Result<&'w Object, Refusal> {
    let missing = || Refusal::not_found(segment.rsplit('=').next().unwrap_or(segment));
    if let Some(key) = segment.strip_prefix('=') {
        let (name, value) = key.split_once('=').ok_or_else(missing)?;
        let visible = |object: &&Object| within_reach(ask, object);
        return match (name, Field::of(name)) {
            ("id", _) => find(world, ask, kind, value),
            ("appId" | "uniqueName", Some(field)) => {
                world.directory.exactly(kind, field, value).find(visible).ok_or_else(missing)
            }
            _ => Err(Refusal::bad_request(format!("Property {name} is not a key of this resource."))),
        };
    }
    let Ok(id) = Uuid::parse_str(segment) else {
        if kind == Kind::User {
            let user = world.directory.user_by_upn(segment);
            return user.filter(|user| within_reach(ask, user)).ok_or_else(missing);
        }
        return Err(Refusal::bad_request(format!("Invalid object identifier '{segment}'.")));
    };
    let found = world.directory.any(id).filter(|object| object.kind == kind && within_reach(ask, object));
    found.ok_or_else(missing)
}

/// What a request by id reaches: what everybody can read, and, for changes, what the caller has just made itself. Entra
/// sends those to where the object was written, so that a client may go on with its own new application.
fn within_reach(ask: &Ask<'_>, object: &Object) -> bool {
    let own_news = || ask.verb != Verb::Get && ask.caller.owns(object);
    object.deleted.is_none() && (object.readable_from <= ask.now || own_news())
}

/// The id of the object a path segment names.
pub(super) fn find_id(world: &World, ask: &Ask<'_>, kind: Kind, segment: &str) -> Result<Uuid, Refusal> {
    find(world, ask, kind, segment).map(|object| object.id)
}

/// A collection of directory objects of one kind.
pub(super) fn list(world: &World, ask: &Ask<'_>, kind: Kind) -> Answer {
    let schema = Schema::of(kind);
    let manner = if Kind::DIRECTORY.contains(&kind) { Manner::DIRECTORY } else { Manner::SHORT };
    let wanted = Wanted::read(ask, schema, manner)?;
    relations::check_expand(ask, schema)?;
    user::check_activity(world, ask, kind)?;
    let after = match collection::start(ask, manner)? {
        Start::After(order) => Some(order),
        Start::Offset(_) => None,
    };
    let rows = candidates(&world.directory, kind, wanted.filter.as_ref(), after)
        .filter(|object| object.deleted.is_none() && object.listed_from <= ask.now)
        .map(|object| Listed { object, now: ask.now });
    let page = collection::draw(ask, manner, &wanted, rows, |row| Some(row.object.order))?;
    let body = page.body(ask, kind.set_name(), |row| {
        let properties = row.object.listed_properties(ask.now).clone();
        finish(world, ask, row.object, schema::render_as(row.object, properties))
    })?;
    Ok(Reply::Ok(body))
}

/// `/{collection}/$count`.
pub(super) fn count(world: &World, ask: &Ask<'_>, kind: Kind) -> Answer {
    if !ask.eventual {
        return Err(Refusal::bad_request("$count is not currently supported."));
    }
    // The path itself asks for the count: no `$count=true` is needed beside the header.
    let wanted = Wanted::read(ask, Schema::of(kind), Manner::DIRECTORY);
    let wanted = wanted?;
    let rows = candidates(&world.directory, kind, wanted.filter.as_ref(), None)
        .filter(|object| object.deleted.is_none() && object.listed_from <= ask.now)
        .map(|object| Listed { object, now: ask.now });
    Ok(Reply::Text(wanted.count(rows).to_string()))
}

/// Objects that may fit the filter, in order of creation, from after a place.
fn candidates<'w>(
    directory: &'w Directory,
    kind: Kind,
    filter: Option<&Expression>,
    after: Option<u64>,
) -> Box<dyn Iterator<Item = &'w Object> + 'w> {
    let Some(mut found) = filter.and_then(|filter| indexed(directory, kind, filter)) else {
        return Box::new(directory.walk(kind, after));
    };
    found.retain(|object| object.kind == kind && after.is_none_or(|after| object.order > after));
    found.sort_by_key(|object| object.order);
    found.dedup_by_key(|object| object.order);
    Box::new(found.into_iter())
}

/// What the indexes know about a filter; `None`: they cannot narrow it.
fn indexed<'w>(directory: &'w Directory, kind: Kind, filter: &Expression) -> Option<Vec<&'w Object>> {
    let exactly = |path: &str, value: &Value| -> Option<Vec<&'w Object>> {
        let value = value.as_str()?;
        if path == "id" {
            return Some(Uuid::parse_str(value).ok().and_then(|id| directory.any(id)).into_iter().collect());
        }
        let field = usable(kind, path)?;
        Some(directory.exactly(kind, field, value).collect())
    };
    match filter {
        Expression::Compare(path, Comparison::Eq, value) => exactly(path, value),
        Expression::In(path, values) => {
            let parts: Option<Vec<_>> = values.iter().map(|value| exactly(path, value)).collect();
            Some(parts?.into_iter().flatten().collect())
        }
        Expression::Text(TextTest::StartsWith, path, value) => {
            let field = usable(kind, path)?;
            Some(directory.beginning(kind, field, value).collect())
        }
        Expression::Any(path, Some((variable, inner))) => match &**inner {
            Expression::Compare(name, Comparison::Eq, Value::String(value)) if name == variable => {
                let field = Field::of(path).filter(|field| *field == Field::Names)?;
                Some(directory.exactly(kind, field, value).collect())
            }
            _ => None,
        },
        Expression::And(left, right) => {
            indexed(directory, kind, left).or_else(|| indexed(directory, kind, right))
        }
        Expression::Or(left, right) => {
            let mut both = indexed(directory, kind, left)?;
            both.extend(indexed(directory, kind, right)?);
            Some(both)
        }
        _ => None,
    }
}

/// The index of a single-valued property of this kind.
fn usable(kind: Kind, path: &str) -> Option<Field> {
    let field = Field::of(path)?;
    let kept = match field {
        Field::DisplayName => true,
        Field::UserPrincipalName | Field::Mail => kind == Kind::User,
        Field::AppId | Field::Template | Field::UniqueName => {
            matches!(kind, Kind::Application | Kind::ServicePrincipal)
        }
        Field::Names => false,
    };
    kept.then_some(field)
}

/// One object as the query wants it, with its context.
pub(super) fn entity(world: &World, ask: &Ask<'_>, object: &Object) -> Answer {
    relations::check_expand(ask, Schema::of(object.kind))?;
    user::check_activity(world, ask, object.kind)?;
    let properties = match &object.past {
        Some(past) if ask.stale => past.properties.clone(),
        _ => object.properties.clone(),
    };
    let mut body = schema::render_as(object, properties);
    // `key` comes only with `$select=keyCredentials` on a single object.
    if !ask.query.select.iter().any(|name| name == "keyCredentials") {
        hide_keys(&mut body);
    }
    let mut body = complete(world, ask, object, body)?;
    body["@odata.context"] =
        json!(ask.context(&format!("{}{}/$entity", object.kind.set_name(), collection::fields(ask))));
    Ok(Reply::Ok(body))
}

/// One row of a list: projected, without keys, with what is expanded.
fn finish(world: &World, ask: &Ask<'_>, object: &Object, mut rendered: Value) -> Result<Value, Refusal> {
    hide_keys(&mut rendered);
    complete(world, ask, object, rendered)
}

fn complete(world: &World, ask: &Ask<'_>, object: &Object, mut rendered: Value) -> Result<Value, Refusal> {
    user::derive(world, ask, object, &mut rendered);
    annotate(object, &mut rendered);
    let mut body = collection::project(Schema::of(object.kind), &ask.query, rendered)?;
    hide_passwords(&mut body);
    fit_subtype(object, &mut body);
    relations::expand(world, ask, object, &mut body)?;
    Ok(body)
}

/// An empty collection: nothing of the kind exists here.
pub(super) fn nothing(ask: &Ask<'_>, fragment: &str) -> Answer {
    Ok(Reply::Ok(json!({ "@odata.context": ask.context(fragment), "value": [] })))
}

/// Leaves out what belongs to other subtypes.
pub(super) fn fit_subtype(object: &Object, body: &mut Value) {
    if object.kind != Kind::NamedLocation {
        return;
    }
    let foreign: &[&str] = if object.properties.contains_key("countriesAndRegions") {
        &["ipRanges", "isTrusted"]
    } else {
        &["countriesAndRegions", "countryLookupMethod", "includeUnknownCountriesAndRegions"]
    };
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|name, _| !foreign.contains(&name.as_str()));
    }
}

/// Types that have subtypes name the one they are.
fn annotate(object: &Object, body: &mut Value) {
    if object.kind == Kind::NamedLocation {
        let country = object.properties.contains_key("countriesAndRegions");
        let name = if country { "countryNamedLocation" } else { "ipNamedLocation" };
        body["@odata.type"] = json!(format!("#microsoft.graph.{name}"));
    }
}

/// A new object in full, as a 201 answer.
pub(super) fn created(ask: &Ask<'_>, object: &Object) -> Reply {
    let set = object.kind.set_name();
    let location = format!("{}/{}/{set}/{}", ask.origin, ask.version.segment(), object.id);
    Reply::Created { body: fresh_body(ask, object), location: Some(location) }
}

/// A new object in full.
pub(super) fn fresh_body(ask: &Ask<'_>, object: &Object) -> Value {
    let schema = Schema::of(object.kind);
    let mut body = schema::render(object);
    annotate(object, &mut body);
    for property in schema.properties.iter().filter(|property| property.shown) {
        if body.get(property.name).is_none() {
            body[property.name] = schema.absent(property.name);
        }
    }
    if let Some(fields) = body.as_object_mut() {
        let shown = |name: &str| {
            name == "id"
                || name.starts_with('@')
                || schema.property(name).is_some_and(|property| property.shown)
        };
        fields.retain(|name, _| shown(name));
    }
    hide_keys(&mut body);
    body["@odata.context"] = json!(ask.context(&format!("{}/$entity", object.kind.set_name())));
    body
}

/// Key material never leaves with an ordinary read.
pub(super) fn hide_keys(body: &mut Value) {
    if let Some(keys) = body.get_mut("keyCredentials").and_then(Value::as_array_mut) {
        for key in keys {
            key["key"] = Value::Null;
        }
    }
}

/// A password is never told; that there is one is.
fn hide_passwords(body: &mut Value) {
    if let Some(profile) = body.get_mut("passwordProfile").filter(|profile| profile.is_object()) {
        profile["password"] = Value::Null;
    }
}

/// `/{collection}/{id}/{property}` and its `/$value`.
pub(super) fn property(world: &World, ask: &Ask<'_>, object: &Object, name: &str, raw: bool) -> Answer {
    let schema = Schema::of(object.kind);
    if !schema.knows(name) && name != "id" {
        return Err(Refusal::no_segment(name));
    }
    let mut body = schema::render(object);
    user::derive(world, ask, object, &mut body);
    hide_passwords(&mut body);
    hide_keys(&mut body);
    let value = body.get(name).cloned().unwrap_or_else(|| schema.absent(name));
    if raw {
        return Ok(match value {
            Value::Null => Reply::NoContent,
            Value::String(text) => Reply::Text(text),
            other => Reply::Text(other.to_string()),
        });
    }
    let context = ask.context(&format!("{}('{}')/{name}", object.kind.set_name(), object.id));
    Ok(Reply::Ok(json!({ "@odata.context": context, "value": value })))
}
