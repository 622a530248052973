//! `doorward undo`: looked at, asked, taken back.

use crate::{
    args::Undo,
    output::{Failure, Output, usage},
    plan::{say_changes, say_findings},
    progress::Progress,
};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{
        ErrorCode, Nothing, Severity, WireError,
        undo::{UndoApply, UndoRequest, UndoState, UndoView},
    },
};
use serde_json::json;
use std::{
    io::{BufRead, IsTerminal, Write, stderr, stdin},
    process::ExitCode,
    sync::Arc,
};

pub(crate) async fn undo(wanted: Undo, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = take_back(&console, wanted, output).await;
    console.close().await;
    outcome
}

async fn take_back(console: &Arc<Console>, wanted: Undo, output: Output) -> Result<ExitCode, Failure> {
    let run = match wanted.run.as_str() {
        "latest" => latest(console).await?,
        id => id.to_owned(),
    };
    let request = UndoRequest { run: run.clone(), step: wanted.step.clone() };
    let way = console.undo_preview(request).await.map_err(meaningless)?;
    say(&way, output);
    if wanted.plan {
        output.line(&way);
        let blocked = way.findings.iter().any(|finding| finding.severity == Severity::Blocks);
        return Ok(if blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    if way.steps.is_empty() {
        output.line(&json!({ "run": run, "name": way.name, "steps": [], "stays": [] }));
        return Ok(ExitCode::SUCCESS);
    }
    agreed(wanted.yes, &format!("Take {} back?", way.name))?;
    let apply = UndoApply { run, step: wanted.step, plan: way.hash };
    let progress = Progress::watch(console, output, u64::try_from(way.steps.len()).unwrap_or_default());
    let receipt = console.undo_apply(apply).await;
    progress.finish().await;
    let receipt = receipt?;
    output.line(&receipt);
    for line in &receipt.steps {
        output.say(format!("  ✓ {}", line.text));
    }
    for step in &receipt.stays {
        output.say(format!("  stays: {} {}", step.intent, step.note.as_deref().unwrap_or_default()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What names no run and no step cannot be meant.
fn meaningless(error: WireError) -> Failure {
    let code = if error.code == ErrorCode::InvalidInput { ExitCode::from(2) } else { ExitCode::FAILURE };
    Failure { error, code }
}

/// The run that was changed last and has something left to take back.
async fn latest(console: &Arc<Console>) -> Result<String, Failure> {
    let activity = console.activity(Nothing {}).await?;
    let found = activity.runs.into_iter().find(|run| run.undoable);
    found
        .map(|run| run.card.id)
        .ok_or_else(|| WireError::new(ErrorCode::NotFound, "No run has anything left to take back.").into())
}

fn say(way: &UndoView, output: Output) {
    if way.steps.is_empty() {
        output.say("Nothing is left to take back.");
    }
    for step in &way.steps {
        let mark = match step.state {
            UndoState::Todo => "↶",
            UndoState::Back => "✓ already:",
            UndoState::Covered => "·",
            UndoState::Stays => "✕ stays:",
        };
        output.say(format!("{mark} [{}] {}", step.id, step.intent));
        if let Some(note) = &step.note {
            output.say(format!("      {note}"));
        }
        say_changes(&step.changes, &step.requests, output);
    }
    say_findings(&way.findings, output);
}

/// Asks on a terminal; without one the answer must have been given on the command line.
pub(crate) fn agreed(yes: bool, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !stdin().is_terminal() {
        let mut failure = usage("Nobody is at a terminal to agree.");
        failure.error = failure.error.hint("Add --yes, or look at it first with --plan.");
        return Err(failure);
    }
    eprint!("{question} [y/N] ");
    let _ = stderr().flush();
    let mut line = String::new();
    let read = stdin().lock().read_line(&mut line);
    if read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(WireError::new(ErrorCode::Cancelled, "Nothing was changed.").into())
}
