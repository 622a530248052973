//! Applications seen. Decides that a fetched list replaces the one before it whole, and that one refreshed application does
//! not make the list younger.

use super::listings;
use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, optional_moment, optional_text, text},
    database::Database,
    search::{self, folded},
};
use doorward_domain::{AppId, ObjectId, TemplateId, TenantId};
use rusqlite::{Row, Transaction, named_params};
use serde_json::Value;
use time::OffsetDateTime;

const TABLE: &str = "applications";

pub(crate) const V1: &str = "
CREATE TABLE applications (
    tenant             TEXT NOT NULL,
    service_principal  TEXT NOT NULL,
    application        TEXT,
    app_id             TEXT NOT NULL,
    name               TEXT NOT NULL,
    folded             TEXT NOT NULL,
    template           TEXT,
    mode               TEXT,
    certificate_ends   INTEGER,
    people             INTEGER,
    detail             TEXT NOT NULL CHECK (json_valid(detail)),
    seen               INTEGER NOT NULL,
    PRIMARY KEY (tenant, service_principal)
) STRICT, WITHOUT ROWID;
CREATE INDEX applications_by_name ON applications (tenant, folded);
";

/// The words of names. The table has no row numbers to refer to, so the index holds its own copy of name and key.
pub(crate) const V2: &str = "
CREATE VIRTUAL TABLE applications_search USING fts5 (
    name, tenant UNINDEXED, service_principal UNINDEXED,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
INSERT INTO applications_search (name, tenant, service_principal)
SELECT name, tenant, service_principal FROM applications;
";

/// An enterprise application as it was last seen.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationRow {
    /// Where.
    pub tenant: TenantId,
    /// Object id of the service principal.
    pub service_principal: ObjectId,
    /// Object id of the registration, where it is in the same tenant.
    pub application: Option<ObjectId>,
    /// Client id.
    pub app_id: AppId,
    /// Display name.
    pub name: String,
    /// Gallery entry it was made from.
    pub template: Option<TemplateId>,
    /// `preferredSingleSignOnMode`, as the directory wrote it.
    pub mode: Option<String>,
    /// When the active signing certificate ends.
    pub certificate_ends: Option<OffsetDateTime>,
    /// How many people and groups are assigned, where that was counted.
    pub people: Option<u32>,
    /// Whatever else a screen draws at once.
    pub detail: Value,
    /// When it was seen.
    pub seen: OffsetDateTime,
}

/// A tenant's applications and how old that knowledge is.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationList {
    /// By name, letter case apart.
    pub rows: Vec<ApplicationRow>,
    /// When the whole list was fetched; `None` if it never was, so that `rows` may lack some.
    pub listed: Option<OffsetDateTime>,
}

/// A name by which the sign-in service knows an application that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldName {
    /// Object id of the service principal that holds it.
    pub service_principal: ObjectId,
    /// Display name of the application.
    pub application: String,
    /// The name as it is held, for example its Identifier (Entity ID).
    pub held: String,
}

/// The table of applications.
#[derive(Debug, Clone, Copy)]
pub struct Applications<'db>(pub(super) &'db Database);

