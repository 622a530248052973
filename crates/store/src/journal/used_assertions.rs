//! Assertions that were used. Decides that one assertion proves one sign-on: its ID is taken once, and is kept at least until
//! the assertion could not be brought again anyway.

use crate::{
    StoreError,
    column::{Moment, Text, moment, text},
    database::Database,
};
use doorward_domain::RunId;
use rusqlite::{OptionalExtension, Row, named_params};
use std::collections::BTreeSet;
use time::OffsetDateTime;

const TABLE: &str = "used_assertions";

pub(crate) const V3: &str = "
CREATE TABLE used_assertions (
    issuer    TEXT NOT NULL,
    id        TEXT NOT NULL,
    captured  INTEGER NOT NULL CHECK (captured IN (0, 1)),
    run       TEXT NOT NULL REFERENCES runs (id),
    used      INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    PRIMARY KEY (issuer, id, captured)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_assertions_until ON used_assertions (until);
";

/// One assertion that was accepted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedAssertion {
    /// Entity ID of the identity provider that made it; IDs of two of them have nothing to do with each other.
    pub issuer: String,
    /// The assertion's `ID`.
    pub id: String,
    /// Somebody gave it to be looked at; otherwise it was the answer to a Test SSO and is used up.
    pub captured: bool,
    /// The run it was used for.
    pub run: RunId,
    /// When.
    pub used: OffsetDateTime,
    /// When it may be forgotten.
    pub until: OffsetDateTime,
}

/// The table of used assertions.
#[derive(Debug, Clone, Copy)]
pub struct UsedAssertions<'db>(pub(super) &'db Database);

impl UsedAssertions<'_> {
    /// Takes an assertion, and forgets those whose time is over. `false` when it was taken before; nothing changes then.
    ///
    /// # Errors
    /// [`StoreError::Orphan`] if the run is unknown; otherwise as any write.
    pub fn take(&self, one: &UsedAssertion) -> Result<bool, StoreError> {
        const SQL: &str = "
            INSERT INTO used_assertions (issuer, id, captured, run, used, until)
            VALUES (:issuer, :id, :captured, :run, :used, :until)
            ON CONFLICT (issuer, id, captured) DO NOTHING";
        self.0.write(TABLE, |database| {
            database.execute("DELETE FROM used_assertions WHERE until <= ?1", [Moment(one.used)])?;
            let taken = database.execute(
                SQL,
                named_params! {
                    ":issuer": one.issuer, ":id": one.id, ":captured": one.captured, ":run": Text(one.run),
                    ":used": Moment(one.used), ":until": Moment(one.until),
                },
            )?;
            Ok(taken > 0)
        })
    }

    /// IDs that an identity provider's assertions must not carry again: those of every Test SSO.
    ///
    /// # Errors
    /// As any read.
    pub fn used_up(&self, issuer: &str) -> Result<BTreeSet<String>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT id FROM used_assertions WHERE issuer = ?1 AND captured = 0";
            Ok(database.prepare(sql)?.query_map([issuer], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Where and when an assertion was used; what a Test SSO used up comes before what was only looked at.
    ///
    /// # Errors
    /// As any read.
    pub fn find(&self, issuer: &str, id: &str) -> Result<Option<UsedAssertion>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM used_assertions WHERE issuer = ?1 AND id = ?2 ORDER BY captured LIMIT 1";
            Ok(database.query_row(sql, [issuer, id], read).optional()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<UsedAssertion> {
    Ok(UsedAssertion {
        issuer: row.get("issuer")?,
        id: row.get("id")?,
        captured: row.get("captured")?,
        run: text(row, "run")?,
        used: moment(row, "used")?,
        until: moment(row, "until")?,
    })
}
