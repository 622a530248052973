//! Saves the state to a file its owner alone can read, and loads it again.
//!
//! A file is written beside the old one and moved over it, so a crash leaves the old or the new state, never half of
//! one. A file that cannot be read is refused, not overwritten: it may hold somebody's practice.

use crate::state::{VERSION, World};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The saved state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum PersistError {
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The file is not a saved practice tenant.
    #[error("{}: not a saved practice tenant: {source}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        source: serde_json::Error,
    },
    /// The file was saved by another version.
    #[error("{}: saved in form {found}, this program reads form {VERSION}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
}

/// Loads a state; `None` if there is no file yet.
pub(crate) fn load(path: &Path) -> Result<Option<World>, PersistError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(PersistError::File { path: path.to_owned(), source }),
    };
    let world: World = serde_json::from_slice(&text)
        .map_err(|source| PersistError::Form { path: path.to_owned(), source })?;
    if world.version != VERSION {
        return Err(PersistError::Version { path: path.to_owned(), found: world.version });
    }
    Ok(Some(world))
}

/// The state as it goes into the file.
pub(crate) fn snapshot(world: &World) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(world)
}

/// Writes a snapshot.
pub(crate) fn save(path: &Path, snapshot: &[u8]) -> Result<(), PersistError> {
    let failed = |source| PersistError::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(failed)?;
    file.write_all(snapshot).and_then(|()| file.sync_all()).map_err(failed)?;
    drop(file);
    fs::rename(&beside, path).map_err(failed)
}
