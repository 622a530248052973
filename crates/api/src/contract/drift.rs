//! An application now, against what its onboarding left behind.

use super::{Moment, plan::PlanView};
use serde::{Deserialize, Serialize};

/// Names an application: a run id, an object id or client id, a display name, or a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusRequest {
    /// Which one; of several runs the last one counts.
    pub application: String,
}

/// Mends what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MendApply {
    /// Run id.
    pub run: String,
    /// Hash of the plan that was shown.
    pub plan: String,
}

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DriftState {
    /// As the run left it.
    Same,
    /// Something differs.
    Drifted,
    /// The application is gone.
    Gone,
}

/// How something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Another value stands there.
    Changed,
    /// Something is missing.
    Missing,
    /// Others added something beside it.
    Added,
    /// The object is gone.
    Gone,
}

/// An application now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// The run that is compared with.
    pub run: String,
    /// Display name.
    pub name: String,
    /// The vendor's product.
    pub product: String,
    /// Client id, where it is known.
    pub app_id: Option<String>,
    /// Service principal, where it is known.
    pub service_principal_id: Option<String>,
    /// How it stands.
    pub state: DriftState,
    /// When the run last changed something.
    pub since: Option<Moment>,
    /// When the tenant was read.
    pub at: Moment,
    /// Field by field; empty when nothing differs.
    pub differences: Vec<DifferenceView>,
    /// The directory's log could be read; without it nobody is named.
    pub audit_read: bool,
    /// What a mend would do; no steps when nothing can be mended.
    pub mend: PlanView,
    /// What is wrong with the run's journal here, if anything.
    pub journal: Option<String>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    /// `application`, `servicePrincipal`, `user`, `assignment`.
    pub object: String,
    /// Field as Graph names it; empty for the object as a whole.
    pub field: String,
    /// Field as the portal names it.
    pub label: String,
    /// How.
    pub kind: DifferenceKind,
    /// What the run left.
    pub expected: Vec<String>,
    /// What is there.
    pub actual: Vec<String>,
    /// A mend puts it right.
    pub mendable: bool,
    /// What else is to be known.
    pub note: Option<String>,
    /// The last change to this object in the directory's log since then: who may have done it.
    pub by: Option<ChangedBy>,
}

/// Who may have changed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangedBy {
    /// A person's user name or an application's name.
    pub who: String,
    /// What the log calls it.
    pub what: String,
    /// When.
    pub at: Moment,
}
