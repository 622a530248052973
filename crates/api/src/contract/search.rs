//! Searching the gallery, people and groups.

use super::Moment;
use serde::{Deserialize, Serialize};

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchText {
    /// Any text; empty lists the first entries.
    pub text: String,
}

/// Gallery hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GalleryView {
    /// Best first, at most 30.
    pub hits: Vec<GalleryHit>,
    /// Entries known in all.
    pub total: u32,
    /// When the gallery was last read.
    pub as_of: Option<Moment>,
}

/// One gallery entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GalleryHit {
    /// Gallery id, GUID.
    pub template_id: String,
    /// Name.
    pub name: String,
    /// Publisher; may be empty.
    pub publisher: String,
    /// A sentence; may be empty.
    pub description: String,
    /// `saml`, `oidc`, `password`, …
    pub modes: Vec<String>,
    /// Id of the built-in recipe, where there is one.
    pub recipe: Option<String>,
    /// Instances of it in this tenant already.
    pub instances: Vec<InstanceView>,
}

/// An application already made from a gallery entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceView {
    /// Service principal's object id.
    pub service_principal_id: String,
    /// Display name.
    pub name: String,
}

/// A person in a picker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// User principal name.
    pub upn: String,
}

/// People found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PeopleView {
    /// At most 20.
    pub people: Vec<PersonView>,
}

/// A group in a picker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
}

/// Groups found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupsView {
    /// At most 20.
    pub groups: Vec<GroupView>,
}
