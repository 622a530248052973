//! The profile directory, opened. Decides what is repaired silently (modes), what is repaired and told (the cache), and
//! what is only reported (the journal).

use crate::{
    CacheDb, Damage, JournalDb, Rescue, StoreError, cache,
    database::{self, Database},
    journal,
    lock::OpeningLock,
    migration::Schema,
    private, rescue,
};
use doorward_domain::TenantId;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// An open profile: journal and cache. `Send + Sync`; calls block.
#[derive(Debug)]
pub struct Profile {
    directory: PathBuf,
    journal: JournalDb,
    cache: CacheDb,
    report: OpenReport,
}

/// What opening had to mend. All empty on an ordinary start.
#[derive(Debug, Default)]
pub struct OpenReport {
    /// The cache was unusable and begun anew. Stands here once: the next opening finds the new one.
    pub cache_rebuilt: Option<CacheRebuilt>,
    /// Files that others could have read, or that their owner could not.
    pub modes_repaired: Vec<ModeRepaired>,
    /// The copy of the journal made before it was brought to this program's version.
    pub journal_copy: Option<PathBuf>,
}

/// A cache that was set aside.
#[derive(Debug)]
pub struct CacheRebuilt {
    /// When, as told to [`Profile::open`].
    pub at: OffsetDateTime,
    /// Why: [`StoreError::Damaged`] or [`StoreError::Newer`].
    pub cause: StoreError,
    /// Where the old file went.
    pub set_aside: PathBuf,
}

/// A file or directory whose mode was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeRepaired {
    /// What was mended; it now has mode 0700 (directory) or 0600 (file).
    pub path: PathBuf,
    /// The mode it had.
    pub found: u32,
}

impl Profile {
    /// Opens the profile in this directory, making whatever is missing.
    ///
    /// Does not take the [`ProfileLock`](crate::ProfileLock): a terminal may read a profile that a window has open.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] or [`StoreError::Newer`] for the journal, which is then left exactly as it was;
    /// [`StoreError::Io`], [`StoreError::NotAFile`], [`StoreError::Full`], [`StoreError::ReadOnly`] from the disk;
    /// [`StoreError::Busy`] if another process is opening it for longer than ten seconds.
    pub fn open(directory: &Path, now: OffsetDateTime) -> Result<Self, StoreError> {
        Self::open_with(directory, now, |directory| {
            rescue::finish(&directory.join(journal::SCHEMA.file.name()))?;
            open_or_create(directory, &journal::SCHEMA)
        })
    }

    /// Opens a profile whose journal [`Profile::open`] found damaged, to look around: the cache as it is, and in place of the
    /// journal one in memory that holds what can be read of the file. It takes sign-ins and settings for this process and
    /// refuses runs, entries and evidence with [`StoreError::Damaged`]. The damaged file is not touched.
    ///
    /// # Errors
    /// As [`Profile::open`], save for the journal.
    pub fn open_to_look(directory: &Path, now: OffsetDateTime, damage: Damage) -> Result<Self, StoreError> {
        Self::open_with(directory, now, |directory| {
            let path = directory.join(journal::SCHEMA.file.name());
            let fill = |into: &_| rescue::fill(&path, into).map(drop);
            Ok((database::stand_in(&path, &journal::SCHEMA, damage, fill)?, None))
        })
    }

    /// What is wrong with the journal, while this profile is open without it.
    #[must_use]
    pub fn damage(&self) -> Option<Damage> {
        self.journal.damage()
    }

    /// Puts the damaged journal out of the way, with its log, carries what can still be read of it over into a new one, and
    /// goes on with that. Nothing is deleted; a crash on the way leaves either the damaged file or the new one in place.
    ///
    /// Sign-ins and settings taken while the profile was open without a journal come along where the old file has none.
    ///
    /// # Errors
    /// [`StoreError::Io`] and others from the disk: the profile is then open without its journal as before.
    pub fn rebuild_journal(&self, now: OffsetDateTime) -> Result<Rescue, StoreError> {
        let _alone = OpeningLock::acquire(&self.directory)?;
        let path = self.directory.join(journal::SCHEMA.file.name());
        let moment = now.unix_timestamp_nanos() / 1_000_000;
        let (rescue, rebuilt) =
            rescue::rebuild(&path, &format!("damaged-{moment}"), |draft| self.journal.copy_passing(draft))?;
        self.journal.go_on_with(rebuilt);
        Ok(rescue)
    }

    fn open_with(
        directory: &Path,
        now: OffsetDateTime,
        journal: impl FnOnce(&Path) -> Result<(Database, Option<PathBuf>), StoreError>,
    ) -> Result<Self, StoreError> {
        private::make_directory(directory)?;
        let modes_repaired = private::repair_modes(directory)?;
        let _alone = OpeningLock::acquire(directory)?;
        let (journal, journal_copy) = journal(directory)?;
        let (cache, cache_rebuilt) = open_or_rebuild(directory, now)?;
        if !modes_repaired.is_empty() {
            tracing::warn!(count = modes_repaired.len(), "file modes repaired");
        }
        Ok(Self {
            directory: directory.to_owned(),
            journal: JournalDb::new(journal),
            cache: CacheDb::new(cache),
            report: OpenReport { cache_rebuilt, modes_repaired, journal_copy },
        })
    }

    /// What may never be lost.
    #[must_use]
    pub fn journal(&self) -> &JournalDb {
        &self.journal
    }

    /// What the directory would tell again.
    #[must_use]
    pub fn cache(&self) -> &CacheDb {
        &self.cache
    }

    /// What opening had to mend.
    #[must_use]
    pub fn report(&self) -> &OpenReport {
        &self.report
    }

    /// Forgets a tenant: its accounts and everything seen in it. Runs and their journal stay, see
    /// [`Tenants::forget`](crate::Tenants::forget). Returns whether the tenant was known.
    ///
    /// # Errors
    /// As any write. The cache goes first, so that a failure leaves a tenant that can be forgotten again.
    pub fn forget(&self, tenant: TenantId) -> Result<bool, StoreError> {
        self.cache.forget(tenant)?;
        self.journal.tenants().forget(tenant)
    }
}

fn open_or_create(directory: &Path, schema: &Schema) -> Result<(Database, Option<PathBuf>), StoreError> {
    let path = directory.join(schema.file.name());
    if !database::is_there(&path, schema.file)? {
        database::create(&path, schema)?;
    }
    database::open(&path, schema)
}

fn open_or_rebuild(
    directory: &Path,
    now: OffsetDateTime,
) -> Result<(Database, Option<CacheRebuilt>), StoreError> {
    let cause = match open_or_create(directory, &cache::SCHEMA) {
        Ok((database, _)) => return Ok((database, None)),
        Err(cause @ (StoreError::Damaged { .. } | StoreError::Newer { .. })) => cause,
        Err(error) => return Err(error),
    };
    tracing::warn!(%cause, "cache set aside and begun anew");
    let set_aside = database::set_aside(&directory.join(cache::SCHEMA.file.name()))?;
    let (database, _) = open_or_create(directory, &cache::SCHEMA)?;
    Ok((database, Some(CacheRebuilt { at: now, cause, set_aside })))
}
