//! Test SSO.

use super::{Moment, WireError, plan::ChangeView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who starts the sign-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Initiation {
    /// The application sends an AuthnRequest.
    ServiceProvider,
    /// Entra sends a Response unasked (My Apps).
    IdentityProvider,
}

/// Starts a Test SSO.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofStart {
    /// Run id.
    pub run: String,
    /// Who starts the sign-on.
    pub initiation: Initiation,
}

/// Where a test stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ProofPhase {
    /// The local reply URL is being registered.
    Preparing,
    /// The browser was opened; the person signs in there.
    WaitingForBrowser,
    /// A Response came and is being checked.
    Checking,
    /// The former settings are being put back.
    Restoring,
    /// It has a verdict.
    Finished,
    /// It ended without one; `error` says why.
    Failed,
}

/// A test under way or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofView {
    /// Test id.
    pub id: String,
    /// Its run.
    pub run: String,
    /// Who started the sign-on.
    pub initiation: Initiation,
    /// Where it stands.
    pub phase: ProofPhase,
    /// Since when.
    pub since: Moment,
    /// When it gives up waiting.
    pub until: Moment,
    /// The page to open, should the browser not have come up by itself.
    pub url: Option<String>,
    /// The verdict, once finished.
    pub evidence: Option<EvidenceView>,
    /// Why it failed.
    pub error: Option<WireError>,
}

/// What a test will change for its own duration and put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofPreview {
    /// Changed while the test runs, put back afterwards.
    pub changes: Vec<ChangeView>,
    /// Why it cannot be run now; absent when it can.
    pub blocked: Option<String>,
}

/// The checked result of a Test SSO, tied to a run and to one state of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    /// Evidence id.
    pub id: String,
    /// Who started the sign-on.
    pub initiation: Initiation,
    /// Everything that must pass has passed.
    pub accepted: bool,
    /// When.
    pub at: Moment,
    /// First eight characters of the configuration's hash.
    pub configuration: String,
    /// The configuration was changed since.
    pub outdated: bool,
    /// One sentence: what the verdict means.
    pub summary: String,
    /// Where the fault lies when it is refused: `entra`, `vendor`, `browser`, `here`.
    pub place: Option<String>,
    /// What to do next when it is refused.
    pub next: Option<String>,
    /// Who signed in (NameID); only when accepted.
    pub person: Option<String>,
    /// What the application sees; only when accepted.
    pub claims: BTreeMap<String, Vec<String>>,
    /// Each check.
    pub checks: Vec<CheckView>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Stable name, a phrase key.
    pub code: String,
    /// It passed.
    pub passed: bool,
    /// It could not be evaluated because an earlier one failed.
    pub skipped: bool,
    /// What had to be there.
    pub expected: Option<String>,
    /// What was.
    pub found: Option<String>,
}

/// The test under way or the last one of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ProofState {
    /// Absent when none was started since the program began.
    pub proof: Option<ProofView>,
}
