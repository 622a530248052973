//! What `doorward onboard APPLICATION` means: a file, a recipe, a gallery entry, or an application of no gallery.

use crate::{
    args::Onboard,
    output::{Failure, usage},
};
use doorward_api::{
    Console,
    contract::{ErrorCode, RecipeRef, SearchText, WireError, run::RunStart},
    material::{Material, text_of, toml},
};
use std::{path::Path, sync::Arc};

/// Finds what was named. A file that is there goes before a name.
pub(crate) async fn of(console: &Arc<Console>, wanted: &Onboard) -> Result<RunStart, Failure> {
    let named = wanted.application.as_deref().unwrap_or_default();
    if wanted.non_gallery {
        return Ok(RunStart { product: Some(named.to_owned()), ..RunStart::default() });
    }
    let path = Path::new(named);
    if path.is_file() {
        return from_file(path);
    }
    if path
        .extension()
        .is_some_and(|end| ["toml", "xml", "md", "html", "txt"].iter().any(|known| end == *known))
    {
        return Err(usage(format!("There is no file {named}.")));
    }
    if let Ok(recipe) = console.catalog_show(RecipeRef { recipe: named.to_owned() }).await {
        return Ok(RunStart { recipe: Some(recipe.id), ..RunStart::default() });
    }
    entry(console, named).await
}

/// A recipe, metadata, or a tutorial that leaves nothing open.
fn from_file(path: &Path) -> Result<RunStart, Failure> {
    let bytes = crate::catalog::bytes(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let draft = Material::of(&text_of(&bytes)?)?.draft(name.as_deref(), None)?;
    let recipe = draft.finish().map_err(|questions| {
        let names: Vec<&str> = questions.iter().map(|question| question.field.as_str()).collect();
        let mut failure = usage(format!("The page leaves questions open: {}.", names.join(", ")));
        let hint = format!(
            "Answer them with `doorward catalog import {}`, then onboard the recipe.",
            path.display()
        );
        failure.error = failure.error.hint(hint);
        failure
    })?;
    Ok(RunStart { file: Some(toml(&recipe)?), ..RunStart::default() })
}

async fn entry(console: &Arc<Console>, named: &str) -> Result<RunStart, Failure> {
    let found = console.gallery_search(SearchText { text: named.to_owned() }).await?;
    let hit = found.hits.iter().find(|hit| hit.name.eq_ignore_ascii_case(named));
    let hit = hit.ok_or_else(|| {
        let near: Vec<String> = found.hits.iter().take(5).map(|hit| hit.name.clone()).collect();
        let mut failure = usage(format!("Neither a recipe nor a gallery entry is called “{named}”."));
        failure.error.hint = Some(match near.as_slice() {
            [] => "Make a recipe with `doorward catalog import`, or add --non-gallery and its fields."
                .to_owned(),
            near => format!("Did you mean: {}?", near.join(", ")),
        });
        failure
    })?;
    if !hit.modes.iter().any(|mode| mode == "saml") {
        return Err(WireError::new(
            ErrorCode::InvalidInput,
            format!("{} does not sign people on by SAML.", hit.name),
        )
        .into());
    }
    Ok(RunStart { template_id: Some(hit.template_id.clone()), ..RunStart::default() })
}
