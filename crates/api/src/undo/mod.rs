//! Taking back: looked at first, then carried out by the engine that did it.

use crate::{
    Console,
    attention::WRITES,
    contract::{
        ErrorCode, Event, WireError,
        run::ReceiptLine,
        undo::{UndoApply, UndoReceipt, UndoRequest, UndoView},
    },
    convert::{apply_error, directory_failure, entries_in, store_error, undo_step_view, undo_view},
    run::{RunJournal, Watcher, blocked, parse_run},
    session::Session,
};
use doorward_onboarding::{
    Deed, Done, Engine, Finding, Known, Page, Present, Settle, Severity, StepId, UndoPlan, UndoState, deeds,
    plan_undo, undo_findings,
};
use serde_json::Value;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A way back with everything that it was made from.
struct WayBack {
    plan: UndoPlan,
    findings: Vec<Finding>,
    name: String,
    known: Known,
    whole: bool,
    made: bool,
}

impl Console {
    /// What taking a run back, or one of its steps, would change. Reads only.
    ///
    /// # Errors
    /// `not_found`; `wrong_account`; what reading the tenant brings.
    pub async fn undo_preview(self: &Arc<Self>, request: UndoRequest) -> Result<UndoView, WireError> {
        let session = self.signed_in().await?;
        let way = self.way_back(&session, &request.run, request.step.as_deref()).await?;
        Ok(undo_view(&way.plan, way.findings, way.name))
    }

    /// Takes back what was looked at; progress comes as `run` events, and `run_cancel` stops before the next step. What an earlier, broken-off try has taken back already is not sent again.
    ///
    /// # Errors
    /// `tenant_not_confirmed`; `plan_changed`; a finding that blocks; what the first failing step brings. Steps before it
    /// are undone.
    pub async fn undo_apply(self: &Arc<Self>, request: UndoApply) -> Result<UndoReceipt, WireError> {
        let session = self.signed_in().await?;
        self.confirmed(&session)?;
        session.allow(self, &WRITES, "Taking a change back").await?;
        let id = parse_run(&request.run)?;
        self.refuse_while_busy(id)?;
        let way = self.way_back(&session, &request.run, request.step.as_deref()).await?;
        if way.plan.hash() != request.plan {
            let text = "What would be taken back is no longer what was shown.";
            return Err(
                WireError::new(ErrorCode::PlanChanged, text).hint("Look at the new preview, then go on.")
            );
        }
        if let Some(finding) = way.findings.iter().find(|finding| finding.severity == Severity::Blocks) {
            return Err(blocked(finding.clone()));
        }
        let steps = way.plan.steps.iter().filter(|step| step.state != UndoState::Stays);
        let steps = steps.map(|step| (step.id, step.intent.as_str()));
        let cancel = self.begin_work(id, Page::Done, steps).ok_or_else(|| {
            WireError::new(ErrorCode::ChangedMeanwhile, "This run is being worked on right now.")
        })?;
        let (console, own) = (Arc::clone(self), Arc::clone(&session));
        // The work belongs to the run, not to the caller: a page that is reloaded must not stop it in mid-step.
        let work = tokio::spawn(async move { console.go_back(&own, way, cancel).await });
        work.await.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?
    }

    async fn way_back(
        self: &Arc<Self>,
        session: &Arc<Session>,
        run: &str,
        step: Option<&str>,
    ) -> Result<WayBack, WireError> {
        let id = parse_run(run)?;
        let run = self.load(id, session)?;
        let only = step.map(parse_step).transpose()?;
        let rows = self.store.journal().entries().of_run(id).map_err(store_error)?;
        let deeds = deeds(&entries_in(&rows));
        if let Some(only) = only
            && !deeds.iter().any(|deed| deed.step == only)
        {
            let text = format!("This run has not done {only}, or has taken it back already.");
            return Err(WireError::new(ErrorCode::NotFound, text).field("step"));
        }
        let known = run.memory.known;
        let present = Present::take(&session.directory, &deeds, &known).await.map_err(directory_failure)?;
        let plan = plan_undo(id, &deeds, &present, only);
        let findings = undo_findings(&plan, &deeds, &present, &session.rights().await, known.probe.is_some());
        let made = deeds.iter().any(makes_the_application);
        Ok(WayBack { plan, findings, name: run.row.name, known, whole: only.is_none(), made })
    }

