//! The plan: ordered steps that lead from what the tenant holds to what recipe and answers want. Data, made by reading
//! only; the preview, the run and the receipt share it.

mod application;
mod assignment;
mod basis;
mod certificate;
mod change;
mod step;
mod test_user;
mod urls;
mod whole;

pub use basis::{Basis, Moved, basis, moved};
pub use change::Change;
pub(crate) use step::user_body;
pub use step::{Action, FieldChange, Merge, Request, Step, StepId};
pub use whole::plan_onboarding;

use crate::{answers::Answers, known::Known, mark::mark_of, page::Page, snapshot::Snapshot};
use doorward_catalog::Recipe;
use doorward_domain::{RunId, TemplateId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The steps of one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Page.
    pub page: Page,
    /// Steps in order; empty when nothing is left to do.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Names this very plan.
    #[must_use]
    pub fn hash(&self) -> String {
        crate::evidence::hash_of(&serde_json::to_value(self).unwrap_or_default())
    }
}

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Run.
    pub run: RunId,
    /// Gallery entry.
    pub template: TemplateId,
    /// Recipe.
    pub recipe: &'a Recipe,
    /// Answers.
    pub answers: &'a Answers,
    /// What the run knows.
    pub known: &'a Known,
    /// The tenant.
    pub snapshot: &'a Snapshot,
    /// The signed-in account's address, proposed for expiry mails.
    pub account: &'a str,
    /// Now.
    pub now: OffsetDateTime,
}

impl Ground<'_> {
    /// A short mark that only this run leaves on what it creates.
    #[must_use]
    pub fn mark(&self) -> String {
        mark_of(self.run)
    }
}

/// Plans one page. Pages without changes of their own have an empty plan.
#[must_use]
pub fn plan_page(ground: &Ground<'_>, page: Page) -> Plan {
    let steps = match page {
        Page::Application => application::steps(ground),
        Page::Urls => urls::steps(ground),
        Page::Certificate => certificate::steps(ground),
        Page::TestUser => test_user::steps(ground),
        Page::Assignment => assignment::steps(ground),
        Page::ApplicationSide => urls::late_steps(ground),
        Page::TestSso | Page::Done => Vec::new(),
    };
    Plan { page, steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_catalog::builtin;
    use time::macros::datetime;

    pub(super) struct Scene {
        pub(super) recipe: &'static Recipe,
        pub(super) answers: Answers,
        pub(super) known: Known,
        pub(super) snapshot: Snapshot,
    }

    pub(super) fn sentry() -> Scene {
        let mut answers = Answers::default();
        answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "acme".to_owned());
        let recipe = builtin().iter().find(|recipe| recipe.id == "sentry").unwrap();
        Scene { recipe, answers, known: Known::default(), snapshot: Snapshot::default() }
    }

    pub(super) fn ground(scene: &Scene) -> Ground<'_> {
        Ground {
            run: RunId(uuid::Uuid::from_u128(0x3f9a_2c1b_u128 << 96)),
            template: TemplateId::NON_GALLERY,
            recipe: scene.recipe,
            answers: &scene.answers,
            known: &scene.known,
            snapshot: &scene.snapshot,
            account: "adele@contoso.com",
            now: datetime!(2026-11-22 12:00 UTC),
        }
    }

    #[test]
    fn a_new_application_bears_the_runs_mark_until_it_is_named() {
        let scene = sentry();
        let plan = plan_page(&ground(&scene), Page::Application);
        assert_eq!(
            plan.steps.iter().map(|step| step.id).collect::<Vec<_>>(),
            [StepId::Instantiate, StepId::Name]
        );
        let Action::Instantiate { marker, .. } = &plan.steps[0].action else {
            panic!("instantiate comes first")
        };
        assert_eq!(marker, "Sentry (being set up, 3f9a2c1b)");
    }

    #[test]
    fn the_hash_names_the_plan() {
        let mut scene = sentry();
        let before = plan_page(&ground(&scene), Page::Urls).hash();
        assert_eq!(before, plan_page(&ground(&scene), Page::Urls).hash(), "the same plan has the same name");
        scene.answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "other".to_owned());
        assert_ne!(before, plan_page(&ground(&scene), Page::Urls).hash());
    }

    #[test]
    fn a_plan_of_every_page_reads_back_from_json() {
        let scene = sentry();
        for page in Page::ALL {
            let plan = plan_page(&ground(&scene), page);
            let text = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan, "{page:?}");
        }
    }
}
