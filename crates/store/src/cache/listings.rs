//! When a whole list was last fetched. An empty list that was fetched and a list that never was look alike without it.

use crate::column::{Moment, moment};
use rusqlite::{Connection, OptionalExtension};
use time::OffsetDateTime;

pub(crate) const V1: &str = "
CREATE TABLE listings (
    kind   TEXT NOT NULL,
    scope  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (kind, scope)
) STRICT, WITHOUT ROWID;
";

/// Notes that the list of this kind was fetched whole. `scope` is the tenant or gallery it belongs to.
pub(super) fn note(
    database: &Connection,
    kind: &str,
    scope: &str,
    at: OffsetDateTime,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO listings (kind, scope, at) VALUES (?1, ?2, ?3)
        ON CONFLICT (kind, scope) DO UPDATE SET at = excluded.at";
    database.execute(sql, (kind, scope, Moment(at))).map(drop)
}

/// When it was; `None` if never.
pub(super) fn at(database: &Connection, kind: &str, scope: &str) -> rusqlite::Result<Option<OffsetDateTime>> {
    let sql = "SELECT at FROM listings WHERE kind = ?1 AND scope = ?2";
    database.query_row(sql, (kind, scope), |row| moment(row, "at")).optional()
}

/// Forgets every list of a scope.
pub(super) fn forget(database: &Connection, scope: &str) -> rusqlite::Result<()> {
    database.execute("DELETE FROM listings WHERE scope = ?1", [scope]).map(drop)
}
