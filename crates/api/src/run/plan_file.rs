//! A plan that was saved: made, and taken up again if the tenant is still what it was made from.

use super::{
    memory::{Memory, page_name, parse_run},
    start::kept,
};
use crate::{
    Console,
    catalog::material::toml,
    contract::{
        ErrorCode, Moment, RunRef, WireError,
        plan::{MovedView, PlanFile, PlanOpened},
    },
    convert::{answers_in, answers_out, plan_view, store_error},
    session::Session,
};
use doorward_catalog::Recipe;
use doorward_domain::{RunId, TemplateId};
use doorward_onboarding::{
    Answers, Finding, FindingCode, Page, Plan, basis, moved, plan_onboarding, readiness,
};
use doorward_store::RunRow;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The form's name and version.
const FORMAT: &str = "doorward-plan/1";
/// How long a saved plan may be applied: certificates get the life that was planned.
pub(crate) const GOOD_FOR: Duration = Duration::days(30);

impl Console {
    /// The whole onboarding as a plan that can be saved. Reads only.
    ///
    /// # Errors
    /// `not_found`; what reading the tenant brings.
    pub async fn plan_save(self: &Arc<Self>, request: RunRef) -> Result<PlanFile, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        self.look_around(id, &session, &Page::ALL).await?;
        let now = self.machine.clock.now();
        self.plan_file(id, &session, now)
    }

    /// Takes a saved plan up: its run is there afterwards, ready to be applied, unless something has moved.
    ///
    /// # Errors
    /// `invalid_input` for what is no plan of this version; `wrong_account` when it was made for another tenant;
    /// `plan_changed` when the file was edited, is too old, or this program would plan differently.
    pub async fn plan_open(self: &Arc<Self>, file: PlanFile) -> Result<PlanOpened, WireError> {
        let session = self.signed_in().await?;
        let id = self.check_form(&file, &session)?;
        let answers = answers_in(&file.answers)?;
        let begun = self.put_run(&file, id, &answers, &session)?;
        self.look_around(id, &session, &Page::ALL).await?;
        if begun {
            // Its own earlier work has moved the tenant: it goes on where it stands.
            return Ok(PlanOpened { run: Some(self.run_view(id, &session)?), moved: Vec::new() });
        }
        let again = self.plan_file(id, &session, file.made_at.0)?;
        let moved = moved(&file.basis, &again.basis);
        if !moved.is_empty() {
            let moved = moved
                .into_iter()
                .map(|one| MovedView { field: one.field, planned: one.planned, now: one.now })
                .collect();
            self.change(id, &session, |run| run.row.state = "left".to_owned())?;
            return Ok(PlanOpened { run: None, moved });
        }
        if again.hash != file.hash || again.steps != file.steps {
            self.change(id, &session, |run| run.row.state = "left".to_owned())?;
            let text = "The saved plan is not what this program plans from the same facts.";
            return Err(WireError::new(ErrorCode::PlanChanged, text)
                .hint("The file was edited, or made by another version. Make a new plan."));
        }
        Ok(PlanOpened { run: Some(self.run_view(id, &session)?), moved: Vec::new() })
    }

    fn check_form(&self, file: &PlanFile, session: &Session) -> Result<RunId, WireError> {
        if file.format != FORMAT {
            let text = format!("This is not a plan of the form {FORMAT}.");
            return Err(WireError::new(ErrorCode::InvalidInput, text)
                .field("format")
                .details(file.format.clone()));
        }
        let tenant = session.account.tenant.to_string();
        if !file.tenant_id.eq_ignore_ascii_case(&tenant) {
            let text = format!("The plan was made for {}, another tenant.", file.tenant_name);
            return Err(WireError::new(ErrorCode::WrongAccount, text)
                .hint("Sign in to that tenant, or make a plan for this one.")
                .details(format!("plan {}, session {tenant}", file.tenant_id)));
        }
        let age = self.machine.clock.now() - file.made_at.0;
        if age > GOOD_FOR || age < -Duration::DAY {
            let text = "The plan is older than 30 days, or from the future.";
            return Err(WireError::new(ErrorCode::PlanChanged, text).hint("Make a new plan."));
        }
        parse_run(&file.run)
    }

    /// Makes the plan's run, or finds it; tells whether it has changed the tenant already.
    fn put_run(
        &self,
        file: &PlanFile,
        id: RunId,
        answers: &Answers,
        session: &Arc<Session>,
    ) -> Result<bool, WireError> {
        let template: TemplateId = file.template_id.parse().map_err(|_| {
            WireError::new(ErrorCode::InvalidInput, "The plan names no gallery entry.").field("templateId")
        })?;
        let planned = file.made_at.0;
        if self.store.journal().runs().get(id).map_err(store_error)?.is_some() {
            let run = self.load(id, session)?;
            let begun = !self.store.journal().entries().of_run(id).map_err(store_error)?.is_empty();
            if begun && run.answers != *answers {
                let text = "The plan's run was gone on with by other answers.";
                return Err(WireError::new(ErrorCode::PlanChanged, text).hint("Make a new plan."));
            }
            self.change(id, session, |run| {
                run.row.state = "open".to_owned();
                run.answers = answers.clone();
                run.memory.planned_at = Some(planned);
            })?;
            return Ok(begun);
        }
        let recipe = match &file.recipe {
            Some(text) => Recipe::parse(text).map_err(|error| {
                WireError::new(ErrorCode::InvalidInput, "The plan's recipe cannot be read.")
                    .field("recipe")
                    .details(error.to_string())
            })?,
            None => self.recipe_for(&file.template_name)?,
        };
        let now = self.machine.clock.now();
        let memory = Memory {
            template: Some(template),
            product: file.template_name.clone(),
            recipe: kept(&recipe),
            planned_at: Some(planned),
            ..Memory::default()
        };
        let value = |error: serde_json::Error| WireError::new(ErrorCode::Internal, error.to_string());
        let row = RunRow {
            id,
            tenant: session.account.tenant,
            account: session.account.object_id,
            name: answers.application_name(&recipe),
            recipe: recipe.id,
            page: page_name(Page::Application),
            state: "open".to_owned(),
            answers: serde_json::to_value(answers).map_err(value)?,
            known: serde_json::to_value(&memory).map_err(value)?,
            created: now,
            updated: now,
            finished: None,
            revision: 0,
        };
        self.store.journal().runs().insert(&row).map_err(store_error)?;
        Ok(false)
    }

    fn plan_file(
        &self,
        id: RunId,
        session: &Arc<Session>,
        made_at: OffsetDateTime,
    ) -> Result<PlanFile, WireError> {
        let run = self.load(id, session)?;
        let ground = run.ground(&session.account.upn, made_at);
        let plan = Plan { page: Page::Application, steps: plan_onboarding(&ground) };
        let mut findings: Vec<Finding> = Vec::new();
        for page in Page::ALL {
            let steps = plan.steps.iter().filter(|step| step.page == page).cloned().collect();
            let found = readiness(&ground, &Plan { page, steps });
            // "Nobody is chosen yet" is said of a page; here an earlier step makes the test user.
            findings.extend(found.into_iter().filter(|one| one.code != FindingCode::NobodyChosen));
        }
        let view = plan_view(&plan, findings, &run.memory.known);
        let tenant = self.tenant_row(session)?.tenant;
        Ok(PlanFile {
            format: FORMAT.to_owned(),
            made_at: Moment::from(made_at),
            tenant_id: tenant.id.to_string(),
            tenant_name: tenant.name,
            account: session.account.upn.clone(),
            run: id.to_string(),
            template_id: run.template().to_string(),
            template_name: run.memory.product.clone(),
            recipe: run.memory.recipe.as_ref().map(toml).transpose()?,
            name: run.row.name.clone(),
            answers: answers_out(&run.answers),
            basis: basis(&run.memory.snapshot, &session.account.upn),
            hash: view.hash,
            blocked: view.findings.iter().any(|one| one.severity == crate::contract::Severity::Blocks),
            steps: view.steps,
            findings: view.findings,
        })
    }
}
