//! Applications seen. Decides that a fetched list replaces the one before it whole, and that one refreshed application does
//! not make the list younger.

use super::listings;
use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, optional_moment, optional_text, text},
    database::Database,
    search::folded,
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
            database.execute("DELETE FROM applications WHERE tenant = ?1", [Text(tenant)])?;
            for row in rows {
                put(database, row, now)?;
            }
            Ok(listings::note(database, TABLE, &tenant.to_string(), now)?)
        })
    }

    /// Adds or refreshes one application, as old as its `seen`.
    ///
    /// # Errors
    /// As any write.
    pub fn upsert(&self, row: &ApplicationRow) -> Result<(), StoreError> {
        self.0.write(TABLE, |database| Ok(put(database, row, row.seen)?))
    }

    /// Drops one application, for example after undo. Returns whether it was known.
    ///
    /// # Errors
    /// As any write.
    pub fn remove(&self, tenant: TenantId, service_principal: ObjectId) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
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
