//! A field's change, for showing: what it is now, what it will be, and between them what goes, comes and stays.

use crate::field::ObjectKind;
use serde::{Deserialize, Serialize};

/// A field's change. The lists `removed`, `added` and `kept` follow from `from` and `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Kind of object.
    pub object: ObjectKind,
    /// Its name.
    pub name: String,
    /// Field as Graph names it; empty for the object as a whole.
    pub field: String,
    /// All values before, in order.
    #[serde(default)]
    pub from: Vec<String>,
    /// All values after, in order.
    #[serde(default)]
    pub to: Vec<String>,
    /// Values that go.
    pub removed: Vec<String>,
    /// Values that come.
    pub added: Vec<String>,
    /// Values that stay.
    pub kept: Vec<String>,
}

impl Change {
    /// The change between two states of a field.
    #[must_use]
    pub fn between(
        object: ObjectKind,
        name: impl Into<String>,
        field: impl Into<String>,
        from: Vec<String>,
        to: Vec<String>,
    ) -> Self {
        let only = |list: &[String], other: &[String]| -> Vec<String> {
            list.iter().filter(|value| !other.contains(value)).cloned().collect()
        };
        let (removed, added) = (only(&from, &to), only(&to, &from));
        let kept = to.iter().filter(|value| from.contains(value)).cloned().collect();
        Self { object, name: name.into(), field: field.into(), from, to, removed, added, kept }
    }

    /// Nothing was there before.
    #[must_use]
    pub fn new(
        object: ObjectKind,
        name: impl Into<String>,
        field: impl Into<String>,
        to: Vec<String>,
    ) -> Self {
        Self::between(object, name, field, Vec::new(), to)
    }
}
