//! People seen. Decides what finding a person means while typing: every typed word begins a word of the name, the user
//! principal name or the mail address; an exact address comes first, then names that begin as typed.

use crate::{
    StoreError,
    column::{Moment, Text, moment, text},
    database::Database,
    search,
};
use doorward_domain::{ObjectId, TenantId};
use rusqlite::{OptionalExtension, Row, named_params};
use time::OffsetDateTime;

const TABLE: &str = "people";

pub(crate) const V1: &str = "
CREATE TABLE people (
    key     INTEGER PRIMARY KEY,
    tenant  TEXT NOT NULL,
    id      TEXT NOT NULL,
    name    TEXT NOT NULL,
    folded  TEXT NOT NULL,
    upn     TEXT NOT NULL,
    mail    TEXT,
    seen    INTEGER NOT NULL,
    UNIQUE (tenant, id)
) STRICT;
CREATE INDEX people_by_name ON people (tenant, folded);
CREATE VIRTUAL TABLE people_search USING fts5 (
    name, upn, mail, content = 'people', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
CREATE TRIGGER people_added AFTER INSERT ON people BEGIN
    INSERT INTO people_search (rowid, name, upn, mail) VALUES (NEW.key, NEW.name, NEW.upn, NEW.mail);
END;
CREATE TRIGGER people_removed AFTER DELETE ON people BEGIN
    INSERT INTO people_search (people_search, rowid, name, upn, mail)
    VALUES ('delete', OLD.key, OLD.name, OLD.upn, OLD.mail);
END;
CREATE TRIGGER people_changed AFTER UPDATE OF name, upn, mail ON people
WHEN (OLD.name, OLD.upn, OLD.mail) IS NOT (NEW.name, NEW.upn, NEW.mail) BEGIN
    INSERT INTO people_search (people_search, rowid, name, upn, mail)
    VALUES ('delete', OLD.key, OLD.name, OLD.upn, OLD.mail);
    INSERT INTO people_search (rowid, name, upn, mail) VALUES (NEW.key, NEW.name, NEW.upn, NEW.mail);
END;
";

/// A person as last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Where.
    pub tenant: TenantId,
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: String,
    /// `userPrincipalName`.
    pub upn: String,
    /// `mail`, if any.
    pub mail: Option<String>,
    /// When the person was seen.
    pub seen: OffsetDateTime,
}

/// The table of people.
#[derive(Debug, Clone, Copy)]
pub struct People<'db>(pub(super) &'db Database);

impl People<'_> {
    /// Adds or refreshes people, of any tenants, all or none.
    ///
    /// # Errors
    /// As any write.
    pub fn upsert_many(&self, rows: &[PersonRow]) -> Result<(), StoreError> {
        const SQL: &str = "
            INSERT INTO people (tenant, id, name, folded, upn, mail, seen)
            VALUES (:tenant, :id, :name, :folded, :upn, :mail, :seen)
            ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, folded = excluded.folded,
                upn = excluded.upn, mail = excluded.mail, seen = excluded.seen";
        self.0.write(TABLE, |database| {
            let mut statement = database.prepare(SQL)?;
            for row in rows {
                statement.execute(named_params! {
                    ":tenant": Text(row.tenant), ":id": Text(row.id), ":name": row.name,
                    ":folded": search::folded(&row.name), ":upn": row.upn, ":mail": row.mail,
                    ":seen": Moment(row.seen),
                })?;
            }
            Ok(())
        })
    }

    /// One person; `None` if not seen.
    ///
    /// # Errors
    /// As any read.
    pub fn get(&self, tenant: TenantId, person: ObjectId) -> Result<Option<PersonRow>, StoreError> {
        self.0.read(TABLE, |database| {
            let sql = "SELECT * FROM people WHERE tenant = ?1 AND id = ?2";
            Ok(database.query_row(sql, (Text(tenant), Text(person)), read).optional()?)
        })
    }

    /// Finds at most `limit` people of a tenant by what was typed, best first. Any text is allowed; one without a letter or
    /// digit lists people by name.
    ///
    /// # Errors
    /// As any read; never because of the text.
    pub fn search(&self, tenant: TenantId, typed: &str, limit: usize) -> Result<Vec<PersonRow>, StoreError> {
        const BY_NAME: &str = "SELECT * FROM people WHERE tenant = ?1 ORDER BY folded, upn LIMIT ?2";
        const MATCHING: &str = "
            SELECT people.* FROM people_search JOIN people ON people.key = people_search.rowid
            WHERE people_search MATCH :query AND people.tenant = :tenant
            ORDER BY CASE
                    WHEN lower(people.upn) = :folded OR lower(people.mail) = :folded THEN 0
                    WHEN people.folded = :folded THEN 1
                    WHEN substr(people.folded, 1, length(:folded)) = :folded THEN 2
                    ELSE 3
                END, people.folded, people.upn
            LIMIT :limit";
        let limit = search::limit(limit);
        self.0.read(TABLE, |database| {
            let Some(query) = search::prefixes(typed) else {
                let mut statement = database.prepare(BY_NAME)?;
                return Ok(statement.query_map((Text(tenant), limit), read)?.collect::<Result<_, _>>()?);
            };
            let parameters = named_params! {
                ":query": query, ":tenant": Text(tenant), ":folded": search::folded(typed), ":limit": limit,
            };
            Ok(database.prepare(MATCHING)?.query_map(parameters, read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PersonRow> {
    Ok(PersonRow {
        tenant: text(row, "tenant")?,
        id: text(row, "id")?,
        name: row.get("name")?,
        upn: row.get("upn")?,
        mail: row.get("mail")?,
        seen: moment(row, "seen")?,
    })
}
