//! `doorward catalog read FILE…`

use super::{args::Read, import::page};
use crate::output::{Failure, Output};
use doorward_catalog::tutorial::{self, Facts, FieldFacts, Reading};
use serde_json::{Value, json};
use std::{path::Path, process::ExitCode};

/// Reads each file; a file that cannot be read is named, and the others are read all the same.
pub(super) async fn read(wanted: &Read, output: Output) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::SUCCESS;
    for path in &wanted.files {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let outcome = page(&path.to_string_lossy())
            .await
            .map_err(|error| error.details.clone().unwrap_or_else(|| error.message.clone()))
            .and_then(|bytes| tutorial::read(&bytes).map_err(|error| error.to_string()));
        match outcome {
            Ok(reading) => {
                output.line(&object(&name, &reading));
                table(path, &reading, output);
            }
            Err(why) => {
                output.line(&json!({ "file": name, "error": why }));
                eprintln!("doorward: {}: {why}", path.display());
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// One object per tutorial: the facts, and beside them what is doubtful and where each was read.
fn object(name: &str, reading: &Reading) -> Value {
    let mut object = serde_json::to_value(&reading.facts).unwrap_or_default();
    if let Some(map) = object.as_object_mut() {
        map.insert("file".to_owned(), json!(name));
        map.insert("doubts".to_owned(), json!(reading.doubts));
        map.insert("readings".to_owned(), json!(reading.places));
    }
    object
}

fn table(path: &Path, reading: &Reading, output: Output) {
    let facts = &reading.facts;
    output.say(format!("{} ({})", facts.app, path.display()));
    for (label, words) in rows(facts) {
        output.say(format!("  {label:<16}{words}"));
    }
    for doubt in &reading.doubts {
        let place = if doubt.line > 0 { format!(", line {}", doubt.line) } else { String::new() };
        output.say(format!("  ? {:<14}{}{place}", doubt.fact, doubt.why));
    }
}

fn rows(facts: &Facts) -> Vec<(&'static str, String)> {
    let word = |value: Value| match value {
        Value::String(text) => text.replace('_', " "),
        Value::Array(items) => items
            .iter()
            .filter_map(Value::as_str)
            .map(|text| text.replace('_', " "))
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    };
    let mut rows = vec![("kind", word(json!(facts.kind))), ("sign-on by", word(json!(facts.sso_initiated)))];
    let fields = [
        ("identifier", Some(&facts.identifier)),
        ("reply URL", Some(&facts.reply_url)),
        ("sign-on URL", Some(&facts.sign_on_url)),
        ("relay state", facts.relay_state.as_ref()),
        ("logout URL", facts.logout_url.as_ref()),
    ];
    for (label, field) in fields {
        if let Some(words) = field.and_then(field_words) {
            rows.push((label, words));
        }
    }
    rows.push(("certificate", word(json!(facts.certificate))));
    rows.push((
        "copied over",
        if facts.copies_generic { "the appropriate URLs".to_owned() } else { word(json!(facts.copies)) },
    ));
    for claim in &facts.claims {
        rows.push((
            "claim",
            format!("{} = {}", claim.name, claim.source.as_deref().unwrap_or("(from the application)")),
        ));
    }
    if let Some(source) = &facts.name_id {
        rows.push(("name identifier", source.clone()));
    }
    rows.push(("people", word(json!(facts.provisioning_all))));
    rows.push(("test user", facts.test_user.clone().unwrap_or_default()));
    rows.push(("set up by", word(json!(facts.app_config))));
    rows.retain(|(_, words)| !words.is_empty());
    rows
}

fn field_words(field: &FieldFacts) -> Option<String> {
    if !field.required {
        return None;
    }
    let values: Vec<&str> = field.patterns.iter().chain(&field.fixed).map(String::as_str).collect();
    let mode = if field.mode.is_some() { " (where the application starts)" } else { "" };
    Some(match values.is_empty() {
        true => format!("asked for, the value comes from the application{mode}"),
        false => format!("{}{mode}", values.join("  or  ")),
    })
}
