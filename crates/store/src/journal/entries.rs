//! The journal itself: what each run intended and what became of it. Decides that it only ever grows; the database refuses
//! to change, delete, replace or reorder an entry, whoever asks, and a hash chain tells when somebody did it all the same.

use super::chain::{self, Integrity};
use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, text},
    database::Database,
    error::Failure,
    search::limit,
};
use doorward_domain::{RunId, TenantId};
use rusqlite::{OptionalExtension, Params, Row, Transaction, named_params};
use serde_json::Value;
use time::OffsetDateTime;

const TABLE: &str = "journal";

pub(crate) const V1: &str = "
CREATE TABLE journal (
    run         TEXT NOT NULL REFERENCES runs (id),
    sequence    INTEGER NOT NULL,
    step        TEXT NOT NULL,
    phase       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    detail      TEXT NOT NULL CHECK (json_valid(detail)),
    request_id  TEXT,
    PRIMARY KEY (run, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_by_time ON journal (at);
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal WHERE run = NEW.run)
BEGIN SELECT RAISE(ABORT, 'the journal grows by one'); END;
CREATE TRIGGER journal_keeps_text BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
";

/// What to append.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalEntry {
    /// The run.
    pub run: RunId,
    /// The step's key within the run.
    pub step: String,
    /// `intent`, `accepted`, `waiting`, `proved`, `failed` …: how far the step has come.
    pub phase: String,
    /// When.
    pub at: OffsetDateTime,
    /// Intent, marker, proof or error, as data. Never a secret.
    pub detail: Value,
    /// Microsoft's request id, where one answered.
    pub request_id: Option<String>,
}

/// An entry as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalRow {
    /// The run.
    pub run: RunId,
    /// Place within the run, counted from 1 without gaps.
    pub sequence: i64,
    /// The step's key within the run.
    pub step: String,
    /// How far the step had come.
    pub phase: String,
    /// When.
    pub at: OffsetDateTime,
    /// Intent, marker, proof or error, as data.
    pub detail: Value,
    /// Microsoft's request id, where one answered.
    pub request_id: Option<String>,
    /// Covers this entry and all before it in the run; `None` on entries older than the chain.
    pub hash: Option<String>,
}

/// The table of journal entries.
#[derive(Debug, Clone, Copy)]
pub struct Journal<'db>(pub(super) &'db Database);

impl Journal<'_> {
    /// Appends an entry and returns its sequence. When this returns, the entry is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Orphan`] if the run is unknown; [`StoreError::Full`] and others as any write. A step whose intent could
    /// not be written must not be sent.
    pub fn append(&self, entry: &JournalEntry) -> Result<i64, StoreError> {
        const SQL: &str = "
            INSERT INTO journal (run, sequence, step, phase, at, detail, request_id, hash)
            VALUES (:run, :sequence, :step, :phase, :at, :detail, :request_id, :hash)";
        const END: &str = "
            INSERT INTO journal_ends (run, sequence, hash) VALUES (?1, ?2, ?3)
            ON CONFLICT (run) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash";
        self.0.write(TABLE, |database| {
            let before = hash_before(database, entry.run)?;
            let sequence: i64 = database.query_row(
                "SELECT coalesce(max(sequence), 0) + 1 FROM journal WHERE run = ?1",
                [Text(entry.run)],
                |row| row.get(0),
            )?;
            let hash = chain::link(&before, sequence, entry);
            database.execute(
                SQL,
                named_params! {
                    ":run": Text(entry.run), ":sequence": sequence, ":step": entry.step, ":phase": entry.phase,
                    ":at": Moment(entry.at), ":detail": Json(&entry.detail), ":request_id": entry.request_id,
                    ":hash": hash,
                },
            )?;
            database.execute(END, (Text(entry.run), sequence, hash))?;
            Ok(sequence)
        })
    }

    /// Follows a run's hash chain from its first entry to its last.
    ///
    /// # Errors
    /// As any read; [`StoreError::Unreadable`] if an entry was altered into something that cannot be read.
    pub fn verify(&self, run: RunId) -> Result<Integrity, StoreError> {
        self.0.read(TABLE, |database| {
            let end = kept_end(database, run)?;
            Ok(chain::follow(&of_run(database, run)?, end))
        })
    }

    /// A run's entries in the order they were made.
    ///
    /// # Errors
    /// As any read.
    pub fn of_run(&self, run: RunId) -> Result<Vec<JournalRow>, StoreError> {
        self.0.read(TABLE, |database| Ok(of_run(database, run)?))
    }

    /// The last entry of one step of a run: where that step stands.
    ///
    /// # Errors
    /// As any read.
    pub fn latest(&self, run: RunId, step: &str) -> Result<Option<JournalRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM journal WHERE run = ?1 AND step = ?2 ORDER BY sequence DESC LIMIT 1";
            Ok(database.query_row(sql, (Text(run), step), read).optional()?)
        })
    }

    /// The last entry of every step of a run, in the order of those entries: what a resuming run looks at first.
    ///
    /// # Errors
    /// As any read.
    pub fn latest_of_each(&self, run: RunId) -> Result<Vec<JournalRow>, StoreError> {
        const SQL: &str = "
            SELECT * FROM journal WHERE run = ?1
                AND sequence IN (SELECT max(sequence) FROM journal WHERE run = ?1 GROUP BY step)
            ORDER BY sequence";
        self.rows(SQL, [Text(run)])
    }

    /// A tenant's newest entries over all its runs, newest first, those of removed runs included: what Activity shows.
    ///
    /// # Errors
    /// As any read.
    pub fn recent(&self, tenant: TenantId, rows: usize) -> Result<Vec<JournalRow>, StoreError> {
        const SQL: &str = "
            SELECT journal.* FROM journal JOIN runs ON runs.id = journal.run WHERE runs.tenant = ?1
            ORDER BY journal.at DESC, journal.run, journal.sequence DESC LIMIT ?2";
        self.rows(SQL, (Text(tenant), limit(rows)))
    }

    fn rows(&self, sql: &'static str, parameters: impl Params) -> Result<Vec<JournalRow>, StoreError> {
        self.0.read(TABLE, |database| {
            Ok(database.prepare(sql)?.query_map(parameters, read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn of_run(database: &Transaction<'_>, run: RunId) -> rusqlite::Result<Vec<JournalRow>> {
    let mut statement = database.prepare("SELECT * FROM journal WHERE run = ?1 ORDER BY sequence")?;
    let rows = statement.query_map([Text(run)], read)?;
    rows.collect()
}

fn kept_end(database: &Transaction<'_>, run: RunId) -> rusqlite::Result<Option<(i64, String)>> {
    let sql = "SELECT sequence, hash FROM journal_ends WHERE run = ?1";
    database.query_row(sql, [Text(run)], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

/// The hash that the next entry follows. Where none is kept yet, the chain over older entries is computed.
fn hash_before(database: &Transaction<'_>, run: RunId) -> Result<String, Failure> {
    match kept_end(database, run)? {
        Some((_, hash)) => Ok(hash),
        None => Ok(chain::over(&of_run(database, run)?)),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<JournalRow> {
    Ok(JournalRow {
        run: text(row, "run")?,
        sequence: row.get("sequence")?,
        step: row.get("step")?,
        phase: row.get("phase")?,
        at: moment(row, "at")?,
        detail: json(row, "detail")?,
        request_id: row.get("request_id")?,
        hash: row.get("hash")?,
    })
}
