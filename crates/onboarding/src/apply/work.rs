//! One carrying out: its tasks side by side, one memory, one journal in one order.

use super::{
    ApplyError, ApplyFailure, Done, Engine, Scene, Seen,
    board::Board,
    eye::Eye,
    order::{Task, tasks},
};
use crate::{
    field::ObjectKind,
    known::Known,
    plan::{Step, StepId},
    ports::{Assigned, Entry, Phase, Stage},
};
use doorward_domain::{Application, Person, RunId, ServicePrincipal};
use futures::{StreamExt, stream::FuturesUnordered};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Mutex as Lock, PoisonError},
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// Eyes on the objects of one run.
#[derive(Default)]
pub(crate) struct Eyes {
    pub(crate) principal: Eye<Option<ServicePrincipal>>,
    pub(crate) application: Eye<Option<Application>>,
    pub(crate) person: Eye<Option<Person>>,
    pub(crate) assigned: Eye<Vec<Assigned>>,
}

/// What was noticed on the way, in memory only.
#[derive(Default)]
struct Noticed {
    /// How long the tenant took to show a change.
    learnt: Option<Duration>,
    /// When an object was last written to: what was seen before says nothing about it any more.
    wrote: BTreeMap<ObjectKind, Instant>,
}

/// A plan being carried out.
pub(crate) struct Work<'a> {
    pub(crate) engine: Engine<'a>,
    pub(crate) board: Board,
    pub(crate) eyes: Eyes,
    /// The application is being made right now: nobody else's values are on it, and refusals may be its youth.
    pub(crate) makes_application: bool,
    pub(crate) started: Instant,
    run: RunId,
    steps: &'a [Step],
    known: Mutex<Known>,
    noticed: Lock<Noticed>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(engine: Engine<'a>, run: RunId, steps: &'a [Step], known: Known) -> Self {
        Self {
            engine,
            board: Board::new(steps),
            eyes: Eyes::default(),
            makes_application: steps.iter().any(|step| step.id == StepId::Instantiate),
            started: Instant::now(),
            run,
            steps,
            known: Mutex::new(known),
            noticed: Lock::default(),
        }
    }

    pub(crate) fn into_known(self) -> Known {
        self.known.into_inner()
    }

    /// What the eyes saw last.
    pub(crate) fn seen(&self) -> Seen {
        Seen {
            application: self.eyes.application.last().and_then(|seen| Clone::clone(&*seen)),
            principal: self.eyes.principal.last().and_then(|seen| Clone::clone(&*seen)),
            person: self.eyes.person.last().and_then(|seen| Clone::clone(&*seen)),
            assigned: self.eyes.assigned.last().map(|seen| Clone::clone(&*seen)),
        }
    }

    pub(crate) async fn carry_out(&self) -> Result<(), ApplyError> {
        let tasks = tasks(self.steps);
        let mut running: FuturesUnordered<_> = tasks.iter().map(|task| self.one(task)).collect();
        let mut first = None;
        while let Some(outcome) = running.next().await {
            if let Err(error) = outcome {
                first.get_or_insert(error);
            }
        }
        first.map_or(Ok(()), Err)
    }

    async fn one(&self, task: &Task<'a>) -> Result<(), ApplyError> {
        let steps = self.board.turn(task).await;
        let Some(step) = steps.first() else { return Ok(()) };
        let outcome = if self.engine.cancel.is_cancelled() {
            self.fail(step.id, ApplyFailure::Cancelled)
        } else {
            self.begin(steps).await
        };
        self.board.rest();
        outcome
    }

    async fn begin(&self, steps: Vec<&'a Step>) -> Result<(), ApplyError> {
        for step in &steps {
            self.engine.observer.step(step.id, Stage::Sending);
        }
        let ids: Vec<StepId> = steps.iter().map(|step| step.id).collect();
        let outcomes = match Scene::open(self, steps).await {
            Ok(scene) => scene.carry_out().await,
            Err(failure) => ids.iter().map(|_| Err(failure.clone())).collect(),
        };
        let mut first = Ok(());
        for (step, outcome) in ids.into_iter().zip(outcomes) {
            let ended = match outcome {
                Ok(done) => self.prove(step, done).await,
                Err(failure) => {
                    let detail = json!({ "failure": failure.to_string(), "open": !failure.is_certain() });
                    // The failure itself is what the person must hear; a journal that fails now adds nothing to it.
                    let _ = self.note(step, Phase::Failed, detail, None, |_| ()).await;
                    self.fail(step, failure)
                }
            };
            first = first.and(ended);
        }
        first
    }

    async fn prove(&self, step: StepId, done: Done) -> Result<(), ApplyError> {
        // Others need not wait for the journal: a proof that gets lost is only looked for again.
        self.board.release(step);
        match self.note(step, Phase::Proved, done.detail, done.request_id, |_| ()).await {
            Ok(()) => {
                self.engine.observer.step(step, Stage::Proved);
                Ok(())
            }
            Err(failure) => self.fail(step, failure),
        }
    }

    fn fail(&self, step: StepId, failure: ApplyFailure) -> Result<(), ApplyError> {
        if failure.stops_all() {
            self.board.halt();
        }
        self.board.block(step);
        self.engine.observer.step(step, Stage::Failed);
        Err(ApplyError { step, failure })
    }

    /// Changes what is known and adds a line to the journal, in one order for all steps. On the disk when it returns.
    pub(crate) async fn note(
        &self,
        step: StepId,
        phase: Phase,
        detail: Value,
        request_id: Option<String>,
        change: impl FnOnce(&mut Known),
    ) -> Result<(), ApplyFailure> {
        let mut known = self.known.lock().await;
        let mut next = known.clone();
        change(&mut next);
        let entry = Entry { step, phase, at: self.engine.clock.now(), detail, request_id };
        self.engine.journal.write(self.run, entry, &next).await?;
        *known = next;
        Ok(())
    }

    /// What is known by now.
    pub(crate) async fn known(&self) -> Known {
        self.known.lock().await.clone()
    }

    /// Where a step stood before, and when, if an earlier try of it left its fate open.
    pub(crate) async fn begun(&self, step: StepId) -> Result<Option<time::OffsetDateTime>, ApplyFailure> {
        let Some(entry) = self.engine.journal.latest(self.run, step).await? else { return Ok(None) };
        let open = match entry.phase {
            Phase::Intent | Phase::Accepted => true,
            Phase::Failed => entry.detail["open"] != json!(false),
            _ => false,
        };
        Ok(open.then_some(entry.at))
    }

    /// Other steps of this plan build on it.
    pub(crate) fn is_awaited(&self, step: StepId) -> bool {
        self.steps.iter().any(|other| other.depends_on.contains(&step))
    }

    pub(crate) fn learnt(&self) -> Option<Duration> {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner).learnt
    }

    pub(crate) fn learn(&self, took: Duration) {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner).learnt = Some(took);
    }

    pub(crate) fn wrote(&self, object: ObjectKind) {
        let mut noticed = self.noticed.lock().unwrap_or_else(PoisonError::into_inner);
        noticed.wrote.insert(object, Instant::now());
    }

    pub(crate) fn last_write(&self, object: ObjectKind) -> Option<Instant> {
        self.noticed.lock().unwrap_or_else(PoisonError::into_inner).wrote.get(&object).copied()
    }
}
