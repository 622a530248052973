//! Test SSO.

use super::{Moment, WireError, plan::ChangeView, saml::ExplanationView};
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
    /// The browser was opened at the application or My Apps; Entra's sign-in log is read until the sign-on shows.
    ReadingLog,
    /// A Response came and is being checked.
    Checking,
    /// The former settings are being put back.
    Restoring,
    /// It has a verdict.
    Finished,
    /// It ended without one; `error` says why.
    Failed,
}

/// What a test rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ProofWay {
    /// A Response was received here and checked: a proof.
    CheckedResponse,
    /// Entra's sign-in log says how the sign-on ended; nobody saw the Response. Weaker: no proof.
    SignInLog,
}

/// What a test by the sign-in log would open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WatchPreview {
    /// The page that would be opened: the application's Sign-on URL, or My Apps' launcher.
    pub opens: Option<String>,
    /// Why it cannot be run now; absent when it can.
    pub blocked: Option<String>,
}

/// A line of Entra's sign-in log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LogLineView {
    /// Who tried to sign in (user principal name).
    pub person: String,
    /// When.
    pub at: Moment,
    /// AADSTS number; 0: Entra issued a token.
    pub error_code: u32,
    /// Entra's words for it.
    pub failure_reason: Option<String>,
    /// What Entra adds.
    pub additional: Option<String>,
    /// What Conditional Access said: `success`, `failure`, `notApplied`.
    pub conditional_access: Option<String>,
    /// Finds the same event in Entra's portal.
    pub correlation_id: Option<String>,
    /// What the number means for this application.
    pub explanations: Vec<ExplanationView>,
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
    /// What it rests on.
    pub way: ProofWay,
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
    /// What it rests on.
    pub way: ProofWay,
    /// A Response was checked and everything that must pass has passed. Never by the sign-in log alone.
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
    /// The line of the sign-in log, for a test that rests on it.
    pub log: Option<LogLineView>,
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
