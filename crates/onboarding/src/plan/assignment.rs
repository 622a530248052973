//! Page 5: who may use the application.

use super::{Action, Change, Ground, Step, StepId};
use crate::{field::ObjectKind, page::Page, role::choose_role};
use doorward_domain::ObjectId;

pub(super) fn steps(ground: &Ground<'_>) -> Vec<Step> {
    let answers = ground.answers;
    let person = answers.test_user.existing.or(ground.known.made_user);
    let principal: Option<ObjectId> = answers.group.or(person);
    if let Some(id) = principal
        && ground.snapshot.assigned.iter().any(|assigned| assigned.principal.id == id)
    {
        return Vec::new();
    }
    let name = match (&ground.snapshot.group, &ground.snapshot.person) {
        (Some(group), _) if answers.group.is_some() => group.name.clone(),
        (_, Some(person)) => person.name.clone(),
        _ => answers.person_name(ground.recipe),
    };
    let choice =
        ground.snapshot.principal.as_ref().map(|principal| choose_role(&principal.app_roles, answers.role));
    let role = choice.as_ref().map(|choice| choice.id);
    let shown = choice.map_or_else(|| name.clone(), |choice| format!("{name} as {}", choice.name));
    let mut depends_on = Vec::new();
    if ground.known.service_principal.is_none() {
        depends_on.push(StepId::Instantiate);
    }
    if principal.is_none() {
        depends_on.push(StepId::CreateUser);
    }
    vec![Step {
        id: StepId::Assign,
        page: Page::Assignment,
        intent: format!("Let {name} use {}", answers.application_name(ground.recipe)),
        changes: vec![Change::new(
            ObjectKind::Assignment,
            ground.answers.application_name(ground.recipe),
            "appRoleAssignedTo",
            vec![shown],
        )],
        action: Action::Assign { principal, name, role, chosen: answers.role },
        depends_on,
        undo: "Remove the assignment.".to_owned(),
        undoable: true,
    }]
}
