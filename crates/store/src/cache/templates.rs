//! Gallery templates. Decides what finding one means while typing: the exact name first, then names that begin as typed,
//! then names with such words, then publishers, and last any name that holds the text at all (“force” finds Salesforce).

use super::listings;
use crate::{
    StoreError,
    column::{Json, Moment, Text, json, moment, text},
    database::Database,
    search,
};
use doorward_domain::{ApplicationTemplate, SsoMode, TemplateId};
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use time::OffsetDateTime;

const TABLE: &str = "templates";

pub(crate) const V1: &str = "
CREATE TABLE templates (
    key          INTEGER PRIMARY KEY,
    gallery      TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL,
    publisher    TEXT NOT NULL,
    description  TEXT NOT NULL,
    modes        TEXT NOT NULL CHECK (json_valid(modes)),
    categories   TEXT NOT NULL CHECK (json_valid(categories)),
    seen         INTEGER NOT NULL,
    UNIQUE (gallery, id)
) STRICT;
CREATE INDEX templates_by_name ON templates (gallery, folded);
CREATE VIRTUAL TABLE templates_search USING fts5 (
    name, publisher, content = 'templates', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
";

/// A gallery entry as last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Gallery id.
    pub id: TemplateId,
    /// Name in the gallery.
    pub name: String,
    /// Who publishes the application; may be empty.
    pub publisher: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Ways to sign on that the entry supports.
    pub modes: Vec<SsoMode>,
    /// Gallery categories.
    pub categories: Vec<String>,
    /// When it was seen.
    pub seen: OffsetDateTime,
}

impl TemplateRow {
    /// The row of a template that was seen at this moment.
    #[must_use]
    pub fn new(template: ApplicationTemplate, seen: OffsetDateTime) -> Self {
        let ApplicationTemplate { id, name, publisher, description, modes, categories } = template;
        Self { id, name, publisher, description, modes, categories, seen }
    }
}

impl From<TemplateRow> for ApplicationTemplate {
    fn from(row: TemplateRow) -> Self {
        let TemplateRow { id, name, publisher, description, modes, categories, seen: _ } = row;
        Self { id, name, publisher, description, modes, categories }
    }
}

/// The templates of one gallery.
#[derive(Debug, Clone, Copy)]
pub struct Templates<'db> {
    pub(super) database: &'db Database,
    pub(super) gallery: &'db str,
}

impl Templates<'_> {
    /// Replaces the gallery by one that was fetched whole; all rows become as old as `now`. Several thousand rows take a
    /// fraction of a second.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if an id comes twice; otherwise as any write. The old gallery stays on any error.
    pub fn replace_all(&self, now: OffsetDateTime, rows: &[TemplateRow]) -> Result<(), StoreError> {
        self.database.write(TABLE, |database| {
            database.execute("DELETE FROM templates WHERE gallery = ?1", [self.gallery])?;
            self.insert(database, now, rows)?;
            // The only writer of this table: rebuilding once is quicker than a trigger per row.
            database.execute("INSERT INTO templates_search (templates_search) VALUES ('rebuild')", [])?;
            Ok(listings::note(database, TABLE, self.gallery, now)?)
        })
    }

    fn insert(
        &self,
        database: &Transaction<'_>,
        now: OffsetDateTime,
        rows: &[TemplateRow],
    ) -> rusqlite::Result<()> {
        const SQL: &str = "
            INSERT INTO templates (gallery, id, name, folded, publisher, description, modes, categories, seen)
            VALUES (:gallery, :id, :name, :folded, :publisher, :description, :modes, :categories, :seen)";
        let mut statement = database.prepare(SQL)?;
        for row in rows {
            statement.execute(named_params! {
                ":gallery": self.gallery, ":id": Text(row.id), ":name": row.name,
                ":folded": search::folded(&row.name), ":publisher": row.publisher,
                ":description": row.description, ":modes": Json(&row.modes),
                ":categories": Json(&row.categories), ":seen": Moment(now),
            })?;
        }
        Ok(())
    }

    /// Finds at most `limit` templates by what was typed, best first. Any text is allowed; an empty one lists the gallery by
    /// name.
    ///
    /// # Errors
    /// As any read; never because of the text.
    pub fn search(&self, typed: &str, limit: usize) -> Result<Vec<TemplateRow>, StoreError> {
        const SQL: &str = "
            SELECT templates.*, CASE
                    WHEN folded = :folded THEN 0
                    WHEN substr(folded, 1, length(:folded)) = :folded THEN 1
                    WHEN key IN (SELECT rowid FROM templates_search WHERE templates_search MATCH :in_name) THEN 2
                    WHEN key IN (SELECT rowid FROM templates_search WHERE templates_search MATCH :anywhere) THEN 3
                    WHEN instr(folded, :folded) > 0 THEN 4
                END AS place
            FROM templates WHERE gallery = :gallery AND place IS NOT NULL
            ORDER BY place, folded, id LIMIT :limit";
        let limit = search::limit(limit);
        // An empty phrase finds nothing: then only the plain comparisons speak.
        let query = search::prefixes(typed).unwrap_or_else(|| "\"\"".to_owned());
        self.database.read(TABLE, |database| {
            let parameters = named_params! {
                ":gallery": self.gallery, ":folded": search::folded(typed), ":limit": limit,
                ":in_name": format!("{{name}} : ({query})"), ":anywhere": query,
            };
            Ok(database.prepare(SQL)?.query_map(parameters, read)?.collect::<Result<_, _>>()?)
        })
    }

    /// One template; `None` if the gallery has none with this id, or was never fetched.
    ///
    /// # Errors
    /// As any read.
    pub fn get(&self, template: TemplateId) -> Result<Option<TemplateRow>, StoreError> {
        self.database.read(TABLE, |database| {
            let sql = "SELECT * FROM templates WHERE gallery = ?1 AND id = ?2";
            Ok(database.query_row(sql, (self.gallery, Text(template)), read).optional()?)
        })
    }

    /// How many templates the gallery has.
    ///
    /// # Errors
    /// As any read.
    pub fn count(&self) -> Result<u32, StoreError> {
        self.database.read(TABLE, |database| {
            let sql = "SELECT count(*) FROM templates WHERE gallery = ?1";
            Ok(database.query_row(sql, [self.gallery], |row| row.get(0))?)
        })
    }

    /// When the gallery was last fetched whole; `None` if never.
    ///
    /// # Errors
    /// As any read.
    pub fn synced_at(&self) -> Result<Option<OffsetDateTime>, StoreError> {
        self.database.read(TABLE, |database| Ok(listings::at(database, TABLE, self.gallery)?))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<TemplateRow> {
    Ok(TemplateRow {
        id: text(row, "id")?,
        name: row.get("name")?,
        publisher: row.get("publisher")?,
        description: row.get("description")?,
        modes: json(row, "modes")?,
        categories: json(row, "categories")?,
        seen: moment(row, "seen")?,
    })
}
