//! `cache.db`: what was seen in the directory, each list with its age, so that screens draw before the network answers.
//! Nothing here is believed when something is about to be written.

pub(crate) mod applications;
mod listings;
pub(crate) mod people;
pub(crate) mod templates;

use crate::{
    DatabaseFile, StoreError,
    column::Text,
    database::Database,
    migration::{Migration, Schema},
};
use applications::Applications;
use doorward_domain::TenantId;
use people::People;
use templates::Templates;

const VERSION_1: Migration = &[listings::V1, applications::V1, people::V1, templates::V1];
const VERSION_2: Migration = &[applications::V2];

pub(crate) const SCHEMA: Schema = Schema {
    file: DatabaseFile::Cache,
    application_id: i32::from_be_bytes(*b"DWca"),
    migrations: &[VERSION_1, VERSION_2],
    synchronous: "NORMAL",
    copied_first: false,
};

/// The database that may be thrown away, one handle per table.
#[derive(Debug)]
pub struct CacheDb(Database);

impl CacheDb {
    pub(crate) fn new(database: Database) -> Self {
        Self(database)
    }

    /// The applications seen in each tenant.
    #[must_use]
    pub fn applications(&self) -> Applications<'_> {
        Applications(&self.0)
    }

    /// The people seen in each tenant.
    #[must_use]
    pub fn people(&self) -> People<'_> {
        People(&self.0)
    }

    /// The templates of one gallery. Galleries differ from cloud to cloud, and the practice tenant has its own with ids of
    /// its own; the key (for example the host of the Graph address, or `practice`) keeps them apart.
    #[must_use]
    pub fn templates<'a>(&'a self, gallery: &'a str) -> Templates<'a> {
        Templates { database: &self.0, gallery }
    }

    /// Drops everything seen in a tenant.
    ///
    /// # Errors
    /// As any write.
    pub fn forget(&self, tenant: TenantId) -> Result<(), StoreError> {
        self.0.write("cache", |database| {
            applications::forget(database, tenant)?;
            database.execute("DELETE FROM people WHERE tenant = ?1", [Text(tenant)])?;
            Ok(listings::forget(database, &tenant.to_string())?)
        })
    }
}
