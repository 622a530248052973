//! Other people's clients against the practice tenant, and the check of all recorded bodies against Microsoft's types.
//!
//! Both live in one npm package, `tests/clients`. Recording is switched on for every part of a test run that meets a
//! practice tenant; the check comes last and sees all of it.

use crate::{place::Place, task_error::TaskError, tool::Tool, ui};
use std::{fs, io, path::PathBuf};

/// Tells a practice tenant where to write down what Graph was asked and answered.
pub(crate) const RECORD: &str = "DOORWARD_PRACTICE_RECORD";

/// Where the recordings of a run are.
pub(crate) fn recordings(place: &Place) -> PathBuf {
    place.target("contract/recorded")
}

/// Throws the recordings of an earlier run away.
pub(crate) fn forget(place: &Place) -> Result<(), TaskError> {
    let path = recordings(place);
    match fs::remove_dir_all(&path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(TaskError::File { path, cause }),
        _ => Ok(()),
    }
}

/// Installs what the lock file names, and compiles the stories and the check.
pub(crate) fn build(place: &Place) -> Result<(), TaskError> {
    ui::install(place, &folder(place), "xtask/clients-lock.json")?;
    npm(place).words("run --silent build").run()
}

/// Runs the stories against the terminal's program.
pub(crate) fn stories(place: &Place) -> Result<(), TaskError> {
    npm(place)
        .words("run --silent test")
        .env("DOORWARD_TERMINAL", place.program("debug", "doorward"))
        .env(RECORD, recordings(place))
        .run()
}

/// Holds what was recorded against Microsoft's types. After a part of the suite, exceptions that were not needed prove nothing.
pub(crate) fn contract(place: &Place, whole: bool) -> Result<(), TaskError> {
    let check = npm(place).words("run --silent contract --").arg(recordings(place));
    if whole { check.run() } else { check.arg("--part").run() }
}

fn folder(place: &Place) -> PathBuf {
    place.top().join("tests/clients")
}

fn npm(place: &Place) -> Tool {
    Tool::npm(place).within(&folder(place))
}
