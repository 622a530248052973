//! The whole onboarding as one plan: the pages' steps in order, with dependencies that reach across pages.
//!
//! A step is listed after everything it depends on. Steps that do not depend on one another may be carried out side by
//! side.

use super::{Action, Ground, Step, StepId, plan_page};
use crate::{field::Field, page::Page};

/// All steps that are left, in an order that can be carried out one by one. What a page could not know (that an earlier
/// page makes the test user, say) is known here.
#[must_use]
pub fn plan_onboarding(ground: &Ground<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = Page::ALL.iter().flat_map(|page| plan_page(ground, *page).steps).collect();
    let early = steps.iter().any(|step| step.id == StepId::SignOn && writes(step, Field::RelayState));
    // The page Application side stores what the page URLs stores already.
    steps.retain(|step| step.id != StepId::RelayState || !early);
    let mut planned: Vec<StepId> = Vec::new();
    steps.retain(|step| {
        let again = planned.contains(&step.id);
        planned.push(step.id);
        !again
    });
    let planned: Vec<StepId> = steps.iter().map(|step| step.id).collect();
    for step in &mut steps {
        for needed in needs(step) {
            if planned.contains(needed) && !step.depends_on.contains(needed) {
                step.depends_on.push(*needed);
            }
        }
        // A step that is not in the plan is done already.
        step.depends_on.retain(|needed| planned.contains(needed));
    }
    steps
}

/// What must stand before a step, wherever it is planned.
fn needs(step: &Step) -> &'static [StepId] {
    match &step.action {
        Action::Instantiate { .. } | Action::CreateUser { .. } => &[],
        Action::Activate { thumbprint: None } => &[StepId::Instantiate, StepId::AddCertificate],
        Action::Assign { principal: None, .. } => &[StepId::Instantiate, StepId::CreateUser],
        Action::Patch { .. } => match step.id {
            StepId::Identifiers => &[StepId::Instantiate, StepId::SamlMode],
            StepId::SignOn => &[StepId::Instantiate, StepId::SamlMode, StepId::Identifiers],
            StepId::RelayState => &[StepId::Instantiate, StepId::SamlMode],
            _ => &[StepId::Instantiate],
        },
        _ => &[StepId::Instantiate],
    }
}

fn writes(step: &Step, field: Field) -> bool {
    matches!(&step.action, Action::Patch { fields, .. } if fields.iter().any(|change| change.field == field))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ground, sentry};
    use super::*;
    use doorward_domain::{ObjectId, SamlField};
    use uuid::Uuid;

    #[test]
    fn every_step_comes_after_what_it_depends_on() {
        let scene = sentry();
        let steps = plan_onboarding(&ground(&scene));
        let mut seen: Vec<StepId> = Vec::new();
        for step in &steps {
            assert!(step.depends_on.iter().all(|needed| seen.contains(needed)), "{:?}", step.id);
            seen.push(step.id);
        }
        let of = |id: StepId| steps.iter().find(|step| step.id == id).unwrap();
        assert_eq!(of(StepId::Assign).depends_on, [StepId::Instantiate, StepId::CreateUser]);
        assert_eq!(of(StepId::CreateUser).depends_on, [], "the person needs no application");
        assert!(
            of(StepId::Identifiers).depends_on.contains(&StepId::SamlMode),
            "the mode lifts a tenant rule"
        );
    }

    #[test]
    fn what_stands_already_is_no_dependency() {
        let mut scene = sentry();
        scene.known.service_principal = Some(ObjectId(Uuid::from_u128(1)));
        scene.known.application = Some(ObjectId(Uuid::from_u128(2)));
        let steps = plan_onboarding(&ground(&scene));
        assert!(steps.iter().all(|step| !step.depends_on.contains(&StepId::Instantiate)));
    }

    #[test]
    fn a_relay_state_that_is_known_early_is_stored_once() {
        let mut scene = sentry();
        scene.answers.overrides.insert(SamlField::RelayState, "rs-1".to_owned());
        let steps = plan_onboarding(&ground(&scene));
        let storing = steps.iter().filter(|step| writes(step, Field::RelayState)).count();
        assert_eq!(storing, 1);
    }
}