impl Applications<'_> {
    /// Replaces what is known of a tenant by a list that was fetched whole; all rows become as old as `now`.
    ///
    /// # Errors
    /// [`StoreError::OtherTenant`] if a row belongs elsewhere; otherwise as any write. The old list stays on any error.
    pub fn replace_all(
        &self,
        tenant: TenantId,
        rows: &[ApplicationRow],
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        if let Some(stray) = rows.iter().find(|row| row.tenant != tenant) {
            return Err(StoreError::OtherTenant { expected: tenant, found: stray.tenant });
        }
        self.0.write(TABLE, |database| {
            forget(database, tenant)?;
            for row in rows {
                put(database, row, now)?;
                index(database, row)?;
            }
            Ok(listings::note(database, TABLE, &tenant.to_string(), now)?)
        })
    }

    /// Adds or refreshes one application, as old as its `seen`.
    ///
    /// # Errors
    /// As any write.
    pub fn upsert(&self, row: &ApplicationRow) -> Result<(), StoreError> {
        self.0.write(TABLE, |database| {
            put(database, row, row.seen)?;
            unindex(database, row.tenant, row.service_principal)?;
            Ok(index(database, row)?)
        })
    }

    /// Drops one application, for example after undo. Returns whether it was known.
    ///
    /// # Errors
    /// As any write.
    pub fn remove(&self, tenant: TenantId, service_principal: ObjectId) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
            unindex(database, tenant, service_principal)?;
            let sql = "DELETE FROM applications WHERE tenant = ?1 AND service_principal = ?2";
            Ok(database.execute(sql, (Text(tenant), Text(service_principal)))? > 0)
        })
    }

    /// A tenant's applications with their age.
    ///
    /// # Errors
    /// As any read.
    pub fn list(&self, tenant: TenantId) -> Result<ApplicationList, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM applications WHERE tenant = ?1 ORDER BY folded, service_principal";
            let rows = database.prepare(sql)?.query_map([Text(tenant)], read)?.collect::<Result<_, _>>()?;
            Ok(ApplicationList { rows, listed: listings::at(database, TABLE, &tenant.to_string())? })
        })
    }

    /// Finds at most `limit` applications of a tenant by what was typed, best first: the exact name, names that begin as
    /// typed, names with such words, names that hold the text at all. Any text is allowed; an empty one lists them by name.
    ///
    /// # Errors
    /// As any read; never because of the text.
    pub fn search(
        &self,
        tenant: TenantId,
        typed: &str,
        limit: usize,
    ) -> Result<Vec<ApplicationRow>, StoreError> {
        const SQL: &str = "
            SELECT applications.*, CASE
                    WHEN folded = :folded THEN 0
                    WHEN substr(folded, 1, length(:folded)) = :folded THEN 1
                    WHEN service_principal IN (
                        SELECT service_principal FROM applications_search
                        WHERE applications_search MATCH :query AND tenant = :tenant
                    ) THEN 2
                    WHEN instr(folded, :folded) > 0 THEN 3
                END AS place
            FROM applications WHERE tenant = :tenant AND place IS NOT NULL
            ORDER BY place, folded, service_principal LIMIT :limit";
        // An empty phrase finds nothing: then only the plain comparisons speak.
        let query = search::prefixes(typed).unwrap_or_else(|| "\"\"".to_owned());
        self.0.read(TABLE, |database| {
            let parameters = named_params! {
                ":tenant": Text(tenant), ":folded": folded(typed), ":query": query, ":limit": search::limit(limit),
            };
            Ok(database.prepare_cached(SQL)?.query_map(parameters, read)?.collect::<Result<_, _>>()?)
        })
    }

    /// The applications of a tenant that were made from gallery entries, by name.
    ///
    /// # Errors
    /// As any read.
    pub fn made_from_templates(&self, tenant: TenantId) -> Result<Vec<ApplicationRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM applications WHERE tenant = ?1 AND template IS NOT NULL
                ORDER BY folded, service_principal";
            Ok(database.prepare_cached(sql)?.query_map([Text(tenant)], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// Who in a tenant holds one of these names, letter case and slashes at the end apart, by the application's name. Looks
    /// into the list `names` of each row's `detail`.
    ///
    /// # Errors
    /// As any read.
    pub fn holding(&self, tenant: TenantId, names: &[String]) -> Result<Vec<HeldName>, StoreError> {
        const SQL: &str = "
            SELECT service_principal, name, held.value AS held
            FROM applications, json_each(applications.detail, '$.names') AS held
            WHERE tenant = ?1 AND rtrim(lower(held.value), '/') = rtrim(lower(?2), '/')
            ORDER BY folded, service_principal, held.key";
        self.0.read(TABLE, |database| {
            let mut search = database.prepare_cached(SQL)?;
            let mut found: Vec<HeldName> = Vec::new();
            for name in names {
                let rows = search.query_map((Text(tenant), name), held)?;
                found.extend(rows.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(found)
        })
    }

    /// How many applications of a tenant are known.
    ///
    /// # Errors
    /// As any read.
    pub fn count(&self, tenant: TenantId) -> Result<u32, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT count(*) FROM applications WHERE tenant = ?1";
            Ok(database.query_row(sql, [Text(tenant)], |row| row.get(0))?)
        })
    }
}

/// Drops what is known of a tenant's applications.
pub(super) fn forget(database: &Transaction<'_>, tenant: TenantId) -> rusqlite::Result<()> {
    database.execute("DELETE FROM applications WHERE tenant = ?1", [Text(tenant)])?;
    database.execute("DELETE FROM applications_search WHERE tenant = ?1", [Text(tenant)]).map(drop)
}

fn index(database: &Transaction<'_>, row: &ApplicationRow) -> rusqlite::Result<()> {
    let sql = "INSERT INTO applications_search (name, tenant, service_principal) VALUES (?1, ?2, ?3)";
    let values = (&row.name, Text(row.tenant), Text(row.service_principal));
    database.prepare_cached(sql)?.execute(values).map(drop)
}

fn unindex(
    database: &Transaction<'_>,
    tenant: TenantId,
    service_principal: ObjectId,
) -> rusqlite::Result<()> {
    let sql = "DELETE FROM applications_search WHERE tenant = ?1 AND service_principal = ?2";
    database.execute(sql, (Text(tenant), Text(service_principal))).map(drop)
}

fn put(database: &Transaction<'_>, row: &ApplicationRow, seen: OffsetDateTime) -> rusqlite::Result<()> {
    const SQL: &str = "
        INSERT OR REPLACE INTO applications (tenant, service_principal, application, app_id, name, folded, template,
            mode, certificate_ends, people, detail, seen)
        VALUES (:tenant, :service_principal, :application, :app_id, :name, :folded, :template,
            :mode, :certificate_ends, :people, :detail, :seen)";
    database
        .prepare_cached(SQL)?
        .execute(named_params! {
            ":tenant": Text(row.tenant), ":service_principal": Text(row.service_principal),
            ":application": row.application.map(Text), ":app_id": Text(row.app_id), ":name": row.name,
            ":folded": folded(&row.name), ":template": row.template.map(Text), ":mode": row.mode,
            ":certificate_ends": row.certificate_ends.map(Moment), ":people": row.people,
            ":detail": Json(&row.detail), ":seen": Moment(seen),
        })
        .map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ApplicationRow> {
    Ok(ApplicationRow {
        tenant: text(row, "tenant")?,
        service_principal: text(row, "service_principal")?,
        application: optional_text(row, "application")?,
        app_id: text(row, "app_id")?,
        name: row.get("name")?,
        template: optional_text(row, "template")?,
        mode: row.get("mode")?,
        certificate_ends: optional_moment(row, "certificate_ends")?,
        people: row.get("people")?,
        detail: json(row, "detail")?,
        seen: moment(row, "seen")?,
    })
}

fn held(row: &Row<'_>) -> rusqlite::Result<HeldName> {
    Ok(HeldName {
        service_principal: text(row, "service_principal")?,
        application: row.get("name")?,
        held: row.get("held")?,
    })
}
