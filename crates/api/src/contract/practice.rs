//! The practice tenant's controls.

use serde::{Deserialize, Serialize};

/// The practice tenant as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeView {
    /// It is running.
    pub running: bool,
    /// Where, for clients that should be pointed at it.
    pub url: Option<String>,
    /// Its default domain.
    pub domain: Option<String>,
    /// Accounts to sign in with; nothing here is real.
    pub accounts: Vec<PracticeAccountView>,
    /// Milliseconds until new objects become visible.
    pub lag_ms: u32,
}

/// A practice account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAccountView {
    /// User principal name.
    pub upn: String,
    /// Password; practice only.
    pub password: String,
    /// Directory roles.
    pub roles: Vec<String>,
}

/// Changes the practice tenant's behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeSettings {
    /// Milliseconds until new objects become visible, at most 60 000.
    pub lag_ms: u32,
}
