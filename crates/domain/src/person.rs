//! People and groups, as far as an assignment needs them.

use crate::ObjectId;
use serde::{Deserialize, Serialize};

/// A user of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: String,
    /// `userPrincipalName`.
    pub upn: String,
    /// `mail`, if any.
    pub mail: Option<String>,
}

/// A group of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Object id.
    pub id: ObjectId,
    /// Display name.
    pub name: String,
    /// What it is for; may be empty.
    pub description: String,
}

/// Who is assigned to an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// Object id.
    pub id: ObjectId,
    /// Person or group.
    pub kind: PrincipalKind,
    /// Display name.
    pub name: String,
}

/// The two kinds of principal the wizard assigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// A user.
    Person,
    /// A group; covers its direct members only.
    Group,
}
