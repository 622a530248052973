//! One SQLite file: made, checked, opened, read and written. Decides the settings of every connection, that writes begin
//! with the lock they need, and that a file is proven ours and whole before anything about it changes.

use crate::{
    Damage, StoreError,
    error::{DatabaseFile, Failure, Place},
    migration::{self, Schema},
    private,
};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, config::DbConfig};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a call waits for another process's write.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tables that a stand-in takes rows for: who is signed in and how things are shown, good for one process.
pub(crate) const PASSING: [&str; 3] = ["tenants", "accounts", "settings"];

/// An open database. One connection behind a mutex: the console writes little, and SQLite has one writer at a time anyway.
#[derive(Debug)]
pub(crate) struct Database {
    file: DatabaseFile,
    path: PathBuf,
    connection: Mutex<Connection>,
    /// Set while a database in memory stands in for a damaged file: what is wrong with that file.
    standing_in: Mutex<Option<Damage>>,
}

impl Database {
    /// Runs reading work against one consistent state of the file.
    pub(crate) fn read<T>(
        &self,
        table: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        self.within(table, TransactionBehavior::Deferred, work)
    }

    /// Runs writing work: all of it is committed, or nothing.
    ///
    /// A stand-in takes what this process needs to look around and refuses what must outlive it.
    pub(crate) fn write<T>(
        &self,
        table: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        if let Some(damage) = self.standing_in()
            && !PASSING.contains(&table)
        {
            return Err(StoreError::Damaged { file: self.file, path: self.path.clone(), damage });
        }
        self.within(table, TransactionBehavior::Immediate, work)
    }

    fn within<T>(
        &self,
        table: &'static str,
        behaviour: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        let explain = |error| Place { file: self.file, path: &self.path, table }.explain(error);
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(behaviour).map_err(explain)?;
        let done = work(&transaction).map_err(|failure| match failure {
            Failure::Sqlite(error) => explain(error),
            Failure::Store(error) => error,
        })?;
        transaction.commit().map_err(explain)?;
        Ok(done)
    }

    /// What is wrong with the file that this database stands in for; `None` for the file itself.
    pub(crate) fn standing_in(&self) -> Option<Damage> {
        self.standing_in.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes on with another database's connection: the file that a stand-in stood for is back.
    pub(crate) fn take_over(&self, other: Self) {
        let theirs = other.connection.into_inner().unwrap_or_else(PoisonError::into_inner);
        *self.connection() = theirs;
        *self.standing_in.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// A panic in an earlier piece of work has rolled its transaction back; the connection itself is sound.
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a database in its newest version. It appears under its name only when whole, so that a crash in between leaves no
/// half-made file that would later look like damage.
pub(crate) fn create(path: &Path, schema: &Schema) -> Result<(), StoreError> {
    let place = schema.place(path);
    let draft = path.with_extension("new");
    private::remove(&draft)?;
    private::remove(&beside(&draft, "-journal"))?;
    drop(private::make_file(&draft)?);
    let mut connection = connect(&draft).map_err(|error| place.explain(error))?;
    connection
        .pragma_update(None, "application_id", schema.application_id)
        .map_err(|error| place.explain(error))?;
    migration::migrate(&mut connection, &draft, schema)?;
    connection.close().map_err(|(_, error)| place.explain(error))?;
    private::move_into_place(&draft, path)
}

/// Opens an existing database, checked and brought up to date; returns it with the copy made before a migration.
///
/// Nothing in the file changes before it is proven ours, whole and not newer.
pub(crate) fn open(path: &Path, schema: &Schema) -> Result<(Database, Option<PathBuf>), StoreError> {
    let place = schema.place(path);
    let damaged = |damage| StoreError::Damaged { file: schema.file, path: path.to_owned(), damage };
    let size = fs::symlink_metadata(path).map_err(StoreError::io(path))?.len();
    if size == 0 {
        return Err(damaged(Damage::Empty));
    }
    let mut connection = connect(path).map_err(|error| place.explain(error))?;
    // While in doubt, closing must not write the log back into the file.
    let keep_log = |on| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on).map(drop);
    keep_log(true).map_err(|error| place.explain(error))?;
    let found = migration::version(&connection).map_err(|error| place.explain(error))?;
    let mark: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| place.explain(error))?;
    if mark != schema.application_id || found == 0 {
        return Err(damaged(Damage::Foreign));
    }
    if found > schema.version() {
        return Err(StoreError::Newer { file: schema.file, found, supported: schema.version() });
    }
    if let Some(finding) = broken_pages(&connection).map_err(|error| place.explain(error))? {
        return Err(damaged(Damage::Pages(finding)));
    }
    keep_log(false).map_err(|error| place.explain(error))?;
    configure(&connection, schema).map_err(|error| place.explain(error))?;
    let copy = migration::migrate(&mut connection, path, schema)?;
    let database = Database {
        file: schema.file,
        path: path.to_owned(),
        connection: Mutex::new(connection),
        standing_in: Mutex::default(),
    };
    Ok((database, copy))
}

/// A database in memory in place of a damaged file, which is not touched; `fill` puts in what can be read of it.
pub(crate) fn stand_in(
    path: &Path,
    schema: &Schema,
    damage: Damage,
    fill: impl FnOnce(&Connection) -> Result<(), StoreError>,
) -> Result<Database, StoreError> {
    let place = schema.place(path);
    let mut connection = Connection::open_in_memory().map_err(|error| place.explain(error))?;
    connection.pragma_update(None, "foreign_keys", true).map_err(|error| place.explain(error))?;
    migration::migrate(&mut connection, path, schema)?;
    fill(&connection)?;
    Ok(Database {
        file: schema.file,
        path: path.to_owned(),
        connection: Mutex::new(connection),
        standing_in: Mutex::new(Some(damage)),
    })
}

/// Connects without ever making a file: SQLite's own would be readable by others.
pub(crate) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    Ok(connection)
}

