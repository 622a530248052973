//! How an onboarding gets on: a bar on a terminal, lines for programs, nothing in a pipe.

use crate::output::Output;
use doorward_api::{
    Console,
    contract::{Event, run::StepPhase},
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
    time::Duration,
};
use tokio::task::JoinHandle;

/// Shows steps as they happen, until dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    listening: JoinHandle<()>,
}

impl Progress {
    /// Listens to a console. `pages` is the length of the bar.
    pub(crate) fn watch(console: &Console, output: Output, pages: u64) -> Self {
        let bar = if output.json || !stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(pages)
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len}  {elapsed:>4}  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let mut events = console.events();
        let shown = bar.clone();
        let listening = tokio::spawn(async move {
            let mut last: BTreeMap<String, StepPhase> = BTreeMap::new();
            while let Ok(event) = events.recv().await {
                let Event::Run { run } = event else { continue };
                for step in &run.progress {
                    if last.insert(step.step.clone(), step.phase) == Some(step.phase)
                        || step.phase == StepPhase::Queued
                    {
                        continue;
                    }
                    output.line(&json!({ "event": "step", "step": step.step, "phase": step.phase, "intent": step.intent }));
                    let waits =
                        if step.phase == StepPhase::Settling { " – waiting for the directory" } else { "" };
                    shown.set_message(format!("{}{waits}", step.intent));
                }
            }
        });
        Self { bar, listening }
    }

    /// A page is done.
    pub(crate) fn page_done(&self) {
        self.bar.inc(1);
    }

    /// Says what is waited for outside.
    pub(crate) fn say(&self, text: &str) {
        self.bar.set_message(text.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.listening.abort();
        self.bar.finish_and_clear();
    }
}
