//! Draws one page of a collection: filter, search, order, project, page.

use super::{
    filter::{self, Abilities},
    parse,
    query::Query,
    search::Search,
};
use crate::graph::{ask::Ask, refusal::Refusal, schema::Schema};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// How a collection behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// Page size when none is asked for.
    pub(crate) page: usize,
    /// The largest `$top`.
    pub(crate) max: usize,
    /// Directory objects: advanced queries need the consistency header.
    pub(crate) directory: bool,
}

impl Manner {
    /// Users, groups, applications, service principals.
    pub(crate) const DIRECTORY: Self = Self { page: 100, max: 999, directory: true };
    /// The gallery.
    pub(crate) const GALLERY: Self = Self { page: 100, max: 200, directory: false };
}

/// One page as an OData collection. `objects` are complete; projection happens here.
pub(crate) fn page(
    ask: &Ask<'_>,
    schema: &Schema,
    manner: Manner,
    fragment: &str,
    objects: Vec<Value>,
) -> Result<Value, Refusal> {
    let kept = narrow(ask, schema, manner, objects)?;
    cut(ask, manner, fragment, kept, |row| project(schema, &ask.query, row))
}

/// Cuts one page out of rows that are already chosen; `finish` makes each row of the page what is sent.
pub(crate) fn cut(
    ask: &Ask<'_>,
    manner: Manner,
    fragment: &str,
    kept: Vec<Value>,
    finish: impl Fn(Value) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let query = &ask.query;
    let total = kept.len();
    let size = page_size(ask, manner)?;
    let start = start(query)?;
    let rows: Vec<Value> = kept.into_iter().skip(start).take(size).map(finish).collect::<Result<_, _>>()?;
    let mut body = Map::new();
    let fields =
        if query.select.is_empty() { String::new() } else { format!("({})", query.select.join(",")) };
    body.insert("@odata.context".to_owned(), ask.context(&format!("{fragment}{fields}")).into());
    if query.count && (ask.eventual || !manner.directory) {
        body.insert("@odata.count".to_owned(), total.into());
    }
    let end = start.saturating_add(rows.len());
    if end < total && !rows.is_empty() {
        body.insert("@odata.nextLink".to_owned(), next_link(ask, end).into());
    }
    body.insert("value".to_owned(), rows.into());
    Ok(Value::Object(body))
}

/// Filter, search and order, without paging: also what `/$count` counts.
pub(crate) fn narrow(
    ask: &Ask<'_>,
    schema: &Schema,
    manner: Manner,
    mut objects: Vec<Value>,
) -> Result<Vec<Value>, Refusal> {
    let query = &ask.query;
    if query.expand.is_some() {
        return Err(Refusal::unsupported_query(
            "The expand query option is not supported on this resource here.",
        ));
    }
    let advanced = ask.eventual && query.count;
    if let Some(text) = &query.filter {
        let expression = parse::parse(text)?;
        let abilities =
            Abilities { contains: !manner.directory, advanced_needed: manner.directory, advanced };
        filter::admit(&expression, abilities, &|name| name == "id" || schema.knows(name))?;
        objects.retain(|object| filter::fits(&expression, object));
    }
    if let Some(text) = &query.search {
        if !manner.directory {
            return Err(Refusal::new(
                400,
                "BadRequest",
                "The $search query option is not supported on this resource.",
            ));
        }
        if !ask.eventual {
            return Err(Refusal::unsupported_query(
                "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
            ));
        }
        let search = Search::parse(text)?;
        if let Some(unknown) = search.properties().find(|name| !schema.knows(name)) {
            return Err(Refusal::unsupported_query(format!("Unsupported property '{unknown}' in $search.")));
        }
        objects.retain(|object| search.fits(object));
    }
    if let Some(order) = &query.orderby {
        if manner.directory && query.filter.is_some() && !advanced {
            return Err(Refusal::unsupported_query("Sorting not supported for current query."));
        }
        sort(schema, order, &mut objects)?;
    }
    Ok(objects)
}

