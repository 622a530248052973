//! Page 4: the person who tests.

use super::{Action, Change, Ground, Step, StepId};
use crate::{field::ObjectKind, page::Page};

pub(super) fn steps(ground: &Ground<'_>) -> Vec<Step> {
    if ground.answers.test_user.existing.is_some() || ground.known.made_user.is_some() {
        return Vec::new();
    }
    let upn = ground.snapshot.wanted_upn(ground.answers, ground.recipe);
    let name = ground.answers.person_name(ground.recipe);
    vec![Step {
        id: StepId::CreateUser,
        page: Page::TestUser,
        intent: format!("Create {name}"),
        changes: vec![Change::new(ObjectKind::User, name.clone(), "userPrincipalName", vec![upn.clone()])],
        action: Action::CreateUser { upn, name },
        depends_on: Vec::new(),
        undo: "Delete the person; Entra keeps the account for 30 days and can restore it.".to_owned(),
        undoable: true,
    }]
}
