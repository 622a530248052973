//! The whole onboarding as a plan: shown, saved, and taken up again.

use crate::output::{Failure, Output, usage};
use doorward_api::{
    Console,
    contract::{
        ChangeView, ErrorCode, Finding, PlanView, RequestView, RunRef, RunView, Severity, StepView,
        WireError, plan::PlanFile,
    },
};
use serde_json::json;
use std::{path::Path, process::ExitCode, sync::Arc};

/// The tenant has moved on since the plan was saved.
const MOVED: u8 = 5;
/// No plan comes near this size.
const LARGEST: u64 = 4 << 20;

/// The first finding that stands in the way of the whole.
pub(crate) fn blocking(plan: &PlanView) -> Option<&Finding> {
    plan.findings
        .iter()
        .filter(|finding| not_ours(finding))
        .find(|finding| finding.severity == Severity::Blocks)
}

/// "Nobody is chosen yet" is said of a page; in the whole plan an earlier step makes the test user.
fn not_ours(finding: &Finding) -> bool {
    finding.code != "nobody_chosen"
}

/// Prints what would be done, in the form that `--plan-file` takes. Exit code 1 when something stands in the way.
pub(crate) async fn show(console: &Arc<Console>, run: &str, output: Output) -> Result<ExitCode, Failure> {
    let whole = console.plan_save(RunRef { run: run.to_owned() }).await?;
    output.line(&whole);
    say_steps(&whole.steps, output);
    say_findings(&whole.findings, output);
    Ok(if whole.blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Steps in words.
pub(crate) fn say_steps(steps: &[StepView], output: Output) {
    for step in steps {
        output.say(format!("• {}", step.intent));
        say_changes(&step.changes, &step.requests, output);
    }
}

/// What changes, and by which requests, in words.
pub(crate) fn say_changes(changes: &[ChangeView], requests: &[RequestView], output: Output) {
    for change in changes {
        let field = if change.field.is_empty() { String::new() } else { format!(" {}", change.field) };
        for value in &change.removed {
            output.say(format!("    - {}{field}: {value}", change.object));
        }
        for value in &change.added {
            output.say(format!("    + {}{field}: {value}", change.object));
        }
    }
    for request in requests {
        output.say(format!("      {} {}", request.method, request.path));
    }
}

/// Findings in words.
pub(crate) fn say_findings(findings: &[Finding], output: Output) {
    for finding in findings {
        let mark = if finding.severity == Severity::Blocks { "✕" } else { "!" };
        output.say(format!("{mark} {} {}", finding.message, finding.remedy.as_deref().unwrap_or_default()));
    }
}

/// Takes a saved plan up. When the tenant has moved on it says what moved, fact by fact, and refuses.
pub(crate) async fn take_up(console: &Arc<Console>, file: &Path, output: Output) -> Result<RunView, Failure> {
    let unreadable = |why: String| {
        let mut failure = usage(format!("{} is not a saved plan.", file.display()));
        failure.error = failure.error.hint("Make one with --plan --json.").details(why);
        failure
    };
    let size = std::fs::metadata(file).map_err(|error| unreadable(error.to_string()))?.len();
    if size > LARGEST {
        return Err(unreadable(format!("{size} bytes")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    let saved: PlanFile = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let opened = console.plan_open(saved).await?;
    match opened.run {
        Some(run) if opened.moved.is_empty() => Ok(run),
        _ => {
            for one in &opened.moved {
                output.line(
                    &json!({ "event": "moved", "field": one.field, "planned": one.planned, "now": one.now }),
                );
                eprintln!("  {}: planned {}, now {}", one.field, shown(&one.planned), shown(&one.now));
            }
            let fields: Vec<&str> = opened.moved.iter().map(|one| one.field.as_str()).collect();
            let text = "The tenant has moved on since the plan was made; nothing was changed.";
            let error = WireError::new(ErrorCode::TenantMoved, text)
                .hint("Look at what moved, then make a new plan.")
                .details(fields.join(", "));
            Err(Failure { error, code: ExitCode::from(MOVED) })
        }
    }
}

fn shown(values: &[String]) -> String {
    if values.is_empty() { "nothing".to_owned() } else { values.join(", ") }
}
