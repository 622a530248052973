//! Words for people on a terminal, JSON lines for programs.

use doorward_api::contract::{ErrorCode, WireError};
use serde::Serialize;
use std::{io::Write, process::ExitCode};

/// How results are printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

/// A command that did not come to its end.
pub(crate) struct Failure {
    pub(crate) error: WireError,
    pub(crate) code: ExitCode,
}

/// Something was asked for in a way that cannot be meant.
pub(crate) fn usage(message: impl Into<String>) -> Failure {
    Failure { error: WireError::new(ErrorCode::InvalidInput, message), code: ExitCode::from(2) }
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Self { error, code: ExitCode::FAILURE }
    }
}

/// Prints a line. A reader that has seen enough, such as `head`, ends the program as it ends any other.
fn put(line: &str) {
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(141);
    }
}

impl Output {
    /// One JSON line; nothing in words mode.
    pub(crate) fn line<T: Serialize>(self, value: &T) {
        if self.json
            && let Ok(text) = serde_json::to_string(value)
        {
            put(&text);
        }
    }

    /// A line of words; nothing in JSON mode.
    pub(crate) fn say(self, text: impl AsRef<str>) {
        if !self.json {
            put(text.as_ref());
        }
    }

    /// The error: four lines for people, an object for programs.
    pub(crate) fn error(self, error: &WireError) {
        if self.json {
            self.line(&serde_json::json!({ "error": error }));
        }
        eprintln!("doorward: {}", error.message);
        if let Some(field) = &error.field {
            eprintln!("  at: {field}");
        }
        if let Some(hint) = &error.hint {
            eprintln!("  next: {hint}");
        }
        if let Some(details) = &error.details {
            eprintln!("  details: {details}");
        }
        if let Some(id) = &error.request_id {
            eprintln!("  request: {id}");
        }
    }
}
