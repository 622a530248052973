//! Draws one page of a collection: filter, search, order, page, project.
//!
//! Rows are looked at lazily: without an order or a count, drawing stops as soon as the page is full. Page tokens name
//! the place of the last row where rows have a place, so that a page is right even if rows before it disappear.

use super::{
    filter::{self, Abilities},
    parse::{self, Expression},
    query::Query,
    row::Row,
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
    /// `$search` works.
    pub(crate) search: bool,
    /// `$skip` works.
    pub(crate) skip: bool,
}

impl Manner {
    /// Users, groups, applications, service principals.
    pub(crate) const DIRECTORY: Self =
        Self { page: 100, max: 999, directory: true, search: true, skip: false };
    /// The gallery.
    pub(crate) const GALLERY: Self =
        Self { page: 100, max: 200, directory: false, search: false, skip: true };
    /// Sign-in and audit logs.
    pub(crate) const LOG: Self =
        Self { page: 1_000, max: 1_000, directory: false, search: false, skip: false };
    /// Policies, role definitions and other short lists.
    pub(crate) const SHORT: Self = Self { page: 999, max: 999, directory: false, search: false, skip: true };
}

/// A `$filter`, `$search` and `$orderby`, read and admitted.
pub(crate) struct Wanted {
    pub(crate) filter: Option<Expression>,
    search: Option<Search>,
    /// Property and whether the order is descending.
    order: Vec<(String, bool)>,
}

impl Wanted {
    /// Reads the options and refuses what the collection does not answer.
    pub(crate) fn read(ask: &Ask<'_>, schema: &Schema, manner: Manner) -> Result<Self, Refusal> {
        let query = &ask.query;
        let advanced = ask.eventual && query.count;
        let filter = query.filter.as_deref().map(parse::parse).transpose()?;
        if let Some(expression) = &filter {
            let abilities =
                Abilities { contains: !manner.directory, advanced_needed: manner.directory, advanced };
            filter::admit(expression, abilities, schema)?;
        }
        let search = match &query.search {
            None => None,
            Some(text) => Some(search(ask, schema, manner, text)?),
        };
        let order = match &query.orderby {
            None => Vec::new(),
            Some(_) if manner.directory && (filter.is_some() || search.is_some()) && !advanced => {
                return Err(Refusal::unsupported_query("Sorting not supported for current query."));
            }
            Some(text) => order(schema, text)?,
        };
        Ok(Self { filter, search, order })
    }

    fn fits(&self, row: &dyn Row) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter::fits(filter, row))
            && self.search.as_ref().is_none_or(|search| search.fits(row))
    }

    pub(crate) fn sorted(&self) -> bool {
        !self.order.is_empty()
    }

    /// How many rows fit.
    pub(crate) fn count<R: Row>(&self, rows: impl Iterator<Item = R>) -> usize {
        rows.filter(|row| self.fits(row)).count()
    }
}

