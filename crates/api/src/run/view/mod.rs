//! A run as the wizard draws it: from the profile alone, so that it is there at once and without a network.

mod certificate;
mod claims;
mod people;
mod urls;
mod vendor;

pub(crate) use certificate::{active as active_certificate, idp_values};
pub(crate) use claims::open as open_claims;
pub(crate) use vendor::{vendor_link, vendor_steps};

use super::{OpenRun, RunFacts};
use crate::{
    Console,
    contract::{
        Moment, RunView, WireError,
        pages::{ApplicationPage, CreatedApplication},
        run::{ReceiptLine, StepPhase},
        search::InstanceView,
    },
    convert::{answers_out, initiation_out, page_out, store_error},
    session::Session,
};
use doorward_domain::{RunId, SamlField};
use doorward_onboarding::Adoption;
use doorward_store::{EvidenceRow, JournalRow};
use std::sync::{Arc, PoisonError};

/// Where a run's page stands while it is worked on.
struct Working {
    page: doorward_onboarding::Page,
    waiting: Option<Moment>,
    steps: Vec<crate::contract::run::StepProgress>,
}

impl Console {
    pub(crate) fn run_view(&self, id: RunId, session: &Arc<Session>) -> Result<RunView, WireError> {
        let run = self.load(id, session)?;
        let tenant = self.tenant_row(session)?;
        let evidence = self.evidence_of(id)?;
        let journal = self.store.journal().entries().of_run(id).map_err(store_error)?;
        let (working, password_waiting) = self.working(id);
        let identifier = run.answers.fill(&run.recipe).value(SamlField::Identifier).map(str::to_owned);
        let own = run.memory.known.service_principal.or(run.answers.adopt);
        let others = self.others_called(session, identifier, own)?;
        let facts = RunFacts {
            run: &run,
            account: &session.account.upn,
            now: self.machine.clock.now(),
            evidence: &evidence,
            journal: &journal,
            working: working.as_ref().map(|work| (work.page, work.waiting)),
            password_waits: password_waiting,
        };
        Ok(RunView {
            id: id.to_string(),
            tenant_id: run.row.tenant.to_string(),
            name: run.row.name.clone(),
            product: run.recipe.product.clone(),
            guide: "saml".to_owned(),
            initiations: run.recipe.started_by.iter().map(|starter| initiation_out(*starter)).collect(),
            started: run.row.created.into(),
            finished: run.row.finished.map(Moment::from),
            busy: working.is_some(),
            pages: facts.pages(),
            page: page_out(run.page),
            answers: answers_out(&run.answers),
            application: application(&run),
            urls: urls::page(&run, claims::expected(&run, &evidence), others),
            certificate: certificate::page(&run, session, facts.now),
            test_user: people::test_user(&run, password_waiting),
            assignment: people::assignment(&run),
            application_side: vendor::page(&run, session, &tenant),
            evidence: evidence.iter().map(|row| crate::proof::evidence_view(row, &run)).collect(),
            open_items: facts.open_items(),
            progress: working.map(|work| work.steps).unwrap_or_default(),
            receipt: receipt(&journal),
        })
    }

    /// Evidence of a run, newest first.
    pub(crate) fn evidence_of(&self, id: RunId) -> Result<Vec<EvidenceRow>, WireError> {
        let mut rows = self.store.journal().evidence().of_run(id).map_err(store_error)?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        Ok(rows)
    }

    fn working(&self, id: RunId) -> (Option<Working>, bool) {
        let works = self.works.lock().unwrap_or_else(PoisonError::into_inner);
        let working = works.of(id).map(|work| Working {
            page: work.page,
            waiting: work.steps.iter().find(|step| step.phase == StepPhase::Settling).map(|step| step.since),
            steps: work.steps.clone(),
        });
        (working, works.password_waits(id))
    }
}

fn application(run: &OpenRun) -> ApplicationPage {
    let known = &run.memory.known;
    let snapshot = &run.memory.snapshot;
    let template = snapshot.template.as_ref();
    let name = run.answers.application_name(&run.recipe);
    let taken = snapshot.same_name.iter().any(|same| same.name.eq_ignore_ascii_case(&name));
    let created = match (known.application, known.app, known.service_principal) {
        (Some(application), Some(app), Some(principal)) => Some(CreatedApplication {
            application_id: application.to_string(),
            app_id: app.to_string(),
            service_principal_id: principal.to_string(),
            adopted: known.adoption == Adoption::TakenOver,
        }),
        _ => None,
    };
    let name_problem = match () {
        () if created.is_some() || run.answers.adopt.is_some() => None,
        () if name.chars().count() > 120 => Some("At most 120 characters.".to_owned()),
        () if taken => Some(format!("An application called {name} exists in this tenant already.")),
        () => None,
    };
    ApplicationPage {
        template_id: run.template().to_string(),
        template_name: template.map_or_else(|| run.memory.product.clone(), |template| template.name.clone()),
        publisher: template.map(|template| template.publisher.clone()).unwrap_or_default(),
        instances: snapshot
            .instances
            .iter()
            .map(|instance| InstanceView {
                service_principal_id: instance.id.to_string(),
                name: instance.name.clone(),
            })
            .collect(),
        name_problem,
        created,
    }
}

/// What was done: the last proof of each step, in the order of the proofs. A test's own reply URL is no result.
pub(crate) fn receipt(journal: &[JournalRow]) -> Vec<ReceiptLine> {
    let lasting = |row: &&JournalRow| row.phase == "proved" && !row.step.ends_with("_probe");
    let mut lines: Vec<ReceiptLine> = Vec::new();
    for row in journal.iter().filter(lasting) {
        lines.retain(|line| line.step != row.step);
        lines.push(ReceiptLine {
            step: row.step.clone(),
            text: row.detail["text"].as_str().unwrap_or_default().to_owned(),
            at: row.at.into(),
            request_id: row.request_id.clone(),
        });
    }
    lines
}
