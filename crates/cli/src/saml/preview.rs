//! `doorward saml preview`: what an assertion will carry, before anybody signs in.

use super::{args::Preview, check::plain};
use crate::output::{Failure, Output};
use doorward_api::{
    Console, ConsoleOptions,
    contract::preview::{PreviewAsk, PreviewProblem, PreviewView, ScanView},
};
use std::{process::ExitCode, sync::Arc};

pub(super) async fn preview(wanted: Preview, output: Output) -> Result<ExitCode, Failure> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let outcome = look(&console, wanted, output).await;
    console.close().await;
    outcome
}

async fn look(console: &Arc<Console>, wanted: Preview, output: Output) -> Result<ExitCode, Failure> {
    let run = console.run_of_application(&wanted.app).await?;
    let fails = match wanted.user {
        Some(person) => {
            let shown = console.assertion_preview(PreviewAsk { run: run.run, person }).await?;
            tell_one(&shown, output);
            output.line(&shown);
            shown.problems.iter().any(|problem| problem.fails)
        }
        None => {
            let found = console.assertion_scan(run).await?;
            tell_all(&found, output);
            output.line(&found);
            found.failing > 0
        }
    };
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn tell_one(shown: &PreviewView, output: Output) {
    output.say(format!("{} ({})", plain(&shown.name), plain(&shown.upn)));
    let name_id = shown.name_id.as_deref().map_or_else(|| "made by Entra, or missing".to_owned(), plain);
    output.say(format!("  NameID = {name_id}  ({}, {})", shown.name_id_source, shown.name_id_format));
    for claim in &shown.claims {
        let value = match claim.values.as_slice() {
            [] if claim.computed => "left out".to_owned(),
            [] => "only Entra knows".to_owned(),
            values => plain(&values.join(" | ")),
        };
        let needed = if claim.required { ", needed" } else { "" };
        output.say(format!("  {} = {value}  ({}{needed})", plain(&claim.name), plain(&claim.source)));
    }
    tell_problems(&shown.problems, output);
    tell_notes(&shown.notes, output);
}

fn tell_all(found: &ScanView, output: Output) {
    output.say(format!("{} people assigned, {} of them would fail.", found.looked, found.failing));
    for person in &found.people {
        output.say(plain(&person.name));
        tell_problems(&person.problems, output);
    }
    tell_notes(&found.notes, output);
}

fn tell_problems(problems: &[PreviewProblem], output: Output) {
    for problem in problems {
        let mark = if problem.fails { "✗" } else { "!" };
        output.say(format!("  {mark} {} {}", plain(&problem.text), plain(&problem.remedy)));
    }
}

fn tell_notes(notes: &[String], output: Output) {
    notes.iter().for_each(|note| output.say(format!("  · {note}")));
}