fn search(ask: &Ask<'_>, schema: &Schema, manner: Manner, text: &str) -> Result<Search, Refusal> {
    if !manner.search {
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
    Ok(search)
}

fn order(schema: &Schema, text: &str) -> Result<Vec<(String, bool)>, Refusal> {
    text.split(',')
        .map(|part| {
            let mut words = part.split_whitespace();
            let property = words.next().unwrap_or_default().to_owned();
            let descending = match words.next() {
                None | Some("asc") => false,
                Some("desc") => true,
                Some(_) => {
                    return Err(Refusal::new(
                        400,
                        "BadRequest",
                        "Syntax error in the $orderby query option.",
                    ));
                }
            };
            let head = property.split('/').next().unwrap_or_default();
            if head != "id" && !schema.property(head).is_some_and(|property| property.filterable) {
                return Err(Refusal::unsupported_query(format!("Unsupported sort property '{head}'.")));
            }
            Ok((property, descending))
        })
        .collect()
}

/// The rows of one page.
pub(crate) struct Page<R> {
    pub(crate) rows: Vec<R>,
    total: Option<usize>,
    /// The token of the next page.
    next: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// After so many rows that fit.
    Offset(usize),
    /// After this place; the rows given begin there already.
    After(u64),
}

/// Reads the page token.
pub(crate) fn start(ask: &Ask<'_>, manner: Manner) -> Result<Start, Refusal> {
    let Some(token) = &ask.query.skiptoken else {
        return match ask.query.skip {
            Some(_) if !manner.skip => Err(Refusal::bad_request("'$skip' is not supported by the service.")),
            skip => Ok(Start::Offset(skip.unwrap_or(0))),
        };
    };
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let read = |text: &str| match text.split_once(':')? {
        ("from", number) => number.parse().ok().map(Start::Offset),
        ("after", number) => number.parse().ok().map(Start::After),
        _ => None,
    };
    text.as_deref().and_then(read).ok_or_else(|| {
        Refusal::new(
            400,
            "Directory_ExpiredPageToken",
            "The specified page token value has expired or is not valid.",
        )
    })
}

/// Draws the page. `place` tells a row's place if it has one that outlives changes.
pub(crate) fn draw<R: Row>(
    ask: &Ask<'_>,
    manner: Manner,
    wanted: &Wanted,
    rows: impl Iterator<Item = R>,
    place: impl Fn(&R) -> Option<u64>,
) -> Result<Page<R>, Refusal> {
    let size = page_size(ask, manner)?;
    let start = start(ask, manner)?;
    let first_page = ask.query.skiptoken.is_none();
    let counted = ask.query.count && first_page && (ask.eventual || !manner.directory);
    let offset = if let Start::Offset(offset) = start { offset } else { 0 };
    let mut fitting = rows.filter(|row| wanted.fits(row));
    if wanted.sorted() {
        let sorted = sort(wanted, fitting.collect());
        let total = sorted.len();
        let rows: Vec<R> = sorted.into_iter().skip(offset).take(size).collect();
        let end = offset.saturating_add(rows.len());
        let next = (end < total && !rows.is_empty()).then(|| format!("from:{end}"));
        return Ok(Page { rows, total: counted.then_some(total), next });
    }
    let mut rows: Vec<R> = fitting.by_ref().skip(offset).take(size.saturating_add(1)).collect();
    let total = counted.then(|| {
        let seen = if rows.is_empty() { 0 } else { offset + rows.len() };
        seen + fitting.count()
    });
    let next = if rows.len() > size {
        rows.truncate(size);
        let after = rows.last().and_then(&place);
        Some(after.map_or_else(|| format!("from:{}", offset + size), |after| format!("after:{after}")))
    } else {
        None
    };
    Ok(Page { rows, total, next })
}

fn sort<R: Row>(wanted: &Wanted, rows: Vec<R>) -> Vec<R> {
    let mut keyed: Vec<(Vec<Value>, R)> = rows
        .into_iter()
        .map(|row| {
            let key = wanted.order.iter().map(|(property, _)| lowered(&row.at(property))).collect();
            (key, row)
        })
        .collect();
    keyed.sort_by(|(left, _), (right, _)| {
        let each = left.iter().zip(right).zip(&wanted.order);
        each.map(|((left, right), (_, descending))| {
            // What is not set comes first.
            let found = match (left.is_null(), right.is_null()) {
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                _ => compare(left, right),
            };
            if *descending { found.reverse() } else { found }
        })
        .find(|found| found.is_ne())
        .unwrap_or(Ordering::Equal)
    });
    keyed.into_iter().map(|(_, row)| row).collect()
}

fn lowered(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.to_lowercase()),
        other => other.clone(),
    }
}

fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::String(left), Value::String(right)) => left.cmp(right),
        _ => filter::order(left, right).unwrap_or(Ordering::Equal),
    }
}

impl<R> Page<R> {
    /// The page as an OData collection; `finish` makes each row what is sent.
    pub(crate) fn body(
        self,
        ask: &Ask<'_>,
        fragment: &str,
        finish: impl Fn(R) -> Result<Value, Refusal>,
    ) -> Result<Value, Refusal> {
        let rows: Vec<Value> = self.rows.into_iter().map(finish).collect::<Result<_, _>>()?;
        let mut body = Map::new();
        body.insert("@odata.context".to_owned(), ask.context(&format!("{fragment}{}", fields(ask))).into());
        if let Some(total) = self.total {
            body.insert("@odata.count".to_owned(), total.into());
        }
        if let Some(token) = self.next {
            body.insert("@odata.nextLink".to_owned(), link(ask, "$skiptoken", &token).into());
        }
        body.insert("value".to_owned(), rows.into());
        Ok(Value::Object(body))
    }
}

/// `(id,displayName,owners())` as contexts tell what was selected and expanded.
pub(crate) fn fields(ask: &Ask<'_>) -> String {
    let expanded = ask.query.expand.iter().map(|expand| format!("{}()", expand.name));
    let all: Vec<String> = ask.query.select.iter().cloned().chain(expanded).collect();
    if all.is_empty() { String::new() } else { format!("({})", all.join(",")) }
}

