//! Ways back, for showing, and the journal as the engine reads it.

use super::plan::{change_view, finding_view, name, request_view};
use crate::contract::{
    Finding,
    undo::{ConflictView, UndoState, UndoStepView, UndoView},
};
use doorward_onboarding::{self as engine, ports::Entry};
use doorward_store::JournalRow;
use serde_json::Value;

/// The journal's rows as the engine wrote them; rows of steps or phases that this program does not know are left out.
pub(crate) fn entries_in(rows: &[JournalRow]) -> Vec<Entry> {
    rows.iter()
        .filter_map(|row| {
            Some(Entry {
                step: serde_json::from_value(Value::String(row.step.clone())).ok()?,
                phase: serde_json::from_value(Value::String(row.phase.clone())).ok()?,
                at: row.at,
                detail: row.detail.clone(),
                request_id: row.request_id.clone(),
            })
        })
        .collect()
}

pub(crate) fn undo_view(
    plan: &engine::UndoPlan,
    findings: Vec<engine::Finding>,
    application: String,
) -> UndoView {
    UndoView {
        run: plan.run.to_string(),
        name: application,
        hash: plan.hash(),
        steps: plan.steps.iter().map(undo_step_view).collect(),
        findings: findings.into_iter().map(finding_view).collect::<Vec<Finding>>(),
    }
}

pub(crate) fn undo_step_view(step: &engine::UndoStep) -> UndoStepView {
    UndoStepView {
        id: name(&step.id),
        state: match step.state {
            engine::UndoState::Todo => UndoState::Todo,
            engine::UndoState::Back => UndoState::Back,
            engine::UndoState::Covered => UndoState::Covered,
            engine::UndoState::Stays => UndoState::Stays,
        },
        intent: step.intent.clone(),
        note: step.note.clone(),
        requests: step.requests().into_iter().map(request_view).collect(),
        changes: step.changes.iter().map(change_view).collect(),
        conflicts: step.conflicts.iter().map(conflict_view).collect(),
    }
}

fn conflict_view(conflict: &engine::Conflict) -> ConflictView {
    ConflictView {
        field: conflict.field.graph_name().to_owned(),
        label: conflict.field.portal_name().to_owned(),
        written: conflict.written.clone(),
        found: conflict.found.clone(),
        former: conflict.former.clone(),
    }
}
