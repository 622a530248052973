//! In which order steps are carried out: what depends on nothing runs side by side, and changes to one object that can go
//! together go in one request.

use crate::{
    field::ObjectKind,
    plan::{Action, Step, StepId},
};
use std::collections::BTreeSet;

/// Steps that are carried out together: one step, or changes to one object.
#[derive(Debug, Clone)]
pub(crate) struct Task<'a> {
    pub(crate) steps: Vec<&'a Step>,
}

/// The object whose fields a step changes, where such changes may go together. SAML mode goes alone: Entra judges the
/// other settings by the mode it already has.
pub(crate) fn patched(step: &Step) -> Option<ObjectKind> {
    match &step.action {
        Action::Patch { object, .. } if step.id != StepId::SamlMode => Some(*object),
        Action::Activate { .. } => Some(ObjectKind::ServicePrincipal),
        _ => None,
    }
}

/// Puts steps into tasks. A step joins others only where nobody has to wait longer for it.
pub(crate) fn tasks(steps: &[Step]) -> Vec<Task<'_>> {
    let mut tasks: Vec<Task<'_>> = Vec::new();
    for step in steps {
        let fits = |task: &&mut Task<'_>| {
            patched(step).is_some()
                && task.steps.iter().all(|other| patched(other) == patched(step))
                && together(steps, &task.steps, step)
        };
        match tasks.iter_mut().find(fits) {
            Some(task) => task.steps.push(step),
            None => tasks.push(Task { steps: vec![step] }),
        }
    }
    tasks
}

fn together(steps: &[Step], group: &[&Step], step: &Step) -> bool {
    let apart = group.iter().all(|other| {
        !ancestors(steps, other.id).contains(&step.id) && !ancestors(steps, step.id).contains(&other.id)
    });
    let all: Vec<&Step> = group.iter().copied().chain([step]).collect();
    let awaited = |member: &Step| steps.iter().any(|other| other.depends_on.contains(&member.id));
    let late = |member: &Step| {
        let own = ancestors(steps, member.id);
        all.iter().any(|other| ancestors(steps, other.id).iter().any(|needed| !own.contains(needed)))
    };
    apart && !all.iter().any(|member| awaited(member) && late(member))
}

/// Everything that must be done before a step.
fn ancestors(steps: &[Step], id: StepId) -> BTreeSet<StepId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let Some(step) = steps.iter().find(|step| step.id == id) else { continue };
        for needed in &step.depends_on {
            if steps.iter().any(|other| other.id == *needed) && found.insert(*needed) {
                open.push(*needed);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{field::Field, page::Page, plan::FieldChange};

    fn patch(id: StepId, object: ObjectKind, depends_on: &[StepId]) -> Step {
        let fields = vec![FieldChange::set(Field::Name, Some("x"))];
        step(id, Action::Patch { object, fields }, depends_on)
    }

    fn step(id: StepId, action: Action, depends_on: &[StepId]) -> Step {
        Step {
            id,
            page: Page::Application,
            action,
            intent: String::new(),
            changes: Vec::new(),
            depends_on: depends_on.to_vec(),
            undo: String::new(),
            undoable: true,
        }
    }

    fn ids(tasks: &[Task<'_>]) -> Vec<Vec<StepId>> {
        tasks.iter().map(|task| task.steps.iter().map(|step| step.id).collect()).collect()
    }

    #[test]
    fn changes_to_one_object_go_together_and_the_mode_goes_alone() {
        use StepId::{
            ActivateCertificate, AddCertificate, Identifiers, Instantiate, Name, NotificationEmails,
            SamlMode, SignOn,
        };
        let (application, principal) = (ObjectKind::Application, ObjectKind::ServicePrincipal);
        let made =
            Action::Instantiate { template: doorward_domain::TemplateId::NON_GALLERY, marker: String::new() };
        let add = Action::AddCertificate { subject: String::new(), ends: time::OffsetDateTime::UNIX_EPOCH };
        let steps = [
            step(Instantiate, made, &[]),
            patch(Name, application, &[Instantiate]),
            patch(SamlMode, principal, &[Instantiate]),
            patch(Identifiers, application, &[Instantiate, SamlMode]),
            patch(SignOn, principal, &[Identifiers]),
            step(AddCertificate, add, &[Instantiate]),
            step(ActivateCertificate, Action::Activate { thumbprint: None }, &[AddCertificate]),
            patch(NotificationEmails, principal, &[Instantiate]),
        ];
        assert_eq!(
            ids(&tasks(&steps)),
            [
                vec![Instantiate],
                vec![Name, Identifiers],
                vec![SamlMode],
                vec![SignOn, ActivateCertificate, NotificationEmails],
                vec![AddCertificate],
            ]
        );
    }

    #[test]
    fn nobody_waits_longer_because_of_a_step_that_joins() {
        use StepId::{AddCertificate, Name, RelayState, SignOn};
        let principal = ObjectKind::ServicePrincipal;
        // The relay state waits for the sign-on URL; joining the late one would hold it up.
        let steps = [
            patch(SignOn, principal, &[]),
            patch(AddCertificate, principal, &[Name]),
            patch(Name, ObjectKind::Application, &[]),
            patch(RelayState, ObjectKind::Application, &[SignOn]),
        ];
        assert!(tasks(&steps).iter().all(|task| task.steps.len() == 1));
    }
}
