//! `doorward saml watch`: opens an application and reads from Entra's sign-in log how the sign-on ends.

use super::{args::Watch, check::plain};
use crate::output::{Failure, Output};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{ErrorCode, Event, EvidenceView, Initiation, ProofPhase, WireError, proof::ProofStart},
};
use std::{process::ExitCode, sync::Arc};

pub(super) async fn watch(wanted: Watch, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = follow(&console, wanted, output).await;
    console.close().await;
    outcome
}

async fn follow(console: &Arc<Console>, wanted: Watch, output: Output) -> Result<ExitCode, Failure> {
    let run = console.run_of_application(&wanted.app).await?.run;
    let initiation = if wanted.my_apps { Initiation::IdentityProvider } else { Initiation::ServiceProvider };
    let mut events = console.events();
    let started = console.proof_watch(ProofStart { run, initiation }).await?;
    if let Some(url) = &started.url {
        output.line(&serde_json::json!({ "event": "opened", "url": url, "until": started.until }));
        eprintln!("doorward: sign in on this page; the log is read until the sign-on shows: {url}");
    }
    while let Ok(event) = events.recv().await {
        let Event::Proof { proof } = event else { continue };
        match (proof.phase, proof.evidence, proof.error) {
            (ProofPhase::Finished, Some(evidence), _) => return Ok(tell(&evidence, output)),
            (ProofPhase::Failed, _, Some(error)) => return Err(error.into()),
            _ => {}
        }
    }
    Err(WireError::new(ErrorCode::Internal, "The test ended without an answer.").into())
}

fn tell(evidence: &EvidenceView, output: Output) -> ExitCode {
    output.say(&evidence.summary);
    if let Some(line) = &evidence.log {
        output.say(format!("  Who     {}", plain(&line.person)));
        if let Some(reason) = &line.failure_reason {
            output.say(format!("  Entra   {}", plain(reason)));
        }
        for one in &line.explanations {
            output.say(format!("  What    {}", one.what));
            output.say(format!("  Next    {}", one.advice));
        }
    }
    output.line(evidence);
    let issued = evidence.log.as_ref().is_some_and(|line| line.error_code == 0);
    if issued { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
