//! Carrying a plan out: journal the intent, write, settle, read back, journal the proof.

mod assign;
mod certificate;
mod instantiate;
mod patch;
mod person;
mod settle;

pub use settle::Settle;

use crate::{
    known::Known,
    plan::{Action, Step, StepId},
    ports::{Directory, DirectoryError, Entry, Journal, JournalError, Observer, Phase, Stage},
    undo::Former,
};
use doorward_domain::{Clock, Random, RunId};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// Carries plans out.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The tenant.
    pub directory: &'a dyn Directory,
    /// The run's memory.
    pub journal: &'a dyn Journal,
    /// Who watches.
    pub observer: &'a dyn Observer,
    /// Time stamps.
    pub clock: &'a dyn Clock,
    /// Passwords.
    pub random: &'a dyn Random,
    /// Stops before the next change.
    pub cancel: &'a CancellationToken,
    /// How to wait for the directory.
    pub settle: Settle,
}

/// A step did not come to its end. Everything before it stands.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{step}: {failure}")]
pub struct ApplyError {
    /// Which step.
    pub step: StepId,
    /// Why.
    pub failure: ApplyFailure,
}

/// Why a step did not come to its end, by what the person can do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApplyFailure {
    /// The directory said no or could not be reached.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Accepted, and still not visible at the limit: wait on or come back later.
    #[error("accepted, but the directory does not show it yet")]
    NotSettled,
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
    /// The journal cannot be written, so nothing was sent.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Something the step builds on is not known.
    #[error("{0} is not known yet")]
    Missing(&'static str),
    /// The answer lacks what it must have.
    #[error("the answer lacks {0}")]
    Odd(&'static str),
}

/// What a step did, for journal and receipt.
pub(crate) struct Done {
    pub(crate) detail: Value,
    pub(crate) request_id: Option<String>,
}

impl Engine<'_> {
    /// Carries the steps out in order and keeps what is learnt in `known`. Steps that turn out to be done already are
    /// proved and not sent again.
    ///
    /// # Errors
    /// The first step that did not come to its end; the steps before it stand and are journalled.
    pub async fn apply(&self, run: RunId, steps: &[Step], known: &mut Known) -> Result<(), ApplyError> {
        for step in steps {
            if self.cancel.is_cancelled() {
                return Err(ApplyError { step: step.id, failure: ApplyFailure::Cancelled });
            }
            self.observer.step(step.id, Stage::Sending);
            match self.carry_out(run, step, known).await {
                Ok(done) => {
                    let journalled =
                        self.note(run, step.id, Phase::Proved, done.detail, done.request_id, known).await;
                    journalled.map_err(|failure| ApplyError { step: step.id, failure })?;
                    self.observer.step(step.id, Stage::Proved);
                }
                Err(failure) => {
                    self.observer.step(step.id, Stage::Failed);
                    let detail = json!({ "failure": failure.to_string() });
                    // The failure itself is what the person must hear; a journal that fails now adds nothing to it.
                    let _ = self.note(run, step.id, Phase::Failed, detail, None, known).await;
                    return Err(ApplyError { step: step.id, failure });
                }
            }
        }
        Ok(())
    }

    async fn carry_out(&self, run: RunId, step: &Step, known: &mut Known) -> Result<Done, ApplyFailure> {
        let begun = matches!(
            self.journal.last(run, step.id).await?,
            Some(Phase::Intent | Phase::Accepted | Phase::Failed)
        );
        self.note(run, step.id, Phase::Intent, step.to_journal(known), None, known).await?;
        let mut scene = Scene { engine: self, run, step: step.id, known, begun };
        match &step.action {
            Action::Instantiate { template, marker } => instantiate::run(&mut scene, *template, marker).await,
            Action::Patch { object, fields } => patch::run(&mut scene, *object, fields).await,
            Action::AddCertificate { subject, ends } => certificate::add(&mut scene, subject, *ends).await,
            Action::Activate { thumbprint } => certificate::activate(&mut scene, thumbprint.as_deref()).await,
            Action::CreateUser { upn, name } => person::run(&mut scene, upn, name).await,
            Action::Assign { principal, name, chosen, .. } => {
                assign::run(&mut scene, *principal, name, *chosen).await
            }
        }
    }

    async fn note(
        &self,
        run: RunId,
        step: StepId,
        phase: Phase,
        detail: Value,
        request_id: Option<String>,
        known: &Known,
    ) -> Result<(), ApplyFailure> {
        let entry = Entry { step, phase, at: self.clock.now(), detail, request_id };
        Ok(self.journal.write(run, entry, known).await?)
    }
}

/// One step under way.
pub(crate) struct Scene<'a, 'e> {
    pub(crate) engine: &'a Engine<'e>,
    pub(crate) run: RunId,
    pub(crate) step: StepId,
    pub(crate) known: &'a mut Known,
    /// An earlier try of this very step was journalled without a proof: look before sending.
    pub(crate) begun: bool,
}

impl Scene<'_, '_> {
    /// Writes down what the change is about to replace. Nothing is sent before this has returned.
    pub(crate) async fn found(&self, former: Former) -> Result<(), ApplyFailure> {
        let detail = json!({ "text": former.text(), "former": former });
        self.engine.note(self.run, self.step, Phase::Intent, detail, None, self.known).await
    }

    pub(crate) async fn accepted(
        &mut self,
        detail: Value,
        request_id: Option<&str>,
    ) -> Result<(), ApplyFailure> {
        let request_id = request_id.map(str::to_owned);
        self.engine.note(self.run, self.step, Phase::Accepted, detail, request_id, self.known).await?;
        self.engine.observer.step(self.step, Stage::Settling);
        Ok(())
    }
}
