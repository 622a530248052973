//! Taking a run back, or one step of it: looked at first, then done.

use super::{
    Moment,
    plan::{ChangeView, Finding, RequestView},
    run::ReceiptLine,
};
use serde::{Deserialize, Serialize};

/// What is to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoRequest {
    /// Run id.
    pub run: String,
    /// One step, for example `assign`; absent: the whole run.
    pub step: Option<String>,
}

/// Takes back what was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoApply {
    /// Run id.
    pub run: String,
    /// One step; absent: the whole run.
    pub step: Option<String>,
    /// Hash of the way back that was shown.
    pub plan: String,
}

/// The way back, newest step first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoView {
    /// Run id.
    pub run: String,
    /// Application name.
    pub name: String,
    /// Names this very way back; `undo_apply` refuses any other (`plan_changed`).
    pub hash: String,
    /// Steps; empty when nothing is left to take back.
    pub steps: Vec<UndoStepView>,
    /// What stands in the way, or should be known before.
    pub findings: Vec<Finding>,
}

/// What becomes of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum UndoState {
    /// Will be taken back.
    Todo,
    /// Is back already.
    Back,
    /// Goes along with the application that is deleted.
    Covered,
    /// Has to stay; `note` says why.
    Stays,
}

/// One step on the way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoStepView {
    /// The step that is taken back, for example `identifiers`.
    pub id: String,
    /// What becomes of it.
    pub state: UndoState,
    /// The intent in words.
    pub intent: String,
    /// Why it stays, or what else is to be known.
    pub note: Option<String>,
    /// The requests; what is only known then stands in braces.
    pub requests: Vec<RequestView>,
    /// From what to what.
    pub changes: Vec<ChangeView>,
    /// Values of others, which stay.
    pub conflicts: Vec<ConflictView>,
}

/// A value that somebody else replaced since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    /// Field as Graph names it.
    pub field: String,
    /// Field as the portal names it.
    pub label: String,
    /// What the run wrote.
    pub written: Vec<String>,
    /// What is there now, and stays.
    pub found: Vec<String>,
    /// What was there before the run.
    pub former: Vec<String>,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UndoReceipt {
    /// Run id.
    pub run: String,
    /// Application name.
    pub name: String,
    /// When.
    pub at: Moment,
    /// What was done, in that order.
    pub steps: Vec<ReceiptLine>,
    /// What had to stay, with the reason.
    pub stays: Vec<UndoStepView>,
}
