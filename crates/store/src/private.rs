//! Files that only their owner can read. Decides modes (directory 0700, file 0600) and that links are not followed.
//! Where the system has no such modes (Windows), the profile relies on the user directory's own access list.

use crate::{StoreError, profile::ModeRepaired};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::Path,
};

#[cfg(unix)]
const DIRECTORY: u32 = 0o700;
#[cfg(unix)]
const FILE: u32 = 0o600;

/// Makes the directory and its missing parents, for the owner alone. An existing one is left as it is.
pub(crate) fn make_directory(path: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, DIRECTORY);
    builder.create(path).map_err(StoreError::io(path))
}

/// Makes a new, empty file for the owner alone. An existing file is an error (`AlreadyExists`), never truncated.
pub(crate) fn make_file(path: &Path) -> Result<File, StoreError> {
    owners_alone(OpenOptions::new().read(true).write(true).create_new(true))
        .open(path)
        .map_err(StoreError::io(path))
}

/// Opens a file for reading and writing, making it for the owner alone where it is missing.
pub(crate) fn open_or_make_file(path: &Path) -> Result<File, StoreError> {
    exists(path)?;
    owners_alone(OpenOptions::new().read(true).write(true).create(true).truncate(false))
        .open(path)
        .map_err(StoreError::io(path))
}

fn owners_alone(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, FILE);
    options
}

/// Whether an ordinary file stands there; a link or a directory is [`StoreError::NotAFile`].
pub(crate) fn exists(path: &Path) -> Result<bool, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(StoreError::NotAFile { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io(path)(error)),
    }
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Puts a finished file in its final place so that a crash leaves either the old or the new one, whole.
pub(crate) fn move_into_place(from: &Path, to: &Path) -> Result<(), StoreError> {
    // Windows flushes only through a handle that may write.
    let file = OpenOptions::new().write(true).open(from).map_err(StoreError::io(from))?;
    file.sync_all().map_err(StoreError::io(from))?;
    drop(file);
    fs::rename(from, to).map_err(StoreError::io(to))?;
    #[cfg(unix)]
    if let Some(directory) = to.parent() {
        File::open(directory).and_then(|handle| handle.sync_all()).map_err(StoreError::io(directory))?;
    }
    Ok(())
}

/// Brings the directory's mode to 0700 and that of every ordinary file directly in it to 0600; returns what was wrong.
/// A profile directory that is itself a link is followed, as people do move their data directories; links inside are not.
#[cfg(unix)]
pub(crate) fn repair_modes(directory: &Path) -> Result<Vec<ModeRepaired>, StoreError> {
    let mut repaired = Vec::new();
    let found = fs::metadata(directory).map_err(StoreError::io(directory))?;
    repaired.extend(repair(directory, &found, DIRECTORY)?);
    for entry in fs::read_dir(directory).map_err(StoreError::io(directory))? {
        let path = entry.map_err(StoreError::io(directory))?.path();
        let found = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            found => found.map_err(StoreError::io(&path))?,
        };
        if found.is_file() {
            repaired.extend(repair(&path, &found, FILE)?);
        }
    }
    Ok(repaired)
}

#[cfg(unix)]
fn repair(path: &Path, found: &fs::Metadata, wanted: u32) -> Result<Option<ModeRepaired>, StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = found.permissions().mode() & 0o7777;
    if mode == wanted {
        return Ok(None);
    }
    match fs::set_permissions(path, fs::Permissions::from_mode(wanted)) {
        // Another process's side file can vanish between looking and mending.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io(path)(error)),
        Ok(()) => Ok(Some(ModeRepaired { path: path.to_owned(), found: mode })),
    }
}

/// This system has no modes to repair.
#[cfg(not(unix))]
pub(crate) fn repair_modes(_directory: &Path) -> Result<Vec<ModeRepaired>, StoreError> {
    Ok(Vec::new())
}
