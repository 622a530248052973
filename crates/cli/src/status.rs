//! `doorward status`: an application now, against what its run left behind.

use crate::{
    args::Status,
    output::{Failure, Output},
    plan::{say_findings, say_steps},
    progress::Progress,
    undo::agreed,
};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{
        Severity,
        drift::{DriftState, MendApply, StatusRequest, StatusView},
    },
};
use std::{process::ExitCode, sync::Arc};

/// Something differs.
const DRIFTED: u8 = 4;

pub(crate) async fn status(wanted: Status, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = look(&console, wanted, output).await;
    console.close().await;
    outcome
}

async fn look(console: &Arc<Console>, wanted: Status, output: Output) -> Result<ExitCode, Failure> {
    let mut status = console.status(StatusRequest { application: wanted.application }).await?;
    let mends = wanted.mend && !status.mend.steps.is_empty();
    if !mends || wanted.plan {
        say(&status, output);
    }
    if mends {
        say_steps(&status.mend.steps, output);
        say_findings(&status.mend.findings, output);
        if wanted.plan {
            output.line(&status);
            let blocked = status.mend.findings.iter().any(|one| one.severity == Severity::Blocks);
            return Ok(if blocked { ExitCode::FAILURE } else { ExitCode::from(DRIFTED) });
        }
        agreed(wanted.yes, &format!("Mend {}?", status.name))?;
        let steps = u64::try_from(status.mend.steps.len()).unwrap_or_default();
        let progress = Progress::watch(console, output, steps);
        let mended = console.mend_apply(MendApply { run: status.run, plan: status.mend.hash }).await;
        progress.finish().await;
        status = mended?;
        say(&status, output);
    }
    output.line(&status);
    Ok(match status.state {
        DriftState::Same => ExitCode::SUCCESS,
        DriftState::Drifted | DriftState::Gone => ExitCode::from(DRIFTED),
    })
}

fn say(status: &StatusView, output: Output) {
    output.say(match status.state {
        DriftState::Same => format!("{} is as its run left it.", status.name),
        DriftState::Drifted => format!("{} is not as its run left it.", status.name),
        DriftState::Gone => format!("{} is gone from the tenant.", status.name),
    });
    for one in &status.differences {
        output.say(format!("• {}", one.label));
        for value in &one.expected {
            output.say(format!("    expected: {value}"));
        }
        for value in &one.actual {
            output.say(format!("    found:    {value}"));
        }
        if let Some(by) = &one.by {
            output.say(format!("    perhaps by {} ({})", by.who, by.what));
        }
        if let Some(note) = &one.note {
            output.say(format!("    {note}"));
        }
    }
    if !status.differences.is_empty() && !status.audit_read {
        output.say("The directory's log cannot be read with this session, so nobody is named.");
    }
    if let Some(finding) = &status.journal {
        output.say(format!("✕ {finding}"));
    }
}
