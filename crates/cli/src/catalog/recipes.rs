//! `doorward catalog search` and `show`; and where a person's own recipes lie.

use super::args::{Search, Show};
use crate::output::{Failure, Output};
use doorward_api::{
    contract::{ErrorCode, WireError},
    own_recipes,
};
use doorward_catalog::{Recipe, builtin};
use serde_json::json;
use std::process::ExitCode;

/// A recipe and whether it is the person's own.
pub(super) struct Known {
    pub(super) recipe: Recipe,
    pub(super) own: bool,
}

/// The person's own recipes first, then those built in.
pub(super) fn known() -> Result<Vec<Known>, WireError> {
    let own = own_recipes::all()?.into_iter().map(|recipe| Known { recipe, own: true });
    Ok(own.chain(builtin().iter().cloned().map(|recipe| Known { recipe, own: false })).collect())
}

pub(super) fn search(wanted: &Search, output: Output) -> Result<ExitCode, Failure> {
    let words: Vec<String> =
        wanted.words.iter().flat_map(|words| words.split_whitespace()).map(str::to_lowercase).collect();
    for Known { recipe, own } in known()? {
        let name = format!("{} {} {}", recipe.id, recipe.product, recipe.gallery.join(" ")).to_lowercase();
        if words.iter().all(|word| name.contains(word)) {
            output.line(
                &json!({ "id": recipe.id, "product": recipe.product, "gallery": recipe.gallery, "own": own }),
            );
            output.say(format!("{:<28}{}{}", recipe.id, recipe.product, if own { "  (yours)" } else { "" }));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn show(wanted: &Show, output: Output) -> Result<ExitCode, Failure> {
    let name = &wanted.name;
    let found = known()?.into_iter().find(|known| {
        known.recipe.id.eq_ignore_ascii_case(name) || known.recipe.product.eq_ignore_ascii_case(name)
    });
    let Some(Known { recipe, own }) = found else {
        return Err(WireError::new(ErrorCode::NotFound, format!("There is no recipe “{name}”."))
            .hint("Look for it with `doorward catalog search`, or make one with `doorward catalog import`.")
            .into());
    };
    let text = recipe.to_toml().map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
    output.line(&json!({ "own": own, "recipe": recipe, "toml": text }));
    output.say(text.trim_end());
    Ok(ExitCode::SUCCESS)
}
