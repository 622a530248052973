//! Steps that need a licence of the tenant.

use super::{Finding, FindingCode, Severity};
use crate::plan::{Action, Ground, Plan, StepId};

/// Assigning a group needs Entra ID P1. Source: Graph facts, sections 8 and 16; whether Entra refuses without it is not
/// documented, so it is the terms that are told, and the person decides.
pub(super) fn assignment(ground: &Ground<'_>, plan: &Plan) -> Option<Finding> {
    let assigns = plan.steps.iter().any(|step| matches!(step.action, Action::Assign { .. }));
    if ground.answers.group.is_none() || !assigns || ground.snapshot.around.rules.has_p1 != Some(false) {
        return None;
    }
    let text = "Assigning a group needs Microsoft Entra ID P1, which this tenant does not have.";
    Some(
        Finding::new(FindingCode::LicenceMissing, Severity::Blocks, text)
            .remedy("Assign people instead of the group, or have the licence added.")
            .field("group")
            .step(StepId::Assign),
    )
}
