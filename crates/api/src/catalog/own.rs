//! A person's own recipes: one TOML file each, in the profile's `recipes` folder. A file that cannot be read is left out
//! here and named by `doorward catalog lint`.

use crate::{
    Environment,
    contract::{ErrorCode, WireError},
};
use doorward_catalog::{Recipe, draft::short_id};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Where they lie.
///
/// # Errors
/// `profile_trouble` when the system names no place for them.
pub fn folder() -> Result<PathBuf, WireError> {
    Ok(Environment::read().profile_directory()?.join("recipes"))
}

/// All that can be read, by file name.
///
/// # Errors
/// `profile_trouble` when the folder is there and cannot be read.
pub fn all() -> Result<Vec<Recipe>, WireError> {
    all_in(&folder()?)
}

/// As [`all`], in a folder of the caller's.
///
/// # Errors
/// `profile_trouble` when the folder is there and cannot be read.
pub fn all_in(folder: &Path) -> Result<Vec<Recipe>, WireError> {
    Ok(files(folder)?.into_iter().map(|(_, recipe)| recipe).collect())
}

/// Every recipe with its file.
fn files(folder: &Path) -> Result<Vec<(PathBuf, Recipe)>, WireError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(trouble(folder, &error)),
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let recipe = Recipe::parse(&fs::read_to_string(&path).ok()?).ok()?;
        Some((path, recipe))
    };
    Ok(files.into_iter().filter_map(read).collect())
}

/// Keeps a recipe under its short name.
///
/// # Errors
/// `invalid_input` when there is one and `replace` was not asked for; `profile_trouble` when it cannot be written.
pub fn save(recipe: &Recipe, replace: bool) -> Result<PathBuf, WireError> {
    save_in(&folder()?, recipe, replace)
}

/// As [`save`], in a folder of the caller's.
///
/// # Errors
/// As [`save`].
pub fn save_in(folder: &Path, recipe: &Recipe, replace: bool) -> Result<PathBuf, WireError> {
    let text = recipe.to_toml().map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
    fs::create_dir_all(folder).map_err(|error| trouble(folder, &error))?;
    let path = place(folder, &recipe.id);
    write(&path, &text, replace)?;
    Ok(path)
}

/// Where a recipe of this short name lies. The name has letters, digits and hyphens only, whatever the file said.
pub(crate) fn place(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{}.toml", short_id(id)))
}

/// There is a recipe under this short name.
pub(crate) fn is_there(folder: &Path, id: &str) -> bool {
    place(folder, id).exists()
}

/// Removes the recipe of a short name, whatever its file is called.
///
/// # Errors
/// `not_found`; `profile_trouble` when the file cannot be removed.
pub fn remove_in(folder: &Path, id: &str) -> Result<(), WireError> {
    let (path, _) = files(folder)?.into_iter().find(|(_, recipe)| recipe.id == id).ok_or_else(|| {
        WireError::new(ErrorCode::NotFound, format!("There is no recipe “{id}” of your own."))
    })?;
    fs::remove_file(&path).map_err(|error| trouble(&path, &error))
}

/// Writes a recipe file.
///
/// # Errors
/// As [`save`].
pub fn write(path: &Path, text: &str, replace: bool) -> Result<(), WireError> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if replace {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let outcome = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    outcome.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => WireError::new(
            ErrorCode::InvalidInput,
            format!("There is already a recipe at {}.", path.display()),
        )
        .hint("Replace it, or give the recipe another name."),
        _ => trouble(path, &error),
    })
}

fn trouble(path: &Path, error: &std::io::Error) -> WireError {
    WireError::new(ErrorCode::ProfileTrouble, format!("{} cannot be used.", path.display()))
        .details(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_is_kept_and_not_lost_to_a_second_one() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("recipes");
        assert_eq!(all_in(&folder).unwrap(), [], "no folder is no recipes");
        let recipe = doorward_catalog::builtin()[0].clone();
        let path = save_in(&folder, &recipe, false).unwrap();
        assert_eq!(all_in(&folder).unwrap(), std::slice::from_ref(&recipe));
        assert!(save_in(&folder, &recipe, false).is_err(), "a recipe that is there stays");
        save_in(&folder, &recipe, true).unwrap();
        fs::write(&path, "format = 9").unwrap();
        assert_eq!(all_in(&folder).unwrap(), [], "what cannot be read is left out");
        save_in(&folder, &recipe, true).unwrap();
        fs::rename(&path, folder.join("another name.toml")).unwrap();
        remove_in(&folder, &recipe.id).unwrap();
        assert_eq!(all_in(&folder).unwrap(), [], "removed by its short name, whatever its file is called");
        assert_eq!(remove_in(&folder, &recipe.id).unwrap_err().code, ErrorCode::NotFound);
    }
}
