//! Runs. Decides that two windows cannot overwrite each other's answers (each save names the revision it builds on), and
//! that a run which has changed a directory can be put out of sight but never deleted.

use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, optional_moment, text},
    database::Database,
    error::Failure,
};
use doorward_domain::{ObjectId, RunId, TenantId};
use rusqlite::{OptionalExtension, Params, Row, Transaction, named_params};
use serde_json::Value;
use time::OffsetDateTime;

const TABLE: &str = "runs";

pub(crate) const V1: &str = "
CREATE TABLE runs (
    id        TEXT PRIMARY KEY,
    tenant    TEXT NOT NULL REFERENCES tenants (id),
    account   TEXT NOT NULL,
    recipe    TEXT NOT NULL,
    name      TEXT NOT NULL,
    page      TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('open', 'done', 'left')),
    answers   TEXT NOT NULL CHECK (json_valid(answers)),
    known     TEXT NOT NULL CHECK (json_valid(known)),
    created   INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    finished  INTEGER,
    revision  INTEGER NOT NULL,
    hidden    INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_of_tenant ON runs (tenant, state, updated);
";

/// One onboarding, under way or finished.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// Where it writes.
    pub tenant: TenantId,
    /// Who began it (object id in that tenant); only this account resumes it.
    pub account: ObjectId,
    /// Which recipe it follows.
    pub recipe: String,
    /// The application's name as the person chose it.
    pub name: String,
    /// The page it was left on.
    pub page: String,
    /// `open`, `done` or `left`.
    pub state: String,
    /// What the admin filled in.
    pub answers: Value,
    /// What the run has learnt from the directory, for example object ids.
    pub known: Value,
    /// When it was begun.
    pub created: OffsetDateTime,
    /// When it was last saved.
    pub updated: OffsetDateTime,
    /// When it was done.
    pub finished: Option<OffsetDateTime>,
    /// How often it was saved; a save must name the stored one. A new run has 0.
    pub revision: u32,
}

/// The table of runs.
#[derive(Debug, Clone, Copy)]
pub struct Runs<'db>(pub(super) &'db Database);

