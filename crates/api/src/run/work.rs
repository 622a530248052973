//! What is being applied right now, and secrets that wait to be read once.

use crate::{
    Console,
    contract::{
        Event, Moment,
        run::{StepPhase, StepProgress},
    },
    session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{
    Page, Plan, StepId,
    ports::{Observer, Stage},
};
use secrecy::SecretString;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// Everything under way.
#[derive(Default)]
pub(crate) struct Works {
    under_way: HashMap<RunId, Work>,
    secrets: HashMap<RunId, (String, SecretString)>,
}

/// A page being applied.
pub(crate) struct Work {
    pub(crate) page: Page,
    pub(crate) cancel: CancellationToken,
    pub(crate) steps: Vec<StepProgress>,
}

impl Works {
    pub(crate) fn of(&self, run: RunId) -> Option<&Work> {
        self.under_way.get(&run)
    }

    pub(crate) fn password_waits(&self, run: RunId) -> bool {
        self.secrets.contains_key(&run)
    }
}

impl Console {
    /// Begins a page; `None` when the run is being worked on already.
    pub(crate) fn begin_work(&self, run: RunId, plan: &Plan) -> Option<CancellationToken> {
        let now = Moment::from(self.machine.clock.now());
        let mut works = self.works.lock().unwrap_or_else(PoisonError::into_inner);
        if works.under_way.contains_key(&run) {
            return None;
        }
        let cancel = CancellationToken::new();
        let steps = plan
            .steps
            .iter()
            .map(|step| StepProgress {
                step: step.id.to_string(),
                intent: step.intent.clone(),
                phase: StepPhase::Queued,
                since: now,
            })
            .collect();
        works.under_way.insert(run, Work { page: plan.page, cancel: cancel.clone(), steps });
        Some(cancel)
    }

    pub(crate) fn end_work(&self, run: RunId) {
        self.works.lock().unwrap_or_else(PoisonError::into_inner).under_way.remove(&run);
    }

    /// Stops a run before its next change.
    pub(crate) fn stop_run(&self, run: RunId) {
        if let Some(work) = self.works.lock().unwrap_or_else(PoisonError::into_inner).under_way.get(&run) {
            work.cancel.cancel();
        }
    }

    pub(crate) fn stop_all_runs(&self) {
        for work in self.works.lock().unwrap_or_else(PoisonError::into_inner).under_way.values() {
            work.cancel.cancel();
        }
    }

    /// Takes the password that waits, so that nobody gets it twice.
    pub(crate) fn take_secret(&self, run: RunId) -> Option<(String, SecretString)> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner).secrets.remove(&run)
    }
}

/// Shows a run's steps while they are made.
pub(crate) struct Watcher {
    pub(crate) console: Arc<Console>,
    pub(crate) session: Arc<Session>,
    pub(crate) run: RunId,
}

impl Observer for Watcher {
    fn step(&self, step: StepId, stage: Stage) {
        let name = step.to_string();
        {
            let now = Moment::from(self.console.machine.clock.now());
            let mut works = self.console.works.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(work) = works.under_way.get_mut(&self.run) else { return };
            if let Some(shown) = work.steps.iter_mut().find(|shown| shown.step == name) {
                shown.phase = match stage {
                    Stage::Sending => StepPhase::Sending,
                    Stage::Settling => StepPhase::Settling,
                    Stage::Proved => StepPhase::Proved,
                    Stage::Failed => StepPhase::Failed,
                };
                shown.since = now;
            }
        }
        if let Ok(view) = self.console.run_view(self.run, &self.session) {
            self.console.tell(Event::Run { run: Box::new(view) });
        }
    }

    fn secret(&self, upn: &str, password: SecretString) {
        let mut works = self.console.works.lock().unwrap_or_else(PoisonError::into_inner);
        works.secrets.insert(self.run, (upn.to_owned(), password));
    }
}

/// Watches nothing: for changes that have a display of their own.
pub(crate) struct Silent;

impl Observer for Silent {
    fn step(&self, _: StepId, _: Stage) {}
    fn secret(&self, _: &str, _: SecretString) {}
}
