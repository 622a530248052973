//! Page 1: the application, made from the gallery entry or taken over.

use super::{Action, Change, FieldChange, Ground, Step, StepId, urls::patch_step};
use crate::{
    field::{Field, ObjectKind},
    known::Adoption,
    mark::working_name,
    page::Page,
};
use doorward_domain::TemplateId;

pub(super) fn steps(ground: &Ground<'_>) -> Vec<Step> {
    let name = ground.answers.application_name(ground.recipe);
    if ground.known.service_principal.is_none() && ground.answers.adopt.is_some() {
        return Vec::new();
    }
    let mut steps = Vec::new();
    if ground.known.service_principal.is_none() {
        steps.push(instantiate(ground, &name));
    }
    if ground.known.adoption == Adoption::Made
        && let Some(step) = rename(ground, &name)
    {
        steps.push(step);
    }
    steps
}

fn instantiate(ground: &Ground<'_>, name: &str) -> Step {
    let entry = ground.snapshot.template.as_ref().map_or(&ground.recipe.product, |template| &template.name);
    let change = |object| Change::new(object, name, "", vec![name.to_owned()]);
    Step {
        id: StepId::Instantiate,
        page: Page::Application,
        action: Action::Instantiate { template: ground.template, marker: working_name(name, &ground.mark()) },
        intent: match ground.template {
            TemplateId::NON_GALLERY => format!("Add {} as an application of its own", ground.recipe.product),
            _ => format!("Add {entry} from the gallery"),
        },
        changes: vec![change(ObjectKind::Application), change(ObjectKind::ServicePrincipal)],
        depends_on: Vec::new(),
        undo: "Delete the application; Entra keeps it for 30 days and can restore it.".to_owned(),
        undoable: true,
    }
}

fn rename(ground: &Ground<'_>, name: &str) -> Option<Step> {
    let change = FieldChange::set(Field::Name, Some(name));
    let mut step = patch_step(ground, StepId::Name, Page::Application, vec![change])?;
    step.intent = format!("Name it {name}");
    step.depends_on =
        if ground.known.service_principal.is_none() { vec![StepId::Instantiate] } else { Vec::new() };
    if ground.snapshot.application.is_none() {
        // The name before is the run's own mark: nobody needs to read about it.
        for change in &mut step.changes {
            change.removed.clear();
            change.from.clear();
        }
    }
    Some(step)
}
