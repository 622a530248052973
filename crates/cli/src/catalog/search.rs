//! `doorward catalog search`: the one list of the window, in a terminal.

use super::args::Search;
use crate::output::{Failure, Output};
use doorward_api::{
    Console, ConsoleOptions,
    contract::{CatalogHit, CatalogView, ErrorCode, HitSource, SearchText, WireError},
    own_recipes, recipes_only,
};
use serde_json::json;
use std::process::ExitCode;

pub(super) async fn search(wanted: &Search, output: Output) -> Result<ExitCode, Failure> {
    let found = find(&wanted.words.join(" ")).await?;
    if let Some(trouble) = &found.trouble {
        eprintln!("doorward: the gallery is missing: {}", trouble.message);
    }
    for hit in &found.hits {
        output.line(&json!(hit));
        output.say(line(hit));
    }
    Ok(ExitCode::SUCCESS)
}

/// In the profile; one that another window holds, or none at all, leaves the recipes.
async fn find(text: &str) -> Result<CatalogView, WireError> {
    let folder = own_recipes::folder()?;
    if !folder.parent().is_some_and(std::path::Path::is_dir) {
        return recipes_only(&folder, text);
    }
    let console = match Console::open(ConsoleOptions::default()).await {
        Err(error) if error.code == ErrorCode::ProfileInUse => {
            eprintln!("doorward: another window uses this profile; only recipes are searched.");
            return recipes_only(&folder, text);
        }
        outcome => outcome?,
    };
    let found = console.catalog_search(SearchText { text: text.to_owned() }).await;
    console.close().await;
    found
}

fn line(hit: &CatalogHit) -> String {
    let words: Vec<&str> = hit.sources.iter().map(|source| word(*source)).collect();
    let name = hit.recipe.as_deref().unwrap_or_default();
    format!("{:<40} {:<28} {name}", hit.name, words.join(", ")).trim_end().to_owned()
}

fn word(source: HitSource) -> &'static str {
    match source {
        HitSource::Own => "your recipe",
        HitSource::BuiltIn => "built-in recipe",
        HitSource::Gallery => "gallery",
        HitSource::Application => "application here",
    }
}
