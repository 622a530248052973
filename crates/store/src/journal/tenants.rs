//! Tenants. Decides what a second sign-in may change about a known tenant, and that a tenant whose addresses changed must
//! be confirmed again before it is written to.

use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, optional_moment, text},
    database::Database,
};
use doorward_domain::{Tenant, TenantId};
use rusqlite::{OptionalExtension, Row, named_params};
use time::OffsetDateTime;

const TABLE: &str = "tenants";

pub(crate) const V1: &str = "
CREATE TABLE tenants (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    domains    TEXT NOT NULL CHECK (json_valid(domains)),
    login_url  TEXT NOT NULL,
    graph_url  TEXT NOT NULL,
    client_id  TEXT NOT NULL,
    practice   INTEGER NOT NULL CHECK (practice IN (0, 1)),
    colour     INTEGER NOT NULL,
    added      INTEGER NOT NULL,
    confirmed  INTEGER,
    forgotten  INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1))
) STRICT, WITHOUT ROWID;
";

/// A directory Doorward was signed in to, and where it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRow {
    /// The directory as it describes itself.
    pub tenant: Tenant,
    /// Base of the sign-in service, for example `https://login.microsoftonline.com`.
    pub login_url: String,
    /// Base of Microsoft Graph, for example `https://graph.microsoft.com`.
    pub graph_url: String,
    /// Client id of the registration that Doorward signs in with.
    pub client_id: String,
    /// The built-in practice tenant.
    pub practice: bool,
    /// Which of the interface's tenant colours it wears.
    pub colour: u8,
    /// First sign-in.
    pub added: OffsetDateTime,
    /// When a person confirmed that this is the tenant to write to; `None` until then.
    pub confirmed: Option<OffsetDateTime>,
}

/// The table of tenants.
#[derive(Debug, Clone, Copy)]
pub struct Tenants<'db>(pub(super) &'db Database);

impl Tenants<'_> {
    /// Adds a tenant or brings a known one up to date.
    ///
    /// A known tenant keeps `added`, and keeps `confirmed` where the row has none — unless it is now reached at another
    /// address, through another registration, or changed between practice and real: then it must be confirmed again. The
    /// practice tenant alone may change its address, as its port differs from start to start. A forgotten tenant comes
    /// back as a new one.
    ///
    /// # Errors
    /// As any write.
    pub fn upsert(&self, row: &TenantRow) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO tenants (id, name, domains, login_url, graph_url, client_id, practice, colour, added, confirmed)
            VALUES (:id, :name, :domains, :login_url, :graph_url, :client_id, :practice, :colour, :added, :confirmed)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, domains = excluded.domains, login_url = excluded.login_url,
                graph_url = excluded.graph_url, client_id = excluded.client_id, practice = excluded.practice,
                colour = excluded.colour,
                added = iif(forgotten, excluded.added, added),
                confirmed = CASE
                    WHEN excluded.confirmed IS NOT NULL THEN excluded.confirmed
                    WHEN forgotten OR practice <> excluded.practice THEN NULL
                    WHEN practice THEN confirmed
                    WHEN (login_url, graph_url, client_id)
                        = (excluded.login_url, excluded.graph_url, excluded.client_id) THEN confirmed
                END,
                forgotten = 0";
        self.0.write(TABLE, |database| {
            database.execute(
                SQL,
                named_params! {
                    ":id": Text(row.tenant.id), ":name": row.tenant.name, ":domains": Json(&row.tenant.domains),
                    ":login_url": row.login_url, ":graph_url": row.graph_url, ":client_id": row.client_id,
                    ":practice": row.practice, ":colour": row.colour, ":added": Moment(row.added),
                    ":confirmed": row.confirmed.map(Moment),
                },
            )?;
            Ok(())
        })
    }

    /// One tenant; `None` if unknown or forgotten.
    ///
    /// # Errors
    /// As any read.
    pub fn get(&self, tenant: TenantId) -> Result<Option<TenantRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM tenants WHERE id = ?1 AND NOT forgotten";
            Ok(database.query_row(sql, [Text(tenant)], read).optional()?)
        })
    }

    /// All tenants, oldest acquaintance first.
    ///
    /// # Errors
    /// As any read.
    pub fn list(&self) -> Result<Vec<TenantRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement =
                database.prepare("SELECT * FROM tenants WHERE NOT forgotten ORDER BY added, id")?;
            Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// Notes that a person confirmed this tenant as the one to write to. Returns whether the tenant is known.
    ///
    /// # Errors
    /// As any write.
    pub fn confirm(&self, tenant: TenantId, now: OffsetDateTime) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
            let sql = "UPDATE tenants SET confirmed = ?2 WHERE id = ?1 AND NOT forgotten";
            Ok(database.execute(sql, (Text(tenant), Moment(now)))? > 0)
        })
    }

    /// Forgets a tenant and its accounts. Runs and their journal are never lost: while there are any, the tenant is only
    /// put out of sight. Returns whether it was known.
    ///
    /// # Errors
    /// As any write.
    pub fn forget(&self, tenant: TenantId) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
            database.execute("DELETE FROM accounts WHERE tenant = ?1", [Text(tenant)])?;
            let deleted = database.execute(
                "DELETE FROM tenants WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM runs WHERE tenant = ?1)",
                [Text(tenant)],
            )?;
            let hidden = database.execute(
                "UPDATE tenants SET forgotten = 1, confirmed = NULL WHERE id = ?1 AND NOT forgotten",
                [Text(tenant)],
            )?;
            Ok(deleted + hidden > 0)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<TenantRow> {
    Ok(TenantRow {
        tenant: Tenant { id: text(row, "id")?, name: row.get("name")?, domains: json(row, "domains")? },
        login_url: row.get("login_url")?,
        graph_url: row.get("graph_url")?,
        client_id: row.get("client_id")?,
        practice: row.get("practice")?,
        colour: row.get("colour")?,
        added: moment(row, "added")?,
        confirmed: optional_moment(row, "confirmed")?,
    })
}
