//! What a page would change, before it does.

use super::{
    Moment,
    run::{Answers, Page, RunView},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The preview of one page's changes, or of the whole onboarding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Names this very plan; `run_apply` refuses any other (`plan_changed`).
    pub hash: String,
    /// In order; steps already done are left out.
    pub steps: Vec<StepView>,
    /// What stands in the way, or should be known before.
    pub findings: Vec<Finding>,
}

/// One change to the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// `instantiate`, `name`, `saml_mode`, `identifiers`, `sign_on`, `notification_emails`, `add_certificate`,
    /// `activate_certificate`, `create_user`, `assign`, `relay_state`.
    pub id: String,
    /// The wizard's page it belongs to, if it belongs to one.
    pub page: Option<Page>,
    /// The intent in words.
    pub intent: String,
    /// The requests, exactly.
    pub requests: Vec<RequestView>,
    /// What changes from what to what.
    pub changes: Vec<ChangeView>,
    /// Steps that must be done before.
    pub depends_on: Vec<String>,
    /// How it is undone, or that it cannot be, one sentence.
    pub undo: String,
    /// It can be undone to the exact former values.
    pub undoable: bool,
}

/// A request to Graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// `POST`, `PATCH`, …
    pub method: String,
    /// Path below `/v1.0`; ids that are not known yet stand in braces, for example `{servicePrincipal.id}`.
    pub path: String,
    /// JSON, pretty-printed; absent where there is no body. A password stands as `•••`.
    pub body: Option<String>,
}

/// A field's change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// `application`, `servicePrincipal`, `user`, `assignment`.
    pub object: String,
    /// Its display name.
    pub name: String,
    /// Field as Graph names it, for example `web.redirectUris`.
    pub field: String,
    /// All values before, in order.
    pub from: Vec<String>,
    /// All values after, in order.
    pub to: Vec<String>,
    /// Values that go away (empty for additions).
    pub removed: Vec<String>,
    /// Values that come.
    pub added: Vec<String>,
    /// Values that others put there and that stay.
    pub kept: Vec<String>,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The page cannot be applied.
    Blocks,
    /// It can, but should be known.
    Warns,
    /// Good to know.
    Informs,
}

/// Something found out before the first write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Stable name, for example `role_missing`, `identifier_taken`, `certificate_active_expired`.
    pub code: String,
    /// Its weight.
    pub severity: Severity,
    /// What was found, one sentence.
    pub message: String,
    /// What mends it, one sentence.
    pub remedy: Option<String>,
    /// The step it concerns.
    pub step: Option<String>,
    /// The input it concerns (a SAML field, `name`, `userName`, …).
    pub field: Option<String>,
}

/// A whole onboarding's plan, as it is saved: `doorward onboard … --plan --json` prints it, `--plan-file` applies it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    /// `doorward-plan/1`.
    pub format: String,
    /// When it was made; certificates get the life that was planned then.
    pub made_at: Moment,
    /// Tenant it was made for; it is applied in no other.
    pub tenant_id: String,
    /// That tenant's name.
    pub tenant_name: String,
    /// Who made it.
    pub account: String,
    /// The run that it becomes.
    pub run: String,
    /// Gallery entry.
    pub template_id: String,
    /// Its name.
    pub template_name: String,
    /// The recipe it was made from, as a recipe file; absent where it is built in or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub recipe: Option<String>,
    /// Display name of the application.
    pub name: String,
    /// The answers that it was made from.
    pub answers: Answers,
    /// The facts of the tenant that it was made from, by name.
    pub basis: BTreeMap<String, Vec<String>>,
    /// Names this very plan.
    pub hash: String,
    /// Steps in order; each after everything it depends on.
    pub steps: Vec<StepView>,
    /// What stands in the way, or should be known before.
    pub findings: Vec<Finding>,
    /// A finding blocks.
    pub blocked: bool,
}

/// What became of a saved plan that was taken up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlanOpened {
    /// Its run; absent when the tenant has moved on.
    pub run: Option<RunView>,
    /// What has moved since the plan was made, field by field.
    pub moved: Vec<MovedView>,
}

/// A fact of the tenant that is no longer as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MovedView {
    /// Name of the fact, for example `application.identifierUris`.
    pub field: String,
    /// When the plan was made.
    pub planned: Vec<String>,
    /// Now.
    pub now: Vec<String>,
}
