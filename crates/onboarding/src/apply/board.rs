//! Who may begin: steps released, steps that will not come, and how many are at work that cannot wait.

use super::order::Task;
use crate::plan::{Step, StepId};
use std::collections::BTreeSet;
use tokio::sync::watch;

#[derive(Debug, Default)]
struct State {
    /// Done, or so far that others may build on it.
    released: BTreeSet<StepId>,
    /// Failed, or not begun because something before it failed.
    blocked: BTreeSet<StepId>,
    /// Nothing new begins.
    halted: bool,
    /// Tasks at work that do not merely wait for their own proof.
    busy: usize,
}

/// The state of all steps of one carrying out.
#[derive(Debug)]
pub(crate) struct Board {
    planned: BTreeSet<StepId>,
    state: watch::Sender<State>,
}

impl Board {
    pub(crate) fn new(steps: &[Step]) -> Self {
        let planned = steps.iter().map(|step| step.id).collect();
        Self { planned, state: watch::channel(State::default()).0 }
    }

    /// Waits for a task's turn. Gives those of its steps that may begin; the others are blocked. Counts as busy from then on.
    pub(crate) async fn turn<'a>(&self, task: &Task<'a>) -> Vec<&'a Step> {
        let mut state = self.state.subscribe();
        let open = |state: &State, step: &Step| {
            step.depends_on.iter().any(|needed| {
                self.planned.contains(needed)
                    && !state.released.contains(needed)
                    && !state.blocked.contains(needed)
            })
        };
        let ready = |state: &State| state.halted || !task.steps.iter().any(|step| open(state, step));
        // The sender lives as long as this board: waiting cannot fail.
        let _ = state.wait_for(ready).await;
        let mut begin = Vec::new();
        self.state.send_modify(|state| {
            for step in &task.steps {
                if state.halted || step.depends_on.iter().any(|needed| state.blocked.contains(needed)) {
                    state.blocked.insert(step.id);
                } else {
                    begin.push(*step);
                }
            }
            state.busy += usize::from(!begin.is_empty());
        });
        begin
    }

    pub(crate) fn release(&self, step: StepId) {
        self.state.send_modify(|state| {
            state.released.insert(step);
        });
    }

    pub(crate) fn block(&self, step: StepId) {
        self.state.send_modify(|state| {
            state.blocked.insert(step);
        });
    }

    /// Nothing new begins.
    pub(crate) fn halt(&self) {
        self.state.send_modify(|state| state.halted = true);
    }

    /// A task came to its end, or begins to wait for its own proof only.
    pub(crate) fn rest(&self) {
        self.state.send_modify(|state| state.busy = state.busy.saturating_sub(1));
    }

    /// It goes on working.
    pub(crate) fn resume(&self) {
        self.state.send_modify(|state| state.busy += 1);
    }

    /// Nobody is at work but those who wait for their own proof.
    pub(crate) fn is_calm(&self) -> bool {
        self.state.borrow().busy == 0
    }

    /// Resolves when nobody is at work but those who wait for their own proof.
    pub(crate) async fn calm(&self) {
        let mut state = self.state.subscribe();
        let _ = state.wait_for(|state| state.busy == 0).await;
    }
}
