//! `doorward catalog import`: a tutorial, metadata, a gallery entry or an application becomes a recipe once its questions are answered.

use super::{args::Import, bytes};
use crate::output::{Failure, Output, usage};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{CatalogSource, ErrorCode, Nothing, SearchText, WireError},
    fetch_page,
    material::{self, Material},
    own_recipes,
};
use doorward_catalog::{
    Recipe,
    draft::{Draft, Question},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

pub(super) async fn import(wanted: Import, output: Output) -> Result<ExitCode, Failure> {
    let mut draft = draft(&wanted).await?;
    for (question, value) in joined(&wanted.answers) {
        draft.answer(&question, &value).map_err(|error| usage(error.to_string()))?;
    }
    match draft.finish() {
        Ok(recipe) => keep(&recipe, &wanted, output),
        Err(questions) => {
            ask(&questions, output);
            Ok(ExitCode::from(3))
        }
    }
}

async fn draft(wanted: &Import) -> Result<Draft, Failure> {
    let product = wanted.product.as_deref();
    let (text, name) = match (&wanted.gallery, &wanted.application) {
        (None, None) => {
            let source = wanted.source.as_deref().unwrap_or_default();
            let read = page(source).await?;
            (material::text_of(&read)?, Some(file_name(source)))
        }
        // What the tenant holds is a recipe already; its own source stands in it.
        (gallery, application) => {
            (of_tenant(gallery.as_deref(), application.as_deref().unwrap_or_default()).await?, None)
        }
    };
    Ok(Material::of(&text)?.draft(name.as_deref(), product)?)
}

/// What lies at an address, or in a file.
pub(super) async fn page(source: &str) -> Result<Vec<u8>, WireError> {
    if source.contains("://") { fetch_page(source).await } else { bytes(Path::new(source)) }
}

/// The recipe of a gallery entry or an application of the signed-in tenant.
async fn of_tenant(gallery: Option<&str>, application: &str) -> Result<String, WireError> {
    let console = Console::open(ConsoleOptions::default()).await?;
    let named = gallery.unwrap_or(application);
    let source = match gallery {
        Some(_) => in_gallery(&console, named).await,
        None => in_tenant(&console, named).await,
    };
    let read = match source {
        Ok(source) => console.catalog_read(source).await,
        Err(error) => Err(error),
    };
    console.close().await;
    let read = read?;
    if let Some(tutorial) = &read.tutorial {
        eprintln!("doorward: its tutorial: {tutorial}");
    }
    Ok(read.text)
}

async fn in_gallery(console: &Arc<Console>, named: &str) -> Result<CatalogSource, WireError> {
    let found = console.gallery_search(SearchText { text: named.to_owned() }).await?;
    let hit = found.hits.into_iter().find(|hit| hit.name.eq_ignore_ascii_case(named));
    let template_id = hit.ok_or_else(|| not_there("gallery entry", named))?.template_id;
    Ok(CatalogSource::Template { template_id })
}

async fn in_tenant(console: &Arc<Console>, named: &str) -> Result<CatalogSource, WireError> {
    let home = console.home_refresh(Nothing {}).await?;
    let mut fitting = home.applications.into_iter().filter(|row| {
        row.name.eq_ignore_ascii_case(named) || row.service_principal_id.eq_ignore_ascii_case(named)
    });
    let found = fitting.next().ok_or_else(|| not_there("application with single sign-on", named))?;
    if fitting.next().is_some() {
        let text = format!("Several applications are called {named}.");
        return Err(WireError::new(ErrorCode::InvalidInput, text)
            .hint("Name one by the object id of its service principal."));
    }
    Ok(CatalogSource::Application { service_principal_id: found.service_principal_id })
}

fn not_there(what: &str, named: &str) -> WireError {
    WireError::new(ErrorCode::NotFound, format!("There is no {what} called “{named}”."))
}

/// Several answers to one question are the lines of one answer.
fn joined(answers: &[(String, String)]) -> BTreeMap<String, String> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (question, value) in answers {
        let all = joined.entry(question.clone()).or_default();
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(value);
    }
    joined
}

/// A file's name; an address stays whole.
fn file_name(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn ask(questions: &[Question], output: Output) {
    output.line(&json!({ "questions": questions }));
    output.say("The page leaves questions. Answer each with --answer NAME=VALUE:");
    for question in questions {
        let place = if question.line > 0 { format!(" (line {})", question.line) } else { String::new() };
        output.say(format!("  {}: {}{place}", question.field, question.why));
        for candidate in &question.candidates {
            output.say(format!("      --answer {}='{candidate}'", question.field));
        }
    }
}

fn keep(recipe: &Recipe, wanted: &Import, output: Output) -> Result<ExitCode, Failure> {
    let text = material::toml(recipe)?;
    let place: Option<PathBuf> = match &wanted.out {
        Some(path) if path == Path::new("-") => None,
        Some(path) => {
            own_recipes::write(path, &text, wanted.replace)?;
            Some(path.clone())
        }
        None => Some(own_recipes::save(recipe, wanted.replace)?),
    };
    let file = place.as_ref().map(|path| path.display().to_string());
    output.line(&json!({ "id": recipe.id, "product": recipe.product, "file": file, "toml": text }));
    match file {
        Some(file) => output.say(format!("{} is now a recipe: {file}", recipe.product)),
        None => output.say(text.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}
