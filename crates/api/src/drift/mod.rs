//! How an onboarded application stands, and mending it.

mod audit;
mod find;

use crate::{
    Console,
    attention::WRITES,
    contract::{
        ErrorCode, Event, WireError,
        drift::{
            ChangedBy, DifferenceKind, DifferenceView, DriftState, MendApply, StatusRequest, StatusView,
        },
    },
    convert::{apply_error, directory_failure, entries_in, name, plan_view, store_error},
    run::{OpenRun, RunJournal, Watcher, blocked, intents, journal_finding, parse_run},
    session::Session,
};
use audit::Audit;
use doorward_onboarding::{
    Difference, DriftKind, EndState, Engine, Finding, ObjectKind, Page, Plan, Settle, Severity, compare,
    deeds, mend, readiness,
};
use std::sync::Arc;

/// A comparison with everything that it was made from.
struct Compared {
    end: EndState,
    differences: Vec<Difference>,
    plan: Plan,
    findings: Vec<Finding>,
    since: Option<time::OffsetDateTime>,
}

impl Console {
    /// An application now, against what its onboarding left behind.
    ///
    /// # Errors
    /// `not_found` when no run of this tenant made or took over such an application; what reading the tenant brings.
    pub async fn status(self: &Arc<Self>, request: StatusRequest) -> Result<StatusView, WireError> {
        let session = self.signed_in().await?;
        let run = self.find_run(&session, &request.application)?;
        self.status_of(&session, &run).await
    }

    /// Mends what was shown, by the steps that were shown.
    ///
    /// # Errors
    /// `tenant_not_confirmed`; `plan_changed`; a finding that blocks; what the first failing step brings.
    pub async fn mend_apply(self: &Arc<Self>, request: MendApply) -> Result<StatusView, WireError> {
        let session = self.signed_in().await?;
        self.confirmed(&session)?;
        session.allow(self, &WRITES, "Mending this application").await?;
        let id = parse_run(&request.run)?;
        self.refuse_while_busy(id)?;
        let run = self.load(id, &session)?;
        let compared = self.compared(&session, &run).await?;
        if compared.plan.hash() != request.plan {
            let text = "What would be mended is no longer what was shown.";
            return Err(WireError::new(ErrorCode::PlanChanged, text).hint("Look at it again, then go on."));
        }
        if let Some(finding) =
            compared.findings.into_iter().find(|finding| finding.severity == Severity::Blocks)
        {
            return Err(blocked(finding));
        }
        let cancel = self.begin_work(id, Page::Done, intents(&compared.plan.steps)).ok_or_else(|| {
            WireError::new(ErrorCode::ChangedMeanwhile, "This run is being worked on right now.")
        })?;
        let (console, own, plan) = (Arc::clone(self), Arc::clone(&session), compared.plan);
        // The work belongs to the run, not to the caller: a page that is reloaded must not stop it in mid-step.
        let work = tokio::spawn(async move {
            let outcome = console.carry_mend(&own, &run, &plan, &cancel).await;
            console.end_work(id);
            outcome
        });
        work.await.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))??;
        let run = self.look(id, &session).await?;
        if let Ok(view) = self.run_view(id, &session) {
            self.tell(Event::Run { run: Box::new(view) });
        }
        self.status_of(&session, &run).await
    }

    async fn carry_mend(
        self: &Arc<Self>,
        session: &Arc<Session>,
        run: &OpenRun,
        plan: &Plan,
        cancel: &tokio_util::sync::CancellationToken,
    ) -> Result<(), WireError> {
        let mut known = run.memory.known.clone();
        let journal = RunJournal::new(Arc::clone(self), Arc::clone(session));
        let settle = Settle::default();
        let (watcher, teller) = Watcher::start(self, session, run.row.id, settle.limit);
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
        let outcome = engine.apply(run.row.id, &plan.steps, &mut known).await;
        drop(watcher);
        let _ = teller.await;
        outcome.map(|_| ()).map_err(apply_error)
    }

    async fn compared(
        self: &Arc<Self>,
        session: &Arc<Session>,
        run: &OpenRun,
    ) -> Result<Compared, WireError> {
        let rows = self.store.journal().entries().of_run(run.row.id).map_err(store_error)?;
        let deeds = deeds(&entries_in(&rows));
        let end = EndState::of(&deeds, &run.memory.known, &run.recipe, &run.answers);
        let present = end.look(&session.directory).await.map_err(directory_failure)?;
        let differences = compare(&end, &present);
        let plan = Plan { page: Page::Done, steps: mend(&end, &present, &differences) };
        let mut run = run.clone();
        run.memory.snapshot.rights = session.rights().await;
        let ground = run.ground(&session.account.upn, self.machine.clock.now());
        let findings = readiness(&ground, &plan);
        let since = rows.iter().rev().find(|row| row.phase == "proved").map(|row| row.at);
        Ok(Compared { end, differences, plan, findings, since })
    }

    async fn status_of(
        self: &Arc<Self>,
        session: &Arc<Session>,
        run: &OpenRun,
    ) -> Result<StatusView, WireError> {
        let compared = self.compared(session, run).await?;
        let objects = [compared.end.application, compared.end.service_principal, compared.end.person];
        let audit = if compared.differences.is_empty() {
            Some(Audit::default())
        } else {
            Audit::read(&session.directory, objects.into_iter().flatten(), compared.since).await
        };
        let gone = compared.differences.iter().any(|one| {
            one.kind == DriftKind::Gone
                && matches!(one.object, ObjectKind::Application | ObjectKind::ServicePrincipal)
        });
        let state = match compared.differences.as_slice() {
            [] => DriftState::Same,
            _ if gone => DriftState::Gone,
            _ => DriftState::Drifted,
        };
        let by = |difference: &Difference| {
            let id = match difference.object {
                ObjectKind::Application => compared.end.application,
                ObjectKind::User => compared.end.person,
                ObjectKind::ServicePrincipal | ObjectKind::Assignment => compared.end.service_principal,
            };
            audit.as_ref()?.last(id?, &difference.field)
        };
        let known = &run.memory.known;
        Ok(StatusView {
            run: run.row.id.to_string(),
            name: run.row.name.clone(),
            product: run.recipe.product.clone(),
            app_id: known.app.map(|id| id.to_string()),
            service_principal_id: known.service_principal.map(|id| id.to_string()),
            state,
            since: compared.since.map(Into::into),
            at: self.machine.clock.now().into(),
            differences: compared.differences.iter().map(|one| difference_view(one, by(one))).collect(),
            audit_read: audit.is_some(),
            mend: plan_view(&compared.plan, compared.findings, known),
            journal: journal_finding(&self.store, run.row.id),
        })
    }
}

fn difference_view(difference: &Difference, by: Option<ChangedBy>) -> DifferenceView {
    DifferenceView {
        object: name(&difference.object),
        field: difference.field.clone(),
        label: difference.label.clone(),
        kind: match difference.kind {
            DriftKind::Changed => DifferenceKind::Changed,
            DriftKind::Missing => DifferenceKind::Missing,
            DriftKind::Added => DifferenceKind::Added,
            DriftKind::Gone => DifferenceKind::Gone,
        },
        expected: difference.expected.clone(),
        actual: difference.actual.clone(),
        mendable: difference.mendable,
        note: difference.note.clone(),
        by,
    }
}
