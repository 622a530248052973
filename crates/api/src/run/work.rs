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
    Page, Step, StepId,
    ports::{Observer, Stage},
};
use secrecy::SecretString;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// Everything under way.
#[derive(Default)]
pub(crate) struct Works {
    under_way: HashMap<RunId, Work>,
    secrets: HashMap<RunId, (String, SecretString)>,
}

/// Steps being applied.
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
    /// Begins with steps of a page, or of all, each named with its intent; `None` when the run is being worked on already.
    pub(crate) fn begin_work<'a>(
        &self,
        run: RunId,
        page: Page,
        steps: impl Iterator<Item = (StepId, &'a str)>,
    ) -> Option<CancellationToken> {
        let now = Moment::from(self.machine.clock.now());
        let mut works = self.works.lock().unwrap_or_else(PoisonError::into_inner);
        if works.under_way.contains_key(&run) {
            return None;
        }
        let cancel = CancellationToken::new();
        let steps = steps
            .map(|(step, intent)| StepProgress {
                step: step.to_string(),
                intent: intent.to_owned(),
                phase: StepPhase::Queued,
                since: now,
                limit_seconds: None,
            })
            .collect();
        works.under_way.insert(run, Work { page, cancel: cancel.clone(), steps });
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

    /// A new test user's password waits to be read.
    pub(crate) fn password_waits(&self, run: RunId) -> bool {
        self.works.lock().unwrap_or_else(PoisonError::into_inner).password_waits(run)
    }

    /// Takes the password that waits, so that nobody gets it twice.
    pub(crate) fn take_secret(&self, run: RunId) -> Option<(String, SecretString)> {
        self.works.lock().unwrap_or_else(PoisonError::into_inner).secrets.remove(&run)
    }
}

/// Steps as [`Console::begin_work`] takes them.
pub(crate) fn intents(steps: &[Step]) -> impl Iterator<Item = (StepId, &str)> {
    steps.iter().map(|step| (step.id, step.intent.as_str()))
}

/// Shows a run's steps while they are made. Drawing the run takes a few reads of the profile, so it happens beside the work,
/// never in its way; no step's stage is left out.
pub(crate) struct Watcher {
    console: Arc<Console>,
    run: RunId,
    /// How long the directory may take to show a change.
    limit: Duration,
    stages: UnboundedSender<Vec<StepProgress>>,
}

impl Watcher {
    /// Watches a run. The task ends when the watcher is dropped and everything was told.
    pub(crate) fn start(
        console: &Arc<Console>,
        session: &Arc<Session>,
        run: RunId,
        limit: Duration,
    ) -> (Self, JoinHandle<()>) {
        let (stages, told) = unbounded_channel();
        let (own, its) = (Arc::clone(console), Arc::clone(session));
        let teller = tokio::task::spawn_blocking(move || tell(&own, &its, run, told));
        (Self { console: Arc::clone(console), run, limit, stages }, teller)
    }
}

fn tell(
    console: &Arc<Console>,
    session: &Arc<Session>,
    run: RunId,
    mut stages: UnboundedReceiver<Vec<StepProgress>>,
) {
    while let Some(progress) = stages.blocking_recv() {
        if let Ok(mut view) = console.run_view(run, session) {
            view.progress = progress;
            console.tell(Event::Run { run: Box::new(view) });
        }
    }
}

impl Observer for Watcher {
    fn step(&self, step: StepId, stage: Stage) {
        let name = step.to_string();
        let now = Moment::from(self.console.machine.clock.now());
        let mut works = self.console.works.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(work) = works.under_way.get_mut(&self.run) else { return };
        if let Some(shown) = work.steps.iter_mut().find(|shown| shown.step == name) {
            (shown.phase, shown.limit_seconds) = match stage {
                Stage::Sending => (StepPhase::Sending, None),
                Stage::Settling => {
                    (StepPhase::Settling, Some(u32::try_from(self.limit.as_secs()).unwrap_or(u32::MAX)))
                }
                Stage::Proved => (StepPhase::Proved, None),
                Stage::Failed => (StepPhase::Failed, None),
            };
            shown.since = now;
        }
        // Nobody listens any more when the program ends: then there is nobody to tell.
        let _ = self.stages.send(work.steps.clone());
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
