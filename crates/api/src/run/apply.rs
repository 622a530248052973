//! Previewing and making a page's changes.

use super::{
    OpenRun, RunJournal,
    memory::parse_run,
    work::{Watcher, intents},
};
use crate::{
    Console,
    attention::WRITES,
    contract::{
        ErrorCode, Event, PlanView, RunView, WireError,
        run::{RunApply, RunPage},
    },
    convert::{apply_error, page_in, plan_view},
    session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{
    Adoption, Engine, Finding, FindingCode, Page, Plan, Seen, Settle, Severity, Step, plan_page, readiness,
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

impl Console {
    /// What a page would change. Reads only.
    ///
    /// # Errors
    /// What reading the tenant brings.
    pub async fn run_preview(self: &Arc<Self>, request: RunPage) -> Result<PlanView, WireError> {
        let session = self.signed_in().await?;
        let page = page_in(request.page);
        let run = self.look_around(parse_run(&request.run)?, &session, &[page]).await?;
        let (plan, findings) = self.plan(&run, &session, page);
        Ok(plan_view(&plan, findings, &run.memory.known))
    }

    fn plan(&self, run: &OpenRun, session: &Session, page: Page) -> (Plan, Vec<Finding>) {
        let ground = run.ground(&session.account.upn, self.machine.clock.now());
        let plan = plan_page(&ground, page);
        let findings = readiness(&ground, &plan);
        (plan, findings)
    }

    /// Makes the previewed changes of a page; progress comes as `run` events.
    ///
    /// # Errors
    /// `tenant_not_confirmed`, `wrong_account`, `plan_changed`, a finding that blocks, or what the first failing step
    /// brings. Steps
    /// before it stand.
    pub async fn run_apply(self: &Arc<Self>, request: RunApply) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let page = page_in(request.page);
        self.confirmed(&session)?;
        session.allow(self, &WRITES, "Onboarding this application").await?;
        self.refuse_while_busy(id)?;
        self.claim(&self.load(id, &session)?, &session)?;
        let run = self.look(id, &session).await?;
        self.refuse_gone(&run)?;
        let (plan, findings) = self.plan(&run, &session, page);
        if plan.hash() != request.plan {
            return Err(WireError::new(
                ErrorCode::PlanChanged,
                "What would be done is no longer what was shown.",
            )
            .hint("Look at the new preview, then go on."));
        }
        if let Some(finding) = findings.into_iter().find(|finding| finding.severity == Severity::Blocks) {
            return Err(blocked(finding));
        }
        if page == Page::Application {
            self.take_over(&run, &session)?;
        }
        let cancel = self.begin_work(id, page, intents(&plan.steps)).ok_or_else(busy)?;
        let console = Arc::clone(self);
        let own = Arc::clone(&session);
        // The work belongs to the run, not to the caller: a page that is reloaded must not stop it in mid-step.
        let work = tokio::spawn(async move { console.work(id, &own, &plan, cancel).await });
        work.await.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?
    }

    async fn work(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
        plan: &Plan,
        cancel: CancellationToken,
    ) -> Result<RunView, WireError> {
        let outcome = self.carry_out(id, session, &plan.steps, &cancel, Settle::default()).await;
        let looked = self.look(id, session).await;
        self.end_work(id);
        if outcome.is_ok() && looked.is_ok() {
            let next = plan.page.next();
            self.change(id, session, |run| {
                if run.page == plan.page {
                    run.page = next;
                }
            })?;
        }
        let view = self.run_view(id, session)?;
        self.tell(Event::Run { run: Box::new(view.clone()) });
        outcome.map(|_| view)
    }

    /// Carries steps out. All stages have been told when it returns.
    pub(super) async fn carry_out(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
        steps: &[Step],
        cancel: &CancellationToken,
        settle: Settle,
    ) -> Result<Seen, WireError> {
        let mut known = self.load(id, session)?.memory.known;
        let journal = RunJournal::new(Arc::clone(self), Arc::clone(session));
        let (watcher, teller) = Watcher::start(self, session, id, settle.limit);
        let directory = session.directory.stopped_by(cancel);
        let engine = Engine {
            directory: &directory,
            journal: &journal,
            observer: &watcher,
            clock: self.machine.clock.as_ref(),
            random: self.machine.random.as_ref(),
            cancel,
            settle,
        };
        let outcome = engine.apply(id, steps, &mut known).await.map_err(apply_error);
        drop(watcher);
        let _ = teller.await;
        outcome
    }

    /// Takes an existing application over: its ids become the run's.
    pub(super) fn take_over(&self, run: &OpenRun, session: &Arc<Session>) -> Result<(), WireError> {
        if run.memory.known.service_principal.is_some() || run.answers.adopt.is_none() {
            return Ok(());
        }
        let snapshot = &run.memory.snapshot;
        let (Some(principal), Some(application)) = (&snapshot.principal, &snapshot.application) else {
            return Err(WireError::new(
                ErrorCode::NotFound,
                "The chosen application is not there (any more).",
            )
            .field("adopt"));
        };
        self.change(run.row.id, session, |run| {
            run.memory.known.service_principal = Some(principal.id);
            run.memory.known.application = Some(application.id);
            run.memory.known.app = Some(principal.app_id);
            run.memory.known.adoption = Adoption::TakenOver;
            run.answers.name.clone_from(&principal.name);
        })?;
        Ok(())
    }
}

pub(super) fn busy() -> WireError {
    WireError::new(ErrorCode::ChangedMeanwhile, "This run is being worked on right now.")
}

pub(crate) fn blocked(finding: Finding) -> WireError {
    let code = match finding.code {
        FindingCode::NameTaken => ErrorCode::NameTaken,
        FindingCode::IdentifierTaken => ErrorCode::IdentifierTaken,
        FindingCode::UserExists => ErrorCode::UserExists,
        FindingCode::DomainUnknown => ErrorCode::DomainUnknown,
        FindingCode::RoleMissing | FindingCode::RoleNotActivated => ErrorCode::RoleMissing,
        FindingCode::ScopeMissing => ErrorCode::ConsentMissing,
        _ => ErrorCode::InvalidInput,
    };
    let mut error = WireError::new(code, finding.message);
    error.hint = finding.remedy;
    error.field = finding.field;
    error
}
