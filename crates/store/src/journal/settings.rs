//! Settings: a key, a JSON value. Decides nothing about their meaning; whoever owns a key owns its form and its default.

use crate::{
    StoreError,
    column::{Json, json},
    database::Database,
};
use rusqlite::OptionalExtension;
use serde_json::Value;
use std::collections::BTreeMap;

const TABLE: &str = "settings";

pub(crate) const V1: &str = "
CREATE TABLE settings (
    key    TEXT PRIMARY KEY,
    value  TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
";

/// The table of settings.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'db>(pub(super) &'db Database);

impl Settings<'_> {
    /// The value under a key; `None` if it was never set.
    ///
    /// # Errors
    /// As any read.
    pub fn get(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT value FROM settings WHERE key = ?1";
            Ok(database.query_row(sql, [key], |row| json(row, "value")).optional()?)
        })
    }

    /// Sets a value, replacing an earlier one. Never a secret: this file is readable to its owner's other programs.
    ///
    /// # Errors
    /// As any write.
    pub fn set(&self, key: &str, value: &Value) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO settings (key, value) VALUES (?1, ?2)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.0.write(TABLE, |database| {
            database.execute(SQL, (key, Json(value)))?;
            Ok(())
        })
    }

    /// Goes back to the default by forgetting the value. Returns whether there was one.
    ///
    /// # Errors
    /// As any write.
    pub fn remove(&self, key: &str) -> Result<bool, StoreError> {
        self.0
            .write(TABLE, |database| Ok(database.execute("DELETE FROM settings WHERE key = ?1", [key])? > 0))
    }

    /// Everything that was set.
    ///
    /// # Errors
    /// As any read.
    pub fn all(&self) -> Result<BTreeMap<String, Value>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement = database.prepare("SELECT key, value FROM settings")?;
            let rows = statement.query_map([], |row| Ok((row.get("key")?, json(row, "value")?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
