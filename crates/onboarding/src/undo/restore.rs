//! The way back for one field: its former value, without what others put there since being lost.
//!
//! Between what was found, what was written and what is there now, three cases lead back exactly: nobody touched it; it
//! is back already; it is a list to which others added or from which they took. A single value that others replaced is
//! theirs: it stays, and the conflict is told.

use super::FormerField;
use crate::field::Field;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A single value that somebody else replaced since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Field.
    pub field: Field,
    /// What the run wrote.
    pub written: Vec<String>,
    /// What is there now, and stays.
    pub found: Vec<String>,
    /// What was there before the run.
    pub former: Vec<String>,
}

/// Where a field leads back to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    /// What it will hold.
    pub(super) target: Vec<String>,
    /// The property exactly as Graph showed it before, where the target is just that.
    pub(super) raw: Option<Value>,
    /// Why it is left as it is.
    pub(super) conflict: Option<Conflict>,
}

/// Goes back over a field's records, the newest first.
#[must_use]
pub(super) fn way_back(field: Field, now: &[String], records: &[&FormerField]) -> Way {
    if let Some(first) = records.last().filter(|first| same(now, &first.before)) {
        return Way { target: now.to_vec(), raw: first.raw.clone(), conflict: None };
    }
    let mut target = now.to_vec();
    let mut raw = None;
    let mut moved = false;
    for record in records {
        // A single value that others put between two of our own was overruled by the later one: it is skipped.
        if same(&target, &record.after) || moved && !field.is_list() {
            target.clone_from(&record.before);
            raw.clone_from(&record.raw);
            moved = true;
        } else if same(&target, &record.before) {
            raw.clone_from(&record.raw);
        } else if field.is_list() {
            target = merged(&target, record);
            raw = None;
        } else {
            let former = records.last().map(|first| first.before.clone()).unwrap_or_default();
            let conflict = Conflict { field, written: record.after.clone(), found: now.to_vec(), former };
            return Way { target: now.to_vec(), raw: None, conflict: Some(conflict) };
        }
    }
    Way { target, raw, conflict: None }
}

/// Takes the record's additions out and puts its removals back; everybody else's values stay.
fn merged(now: &[String], record: &FormerField) -> Vec<String> {
    let taken = |value: &String| record.before.contains(value) && !record.after.contains(value);
    let added = |value: &String| record.after.contains(value) && !record.before.contains(value);
    let back = record.before.iter().filter(|value| now.contains(value) || taken(value));
    let theirs = now.iter().filter(|value| !record.before.contains(value) && !added(value));
    back.chain(theirs).cloned().collect()
}

/// Equal up to order: the directory does not promise to keep it.
pub(super) fn same(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn record(field: Field, before: &[&str], after: &[&str]) -> FormerField {
        FormerField { field, before: texts(before), after: texts(after), raw: None }
    }

    #[test]
    fn an_untouched_field_goes_back_to_exactly_what_it_was() {
        let record = record(
            Field::ReplyUrls,
            &["https://b/", "https://a/"],
            &["https://new/", "https://b/", "https://a/"],
        );
        let way = way_back(Field::ReplyUrls, &record.after, &[&record]);
        assert_eq!(
            way.target,
            texts(&["https://b/", "https://a/"]),
            "the former order, too: the first is the default"
        );
    }

    #[test]
    fn what_others_added_or_removed_since_is_respected() {
        let record =
            record(Field::ReplyUrls, &["https://old/", "https://a/"], &["https://new/", "https://a/"]);
        let now = texts(&["https://new/", "https://theirs/"]);
        let way = way_back(Field::ReplyUrls, &now, &[&record]);
        assert_eq!(
            way.target,
            texts(&["https://old/", "https://theirs/"]),
            "ours goes, what we replaced comes back, theirs stays, and what they removed stays removed"
        );
    }

    #[test]
    fn a_single_value_of_others_is_never_overwritten() {
        let record = record(Field::SignOnUrl, &["https://old/"], &["https://ours/"]);
        let now = texts(&["https://theirs/"]);
        let way = way_back(Field::SignOnUrl, &now, &[&record]);
        assert_eq!(way.target, now);
        let conflict = way.conflict.unwrap();
        assert_eq!((conflict.former, conflict.found), (texts(&["https://old/"]), now));
    }

    #[test]
    fn corrections_are_followed_back_to_the_first_value() {
        let first = record(Field::SignOnUrl, &["https://a/"], &["https://b/"]);
        let second = record(Field::SignOnUrl, &["https://b/"], &["https://c/"]);
        let way = way_back(Field::SignOnUrl, &second.after, &[&second, &first]);
        assert_eq!(way.target, first.before);
        let mended = record(Field::SignOnUrl, &["https://theirs/"], &["https://b/"]);
        let way = way_back(Field::SignOnUrl, &first.after, &[&mended, &first]);
        assert_eq!(way.target, first.before, "what a mend overruled is not what was there before the run");
        let back = way_back(Field::SignOnUrl, &first.before, &[&second, &first]);
        assert_eq!((back.target, back.conflict), (first.before, None), "what is back already is no conflict");
    }
}
