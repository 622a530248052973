//! Device code sign-in.

use super::{Moment, WireError};
use serde::{Deserialize, Serialize};

/// Where to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignInStart {
    /// The built-in practice tenant (started if needed).
    Practice,
    /// A real tenant.
    Entra {
        /// Tenant id or verified domain; empty for the account's home tenant.
        tenant: String,
    },
}

/// The code to type in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CodeView {
    /// Shown large.
    pub user_code: String,
    /// The page where it is typed.
    pub verification_uri: String,
    /// Seconds the code is good for, from its issue.
    pub expires_in: u32,
    /// When it ends.
    pub expires_at: Moment,
    /// The practice tenant asks.
    pub practice: bool,
    /// Permissions asked for, by Graph name.
    pub scopes: Vec<String>,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInPhase {
    /// No sign-in is under way.
    Idle,
    /// The code has been issued; the person is at the browser.
    Waiting {
        /// The code.
        code: CodeView,
    },
    /// Signed in.
    Done,
    /// It ended without a session.
    Failed {
        /// Why.
        error: WireError,
    },
}