impl Runs<'_> {
    /// Adds a new run as it stands, revision included.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if the id is taken, [`StoreError::Orphan`] if the tenant is unknown, [`StoreError::Invalid`] for
    /// another state; otherwise as any write.
    pub fn insert(&self, row: &RunRow) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO runs (id, tenant, account, recipe, name, page, state, answers, known, created, updated,
                finished, revision)
            VALUES (:id, :tenant, :account, :recipe, :name, :page, :state, :answers, :known, :created, :updated,
                :finished, :revision)";
        self.0.write(TABLE, |database| {
            database.execute(
                SQL,
                named_params! {
                    ":id": Text(row.id), ":tenant": Text(row.tenant), ":account": Text(row.account),
                    ":recipe": row.recipe, ":name": row.name, ":page": row.page, ":state": row.state,
                    ":answers": Json(&row.answers), ":known": Json(&row.known), ":created": Moment(row.created),
                    ":updated": Moment(row.updated), ":finished": row.finished.map(Moment),
                    ":revision": row.revision,
                },
            )?;
            Ok(())
        })
    }

    /// Saves a run that was read before, and counts the row's revision up. Tenant, recipe and creation never change
    /// and are not written.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if somebody saved it in the meantime, [`StoreError::NoSuchRun`] if it is gone,
    /// [`StoreError::Invalid`] for another state; otherwise as any write. The row is untouched on any error.
    pub fn save(&self, row: &mut RunRow) -> Result<(), StoreError> {
        const SQL: &str = "
            UPDATE runs SET account = :account, name = :name, page = :page, state = :state, answers = :answers,
                known = :known, updated = :updated, finished = :finished, revision = revision + 1
            WHERE id = :id";
        self.0.write(TABLE, |database| {
            let stored = revision(database, row.id)?.ok_or(StoreError::NoSuchRun { run: row.id })?;
            if stored != row.revision {
                return Err(StoreError::Stale { run: row.id, yours: row.revision, stored }.into());
            }
            database.execute(
                SQL,
                named_params! {
                    ":id": Text(row.id), ":account": Text(row.account), ":name": row.name, ":page": row.page,
                    ":state": row.state, ":answers": Json(&row.answers), ":known": Json(&row.known), ":updated": Moment(row.updated),
                    ":finished": row.finished.map(Moment),
                },
            )?;
            Ok(())
        })?;
        row.revision += 1;
        Ok(())
    }

    /// One run; `None` if unknown or removed.
    ///
    /// # Errors
    /// As any read.
    pub fn get(&self, run: RunId) -> Result<Option<RunRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM runs WHERE id = ?1 AND NOT hidden";
            Ok(database.query_row(sql, [Text(run)], read).optional()?)
        })
    }

    /// A tenant's runs under way, last saved first.
    ///
    /// # Errors
    /// As any read.
    pub fn list_open(&self, tenant: TenantId) -> Result<Vec<RunRow>, StoreError> {
        self.rows("tenant = ?1 AND state = 'open'", [Text(tenant)])
    }

    /// All runs of a tenant, last saved first.
    ///
    /// # Errors
    /// As any read.
    pub fn list(&self, tenant: TenantId) -> Result<Vec<RunRow>, StoreError> {
        self.rows("tenant = ?1", [Text(tenant)])
    }

    /// The ids of all runs of a tenant, those put out of sight included.
    ///
    /// # Errors
    /// As any read.
    pub fn ids(&self, tenant: TenantId) -> Result<Vec<RunId>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement = database.prepare("SELECT id FROM runs WHERE tenant = ?1")?;
            let ids = statement.query_map([Text(tenant)], |row| text(row, "id"))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }

    /// The runs under way in every tenant that is not forgotten, last saved first: what Home shows.
    ///
    /// # Errors
    /// As any read.
    pub fn list_open_everywhere(&self) -> Result<Vec<RunRow>, StoreError> {
        self.rows("state = 'open' AND tenant IN (SELECT id FROM tenants WHERE NOT forgotten)", [])
    }

    /// Removes a run from every list. One that has journal entries or evidence is only put out of sight: what was done to
    /// a directory is never forgotten. Returns whether it was there.
    ///
    /// # Errors
    /// As any write.
    pub fn remove(&self, run: RunId) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
            let deleted = database.execute(
                "DELETE FROM runs WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM journal WHERE run = ?1)
                    AND NOT EXISTS (SELECT 1 FROM evidence WHERE run = ?1)",
                [Text(run)],
            )?;
            let hide = "UPDATE runs SET hidden = 1, revision = revision + 1 WHERE id = ?1 AND NOT hidden";
            Ok(deleted + database.execute(hide, [Text(run)])? > 0)
        })
    }

    fn rows(&self, condition: &'static str, parameters: impl Params) -> Result<Vec<RunRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql =
                format!("SELECT * FROM runs WHERE {condition} AND NOT hidden ORDER BY updated DESC, id");
            Ok(database.prepare(&sql)?.query_map(parameters, read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn revision(database: &Transaction<'_>, run: RunId) -> Result<Option<u32>, Failure> {
    let sql = "SELECT revision FROM runs WHERE id = ?1 AND NOT hidden";
    Ok(database.query_row(sql, [Text(run)], |row| row.get(0)).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: text(row, "id")?,
        tenant: text(row, "tenant")?,
        account: text(row, "account")?,
        recipe: row.get("recipe")?,
        name: row.get("name")?,
        page: row.get("page")?,
        state: row.get("state")?,
        answers: json(row, "answers")?,
        known: json(row, "known")?,
        created: moment(row, "created")?,
        updated: moment(row, "updated")?,
        finished: optional_moment(row, "finished")?,
        revision: row.get("revision")?,
    })
}
