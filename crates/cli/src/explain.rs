//! `doorward explain`.

use crate::{
    output::{Failure, Output, usage},
    saml::{args::Explain, read_source},
};
use doorward_access::{Configuration, Explanation, Side, explain as explain_text};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{ErrorCode, WireError},
};
use serde_json::json;
use std::{path::Path, process::ExitCode};

/// Longest text read, bytes.
const LIMIT: usize = 1024 * 1024;

pub(crate) async fn explain(wanted: &Explain, output: Output) -> Result<ExitCode, Failure> {
    let text = match wanted.text.as_slice() {
        [one] if one == "-" => String::from_utf8_lossy(&read_source("-", LIMIT)?).into_owned(),
        pieces => pieces.join(" "),
    };
    let configuration = match &wanted.app {
        Some(app) => configuration(app).await?,
        None => Configuration::default(),
    };
    let found = explain_text(&text, &configuration);
    if found.is_empty() {
        let message = "The text holds neither an AADSTS number nor a SAML status.";
        return Err(WireError::new(ErrorCode::NotFound, message).into());
    }
    output.line(&json!({ "explanations": found }));
    found.iter().for_each(|one| tell(one, output));
    let known = found.iter().any(|one| one.known);
    Ok(if known { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Settings from a file, or of an application that was onboarded from here.
async fn configuration(app: &str) -> Result<Configuration, Failure> {
    if Path::new(app).is_file() {
        let bytes = read_source(app, LIMIT)?;
        return serde_json::from_slice(&bytes)
            .map_err(|error| usage(format!("{app} holds no application's settings: {error}")));
    }
    let console = Console::open(ConsoleOptions::default()).await?;
    let found = console.application_named(app).await;
    console.close().await;
    Ok(found?)
}

fn tell(one: &Explanation, output: Output) {
    output.say(&one.code);
    output.say(format!("  What    {}", one.what));
    let place = serde_json::to_value(one.place).ok().and_then(|place| place.as_str().map(str::to_owned));
    output.say(format!("  Where   {}", place.unwrap_or_default()));
    if let Some(sides) = &one.sides {
        tell_sides(sides, output);
    }
    output.say(format!("  Next    {}", one.next.text));
    if let Some(link) = &one.link {
        output.say(format!("  More    {link}"));
    }
    for (name, value) in
        [("correlation", &one.correlation_id), ("trace", &one.trace_id), ("time", &one.timestamp)]
    {
        if let Some(value) = value {
            output.say(format!("  {name}: {value}"));
        }
    }
}

fn tell_sides(sides: &Side, output: Output) {
    if !sides.expected.is_empty() {
        output.say(format!("  Expected {}: {}", sides.subject, sides.expected.join(", ")));
    }
    if let Some(actual) = &sides.actual {
        let actual: String = actual.chars().filter(|letter| !letter.is_control()).collect();
        let at = sides.departs_at.map(|at| format!(" (departs at character {at})")).unwrap_or_default();
        output.say(format!("  Found    {actual}{at}"));
    }
}
