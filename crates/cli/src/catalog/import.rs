//! `doorward catalog import FILE|URL`: a tutorial or metadata becomes a recipe once its questions are answered.

use super::{args::Import, bytes};
use crate::output::{Failure, Output, usage};
use doorward_api::{
    fetch_page,
    material::{self, Material},
    own_recipes,
};
use doorward_catalog::{Recipe, draft::Question};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(super) async fn import(wanted: Import, output: Output) -> Result<ExitCode, Failure> {
    let address = wanted.source.contains("://");
    let read = if address { fetch_page(&wanted.source).await? } else { bytes(Path::new(&wanted.source))? };
    let name = if address { wanted.source.clone() } else { file_name(&wanted.source) };
    let text = material::text_of(&read)?;
    let mut draft = Material::of(&text)?.draft(Some(&name), wanted.product.as_deref())?;
    for (question, value) in &wanted.answers {
        draft.answer(question, value).map_err(|error| usage(error.to_string()))?;
    }
    match draft.finish() {
        Ok(recipe) => keep(&recipe, &wanted, output),
        Err(questions) => {
            ask(&questions, output);
            Ok(ExitCode::from(3))
        }
    }
}

fn file_name(path: &str) -> String {
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
