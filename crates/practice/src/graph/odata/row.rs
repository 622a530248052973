//! One row of a collection as filters, searches and orders see it: without making the whole body first.

use crate::state::object::Object;
use serde_json::Value;
use std::borrow::Cow;
use time::OffsetDateTime;

/// Something whose properties can be asked for by wire name.
pub(crate) trait Row {
    /// The property, or null.
    fn property(&self, name: &str) -> Cow<'_, Value>;

    /// How many items a collection property or a relationship has.
    fn count(&self, name: &str) -> usize {
        self.property(name).as_array().map_or(0, Vec::len)
    }

    /// What a path such as `web/homePageUrl` leads to.
    fn at(&self, path: &str) -> Cow<'_, Value> {
        let (head, rest) = path.split_once('/').unwrap_or((path, ""));
        if rest == "$count" {
            return Cow::Owned(self.count(head).into());
        }
        let found = self.property(head);
        if rest.is_empty() {
            return found;
        }
        match found {
            Cow::Borrowed(value) => Cow::Borrowed(inside(value, rest)),
            Cow::Owned(value) => Cow::Owned(inside(&value, rest).clone()),
        }
    }
}

fn inside<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('/').fold(value, |value, name| value.get(name).unwrap_or(&Value::Null))
}

impl Row for Value {
    fn property(&self, name: &str) -> Cow<'_, Value> {
        Cow::Borrowed(self.get(name).unwrap_or(&Value::Null))
    }
}

/// A directory object as lists tell it at a moment.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'w> {
    pub(crate) object: &'w Object,
    pub(crate) now: OffsetDateTime,
}

impl Row for Listed<'_> {
    fn property(&self, name: &str) -> Cow<'_, Value> {
        match name {
            "id" => Cow::Owned(self.object.id.to_string().into()),
            "deletedDateTime" => {
                Cow::Owned(self.object.deleted.map_or(Value::Null, |at| crate::graph::moment(at).into()))
            }
            _ => Cow::Borrowed(self.object.listed_properties(self.now).get(name).unwrap_or(&Value::Null)),
        }
    }

    fn count(&self, name: &str) -> usize {
        match name {
            "members" => self.object.members().len(),
            "owners" => self.object.owners().len(),
            _ => self.property(name).as_array().map_or(0, Vec::len),
        }
    }
}
