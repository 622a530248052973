//! `doorward catalog import FILE|URL`: a tutorial or metadata becomes a recipe once its questions are answered.

use super::{args::Import, bytes};
use crate::output::{Failure, Output, usage};
use doorward_api::{
    contract::{ErrorCode, WireError},
    fetch_page, own_recipes,
};
use doorward_catalog::{
    MetadataFacts, Recipe,
    draft::{Draft, DraftError, Question},
    from_metadata, tutorial,
};
use doorward_saml::{Entity, RoleKind};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

pub(super) async fn import(wanted: Import, output: Output) -> Result<ExitCode, Failure> {
    let address = wanted.source.contains("://");
    let read = if address { fetch_page(&wanted.source).await? } else { bytes(Path::new(&wanted.source))? };
    let name = if address { wanted.source.clone() } else { file_name(&wanted.source) };
    let mut draft = draft(&read, &name, wanted.product.as_deref())?;
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

/// Metadata is told from a tutorial by its root element.
fn draft(bytes: &[u8], name: &str, product: Option<&str>) -> Result<Draft, WireError> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    if start.contains("EntityDescriptor") || start.contains("EntitiesDescriptor") {
        let recipe = from_metadata(&metadata(bytes)?, product, Some(name));
        return Ok(Draft { recipe, questions: Vec::new() });
    }
    let reading = tutorial::read(bytes).map_err(|error| refused(&error))?;
    Draft::from_reading(&reading, Some(name)).map_err(|error| match error {
        DraftError::Kind(_) => {
            WireError::new(ErrorCode::InvalidInput, format!("No recipe can be made: {error}."))
        }
        other => WireError::new(ErrorCode::InvalidInput, other.to_string()),
    })
}

fn refused(error: &tutorial::ReadError) -> WireError {
    WireError::new(ErrorCode::InvalidInput, format!("The page cannot be used: {error}."))
}

fn metadata(bytes: &[u8]) -> Result<MetadataFacts, WireError> {
    let unfit = |details: String| {
        WireError::new(ErrorCode::InvalidInput, "This is not the metadata of a service provider.")
            .details(details)
    };
    let entity = Entity::parse(bytes).map_err(|error| unfit(error.to_string()))?;
    let role = entity
        .role(RoleKind::ServiceProvider)
        .ok_or_else(|| unfit(format!("{} describes no service provider", entity.id)))?;
    let of = |service: &str| {
        let mut found: Vec<_> = role.endpoints.iter().filter(|one| one.service == service).collect();
        found.sort_by_key(|one| (!one.is_default, one.index));
        found.into_iter().map(|one| one.location.clone()).collect::<Vec<_>>()
    };
    let mut reply_urls = of("AssertionConsumerService");
    reply_urls.dedup();
    Ok(MetadataFacts {
        entity_id: entity.id.clone(),
        reply_urls,
        logout_url: of("SingleLogoutService").into_iter().next(),
        wants_assertions_signed: role.wants_assertions_signed,
    })
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
    let text = recipe.to_toml().map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
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