/// One page of rows that are complete already.
pub(crate) fn page(
    ask: &Ask<'_>,
    schema: &Schema,
    manner: Manner,
    fragment: &str,
    rows: Vec<Value>,
) -> Result<Value, Refusal> {
    refuse_expand(ask, schema)?;
    let wanted = Wanted::read(ask, schema, manner)?;
    let page = draw(ask, manner, &wanted, rows.into_iter(), |_| None)?;
    page.body(ask, fragment, |row| project(schema, &ask.query, row))
}

/// Refuses relationships the type does not have, and such as cannot come along here.
pub(crate) fn refuse_expand(ask: &Ask<'_>, schema: &Schema) -> Result<(), Refusal> {
    match ask.query.expand.first() {
        None => Ok(()),
        Some(expand) if schema.relations.contains(&expand.name.as_str()) => Err(Refusal::unsupported_query(
            format!("Expanding '{}' is not supported on this resource.", expand.name),
        )),
        Some(expand) => Err(no_property(&expand.name, schema)),
    }
}

/// 400: `$select` or `$expand` name something the type does not have.
pub(crate) fn no_property(name: &str, schema: &Schema) -> Refusal {
    let message = format!(
        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{}'.",
        schema.type_name
    );
    Refusal::new(400, "BadRequest", message)
}

/// Keeps the selected properties, or the ones that are shown without being asked for.
pub(crate) fn project(schema: &Schema, query: &Query, object: Value) -> Result<Value, Refusal> {
    let Value::Object(mut all) = object else { return Ok(object) };
    let mut kept = Map::new();
    let annotations: Vec<String> = all.keys().filter(|name| name.starts_with('@')).cloned().collect();
    let shown = || std::iter::once("id".to_owned()).chain(schema.shown().map(str::to_owned)).collect();
    let names: Vec<String> = if query.select.is_empty() || query.select.iter().any(|name| name == "*") {
        shown()
    } else {
        let mut names: Vec<String> = Vec::new();
        for name in &query.select {
            let head = name.split('/').next().unwrap_or(name);
            if head != "id" && !schema.knows(head) && !schema.relations.contains(&head) {
                return Err(no_property(head, schema));
            }
            if (head == "id" || schema.knows(head)) && !names.iter().any(|known| known == head) {
                names.push(head.to_owned());
            }
        }
        names
    };
    for name in annotations.into_iter().chain(names) {
        let value = all.remove(&name);
        if value.is_none() && name == "id" {
            continue;
        }
        kept.insert(name.clone(), value.unwrap_or_else(|| schema.absent(&name)));
    }
    Ok(Value::Object(kept))
}

/// One object with its context.
pub(crate) fn entity(ask: &Ask<'_>, schema: &Schema, set: &str, object: Value) -> Result<Value, Refusal> {
    let mut projected = project(schema, &ask.query, object)?;
    projected["@odata.context"] = json!(ask.context(&format!("{set}{}/$entity", fields(ask))));
    Ok(projected)
}

fn page_size(ask: &Ask<'_>, manner: Manner) -> Result<usize, Refusal> {
    let limit =
        if manner.max == Manner::GALLERY.max && ask.query == Query::default() { 2_800 } else { manner.max };
    match ask.query.top {
        Some(top) if top == 0 || (manner.directory && top > manner.max) => Err(Refusal::unsupported_query(
            format!("Invalid page size specified: '{top}'. Must be between 1 and {} inclusive.", manner.max),
        )),
        Some(top) => Ok(top.min(limit)),
        None => Ok(ask.max_page_size.filter(|size| *size > 0).unwrap_or(manner.page).min(limit)),
    }
}

/// The asked address with this token in place of its own.
pub(crate) fn link(ask: &Ask<'_>, option: &str, token: &str) -> String {
    let token = URL_SAFE_NO_PAD.encode(token);
    let (path, query) = ask.target.split_once('?').unwrap_or((&ask.target, ""));
    let kept = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| !matches!(name.trim_start_matches('$'), "skiptoken" | "skip" | "deltatoken"));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept);
    query.append_pair(option, &token);
    // Dollar signs stand as they are in Graph's own links.
    format!("{}{path}?{}", ask.origin, query.finish().replace("%24", "$"))
}
