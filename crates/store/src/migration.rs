//! From an old version to this one. Decides that the version is SQLite's `user_version`, that each version is one
//! transaction, and that a journal is copied whole before its first step.

use crate::{
    StoreError,
    error::{DatabaseFile, Place},
    private,
};
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// What makes one version out of the one before: SQL scripts, one per table. The index in a [`Schema`] plus one is the
/// version. A released migration is never edited; a change is a new one.
pub(crate) type Migration = &'static [&'static str];

/// One database's identity and history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema {
    pub(crate) file: DatabaseFile,
    /// Stands in the file's header and tells our databases from those of other programs.
    pub(crate) application_id: i32,
    pub(crate) migrations: &'static [Migration],
    /// SQLite's `synchronous` setting.
    pub(crate) synchronous: &'static str,
    /// Copy the file before migrating it.
    pub(crate) copied_first: bool,
}

impl Schema {
    /// The newest version this program knows.
    pub(crate) fn version(&self) -> u32 {
        u32::try_from(self.migrations.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn place<'a>(&self, path: &'a Path) -> Place<'a> {
        Place { file: self.file, path, table: "schema" }
    }
}

/// The version that the database says it has.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the database up to date; returns the copy that was made of an older one, if any.
///
/// A failing step leaves the version before it, whole, and the copy beside it.
pub(crate) fn migrate(
    connection: &mut Connection,
    path: &Path,
    schema: &Schema,
) -> Result<Option<PathBuf>, StoreError> {
    let place = schema.place(path);
    let from = version(connection).map_err(|error| place.explain(error))?;
    if from >= schema.version() {
        return Ok(None);
    }
    let copy = (from > 0 && schema.copied_first).then(|| copy(connection, path, from, schema)).transpose()?;
    for (steps, target) in schema.migrations.iter().zip(1_u32..).filter(|(_, target)| *target > from) {
        step(connection, steps, target).map_err(|error| place.explain(error))?;
    }
    if from > 0 {
        tracing::info!(file = schema.file.name(), from, to = schema.version(), "database migrated");
    }
    Ok(copy)
}

fn step(connection: &mut Connection, scripts: Migration, target: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for script in scripts {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", target)?;
    transaction.commit()
}

/// `journal.db` of version 3 becomes `journal.v3.db`. A copy of the same version from an earlier try is replaced.
fn copy(connection: &Connection, path: &Path, version: u32, schema: &Schema) -> Result<PathBuf, StoreError> {
    let copy = path.with_extension(format!("v{version}.db"));
    let partial = path.with_extension(format!("v{version}.partial"));
    private::remove(&partial)?;
    // SQLite fills an empty file that is there, and so keeps the mode we gave it.
    drop(private::make_file(&partial)?);
    connection
        .execute("VACUUM INTO ?1", [partial.to_string_lossy()])
        .map_err(|error| schema.place(path).explain(error))?;
    private::move_into_place(&partial, &copy)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{create, open};
    use tempfile::tempdir;

    const FIRST: Migration = &["CREATE TABLE run (id TEXT)", "INSERT INTO run VALUES ('kept')"];
    const SECOND: Migration = &["ALTER TABLE run ADD COLUMN page TEXT DEFAULT 'urls'"];
    const BROKEN: Migration = &["INSERT INTO run (id) VALUES ('half')", "ALTER TABLE nowhere ADD COLUMN x"];

    fn schema(migrations: &'static [Migration]) -> Schema {
        Schema {
            file: DatabaseFile::Journal,
            application_id: 7,
            migrations,
            synchronous: "FULL",
            copied_first: true,
        }
    }

    fn ids(path: &Path) -> Vec<String> {
        let connection = Connection::open(path).unwrap();
        let mut statement = connection.prepare("SELECT id FROM run").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn an_old_file_is_copied_and_then_brought_forward() {
        let directory = tempdir().unwrap();
        let path = directory.path().join("journal.db");
        create(&path, &schema(&[FIRST])).unwrap();
        let (database, copy) = open(&path, &schema(&[FIRST, SECOND])).unwrap();
        let page: String = database
            .read("run", |connection| Ok(connection.query_row("SELECT page FROM run", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(page, "urls", "the second version's column is there");
        let copy = copy.expect("a file with contents is copied first");
        assert_eq!(copy, directory.path().join("journal.v1.db"));
        assert_eq!(version(&Connection::open(&copy).unwrap()).unwrap(), 1, "the copy is of the old version");
        assert_eq!(ids(&copy), ["kept"]);
    }

    #[test]
    fn a_failing_step_leaves_the_version_before_it_whole() {
        let directory = tempdir().unwrap();
        let path = directory.path().join("journal.db");
        create(&path, &schema(&[FIRST])).unwrap();
        open(&path, &schema(&[FIRST, SECOND, BROKEN])).unwrap_err();
        assert_eq!(version(&Connection::open(&path).unwrap()).unwrap(), 2, "the good step stays");
        assert_eq!(ids(&path), ["kept"], "the broken step's first half is rolled back");
        open(&path, &schema(&[FIRST, SECOND])).expect("the file can still be used");
    }

    #[test]
    fn an_up_to_date_file_is_not_copied() {
        let directory = tempdir().unwrap();
        let path = directory.path().join("journal.db");
        create(&path, &schema(&[FIRST])).unwrap();
        assert_eq!(open(&path, &schema(&[FIRST])).unwrap().1, None);
    }
}
