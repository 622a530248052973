//! What can go wrong while the window is driven.

use fantoccini::error::{CmdError, NewSessionError};
use std::{io, path::PathBuf, time::Duration};

/// Each value says what was being looked for, so that a failing test explains itself.
#[derive(thiserror::Error)]
pub enum Trouble {
    /// A program of the test machine could not be started or spoken to.
    #[error("{what}: {cause}")]
    Machine {
        /// What was being done.
        what: String,
        /// Why not.
        cause: io::Error,
    },
    /// A program of the test machine started and then did not do its part.
    #[error("{0}")]
    Unready(String),
    /// The window could not be opened through WebDriver.
    #[error("the window did not open: {0}")]
    Session(#[from] NewSessionError),
    /// The window did not take a command.
    #[error("the window did not take a command: {0}")]
    Command(#[from] CmdError),
    /// What was looked for did not appear in time.
    #[error("{wanted} did not appear within {within:?}. The page shows:\n{page}")]
    Absent {
        /// Role and name, or words.
        wanted: String,
        /// How long it was waited for.
        within: Duration,
        /// The page's text at the end.
        page: String,
    },
    /// The scanner found barriers.
    #[error("accessibility on {place}:\n{findings}")]
    Barriers {
        /// Which page, which theme.
        place: String,
        /// One finding a line.
        findings: String,
    },
    /// The person in the browser could not get further.
    #[error("in the browser: {0}")]
    Browser(String),
    /// A file is not where it should be.
    #[error("{0} is missing")]
    NoFile(PathBuf),
}

/// A test that ends with a trouble prints it through `Debug`; people should get the sentence.
impl std::fmt::Debug for Trouble {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

/// Puts the occasion before an input or output error.
pub(crate) fn while_doing(what: impl Into<String>) -> impl FnOnce(io::Error) -> Trouble {
    let what = what.into();
    move |cause| Trouble::Machine { what, cause }
}
