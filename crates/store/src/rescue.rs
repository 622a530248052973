//! What can still be read of a damaged journal, carried over into a new one. Decides in which order files are made and
//! moved, so that a crash on the way loses nothing, and that a row is taken only where the new journal's own rules accept
//! it: a line after a gap, a child without its parent and a value that is no longer of its kind stay behind.

use crate::{
    StoreError,
    database::{self, Database, beside},
    journal::{SCHEMA, TABLES},
    private,
};
use rusqlite::{Connection, params_from_iter, types::Value};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Ending of the new journal until it is whole.
const DRAFT: &str = "rebuilt";
/// Ending of the copy that is read, so that reading changes nothing about the damaged file.
const READ: &str = "reading";

/// What became of a damaged journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescue {
    /// The damaged file's new name.
    pub set_aside: PathBuf,
    /// What was carried over, table by table.
    pub tables: Vec<RescuedTable>,
}

/// One table's rescue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescuedTable {
    /// Its name in the database.
    pub table: &'static str,
    /// Rows carried over.
    pub kept: usize,
    /// Every row could be read and was taken.
    pub whole: bool,
}

impl Rescue {
    /// Rows of a table that were carried over.
    #[must_use]
    pub fn kept(&self, table: &str) -> usize {
        self.tables.iter().find(|one| one.table == table).map_or(0, |one| one.kept)
    }

    /// Nothing was lost.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.tables.iter().all(|one| one.whole)
    }
}

