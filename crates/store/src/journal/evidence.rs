//! Evidence: the checked results of Test SSO. Decides that a result is bound to one run and one state of the configuration,
//! and is never changed afterwards.

use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, text},
    database::Database,
};
use doorward_domain::RunId;
use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

const TABLE: &str = "evidence";

pub(crate) const V1: &str = "
CREATE TABLE evidence (
    sequence       INTEGER PRIMARY KEY,
    id             TEXT NOT NULL UNIQUE,
    run            TEXT NOT NULL REFERENCES runs (id),
    kind           TEXT NOT NULL,
    configuration  TEXT NOT NULL,
    accepted       INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    at             INTEGER NOT NULL,
    verdict        TEXT NOT NULL CHECK (json_valid(verdict))
) STRICT;
CREATE INDEX evidence_of_run ON evidence (run, sequence);
CREATE TRIGGER evidence_in_order BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.id OR sequence = NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'evidence is never replaced'); END;
CREATE TRIGGER evidence_keeps_text BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_keeps_rows BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
";

/// One checked result.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// Its id.
    pub id: Uuid,
    /// The run it proves.
    pub run: RunId,
    /// How it was obtained, for example `sp_initiated`.
    pub kind: String,
    /// Hash of the configuration it was obtained with; evidence for another configuration proves nothing.
    pub configuration: String,
    /// The response was accepted.
    pub accepted: bool,
    /// When.
    pub at: OffsetDateTime,
    /// The checks and their results. Never the response itself.
    pub verdict: Value,
}

/// The table of evidence.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'db>(pub(super) &'db Database);

impl Evidence<'_> {
    /// Adds a result.
    ///
    /// # Errors
    /// [`StoreError::Orphan`] if the run is unknown, [`StoreError::Invalid`] if the id is taken; otherwise as any write.
    pub fn insert(&self, row: &EvidenceRow) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO evidence (id, run, kind, configuration, accepted, at, verdict)
            VALUES (:id, :run, :kind, :configuration, :accepted, :at, :verdict)";
        self.0.write(TABLE, |database| {
            database.execute(
                SQL,
                named_params! {
                    ":id": Text(row.id), ":run": Text(row.run), ":kind": row.kind,
                    ":configuration": row.configuration, ":accepted": row.accepted, ":at": Moment(row.at),
                    ":verdict": Json(&row.verdict),
                },
            )?;
            Ok(())
        })
    }

    /// A run's results in the order they came.
    ///
    /// # Errors
    /// As any read.
    pub fn of_run(&self, run: RunId) -> Result<Vec<EvidenceRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement =
                database.prepare("SELECT * FROM evidence WHERE run = ?1 ORDER BY sequence")?;
            Ok(statement.query_map([Text(run)], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// A run's last result.
    ///
    /// # Errors
    /// As any read.
    pub fn latest(&self, run: RunId) -> Result<Option<EvidenceRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM evidence WHERE run = ?1 ORDER BY sequence DESC LIMIT 1";
            Ok(database.query_row(sql, [Text(run)], read).optional()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<EvidenceRow> {
    Ok(EvidenceRow {
        id: text(row, "id")?,
        run: text(row, "run")?,
        kind: row.get("kind")?,
        configuration: row.get("configuration")?,
        accepted: row.get("accepted")?,
        at: moment(row, "at")?,
        verdict: json(row, "verdict")?,
    })
}
