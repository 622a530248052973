//! What should be known before a run is taken back, and what stands in the way.

use super::{Deed, Done, Present, Take, UndoPlan, UndoState};
use crate::{
    plan::StepId,
    readiness::{Finding, FindingCode, Need, Owns, Rights, Severity, missing},
};

/// Looks for it. `proof`: a test of the sign-on has left its reply URL behind.
#[must_use]
pub fn undo_findings(
    plan: &UndoPlan,
    deeds: &[Deed],
    present: &Present,
    rights: &Rights,
    proof: bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if proof {
        let text = "A test of the sign-on is under way, or left its reply URL behind.";
        found.push(Finding::new(FindingCode::ProofUnderWay, Severity::Blocks, text).remedy(
            "Open the run once: Doorward then puts the reply URLs back. Stop a test that is under way.",
        ));
    }
    found.extend(others(plan, deeds, present));
    found.extend(builds_on_it(plan, deeds));
    for step in &plan.steps {
        for conflict in &step.conflicts {
            let text = format!(
                "{} was changed by others since: it holds {} and is left alone (it was {} before this run).",
                conflict.field.portal_name(),
                shown(&conflict.found),
                shown(&conflict.former)
            );
            found.push(Finding::new(FindingCode::Conflict, Severity::Warns, text).step(step.id));
        }
        if step.state == UndoState::Stays && step.conflicts.is_empty() {
            let text = step.note.clone().unwrap_or_else(|| "This step stays.".to_owned());
            found.push(Finding::new(FindingCode::Stays, Severity::Warns, text).step(step.id));
        }
    }
    for step in plan.steps.iter().filter(|step| step.state == UndoState::Todo) {
        let need = match step.take {
            Take::DeletePerson { .. } => Need::DELETE_PERSON,
            Take::Unassign { .. } => Need::ASSIGN,
            _ => Need::APPLICATION,
        };
        for finding in missing(rights, need, step.id, Owns::No) {
            if !found.iter().any(|one| one.code == finding.code && one.message == finding.message) {
                found.push(finding);
            }
        }
    }
    found
}

/// People and groups that others assigned lose access when the application goes.
fn others(plan: &UndoPlan, deeds: &[Deed], present: &Present) -> Option<Finding> {
    plan.steps.iter().find(|step| matches!(step.take, Take::DeleteApplication { .. }))?;
    let ours = |id| {
        deeds.iter().any(|deed| matches!(&deed.done, Done::Assignment { principal, .. } if *principal == id))
    };
    let names: Vec<&str> = present
        .assigned
        .iter()
        .filter(|assigned| !ours(assigned.principal.id))
        .map(|assigned| assigned.principal.name.as_str())
        .collect();
    let text = match names.as_slice() {
        [] => return None,
        [one] => format!("{one} was assigned by others and loses access."),
        [first, rest @ ..] => {
            format!("{first} and {} more were assigned by others and lose access.", rest.len())
        }
    };
    Some(Finding::new(FindingCode::OthersUseIt, Severity::Warns, text).step(StepId::Instantiate))
}

/// Taking a single step back pulls the ground from under later ones.
fn builds_on_it(plan: &UndoPlan, deeds: &[Deed]) -> Option<Finding> {
    let only = plan.only?;
    let later: &[StepId] = match only {
        StepId::SamlMode => &[StepId::Identifiers, StepId::SignOn],
        StepId::CreateUser => &[StepId::Assign],
        _ => &[],
    };
    let standing = later.iter().find(|step| deeds.iter().any(|deed| deed.step == **step))?;
    let text = format!("The step {standing} builds on this one.");
    Some(
        Finding::new(FindingCode::UndoFirst, Severity::Blocks, text)
            .remedy(format!("Take {standing} back first, or the whole run."))
            .step(only),
    )
}

fn shown(values: &[String]) -> String {
    if values.is_empty() { "nothing".to_owned() } else { values.join(", ") }
}