fn configure(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", schema.synchronous)?;
    // Matters on macOS only, where an ordinary fsync stops at the drive's own cache.
    connection.pragma_update(None, "fullfsync", schema.synchronous == "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// SQLite's first finding, if its quick check has one.
fn broken_pages(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let finding: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((finding != "ok").then_some(finding))
}

/// Whether the database is there. A write-ahead log without its database means that the database was lost.
pub(crate) fn is_there(path: &Path, file: DatabaseFile) -> Result<bool, StoreError> {
    if private::exists(path)? {
        return Ok(true);
    }
    match fs::symlink_metadata(beside(path, "-wal")) {
        Ok(log) if log.len() > 0 => {
            Err(StoreError::Damaged { file, path: path.to_owned(), damage: Damage::Missing })
        }
        Ok(_) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io(path)(error)),
    }
}

/// Renames a database and removes its side files; returns the new name. One set-aside file is kept, the latest, so that
/// damage that comes back does not fill the disk.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = path.with_extension("damaged.db");
    if private::exists(path)? {
        fs::rename(path, &aside).map_err(StoreError::io(path))?;
    }
    for suffix in ["-wal", "-shm"] {
        private::remove(&beside(path, suffix))?;
    }
    Ok(aside)
}

/// Renames a database together with its side files, which may hold its newest pages; returns the new name. Never over
/// another file.
pub(crate) fn set_aside_whole(path: &Path, suffix: &str) -> Result<PathBuf, StoreError> {
    let aside = path.with_extension(format!("{suffix}.db"));
    let pairs = ["-wal", "-shm", ""].map(|side| (beside(path, side), beside(&aside, side)));
    for (_, to) in &pairs {
        if private::exists(to)? {
            return Err(StoreError::io(to)(io::ErrorKind::AlreadyExists.into()));
        }
    }
    for (from, to) in &pairs {
        if private::exists(from)? {
            fs::rename(from, to).map_err(StoreError::io(from))?;
        }
    }
    Ok(aside)
}

/// `cache.db` + `-wal` = `cache.db-wal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    const SCHEMA: Schema = Schema {
        file: DatabaseFile::Journal,
        application_id: 7,
        migrations: &[&["CREATE TABLE line (text TEXT)"]],
        synchronous: "FULL",
        copied_first: true,
    };

    fn opened(directory: &Path) -> Database {
        let path = directory.join("journal.db");
        create(&path, &SCHEMA).unwrap();
        open(&path, &SCHEMA).unwrap().0
    }

    fn write(database: &Database) -> Result<(), StoreError> {
        let text = "x".repeat(3000);
        database.write("line", |connection| {
            connection.execute("INSERT INTO line VALUES (?1)", [&text])?;
            Ok(())
        })
    }

    fn count(database: &Database) -> i64 {
        let sql = "SELECT count(*) FROM line";
        database.read("line", |connection| Ok(connection.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }

    #[test]
    fn a_full_disk_is_told_and_leaves_the_file_sound() {
        let directory = tempdir().unwrap();
        let database = opened(directory.path());
        // SQLite answers a reached page limit exactly as it answers a full disk.
        database.connection().pragma_update(None, "max_page_count", 12).unwrap();
        let mut written = 0;
        let error = loop {
            match write(&database) {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
            assert!(written < 100, "the limit holds");
        };
        assert!(matches!(error, StoreError::Full { file: DatabaseFile::Journal }), "{error:?}");
        assert_eq!(count(&database), written, "the refused line left no trace");

        database.connection().pragma_update(None, "max_page_count", 1000).unwrap();
        write(&database).expect("goes on once there is room");
        drop(database);
        let (again, _) = open(&directory.path().join("journal.db"), &SCHEMA).expect("the file is sound");
        assert_eq!(count(&again), written + 1);
    }

    #[test]
    fn a_panic_in_the_middle_rolls_back_and_locks_nobody_out() {
        let directory = tempdir().unwrap();
        let database = opened(directory.path());
        let work = std::panic::AssertUnwindSafe(|| {
            database.write::<()>("line", |connection| {
                connection.execute("INSERT INTO line VALUES ('half')", [])?;
                panic!("in the middle of a transaction");
            })
        });
        assert!(std::panic::catch_unwind(work).is_err());
        assert_eq!(count(&database), 0);
        write(&database).expect("the next caller is served");
    }

    #[test]
    fn a_half_made_file_of_an_earlier_crash_does_not_hinder_the_next_start() {
        let directory = tempdir().unwrap();
        std::fs::write(directory.path().join("journal.new"), "half").unwrap();
        std::fs::write(directory.path().join("journal.new-journal"), "half").unwrap();
        write(&opened(directory.path())).unwrap();
    }

    #[test]
    fn the_journal_reaches_the_disk_before_a_call_returns() {
        let directory = tempdir().unwrap();
        let database = opened(directory.path());
        let setting = |name: &str| -> String {
            let connection = database.connection();
            let value: rusqlite::types::Value =
                connection.pragma_query_value(None, name, |row| row.get(0)).unwrap();
            format!("{value:?}")
        };
        assert_eq!(setting("journal_mode"), "Text(\"wal\")");
        assert_eq!(setting("synchronous"), "Integer(2)", "2 is FULL");
        assert_eq!(setting("foreign_keys"), "Integer(1)");
        assert_eq!(setting("busy_timeout"), "Integer(5000)");
    }
}
