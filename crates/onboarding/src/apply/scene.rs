//! One task on stage: its steps, what the journal says of earlier tries, and what it writes down.

use super::{ApplyFailure, Done, assign, certificate, instantiate, patch, person, work::Work};
use crate::{
    known::Known,
    plan::{Action, Step, StepId},
    ports::{Phase, Stage},
    undo::Former,
};
use serde_json::{Value, json};
use std::time::Duration;
use time::OffsetDateTime;

/// Steps of one task under way.
pub(crate) struct Scene<'w, 'a> {
    pub(crate) work: &'w Work<'a>,
    pub(crate) steps: Vec<&'a Step>,
    /// An earlier try of these very steps left its fate open at that moment: look before sending.
    begun: Option<OffsetDateTime>,
}

impl<'w, 'a> Scene<'w, 'a> {
    /// Reads what earlier tries left, and journals the intents.
    pub(crate) async fn open(work: &'w Work<'a>, steps: Vec<&'a Step>) -> Result<Self, ApplyFailure> {
        let mut begun = None;
        for step in &steps {
            begun = begun.or(work.begun(step.id).await?);
        }
        let known = work.known().await;
        for step in &steps {
            work.note(step.id, Phase::Intent, step.to_journal(&known), None, |_| ()).await?;
        }
        Ok(Self { work, steps, begun })
    }

    /// Carries the task out: one outcome per step, in their order.
    pub(crate) async fn carry_out(&self) -> Vec<Result<Done, ApplyFailure>> {
        let one = match self.steps.first().map(|step| &step.action) {
            Some(Action::Instantiate { template, marker }) => instantiate::run(self, *template, marker).await,
            Some(Action::AddCertificate { subject, ends }) => certificate::add(self, subject, *ends).await,
            Some(Action::CreateUser { upn, name }) => person::run(self, upn, name).await,
            Some(Action::Assign { principal, name, chosen, .. }) => {
                assign::run(self, *principal, name, *chosen).await
            }
            Some(Action::Patch { .. } | Action::Activate { .. }) => return patch::run(self).await,
            None => return Vec::new(),
        };
        vec![one]
    }

    /// The only step of a task that has but one.
    pub(crate) fn step(&self) -> StepId {
        self.steps.first().map_or(StepId::Name, |step| step.id)
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_some()
    }

    /// How much longer a change of the earlier try may take to appear; `None` when there was no such try.
    pub(crate) fn search_left(&self) -> Option<Duration> {
        let begun = self.begun?;
        let age = Duration::try_from(self.work.engine.clock.now() - begun).unwrap_or_default();
        Some(self.work.engine.settle.search.saturating_sub(age))
    }

    /// Writes down what a change is about to replace, and that it may have been made from now on. Nothing is sent before
    /// this has returned.
    pub(crate) async fn found(
        &self,
        step: StepId,
        former: Former,
        change: impl FnOnce(&mut Known),
    ) -> Result<(), ApplyFailure> {
        let detail = json!({ "text": former.text(), "former": former });
        self.work.note(step, Phase::Intent, detail, None, change).await
    }

    /// The service took it: from now on it is waited for.
    pub(crate) async fn accepted(
        &self,
        step: StepId,
        detail: Value,
        request_id: Option<&str>,
        change: impl FnOnce(&mut Known),
    ) -> Result<(), ApplyFailure> {
        let request_id = request_id.map(str::to_owned);
        self.work.note(step, Phase::Accepted, detail, request_id, change).await?;
        self.work.engine.observer.step(step, Stage::Settling);
        Ok(())
    }
}
