//! What can go wrong, one variant per reaction of the caller.

use doorward_domain::{RunId, TenantId};
use rusqlite::ErrorCode;
use std::{fmt, io, path::PathBuf};

/// One of the profile's two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatabaseFile {
    /// `journal.db`: may never be lost.
    Journal,
    /// `cache.db`: may be thrown away.
    Cache,
}

impl DatabaseFile {
    /// The file's name inside the profile directory.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal.db",
            Self::Cache => "cache.db",
        }
    }
}

impl fmt::Display for DatabaseFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// How a database file is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file has no bytes; Doorward never leaves such a file behind.
    #[error("the file is empty")]
    Empty,
    /// The first page is not SQLite's.
    #[error("the file is not an SQLite database")]
    NotADatabase,
    /// An SQLite database, but not one that Doorward made.
    #[error("the file is an SQLite database of another program")]
    Foreign,
    /// The file is gone while its write-ahead log is still there.
    #[error("the file is missing, but its write-ahead log is there")]
    Missing,
    /// SQLite's own check found broken pages; the text is its first finding.
    #[error("the file has broken pages: {0}")]
    Pages(String),
}

/// Why a call to the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused. The path says where.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A link or a directory stands where the profile keeps a file. It is not followed.
    #[error("{path} is not an ordinary file")]
    NotAFile {
        /// What stands there.
        path: PathBuf,
    },
    /// A newer Doorward wrote this file. Nothing was changed.
    #[error("{file} has version {found}; this program knows versions up to {supported}")]
    Newer {
        /// Which database.
        file: DatabaseFile,
        /// Version of the file.
        found: u32,
        /// Newest version this program can read.
        supported: u32,
    },
    /// The file is broken. A journal is left as it is; a cache is rebuilt at the next opening.
    #[error("{path}: {damage}")]
    Damaged {
        /// Which database.
        file: DatabaseFile,
        /// Where it lies.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// Another process kept the database locked for longer than five seconds. Nothing was written.
    #[error("{file} is in use by another process")]
    Busy {
        /// Which database.
        file: DatabaseFile,
    },
    /// The disk is full. Nothing was written.
    #[error("no room on the disk for {file}")]
    Full {
        /// Which database.
        file: DatabaseFile,
    },
    /// The file or the disk cannot be written to.
    #[error("{file} cannot be written to")]
    ReadOnly {
        /// Which database.
        file: DatabaseFile,
    },
    /// Somebody saved this run since it was read. Read it again; nothing was written.
    #[error("run {run} was saved elsewhere: revision {stored} is stored, {yours} was handed in")]
    Stale {
        /// The run.
        run: RunId,
        /// Revision of the row handed in.
        yours: u32,
        /// Revision in the database.
        stored: u32,
    },
    /// There is no such run (any more).
    #[error("there is no run {run}")]
    NoSuchRun {
        /// The run.
        run: RunId,
    },
    /// A row of another tenant was handed in. Nothing was written.
    #[error("a row of tenant {found} was handed in for tenant {expected}")]
    OtherTenant {
        /// Tenant named in the call.
        expected: TenantId,
        /// Tenant named in the row.
        found: TenantId,
    },
    /// A row with this key is there already.
    #[error("{table}: a row with this key is there already")]
    Exists {
        /// The table.
        table: &'static str,
    },
    /// The row refers to a tenant or run that is not there.
    #[error("{table}: the row refers to something that is not there")]
    Orphan {
        /// The table.
        table: &'static str,
    },
    /// A value is outside what the table allows, for example a run state other than `open`, `done` or `left`.
    #[error("{table}: a value is not allowed: {source}")]
    Invalid {
        /// The table.
        table: &'static str,
        /// SQLite's answer, naming the rule.
        source: rusqlite::Error,
    },
    /// A stored value does not have the form this program writes.
    #[error("{table}: a stored value cannot be read: {source}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// Column and cause.
        source: rusqlite::Error,
    },
    /// Any other answer of SQLite.
    #[error("{table}: {source}")]
    Sqlite {
        /// The table.
        table: &'static str,
        /// SQLite's answer.
        source: rusqlite::Error,
    },
}

impl StoreError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// Where a statement ran: what turns SQLite's answer into ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: DatabaseFile,
    pub(crate) path: &'a std::path::Path,
    pub(crate) table: &'static str,
}

impl Place<'_> {
    /// Sorts SQLite's answers by what the caller can do about them.
    pub(crate) fn explain(self, source: rusqlite::Error) -> StoreError {
        let Self { file, table, .. } = self;
        let damaged = |damage| StoreError::Damaged { file, path: self.path.to_owned(), damage };
        let rusqlite::Error::SqliteFailure(failure, _) = &source else {
            return match source {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..) => StoreError::Unreadable { table, source },
                _ => StoreError::Sqlite { table, source },
            };
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy { file },
            ErrorCode::DiskFull => StoreError::Full { file },
            ErrorCode::ReadOnly => StoreError::ReadOnly { file },
            ErrorCode::NotADatabase => damaged(Damage::NotADatabase),
            ErrorCode::DatabaseCorrupt => damaged(Damage::Pages(source.to_string())),
            ErrorCode::ConstraintViolation => constraint(table, failure.extended_code, source),
            _ => StoreError::Sqlite { table, source },
        }
    }
}

fn constraint(table: &'static str, extended: i32, source: rusqlite::Error) -> StoreError {
    use rusqlite::ffi;
    match extended {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Orphan { table },
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE => StoreError::Exists { table },
        _ => StoreError::Invalid { table, source },
    }
}

/// What a piece of work inside a transaction may end with: SQLite's answer, explained later, or ours already.
#[derive(Debug)]
pub(crate) enum Failure {
    Sqlite(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Failure {
    fn from(source: rusqlite::Error) -> Self {
        Self::Sqlite(source)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
