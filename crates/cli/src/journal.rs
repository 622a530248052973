//! `doorward journal rebuild`: a damaged journal, made anew from itself and from the tenant.

use crate::output::{Failure, Output};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{Nothing, journal::RebuiltView},
};
use std::process::ExitCode;

pub(crate) async fn rebuild(output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let rebuilt = console.journal_rebuild(Nothing {}).await;
    console.close().await;
    let rebuilt = rebuilt?;
    say(&rebuilt, output);
    output.line(&rebuilt);
    Ok(ExitCode::SUCCESS)
}

fn say(rebuilt: &RebuiltView, output: Output) {
    if let (Some(set_aside), Some(kept)) = (&rebuilt.set_aside, &rebuilt.kept) {
        output.say(format!(
            "A new journal was made: {} onboardings with {} lines, {} test results and {} accounts were read from the damaged one.",
            kept.runs, kept.entries, kept.evidence, kept.accounts
        ));
        output.say(format!("The damaged file lies at {set_aside}."));
    } else {
        output.say("The journal is sound.");
    }
    if !rebuilt.searched {
        output.say("Nobody is signed in, so the tenant was not looked through. Sign in and run this again.");
    } else if rebuilt.found.is_empty() {
        output.say("The tenant holds no onboarding that the journal does not know.");
    }
    for one in &rebuilt.found {
        let what = if one.completed { "completed" } else { "taken up" };
        output.say(format!("• {} ({what}, run {})", one.name, one.run));
    }
}
