//! The engine's journal, in the profile.

use crate::{Console, session::Session};
use async_trait::async_trait;
use doorward_domain::RunId;
use doorward_onboarding::{
    Known, StepId,
    ports::{Entry, Journal, JournalError, Phase},
};
use doorward_store::JournalEntry;
use serde_json::Value;
use std::sync::Arc;

/// Writes a run's journal.
pub(crate) struct RunJournal {
    pub(crate) console: Arc<Console>,
    pub(crate) session: Arc<Session>,
}

#[async_trait]
impl Journal for RunJournal {
    async fn write(&self, run: RunId, entry: Entry, known: &Known) -> Result<(), JournalError> {
        let (console, session, known) = (Arc::clone(&self.console), Arc::clone(&self.session), known.clone());
        let written = tokio::task::spawn_blocking(move || {
            let entry = JournalEntry {
                run,
                step: entry.step.to_string(),
                phase: phase_name(entry.phase),
                at: entry.at,
                detail: entry.detail,
                request_id: entry.request_id,
            };
            console.store.journal().entries().append(&entry).map_err(|error| error.to_string())?;
            console
                .change(run, &session, |run| run.memory.known = known.clone())
                .map(|_| ())
                .map_err(|error| error.details.unwrap_or(error.message))
        })
        .await;
        written.map_err(|error| JournalError(error.to_string()))?.map_err(JournalError)
    }

    async fn last(&self, run: RunId, step: StepId) -> Result<Option<Phase>, JournalError> {
        let row = self.console.store.journal().entries().latest(run, &step.to_string());
        let row = row.map_err(|error| JournalError(error.to_string()))?;
        Ok(row.and_then(|row| serde_json::from_value(Value::String(row.phase)).ok()))
    }
}

fn phase_name(phase: Phase) -> String {
    serde_json::to_value(phase).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
