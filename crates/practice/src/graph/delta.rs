//! Delta queries: everything first, then what changed since the token. Removed objects carry `@removed`; members of
//! groups come as `members@delta`.

use super::odata::collection::{self, link};
use super::schema::{self, Schema};
use super::{Answer, Reply, ask::Ask, objects, refusal::Refusal};
use crate::state::{World, directory::MemberChange, object::Kind, object::Object};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Objects on one page.
const PAGE: usize = 200;

/// Where a round of reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// The first round, after this place in the order of creation; the changes up to `seen` are in it.
    First { after: Option<u64>, seen: u64 },
    /// Changes after this number.
    Since(u64),
}

impl Token {
    fn write(self) -> String {
        match self {
            Self::First { after, seen } => {
                format!("first:{}:{seen}", after.map_or_else(|| "-".to_owned(), |after| after.to_string()))
            }
            Self::Since(number) => format!("since:{number}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.split(':');
        match parts.next()? {
            "first" => {
                let after = match parts.next()? {
                    "-" => None,
                    after => Some(after.parse().ok()?),
                };
                Some(Self::First { after, seen: parts.next()?.parse().ok()? })
            }
            "since" => Some(Self::Since(parts.next()?.parse().ok()?)),
            _ => None,
        }
    }
}

/// `/{collection}/delta`.
pub(super) fn read(world: &World, ask: &Ask<'_>, kind: Kind) -> Answer {
    let query = &ask.query;
    if !query.expand.is_empty() || query.top.is_some() || query.orderby.is_some() || query.search.is_some() {
        return Err(Refusal::bad_request(
            "The query parameter is not supported for delta queries of this resource.",
        ));
    }
    let settled = settled(world, ask);
    let given = query.deltatoken.as_deref().or(query.skiptoken.as_deref());
    let token = match given {
        None => Token::First { after: None, seen: settled },
        Some("latest") => return Ok(Reply::Ok(body(ask, kind, Vec::new(), Err(Token::Since(settled))))),
        Some(text) => Token::read(text).ok_or_else(|| {
            Refusal::new(400, "Directory_ExpiredPageToken", "The delta or skip token is not valid.")
        })?,
    };
    check_select(ask, kind)?;
    match token {
        Token::First { after, seen } => first(world, ask, kind, after, seen),
        Token::Since(number) if number < world.directory.remembered_from => Err(Refusal::new(
            410,
            "syncStateNotFound",
            "The sync state generation is not found; please perform a full synchronization.",
        )),
        Token::Since(number) => since(world, ask, kind, number, settled),
    }
}

fn check_select(ask: &Ask<'_>, kind: Kind) -> Result<(), Refusal> {
    let schema = Schema::of(kind);
    let known =
        |name: &&String| schema.knows(name) || schema.relations.contains(&name.as_str()) || *name == "id";
    match ask.query.select.iter().find(|name| !known(name)) {
        Some(unknown) => Err(collection::no_property(unknown, schema)),
        None => Ok(()),
    }
}

/// The last change that everyone may see: nothing at or before it is still waiting for its lag.
fn settled(world: &World, ask: &Ask<'_>) -> u64 {
    let latest = world.directory.latest_change();
    // Only the newest changes can still be waiting.
    let from = latest.saturating_sub(10_000);
    let waiting = world.directory.changed_after(from).find(|object| {
        object.listed_from > ask.now || object.past.as_ref().is_some_and(|past| past.until > ask.now)
    });
    waiting.map_or(latest, |object| object.changed - 1)
}

/// Rows, and the next page (`Ok`) or the end of the round (`Err`).
fn body(ask: &Ask<'_>, kind: Kind, rows: Vec<Value>, next: Result<Token, Token>) -> Value {
    let mut body = Map::new();
    let fields = collection::fields(ask);
    body.insert("@odata.context".to_owned(), ask.context(&format!("{}{fields}", kind.set_name())).into());
    let (name, link) = match next {
        Ok(token) => ("@odata.nextLink", link(ask, "$skiptoken", &token.write())),
        Err(token) => ("@odata.deltaLink", link(ask, "$deltatoken", &token.write())),
    };
    body.insert(name.to_owned(), link.into());
    body.insert("value".to_owned(), rows.into());
    Value::Object(body)
}

fn first(world: &World, ask: &Ask<'_>, kind: Kind, after: Option<u64>, seen: u64) -> Answer {
    let visible = |object: &&Object| object.deleted.is_none() && object.listed_from <= ask.now;
    let wanted = collection::Wanted::read(ask, Schema::of(kind), collection::Manner::SHORT)?;
    let mut found: Vec<&Object> = world.directory.walk(kind, after).filter(visible).take(PAGE + 1).collect();
    let next = if found.len() > PAGE {
        found.truncate(PAGE);
        Ok(Token::First { after: found.last().map(|object| object.order), seen })
    } else {
        Err(Token::Since(seen))
    };
    let fitting = found.into_iter().filter(|object| {
        wanted.count(std::iter::once(super::odata::row::Listed { object, now: ask.now })) == 1
    });
    let rows = fitting
        .map(|object| {
            let members = object.members().iter().map(|member| (*member, true));
            row(world, ask, object, kind == Kind::Group, members.collect())
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Reply::Ok(body(ask, kind, rows, next)))
}

fn since(world: &World, ask: &Ask<'_>, kind: Kind, number: u64, settled: u64) -> Answer {
    let mut rows = Vec::new();
    let mut last = settled;
    let mut full = false;
    let changed = world.directory.changed_after(number).take_while(|object| object.changed <= settled);
    for object in changed.filter(|object| object.kind == kind) {
        if rows.len() == PAGE {
            full = true;
            break;
        }
        last = object.changed;
        rows.push(if object.deleted.is_some() {
            json!({ "id": object.id.to_string(), "@removed": { "reason": "changed" } })
        } else {
            let members = member_changes(world, object.id, number);
            row(world, ask, object, kind == Kind::Group && !members.is_empty(), members)?
        });
    }
    if full {
        return Ok(Reply::Ok(body(ask, kind, rows, Ok(Token::Since(last)))));
    }
    let gone = world.directory.gone.iter().filter(|gone| gone.kind == kind && gone.number > number);
    rows.extend(gone.map(|gone| json!({ "id": gone.id.to_string(), "@removed": { "reason": "deleted" } })));
    Ok(Reply::Ok(body(ask, kind, rows, Err(Token::Since(settled)))))
}

/// The last word on each member since the number.
fn member_changes(world: &World, group: Uuid, number: u64) -> Vec<(Uuid, bool)> {
    let fits = |change: &&MemberChange| change.group == group && change.number > number;
    let last: BTreeMap<Uuid, bool> = world
        .directory
        .member_changes
        .iter()
        .filter(fits)
        .map(|change| (change.member, change.joined))
        .collect();
    last.into_iter().collect()
}

fn row(
    world: &World,
    ask: &Ask<'_>,
    object: &Object,
    with_members: bool,
    members: Vec<(Uuid, bool)>,
) -> Result<Value, Refusal> {
    let mut rendered = schema::render(object);
    objects::hide_keys(&mut rendered);
    let mut row = collection::project(Schema::of(object.kind), &ask.query, rendered)?;
    if row.get("id").is_none() {
        row["id"] = object.id.to_string().into();
    }
    let selected = ask.query.select.is_empty() || ask.query.select.iter().any(|name| name == "members");
    if with_members && selected && !members.is_empty() {
        let told = |(id, joined): (Uuid, bool)| {
            let kind = world.directory.any(id).map_or(Kind::User, |member| member.kind);
            let mut told = json!({ "@odata.type": format!("#{}", kind.type_name()), "id": id.to_string() });
            if !joined {
                told["@removed"] = json!({ "reason": "deleted" });
            }
            told
        };
        row["members@delta"] = members.into_iter().map(told).collect();
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_the_trip_through_a_link() {
        for token in [
            Token::First { after: None, seen: 7 },
            Token::First { after: Some(3), seen: 7 },
            Token::Since(99),
        ] {
            assert_eq!(Token::read(&URL_SAFE_NO_PAD.encode(token.write())), Some(token));
        }
        assert_eq!(Token::read("nonsense!"), None);
    }
}
