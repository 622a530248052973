//! The interface's packages and its build, each done again only when something changed.

use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What the built pages depend on, below `ui/`.
const SOURCES: [&str; 6] =
    ["src", "public", "index.html", "vite.config.ts", "tsconfig.json", "package-lock.json"];

/// Installs the interface's packages.
pub(crate) fn packages(place: &Place) -> Result<(), TaskError> {
    install(place, &place.ui(), "xtask/package-lock.json")
}

/// Installs the packages that a folder's lock file names, when it changed since the last time. `stamp`: where below the
/// build directory the last lock file is kept.
pub(crate) fn install(place: &Place, folder: &Path, stamp: &str) -> Result<(), TaskError> {
    let lock_file = folder.join("package-lock.json");
    let lock = fs::read_to_string(&lock_file).map_err(|cause| TaskError::File { path: lock_file, cause })?;
    let stamp = place.target(stamp);
    let installed = folder.join("node_modules").is_dir();
    if installed && fs::read_to_string(&stamp).is_ok_and(|last| last == lock) {
        return Ok(());
    }
    let name = folder.strip_prefix(place.top()).unwrap_or(folder).display();
    part(&format!("Install packages of {name} (npm ci)"), || {
        Tool::npm(place).within(folder).words("ci --no-audit --no-fund").run()
    })?;
    write(&stamp, &lock)
}

/// Builds the pages, when a source is newer than the last build.
pub(crate) fn build(place: &Place) -> Result<(), TaskError> {
    let stamp = place.target("xtask/ui-built");
    let built = place.ui().join("dist/assets").is_dir().then(|| modified(&stamp)).flatten();
    let newest = SOURCES.iter().filter_map(|source| newest(&place.ui().join(source))).max();
    if built.is_some() && newest < built {
        return Ok(());
    }
    part("Interface: build the pages", || Tool::npm(place).words("run --silent build").run())?;
    write(&stamp, "")
}

fn write(path: &Path, content: &str) -> Result<(), TaskError> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written: io::Result<()> = folder.and_then(|()| fs::write(path, content));
    written.map_err(|cause| TaskError::File { path: PathBuf::from(path), cause })
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|facts| facts.modified()).ok()
}

/// The latest change of a file, or of anything in a folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = modified(path);
    let Ok(entries) = fs::read_dir(path) else { return own };
    let below = entries.flatten().filter_map(|entry| newest(&entry.path())).max();
    own.max(below)
}
