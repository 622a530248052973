//! Programs this tool starts.

use crate::{place::Place, task_error::TaskError};
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A program about to be started, seen by the person first.
pub(crate) struct Tool {
    command: Command,
    shown: String,
    advice: &'static str,
}

impl Tool {
    /// A program found on the path.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        Self { command: Command::new(program), shown: program.to_string_lossy().into_owned(), advice: "" }
    }

    /// The cargo that started this tool, at the top of the tree.
    pub(crate) fn cargo(place: &Place) -> Self {
        let mut tool = Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).within(place.top());
        tool.shown = "cargo".to_owned();
        tool
    }

    /// npm in the interface's folder.
    pub(crate) fn npm(place: &Place) -> Self {
        let mut tool = Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" }).within(&place.ui());
        tool.advice = "Install Node.js 20.19 or newer (https://nodejs.org), which brings npm.";
        tool
    }

    /// Adds words that hold no blanks, as they would be typed.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.command.args(words.split_whitespace());
        self.shown = format!("{} {words}", self.shown);
        self
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let argument = argument.as_ref();
        self.shown = format!("{} {}", self.shown, argument.to_string_lossy());
        self.command.arg(argument);
        self
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it in another folder.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What will be started, as it could be typed.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Runs it, with its output going to the person.
    ///
    /// # Errors
    /// `NotStarted`, or `Failed` when it ends with anything but success.
    pub(crate) fn run(mut self) -> Result<(), TaskError> {
        let status = self.command.status();
        let status = status.map_err(|cause| self.not_started(cause))?;
        if status.success() {
            return Ok(());
        }
        Err(TaskError::Failed { command: self.shown, status: status.to_string() })
    }

    /// Runs it and keeps what it printed on standard output.
    ///
    /// # Errors
    /// As [`Tool::run`].
    pub(crate) fn read(mut self) -> Result<String, TaskError> {
        let output = self.command.stderr(Stdio::inherit()).output();
        let output = output.map_err(|cause| self.not_started(cause))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(TaskError::Failed { command: self.shown, status: output.status.to_string() })
    }

    /// Runs it silently; absent when it could not be started.
    pub(crate) fn quietly(mut self) -> Option<Output> {
        self.command.output().ok()
    }

    fn not_started(&self, cause: std::io::Error) -> TaskError {
        let program = self.command.get_program().to_string_lossy().into_owned();
        TaskError::NotStarted { program, cause, advice: self.advice }
    }
}

/// Looks a program up on the path, and where `cargo install` puts programs.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"))?;
        Some(PathBuf::from(home).join(".cargo"))
    });
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(cargo_home.map(|home| home.join("bin")));
    folders.map(|folder| folder.join(&name)).find(|candidate| candidate.is_file())
}
