//! Why a task ended without doing what it should.

use std::{io, path::PathBuf};

/// Each value names what a person has to look at.
#[derive(thiserror::Error)]
pub(crate) enum TaskError {
    /// A program said no.
    #[error("`{command}` failed ({status})")]
    Failed {
        /// As it could be typed.
        command: String,
        /// Exit status in words.
        status: String,
    },
    /// A program could not be started.
    #[error("`{program}` could not be started: {cause}. {advice}")]
    NotStarted {
        /// Program.
        program: String,
        /// Why.
        cause: io::Error,
        /// Where to get it.
        advice: &'static str,
    },
    /// Something must be installed by hand.
    #[error("{0}")]
    Missing(String),
    /// A file could not be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Some parts of a test run failed.
    #[error("failed: {0}")]
    Parts(String),
    /// A measurement gave something else than a figure.
    #[error("the measurement of {0} gave no figure")]
    NoFigure(&'static str),
}

/// `main` prints errors through `Debug`; people should get the sentence.
impl std::fmt::Debug for TaskError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}