    async fn go_back(
        self: &Arc<Self>,
        session: &Arc<Session>,
        way: WayBack,
        cancel: CancellationToken,
    ) -> Result<UndoReceipt, WireError> {
        let id = way.plan.run;
        let mut known = way.known.clone();
        let journal = RunJournal::new(Arc::clone(self), Arc::clone(session));
        let settle = Settle::default();
        let (watcher, teller) = Watcher::start(self, session, id, settle.limit);
        let directory = session.directory.stopped_by(&cancel);
        let engine = Engine {
            directory: &directory,
            journal: &journal,
            observer: &watcher,
            clock: self.machine.clock.as_ref(),
            random: self.machine.random.as_ref(),
            cancel: &cancel,
            settle,
        };
        let from = self.store.journal().entries().of_run(id).map_err(store_error)?.len();
        let outcome = engine.undo(&way.plan, &mut known).await.map_err(apply_error);
        drop(watcher);
        let _ = teller.await;
        self.end_work(id);
        if outcome.is_ok() {
            self.settle_run(session, &way)?;
        }
        // Also when it was stopped or failed: nobody is at work on the run any more.
        if let Ok(view) = self.run_view(id, session) {
            self.tell(Event::Run { run: Box::new(view) });
        }
        outcome?;
        let rows = self.store.journal().entries().of_run(id).map_err(store_error)?;
        let undone = rows.iter().skip(from).filter(|row| row.phase == "undone");
        let steps = undone.map(|row| ReceiptLine {
            step: row.step.clone(),
            text: row.detail["text"].as_str().unwrap_or_default().to_owned(),
            at: row.at.into(),
            request_id: row.request_id.clone(),
        });
        let stays = way.plan.steps.iter().filter(|step| step.state == UndoState::Stays);
        Ok(UndoReceipt {
            run: id.to_string(),
            name: way.name.clone(),
            at: self.machine.clock.now().into(),
            steps: steps.collect(),
            stays: stays.map(undo_step_view).collect(),
        })
    }

    /// A run whose application is gone has nothing to go on with; one that is only partly taken back goes on where it
    /// stands, and what the tenant was last seen to hold is read anew.
    fn settle_run(self: &Arc<Self>, session: &Arc<Session>, way: &WayBack) -> Result<(), WireError> {
        let id = way.plan.run;
        let deleted = way.made && way.plan.steps.iter().any(|step| step.id == StepId::Instantiate);
        if let Some(gone) = way.known.service_principal.filter(|_| deleted) {
            let applications = self.store.cache().applications();
            applications.remove(session.account.tenant, gone).map_err(store_error)?;
        }
        if way.whole || deleted {
            self.change(id, session, |run| {
                run.row.state = "left".to_owned();
                if deleted {
                    run.memory.snapshot.principal = None;
                    run.memory.snapshot.application = None;
                    run.memory.snapshot.assigned.clear();
                }
            })?;
        }
        Ok(())
    }
}

fn makes_the_application(deed: &Deed) -> bool {
    matches!(deed.done, Done::Application { .. })
}

fn parse_step(text: &str) -> Result<StepId, WireError> {
    serde_json::from_value(Value::String(text.trim().replace('-', "_"))).map_err(|_| {
        WireError::new(ErrorCode::InvalidInput, format!("“{text}” is not a step."))
            .hint("Steps are named as in the plan and in Activity, for example assign or identifiers.")
            .field("step")
    })
}
