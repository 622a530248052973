//! Accounts. Decides that at most one account of the profile is current, and that tokens live elsewhere.

use crate::{
    StoreError,
    column::{Moment, Text, moment, text},
    database::Database,
};
use doorward_domain::{Account, ObjectId, TenantId};
use rusqlite::{OptionalExtension, Row};
use time::OffsetDateTime;

const TABLE: &str = "accounts";

pub(crate) const V1: &str = "
CREATE TABLE accounts (
    tenant     TEXT NOT NULL REFERENCES tenants (id),
    object_id  TEXT NOT NULL,
    upn        TEXT NOT NULL,
    name       TEXT NOT NULL,
    last_used  INTEGER NOT NULL,
    current    INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1)),
    PRIMARY KEY (tenant, object_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_one_current ON accounts (current) WHERE current = 1;
";

/// A person who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Who, in which tenant.
    pub account: Account,
    /// Last sign-in or switch to this account.
    pub last_used: OffsetDateTime,
}

/// The table of accounts.
#[derive(Debug, Clone, Copy)]
pub struct Accounts<'db>(pub(super) &'db Database);

impl Accounts<'_> {
    /// Adds an account or brings a known one up to date. Which account is current does not change.
    ///
    /// # Errors
    /// [`StoreError::Orphan`] if the tenant is unknown; otherwise as any write.
    pub fn upsert(&self, row: &AccountRow) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO accounts (tenant, object_id, upn, name, last_used) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (tenant, object_id) DO UPDATE SET
                upn = excluded.upn, name = excluded.name, last_used = excluded.last_used";
        let AccountRow { account, last_used } = row;
        let key = (Text(account.tenant), Text(account.object_id));
        self.0.write(TABLE, |database| {
            database.execute(SQL, (key.0, key.1, &account.upn, &account.name, Moment(*last_used)))?;
            Ok(())
        })
    }

    /// All accounts, last used first.
    ///
    /// # Errors
    /// As any read.
    pub fn list(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement = database.prepare("SELECT * FROM accounts ORDER BY last_used DESC, upn")?;
            Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// The accounts of one tenant, last used first.
    ///
    /// # Errors
    /// As any read.
    pub fn list_of(&self, tenant: TenantId) -> Result<Vec<AccountRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let mut statement =
                database.prepare("SELECT * FROM accounts WHERE tenant = ?1 ORDER BY last_used DESC, upn")?;
            Ok(statement.query_map([Text(tenant)], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// The account the console works as; `None` before the first sign-in or after signing out.
    ///
    /// # Errors
    /// As any read.
    pub fn current(&self) -> Result<Option<AccountRow>, StoreError> {
        self.0.read(TABLE, |database| {
            Ok(database.query_row("SELECT * FROM accounts WHERE current = 1", [], read).optional()?)
        })
    }

    /// Makes an account the current one. Returns whether it is known; if not, the current one stays.
    ///
    /// # Errors
    /// As any write.
    pub fn set_current(
        &self,
        tenant: TenantId,
        object_id: ObjectId,
        now: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let key = (Text(tenant), Text(object_id));
        self.0.write(TABLE, |database| {
            let known = "SELECT 1 FROM accounts WHERE tenant = ?1 AND object_id = ?2";
            if !database.prepare(known)?.exists((&key.0, &key.1))? {
                return Ok(false);
            }
            database.execute("UPDATE accounts SET current = 0 WHERE current = 1", [])?;
            let chosen =
                "UPDATE accounts SET current = 1, last_used = ?3 WHERE tenant = ?1 AND object_id = ?2";
            database.execute(chosen, (&key.0, &key.1, Moment(now)))?;
            Ok(true)
        })
    }

    /// Removes an account; if it was current, none is. Returns whether it was known.
    ///
    /// # Errors
    /// As any write.
    pub fn remove(&self, tenant: TenantId, object_id: ObjectId) -> Result<bool, StoreError> {
        self.0.write(TABLE, |database| {
            let sql = "DELETE FROM accounts WHERE tenant = ?1 AND object_id = ?2";
            Ok(database.execute(sql, (Text(tenant), Text(object_id)))? > 0)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        account: Account {
            tenant: text(row, "tenant")?,
            object_id: text(row, "object_id")?,
            upn: row.get("upn")?,
            name: row.get("name")?,
        },
        last_used: moment(row, "last_used")?,
    })
}
