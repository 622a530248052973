//! `journal.db`: what nobody can get back. Decides which tables make which version; each table's file holds the rest.

pub(crate) mod accounts;
pub(crate) mod chain;
pub(crate) mod entries;
pub(crate) mod evidence;
pub(crate) mod runs;
pub(crate) mod settings;
pub(crate) mod tenants;
pub(crate) mod used_assertions;

use crate::{
    Damage, DatabaseFile,
    database::{Database, PASSING},
    migration::{Migration, Schema},
    rescue,
};
use accounts::Accounts;
use entries::Journal;
use evidence::Evidence;
use runs::Runs;
use rusqlite::Connection;
use settings::Settings;
use tenants::Tenants;
use used_assertions::UsedAssertions;

const VERSION_1: Migration = &[tenants::V1, accounts::V1, settings::V1, runs::V1, entries::V1, evidence::V1];
const VERSION_2: Migration = &[chain::V2];
const VERSION_3: Migration = &[used_assertions::V3];

pub(crate) const SCHEMA: Schema = Schema {
    file: DatabaseFile::Journal,
    application_id: i32::from_be_bytes(*b"DWjn"),
    migrations: &[VERSION_1, VERSION_2, VERSION_3],
    synchronous: "FULL",
    copied_first: true,
};

/// All tables, in an order in which each row finds what it refers to.
pub(crate) const TABLES: [&str; 8] =
    ["tenants", "accounts", "settings", "runs", "journal", "journal_ends", "evidence", "used_assertions"];

/// The database that may never be lost, one handle per table.
#[derive(Debug)]
pub struct JournalDb(Database);

impl JournalDb {
    pub(crate) fn new(database: Database) -> Self {
        Self(database)
    }

    pub(crate) fn damage(&self) -> Option<Damage> {
        self.0.standing_in()
    }

    /// Copies what a stand-in took meanwhile into a draft, where that has no row of the same key.
    pub(crate) fn copy_passing(&self, draft: &Connection) -> rusqlite::Result<()> {
        let own = self.0.connection();
        for table in PASSING {
            rescue::carry_over(&own, draft, table)?;
        }
        Ok(())
    }

    pub(crate) fn go_on_with(&self, rebuilt: Database) {
        self.0.take_over(rebuilt);
    }

    /// The directories Doorward was signed in to.
    #[must_use]
    pub fn tenants(&self) -> Tenants<'_> {
        Tenants(&self.0)
    }

    /// Who was signed in where.
    #[must_use]
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(&self.0)
    }

    /// What the person chose.
    #[must_use]
    pub fn settings(&self) -> Settings<'_> {
        Settings(&self.0)
    }

    /// Onboardings under way and finished.
    #[must_use]
    pub fn runs(&self) -> Runs<'_> {
        Runs(&self.0)
    }

    /// What each run intended and what became of it, append-only.
    #[must_use]
    pub fn entries(&self) -> Journal<'_> {
        Journal(&self.0)
    }

    /// Checked results of Test SSO, append-only.
    #[must_use]
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence(&self.0)
    }

    /// Assertions that were used and must not prove anything again.
    #[must_use]
    pub fn used_assertions(&self) -> UsedAssertions<'_> {
        UsedAssertions(&self.0)
    }
}
