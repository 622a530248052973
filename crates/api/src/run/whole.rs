//! A whole onboarding at once: looked at once, planned as one, carried out with everything side by side that can be.

use super::{
    OpenRun,
    apply::{blocked, busy},
    memory::parse_run,
    work::intents,
};
use crate::{
    Console,
    attention::WRITES,
    contract::{ErrorCode, PlanView, RunRef, RunView, WireError},
    convert::{directory_failure, plan_view},
    session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{
    Finding, FindingCode, Page, Plan, Seen, Settle, Severity, plan_onboarding, ports::Directory, readiness,
};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// What a whole onboarding is told.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    /// Run id.
    pub run: String,
    /// The plan that was shown; any other is refused. Absent: whatever is planned now.
    pub plan: Option<String>,
    /// How long the directory may take to show a change before the run stands; absent: five minutes.
    pub wait: Option<Duration>,
}

impl Console {
    /// What a whole onboarding would change, and what stands in its way. Reads only, once.
    ///
    /// # Errors
    /// What reading the tenant brings.
    pub async fn whole_preview(self: &Arc<Self>, request: RunRef) -> Result<PlanView, WireError> {
        let session = self.signed_in().await?;
        let run = self.look_around(parse_run(&request.run)?, &session, &Page::ALL).await?;
        let (plan, findings) = self.whole(&run, &session);
        Ok(plan_view(&plan, findings, &run.memory.known))
    }

    /// By how many seconds this computer's clock is ahead of the service's (behind: negative), where that is enough to
    /// spoil sign-ons.
    pub async fn clock_is_off(&self) -> Option<i64> {
        let skew = self.current().await?.directory.graph.clock_skew()?.whole_seconds();
        (skew.abs() >= 60).then_some(skew)
    }

    /// Makes all changes of an onboarding, built on the tenant as it was seen last; progress comes as `run` events.
    ///
    /// # Errors
    /// `tenant_not_confirmed`, `wrong_account` when another account began it, `plan_changed`, a finding that blocks, or what
    /// the first failing step brings. What was done
    /// stands, and the same call goes on with the rest.
    pub async fn whole_apply(self: &Arc<Self>, request: Whole) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        self.confirmed(&session)?;
        session.allow(self, &WRITES, "Onboarding this application").await?;
        self.refuse_while_busy(id)?;
        let run = self.load(id, &session)?;
        self.claim(&run, &session)?;
        self.refuse_gone(&run)?;
        self.take_over(&run, &session)?;
        let run = self.load(id, &session)?;
        let (plan, findings) = self.whole(&run, &session);
        if request.plan.is_some_and(|shown| shown != plan.hash()) {
            let text = "What would be done is no longer what was shown.";
            return Err(
                WireError::new(ErrorCode::PlanChanged, text).hint("Look at the new plan, then go on.")
            );
        }
        if let Some(finding) = findings.into_iter().find(|finding| finding.severity == Severity::Blocks) {
            return Err(blocked(finding));
        }
        let cancel = self.begin_work(id, run.page, intents(&plan.steps)).ok_or_else(busy)?;
        let settle = request.wait.map_or_else(Settle::default, |limit| Settle::default().within(limit));
        let (console, own) = (Arc::clone(self), Arc::clone(&session));
        let work = tokio::spawn(async move { console.work_through(id, &own, &plan, cancel, settle).await });
        work.await.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?
    }

    /// All pages' steps and findings. "Nobody is chosen yet" is said of a page; here an earlier step makes the test user.
    fn whole(&self, run: &OpenRun, session: &Session) -> (Plan, Vec<Finding>) {
        let ground = run.ground(&session.account.upn, self.machine.clock.now());
        let plan = Plan { page: Page::Application, steps: plan_onboarding(&ground) };
        let mut findings: Vec<Finding> = Vec::new();
        for page in Page::ALL {
            let own = plan.steps.iter().filter(|step| step.page == page).cloned().collect();
            let found = readiness(&ground, &Plan { page, steps: own });
            findings.extend(found.into_iter().filter(|finding| finding.code != FindingCode::NobodyChosen));
        }
        (plan, findings)
    }

    async fn work_through(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
        plan: &Plan,
        cancel: CancellationToken,
        settle: Settle,
    ) -> Result<RunView, WireError> {
        let outcome = self.carry_out(id, session, &plan.steps, &cancel, settle).await;
        let kept = match outcome {
            Ok(seen) => self.keep(id, session, seen).await,
            Err(error) => Err(error),
        };
        self.end_work(id);
        let view = self.run_view(id, session)?;
        self.tell(crate::contract::Event::Run { run: Box::new(view.clone()) });
        kept.map(|()| view)
    }

    /// Keeps what the work has seen: the tenant need not be read again for it.
    async fn keep(self: &Arc<Self>, id: RunId, session: &Arc<Session>, seen: Seen) -> Result<(), WireError> {
        let app = seen.principal.as_ref().map(|principal| principal.app_id);
        let published = match app {
            Some(app) => Some(session.directory.published(app).await.map_err(directory_failure)?),
            None => None,
        };
        self.change(id, session, |run| {
            let snapshot = &mut run.memory.snapshot;
            snapshot.application = seen.application.clone().or(snapshot.application.take());
            snapshot.principal = seen.principal.clone().or(snapshot.principal.take());
            snapshot.person = seen.person.clone().or(snapshot.person.take());
            if let Some(assigned) = &seen.assigned {
                snapshot.assigned.clone_from(assigned);
            }
            if let Some(published) = &published {
                snapshot.published.clone_from(published);
            }
            run.page = Page::ApplicationSide;
        })
        .map(|_| ())
    }
}
