//! The steps that mend a difference: the same steps that made it right in the first place, carried out by the same engine.

use super::{Difference, EndState};
use crate::{
    field::{Field, ObjectKind},
    page::Page,
    plan::{Action, Change, FieldChange, Step, StepId},
    undo::Present,
};

/// Plans the mend. What others added stays; what cannot be mended is left out.
#[must_use]
pub fn mend(end: &EndState, present: &Present, differences: &[Difference]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let name = present.principal.as_ref().map(|own| own.name.clone()).unwrap_or_default();
    for difference in differences.iter().filter(|difference| difference.mendable) {
        let field = end.fields.keys().find(|field| field.graph_name() == difference.field);
        match field {
            Some(Field::ActiveCertificate) => {
                let thumbprint = difference.expected.first().cloned();
                let change = change(&name, difference);
                let mut step = step(StepId::ActivateCertificate, Action::Activate { thumbprint });
                step.changes.push(change);
                steps.push(step);
            }
            Some(field) => push_field(&mut steps, *field, difference, &name),
            None => steps.extend(assign(end, &name, difference)),
        }
    }
    steps.sort_by_key(|step| step.id);
    let planned: Vec<StepId> = steps.iter().map(|step| step.id).collect();
    for step in &mut steps {
        if matches!(step.id, StepId::Identifiers | StepId::SignOn) && planned.contains(&StepId::SamlMode) {
            step.depends_on.push(StepId::SamlMode);
        }
    }
    steps
}

fn push_field(steps: &mut Vec<Step>, field: Field, difference: &Difference, name: &str) {
    let wanted = difference.expected.clone();
    let fields = if field.is_list() {
        FieldChange::keep(field, wanted)
    } else {
        FieldChange::set(field, wanted.first().map(String::as_str))
    };
    let id = step_of(field);
    let at = match steps.iter().position(|step| step.id == id) {
        Some(at) => at,
        None => {
            steps.push(step(id, Action::Patch { object: field.object(), fields: Vec::new() }));
            steps.len() - 1
        }
    };
    let step = &mut steps[at];
    if let Action::Patch { fields: all, .. } = &mut step.action {
        let target = fields.target(&difference.actual, &[]);
        step.changes.push(Change::between(
            field.object(),
            name,
            field.graph_name(),
            difference.actual.clone(),
            target,
        ));
        all.push(fields);
    }
}

fn assign(end: &EndState, name: &str, difference: &Difference) -> Option<Step> {
    if difference.object != ObjectKind::Assignment {
        return None;
    }
    let (principal, role) = end.assigned?;
    let who = difference.expected.first().cloned().unwrap_or_default();
    let action =
        Action::Assign { principal: Some(principal), name: who, role: Some(role), chosen: Some(role) };
    let mut step = step(StepId::Assign, action);
    step.changes.push(change(name, difference));
    Some(step)
}

fn change(name: &str, difference: &Difference) -> Change {
    let (from, to) = (difference.actual.clone(), difference.expected.clone());
    Change::between(difference.object, name, difference.field.clone(), from, to)
}

fn step(id: StepId, action: Action) -> Step {
    let (page, intent) = match id {
        StepId::Name => (Page::Application, "Put the name right"),
        StepId::SamlMode => (Page::Urls, "Switch single sign-on to SAML again"),
        StepId::Identifiers => (Page::Urls, "Put Identifier and Reply URL right"),
        StepId::SignOn => (Page::Urls, "Put the start of the sign-on right"),
        StepId::NotificationEmails => (Page::Certificate, "Put the expiry mails right"),
        StepId::ActivateCertificate => (Page::Certificate, "Make the run's certificate active again"),
        _ => (Page::Assignment, "Assign again"),
    };
    Step {
        id,
        page,
        action,
        intent: intent.to_owned(),
        changes: Vec::new(),
        depends_on: Vec::new(),
        undo: "Write the former values back.".to_owned(),
        undoable: true,
    }
}

fn step_of(field: Field) -> StepId {
    match field {
        Field::Name => StepId::Name,
        Field::Mode => StepId::SamlMode,
        Field::Identifiers | Field::ReplyUrls | Field::LogoutUrl => StepId::Identifiers,
        Field::SignOnUrl | Field::RelayState => StepId::SignOn,
        Field::Emails => StepId::NotificationEmails,
        Field::ActiveCertificate => StepId::ActivateCertificate,
    }
}
