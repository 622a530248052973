//! How an onboarding gets on: a bar on a terminal, lines for programs, nothing in a pipe.

use crate::output::Output;
use doorward_api::{
    Console,
    contract::{
        Event,
        run::{StepPhase, StepProgress},
    },
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
    time::Duration,
};
use tokio::{sync::oneshot, task::JoinHandle};

/// Shows steps as they happen, until dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Dropped: what has been told is shown, and then it ends.
    going: Option<oneshot::Sender<()>>,
    listening: JoinHandle<()>,
}

impl Progress {
    /// Listens to a console. `steps` is the length of the bar.
    pub(crate) fn watch(console: &Console, output: Output, steps: u64) -> Self {
        let bar = if output.json || !stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(steps)
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len}  {elapsed:>4}  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        let mut events = console.events();
        let shown = bar.clone();
        let (going, mut ended) = oneshot::channel();
        let listening = tokio::spawn(async move {
            let mut last: BTreeMap<String, StepPhase> = BTreeMap::new();
            loop {
                let event = tokio::select! {
                    biased;
                    event = events.recv() => event,
                    _ = &mut ended => break,
                };
                let Ok(event) = event else { break };
                let Event::Run { run } = event else { continue };
                for step in &run.progress {
                    if last.insert(step.step.clone(), step.phase) == Some(step.phase)
                        || step.phase == StepPhase::Queued
                    {
                        continue;
                    }
                    let mut line = json!({ "event": "step", "step": step.step, "phase": step.phase, "intent": step.intent, "since": step.since });
                    if let Some(limit) = step.limit_seconds {
                        line["limitSeconds"] = json!(limit);
                    }
                    output.line(&line);
                    match step.phase {
                        StepPhase::Proved => shown.inc(1),
                        StepPhase::Settling => shown.set_message(waits(step)),
                        _ => shown.set_message(step.intent.clone()),
                    }
                }
            }
        });
        Self { bar, going: Some(going), listening }
    }

    /// Ends after everything that was told until now has been shown.
    pub(crate) async fn finish(mut self) {
        drop(self.going.take());
        // A listener that broke off has nothing more to show.
        let _ = (&mut self.listening).await;
    }

    /// Says what is waited for outside.
    pub(crate) fn say(&self, text: &str) {
        self.bar.set_message(text.to_owned());
    }
}

/// Accepted, not visible yet: with the time after which the run stands.
fn waits(step: &StepProgress) -> String {
    let limit = step.limit_seconds.map(|limit| format!(", for at most {limit} s")).unwrap_or_default();
    format!("{} – accepted, waiting for the directory to show it{limit}", step.intent)
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.listening.abort();
        self.bar.finish_and_clear();
    }
}
