//! The journal's hash chain. Decides that each entry's hash covers the entry and the hash before it, and that the last
//! link of each run is kept apart, so that a changed, exchanged, inserted or cut-off entry shows.
//!
//! It tells tampering with the file from a program's own writing; it does not stop somebody who owns the file and
//! computes the whole chain anew.

use super::entries::{JournalEntry, JournalRow};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

pub(crate) const V2: &str = "
ALTER TABLE journal ADD COLUMN hash TEXT;
CREATE TABLE journal_ends (
    run       TEXT PRIMARY KEY REFERENCES runs (id),
    sequence  INTEGER NOT NULL,
    hash      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Whether a run's journal is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integrity {
    /// Every link holds.
    Whole,
    /// The entry of this sequence, or one before it, is not what was written.
    Altered {
        /// First entry whose hash does not fit.
        sequence: i64,
    },
    /// Entries after this one are missing, or were added past the program.
    Cut {
        /// Sequence of the last entry that was written.
        expected: i64,
    },
}

/// The hash of an entry that follows one of hash `before`; empty for the first. SHA-256, lower-case hexadecimal.
///
/// Entries made before the chain was kept carry no hash of their own; theirs is computed, so that the first stored one
/// covers them too. Of the fields, each is preceded by its length, so that none can run into the next.
pub(crate) fn link(before: &str, sequence: i64, entry: &JournalEntry) -> String {
    let at = (entry.at.unix_timestamp_nanos() / 1000).to_string();
    let parts = [
        before.to_owned(),
        entry.run.to_string(),
        sequence.to_string(),
        entry.step.clone(),
        entry.phase.clone(),
        at,
        entry.detail.to_string(),
        entry.request_id.clone().unwrap_or_default(),
    ];
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The hash after these entries, whatever hashes they carry themselves.
pub(crate) fn over(rows: &[JournalRow]) -> String {
    rows.iter().fold(String::new(), |before, row| link(&before, row.sequence, &row.as_entry()))
}

/// Follows the chain over all entries of one run, in order. `end` is the last link that was kept apart.
pub(crate) fn follow(rows: &[JournalRow], end: Option<(i64, String)>) -> Integrity {
    let mut before = String::new();
    for row in rows {
        before = link(&before, row.sequence, &row.as_entry());
        if row.hash.as_ref().is_some_and(|stored| *stored != before) {
            return Integrity::Altered { sequence: row.sequence };
        }
    }
    let last = rows.last().map_or(0, |row| row.sequence);
    match end {
        Some((sequence, _)) if sequence != last => Integrity::Cut { expected: sequence },
        Some((sequence, hash)) if hash != before => Integrity::Altered { sequence },
        _ => Integrity::Whole,
    }
}

impl JournalRow {
    fn as_entry(&self) -> JournalEntry {
        JournalEntry {
            run: self.run,
            step: self.step.clone(),
            phase: self.phase.clone(),
            at: self.at,
            detail: self.detail.clone(),
            request_id: self.request_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_domain::RunId;
    use serde_json::json;
    use time::macros::datetime;
    use uuid::Uuid;

    fn entry(step: &str, phase: &str) -> JournalEntry {
        JournalEntry {
            run: RunId(Uuid::nil()),
            step: step.to_owned(),
            phase: phase.to_owned(),
            at: datetime!(2026-11-22 12:00 UTC),
            detail: json!({}),
            request_id: None,
        }
    }

    #[test]
    fn text_cannot_move_from_one_field_into_the_next() {
        assert_ne!(link("", 1, &entry("create", "intent")), link("", 1, &entry("creat", "eintent")));
    }

    #[test]
    fn the_place_and_everything_before_are_covered() {
        let same = entry("create", "intent");
        assert_ne!(link("", 1, &same), link("", 2, &same));
        assert_ne!(link("", 1, &same), link("00", 1, &same));
    }
}
