//! Home, the applications list and the activity list: drawn from the cache, with their age.

use super::{Moment, run::Page, run::PageStatus};
use serde::{Deserialize, Serialize};

/// Everything Home shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HomeView {
    /// Runs that are not finished, the latest first.
    pub under_way: Vec<RunCard>,
    /// Applications of the tenant with single sign-on, by name.
    pub applications: Vec<ApplicationRowView>,
    /// Certificates that end within 60 days or have ended, the nearest first.
    pub ending: Vec<ApplicationRowView>,
    /// When the directory was last read; absent before the first time.
    pub as_of: Option<Moment>,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunCard {
    /// Run id.
    pub id: String,
    /// Application name.
    pub name: String,
    /// Page it stands on.
    pub page: Page,
    /// State of that page.
    pub status: PageStatus,
    /// Pages done, of eight.
    pub done: u8,
    /// Things still open, one sentence each.
    pub open_items: Vec<String>,
    /// Last change.
    pub updated: Moment,
    /// Finished (with or without open items).
    pub finished: Option<Moment>,
}

/// An application of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationRowView {
    /// Service principal's object id.
    pub service_principal_id: String,
    /// Client id.
    pub app_id: String,
    /// Display name.
    pub name: String,
    /// `saml`, `oidc`, `password`, … or absent.
    pub mode: Option<String>,
    /// When the active signing certificate ends.
    pub certificate_ends: Option<Moment>,
    /// The last Test SSO made here.
    pub last_proof: Option<LastProof>,
}

/// The last Test SSO of an application, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LastProof {
    /// It passed.
    pub accepted: bool,
    /// When.
    pub at: Moment,
    /// The configuration was changed since.
    pub outdated: bool,
}

/// What was done from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// The latest first.
    pub runs: Vec<ActivityRun>,
}

/// A run with its journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRun {
    /// The run.
    pub card: RunCard,
    /// Who did it.
    pub by: String,
    /// Journal lines, the oldest first.
    pub entries: Vec<ActivityEntry>,
    /// Something of it can still be taken back.
    pub undoable: bool,
    /// What is wrong with its journal here, if anything.
    pub altered: Option<String>,
}

/// One journal line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    /// When.
    pub at: Moment,
    /// Step, for example `add_certificate`.
    pub step: String,
    /// `intent`, `accepted`, `proved`, `failed`.
    pub phase: String,
    /// What it says, one sentence.
    pub text: String,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}
