//! `doorward catalog show` and `remove`.

use super::args::Show;
use crate::output::{Failure, Output};
use doorward_api::{
    contract::{ErrorCode, WireError},
    material::{named, toml},
    own_recipes,
};
use serde_json::json;
use std::process::ExitCode;

pub(super) fn show(wanted: &Show, output: Output) -> Result<ExitCode, Failure> {
    let (recipe, own) = named(&own_recipes::folder()?, &wanted.name)?;
    let text = toml(&recipe)?;
    output.line(&json!({ "own": own, "recipe": recipe, "toml": text }));
    output.say(text.trim_end());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn remove(wanted: &Show, output: Output) -> Result<ExitCode, Failure> {
    let folder = own_recipes::folder()?;
    let (recipe, own) = named(&folder, &wanted.name)?;
    if !own {
        let text = format!("{} comes with the program.", recipe.product);
        return Err(WireError::new(ErrorCode::InvalidInput, text)
            .hint("A recipe of your own under the same short name goes before it.")
            .into());
    }
    own_recipes::remove_in(&folder, &recipe.id)?;
    output.line(&json!({ "removed": recipe.id }));
    output.say(format!("{} is no recipe any more.", recipe.product));
    Ok(ExitCode::SUCCESS)
}
