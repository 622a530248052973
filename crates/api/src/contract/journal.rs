//! A damaged journal, and one that is made anew.

use serde::{Deserialize, Serialize};

/// What is wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DamageView {
    /// The file, left as it is.
    pub file: String,
    /// What was found, a few words.
    pub cause: String,
    /// Onboardings that can still be read of it.
    pub readable_runs: u32,
}

/// A journal made anew, and what the tenant told for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RebuiltView {
    /// Where the damaged file lies now; absent when the journal was sound.
    pub set_aside: Option<String>,
    /// What was carried over from it; absent when the journal was sound.
    pub kept: Option<KeptView>,
    /// The tenant was looked through for marks. Without a session it could not be.
    pub searched: bool,
    /// Onboardings that the tenant's marks told of.
    pub found: Vec<FoundRunView>,
}

/// Rows carried over from a damaged journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptView {
    /// Onboardings.
    pub runs: u32,
    /// Lines of their journals.
    pub entries: u32,
    /// Results of Test SSO.
    pub evidence: u32,
    /// Accounts.
    pub accounts: u32,
    /// Every row could be read.
    pub whole: bool,
}

/// An onboarding found by the mark it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundRunView {
    /// Run.
    pub run: String,
    /// Application's name.
    pub name: String,
    /// The mark.
    pub mark: String,
    /// It was in the journal, which knew less than the tenant.
    pub completed: bool,
}
