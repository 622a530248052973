//! Writes, or with `--check` compares, the files that are derived from the contract.
//!
//! A program of its own because it compiles the console in order to read its contract; `cargo xtask gen` starts it.
#![allow(clippy::print_stdout)]

mod files;

use files::GenerateError;
use std::{path::Path, process::ExitCode};

fn main() -> Result<ExitCode, GenerateError> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if std::env::args().any(|argument| argument == "--check") {
        let stale = files::stale(&top)?;
        for path in &stale {
            println!("{path} is not what the contract says: run `cargo xtask gen` and commit it");
        }
        return Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    for path in files::write(&top)? {
        println!("wrote {path}");
    }
    Ok(ExitCode::SUCCESS)
}