/// Makes a new journal of what can be read, sets the damaged one aside and puts the new one in its place. `add` may add
/// rows that the old one lacks.
///
/// Until the damaged file has moved it stands where it stood; after that the draft is whole, and [`finish`] puts it in place
/// should this process end in between.
pub(crate) fn rebuild(
    path: &Path,
    suffix: &str,
    add: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(Rescue, Database), StoreError> {
    let place = SCHEMA.place(path);
    let explain = |error| place.explain(error);
    let draft = path.with_extension(DRAFT);
    private::remove(&draft)?;
    // A rollback journal of a try that was cut off would be played into the new file.
    private::remove(&beside(&draft, "-journal"))?;
    database::create(&draft, &SCHEMA)?;
    let new = database::connect(&draft).map_err(explain)?;
    new.pragma_update(None, "foreign_keys", true).map_err(explain)?;
    new.execute_batch("BEGIN IMMEDIATE").map_err(explain)?;
    let tables = fill(path, &new)?;
    add(&new).map_err(explain)?;
    new.execute_batch("COMMIT").map_err(explain)?;
    new.close().map_err(|(_, error)| explain(error))?;
    let set_aside = database::set_aside_whole(path, suffix)?;
    private::move_into_place(&draft, path)?;
    let (database, _) = database::open(path, &SCHEMA)?;
    tracing::warn!(kept = tables.iter().map(|one| one.kept).sum::<usize>(), "journal rebuilt");
    Ok((Rescue { set_aside, tables }, database))
}

/// Puts what can be read of a damaged file into another database, table by table.
pub(crate) fn fill(path: &Path, new: &Connection) -> Result<Vec<RescuedTable>, StoreError> {
    let tables = match readable(path)? {
        Some(old) => TABLES
            .iter()
            .map(|table| carry_over(&old, new, table))
            .collect::<Result<_, _>>()
            .map_err(|error| SCHEMA.place(path).explain(error))?,
        None => TABLES.map(|table| RescuedTable { table, kept: 0, whole: false }).to_vec(),
    };
    forget_copy(path)?;
    Ok(tables)
}

/// Puts a rebuilt journal in place whose making was cut off after the damaged one had moved.
pub(crate) fn finish(path: &Path) -> Result<(), StoreError> {
    let draft = path.with_extension(DRAFT);
    if private::exists(&draft)? && !private::exists(path)? && !private::exists(&beside(path, "-wal"))? {
        private::move_into_place(&draft, path)?;
    }
    Ok(())
}

/// A copy of the damaged file with its log, opened; `None` where SQLite can make nothing of it.
fn readable(path: &Path) -> Result<Option<Connection>, StoreError> {
    if !private::exists(path)? {
        return Ok(None);
    }
    forget_copy(path)?;
    let copy = path.with_extension(READ);
    for side in ["", "-wal"] {
        let from = beside(path, side);
        if private::exists(&from)? {
            let to = beside(&copy, side);
            drop(private::make_file(&to)?);
            fs::copy(&from, &to).map_err(StoreError::io(&to))?;
        }
    }
    let opened = database::connect(&copy).and_then(|connection| {
        connection.pragma_update(None, "cell_size_check", true)?;
        let ours: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        Ok((ours == SCHEMA.application_id).then_some(connection))
    });
    Ok(opened.ok().flatten())
}

fn forget_copy(path: &Path) -> Result<(), StoreError> {
    let copy = path.with_extension(READ);
    ["", "-wal", "-shm"].iter().try_for_each(|side| private::remove(&beside(&copy, side)))
}

/// Copies the rows of one table that are not there yet.
pub(crate) fn carry_over(
    old: &Connection,
    new: &Connection,
    table: &'static str,
) -> rusqlite::Result<RescuedTable> {
    let columns: Vec<String> = {
        let there = columns(old, table).unwrap_or_default();
        columns(new, table)?.into_iter().filter(|column| there.contains(column)).collect()
    };
    if columns.is_empty() {
        // A table of a later version than the damaged file's has nothing to lose.
        let whole = old.query_row("PRAGMA schema_version", [], |_| Ok(())).is_ok();
        return Ok(RescuedTable { table, kept: 0, whole });
    }
    let (rows, read_all) = rows(old, table, &columns);
    let marks = vec!["?"; columns.len()].join(", ");
    let mut insert =
        new.prepare(&format!("INSERT OR IGNORE INTO {table} ({}) VALUES ({marks})", columns.join(", ")))?;
    let (mut kept, mut whole) = (0, read_all);
    for row in rows {
        match insert.execute(params_from_iter(row)) {
            Ok(added) => kept += added,
            // The new journal's rules refuse it; the rows that follow may still be sound.
            Err(rusqlite::Error::SqliteFailure(failure, _))
                if failure.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                whole = false;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(RescuedTable { table, kept, whole })
}

fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

/// The rows that can be read, in their order: from the front up to the damage, then from the back up to it. Tells whether
/// there was none.
fn rows(connection: &Connection, table: &str, columns: &[String]) -> (Vec<Vec<Value>>, bool) {
    let (mut rows, whole) = until_damage(connection, table, columns, "ASC");
    if whole {
        return (rows, true);
    }
    let (behind, _) = until_damage(connection, table, columns, "DESC");
    let last = rows.last().cloned();
    let fresh: Vec<_> = behind.into_iter().take_while(|row| Some(row) != last.as_ref()).collect();
    rows.extend(fresh.into_iter().rev());
    (rows, false)
}

fn until_damage(
    connection: &Connection,
    table: &str,
    columns: &[String],
    direction: &str,
) -> (Vec<Vec<Value>>, bool) {
    let mut found = Vec::new();
    let Ok(order) = key(connection, table) else { return (found, false) };
    let order: Vec<String> = order.iter().map(|column| format!("{column} {direction}")).collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY {}", columns.join(", "), order.join(", "));
    let Ok(mut statement) = connection.prepare(&sql) else { return (found, false) };
    let Ok(mut rows) = statement.query([]) else { return (found, false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => match (0..columns.len()).map(|index| row.get(index)).collect() {
                Ok(values) => found.push(values),
                Err(_) => return (found, false),
            },
            Ok(None) => return (found, true),
            Err(_) => return (found, false),
        }
    }
}

/// The columns of the primary key, in its order.
fn key(connection: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_is_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal.db");
        database::create(&path, &SCHEMA).unwrap();
        let connection = database::connect(&path).unwrap();
        let mut all: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        all.sort();
        let mut known = TABLES;
        known.sort_unstable();
        assert_eq!(all, known);
    }
}