fn sort(schema: &Schema, order: &str, objects: &mut [Value]) -> Result<(), Refusal> {
    let mut words = order.split_whitespace();
    let property = words.next().unwrap_or_default().to_owned();
    let descending = match words.next() {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => return Err(Refusal::new(400, "BadRequest", "Syntax error in the $orderby query option.")),
    };
    if property != "id" && !schema.knows(&property) {
        return Err(Refusal::unsupported_query(format!("Unsupported sort property '{property}'.")));
    }
    objects.sort_by(|left, right| {
        let found = filter::order(&left[&property], &right[&property]).unwrap_or(Ordering::Equal);
        if descending { found.reverse() } else { found }
    });
    Ok(())
}

/// Keeps the selected properties, or the ones that are shown without being asked for.
pub(crate) fn project(schema: &Schema, query: &Query, object: Value) -> Result<Value, Refusal> {
    let Value::Object(mut all) = object else { return Ok(object) };
    let mut kept = Map::new();
    let annotations: Vec<String> = all.keys().filter(|name| name.starts_with('@')).cloned().collect();
    let names: Vec<String> = if query.select.is_empty() {
        schema.shown().map(str::to_owned).chain(["id".to_owned()]).collect()
    } else {
        for name in &query.select {
            if name != "id" && !schema.knows(name) && name != "*" {
                let message = format!(
                    "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{}'.",
                    schema.type_name
                );
                return Err(Refusal::new(400, "BadRequest", message));
            }
        }
        if query.select.iter().any(|name| name == "*") {
            schema.shown().map(str::to_owned).chain(["id".to_owned()]).collect()
        } else {
            query.select.clone()
        }
    };
    for name in annotations.into_iter().chain(names) {
        let value = all.remove(&name).unwrap_or_else(|| schema.absent(&name));
        kept.insert(name, value);
    }
    Ok(Value::Object(kept))
}

/// One object with its context.
pub(crate) fn entity(ask: &Ask<'_>, schema: &Schema, set: &str, object: Value) -> Result<Value, Refusal> {
    let mut projected = project(schema, &ask.query, object)?;
    let select = &ask.query.select;
    let fields = if select.is_empty() { String::new() } else { format!("({})", select.join(",")) };
    projected["@odata.context"] = json!(ask.context(&format!("{set}{fields}/$entity")));
    Ok(projected)
}

fn page_size(ask: &Ask<'_>, manner: Manner) -> Result<usize, Refusal> {
    let limit = if manner.directory || ask.query != Query::default() { manner.max } else { 2_800 };
    match ask.query.top {
        Some(top) if top == 0 || (manner.directory && top > manner.max) => Err(Refusal::new(
            400,
            "Request_UnsupportedQuery",
            "Invalid page size specified: '$top' must be between 1 and 999 inclusive.",
        )),
        Some(top) => Ok(top.min(limit)),
        None => Ok(ask.max_page_size.filter(|size| *size > 0).unwrap_or(manner.page).min(limit)),
    }
}

fn start(query: &Query) -> Result<usize, Refusal> {
    let Some(token) = &query.skiptoken else { return Ok(query.skip.unwrap_or(0)) };
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let offset =
        text.as_deref().and_then(|text| text.strip_prefix("from:")).and_then(|text| text.parse().ok());
    offset.ok_or_else(|| {
        Refusal::new(400, "Directory_ExpiredPageToken", "The specified page token value has expired.")
    })
}

fn next_link(ask: &Ask<'_>, offset: usize) -> String {
    let token = URL_SAFE_NO_PAD.encode(format!("from:{offset}"));
    let (path, query) = ask.target.split_once('?').unwrap_or((&ask.target, ""));
    let kept = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| !matches!(name.trim_start_matches('$'), "skiptoken" | "skip"));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept);
    query.append_pair("$skiptoken", &token);
    format!("{}{path}?{}", ask.origin, query.finish())
}
