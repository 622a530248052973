//! The whole onboarding as a plan, page by page, nothing done.

use crate::output::{Failure, Output};
use doorward_api::{
    Console,
    contract::{Finding, PlanView, Severity, run::RunPage},
};
use serde_json::json;
use std::{process::ExitCode, sync::Arc};

/// Pages that change the directory, in order.
pub(crate) const PAGES: [doorward_api::contract::Page; 6] = {
    use doorward_api::contract::Page;
    [
        Page::Application,
        Page::Urls,
        Page::Certificate,
        Page::TestUser,
        Page::Assignment,
        Page::ApplicationSide,
    ]
};

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

/// Prints what would be done. Exit code 1 when something stands in the way.
pub(crate) async fn show(console: &Arc<Console>, run: &str, output: Output) -> Result<ExitCode, Failure> {
    let mut whole = PlanView { hash: String::new(), steps: Vec::new(), findings: Vec::new() };
    for page in PAGES {
        let plan = console.run_preview(RunPage { run: run.to_owned(), page }).await?;
        whole.steps.extend(plan.steps);
        // The test user is an earlier step of this very plan.
        whole.findings.extend(plan.findings.into_iter().filter(not_ours));
    }
    let blocked = blocking(&whole).is_some();
    output.line(&json!({ "steps": whole.steps, "findings": whole.findings, "blocked": blocked }));
    for step in &whole.steps {
        output.say(format!("• {}", step.intent));
        for change in &step.changes {
            let field = if change.field.is_empty() { String::new() } else { format!(" {}", change.field) };
            for value in &change.removed {
                output.say(format!("    - {}{field}: {value}", change.object));
            }
            for value in &change.added {
                output.say(format!("    + {}{field}: {value}", change.object));
            }
        }
        for request in &step.requests {
            output.say(format!("      {} {}", request.method, request.path));
        }
    }
    for finding in &whole.findings {
        let mark = if finding.severity == Severity::Blocks { "✕" } else { "!" };
        output.say(format!("{mark} {} {}", finding.message, finding.remedy.as_deref().unwrap_or_default()));
    }
    Ok(if blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
