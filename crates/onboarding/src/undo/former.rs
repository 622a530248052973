//! What a change found and what it puts in its place: written into the journal before the request is sent, so that the
//! former values outlive everything that may happen afterwards.

use crate::field::{Field, ObjectKind};
use doorward_domain::{AppRoleId, ObjectId};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// A change's former state, by kind of change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Former {
    /// Fields of one object were about to be written.
    Fields {
        /// Kind of object.
        object: ObjectKind,
        /// The object.
        id: ObjectId,
        /// Each field that differed.
        fields: Vec<FormerField>,
    },
    /// A certificate was about to be made.
    Certificate {
        /// Subject that only this run uses.
        subject: String,
        /// Thumbprint that was active then.
        active: Option<String>,
    },
    /// An assignment was about to be made; there was none for this person or group.
    Assignment {
        /// The application's service principal.
        resource: ObjectId,
        /// Person or group.
        principal: ObjectId,
        /// Role.
        role: AppRoleId,
    },
}

/// One field before and after a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormerField {
    /// Field.
    pub field: Field,
    /// Values found.
    pub before: Vec<String>,
    /// Values written.
    pub after: Vec<String>,
    /// The property as Graph showed it before, where that was read: an application that was taken over gets exactly
    /// this back.
    #[serde(default, deserialize_with = "as_shown", skip_serializing_if = "Option::is_none")]
    pub raw: Option<Value>,
}

/// A property that Graph showed as `null` was read all the same: it goes back to `null`, not to an object of nulls.
fn as_shown<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Former {
    /// One sentence for the journal.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Fields { fields, .. } => {
                let parts: Vec<String> = fields.iter().map(FormerField::text).collect();
                format!("Before: {}", parts.join("; "))
            }
            Self::Certificate { active: Some(active), .. } => format!("Before: certificate {active} active"),
            Self::Certificate { active: None, .. } => "Before: no active certificate".to_owned(),
            Self::Assignment { .. } => "Before: not assigned".to_owned(),
        }
    }
}

impl FormerField {
    fn text(&self) -> String {
        let values = if self.before.is_empty() { "empty".to_owned() } else { self.before.join(", ") };
        format!("{} {values}", self.field.portal_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_graph_showed_as_null_is_remembered_as_null() {
        let mut field = FormerField {
            field: Field::RelayState,
            before: Vec::new(),
            after: vec!["rs".to_owned()],
            raw: Some(Value::Null),
        };
        let kept = |field: &FormerField| serde_json::from_value::<FormerField>(json!(field)).unwrap();
        assert_eq!(kept(&field), field, "null was read, and goes back");
        field.raw = None;
        assert_eq!(kept(&field), field, "not read stays not read");
    }
}
