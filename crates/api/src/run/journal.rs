//! The engine's journal, in the profile.
//!
//! What a run knows is saved before the line that tells of it: after a crash in between, the step still counts as open and is
//! looked up, and what was learnt shortens the look.

use super::fault_point;
use crate::{Console, session::Session};
use async_trait::async_trait;
use doorward_domain::RunId;
use doorward_onboarding::{
    Known, StepId,
    ports::{Entry, Journal, JournalError, Phase},
};
use doorward_store::{Integrity, JournalEntry};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// Writes a run's journal.
pub(crate) struct RunJournal {
    console: Arc<Console>,
    session: Arc<Session>,
    /// What lies in the profile already: it is not written again.
    saved: Arc<Mutex<Option<Known>>>,
}

impl RunJournal {
    /// The journal of the session's runs.
    pub(crate) fn new(console: Arc<Console>, session: Arc<Session>) -> Self {
        Self { console, session, saved: Arc::default() }
    }

    fn append(&self, run: RunId, entry: Entry, known: Known) -> Result<(), String> {
        fault_point::pass();
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if saved.as_ref() != Some(&known) {
            let waited = saved.as_ref().is_some_and(|saved| saved.password_lost);
            self.console
                .change(run, &self.session, |run| {
                    // Somebody has read the password since it was written down as lost with this process.
                    let read = waited && !run.memory.known.password_lost;
                    run.memory.known = known.clone();
                    run.memory.known.password_lost &= !read;
                })
                .map_err(|error| error.details.unwrap_or(error.message))?;
            *saved = Some(known);
            fault_point::pass();
        }
        let entry = JournalEntry {
            run,
            step: entry.step.to_string(),
            phase: phase_name(entry.phase),
            at: entry.at,
            detail: entry.detail,
            request_id: entry.request_id,
        };
        self.console.store.journal().entries().append(&entry).map_err(|error| error.to_string())?;
        fault_point::pass();
        Ok(())
    }
}

impl RunJournal {
    /// Where lines of a run were lost with a damaged journal, any step may have been sent: it counts as intended, so that it is
    /// looked up before it is sent.
    fn lost(&self, run: RunId, step: StepId) -> Option<Entry> {
        let verified = self.console.store.journal().entries().verify(run);
        let cut = !matches!(verified, Ok(Integrity::Whole));
        cut.then(|| Entry {
            step,
            phase: Phase::Intent,
            at: self.console.journal_rebuilt_at().unwrap_or_else(|| self.console.machine.clock.now()),
            detail: Value::Null,
            request_id: None,
        })
    }
}

#[async_trait]
impl Journal for RunJournal {
    async fn write(&self, run: RunId, entry: Entry, known: &Known) -> Result<(), JournalError> {
        let own = Self {
            console: Arc::clone(&self.console),
            session: Arc::clone(&self.session),
            saved: Arc::clone(&self.saved),
        };
        let known = known.clone();
        let written = tokio::task::spawn_blocking(move || own.append(run, entry, known)).await;
        written.map_err(|error| JournalError(error.to_string()))?.map_err(JournalError)
    }

    async fn latest(&self, run: RunId, step: StepId) -> Result<Option<Entry>, JournalError> {
        let row = self.console.store.journal().entries().latest(run, &step.to_string());
        let row = row.map_err(|error| JournalError(error.to_string()))?;
        let Some(row) = row else { return Ok(self.lost(run, step)) };
        let phase = serde_json::from_value(Value::String(row.phase))
            .map_err(|error| JournalError(format!("a line cannot be read: {error}")))?;
        Ok(Some(Entry { step, phase, at: row.at, detail: row.detail, request_id: row.request_id }))
    }
}

fn phase_name(phase: Phase) -> String {
    serde_json::to_value(phase).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
