//! `cargo xtask fuzz`: throws spoiled messages at the readers of untrusted bytes, for a bounded time.
//!
//! Needs a nightly compiler and cargo-fuzz, and installs what is missing; where that fails it says what to type. What was found
//! before (`fuzz/corpus`) is kept between runs and is no part of the tree; the seeds are. The seed of chance is fixed, so that
//! a run can be had again.

use crate::{place::Place, task_error::TaskError, tool::Tool};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Options of `fuzz`.
#[derive(clap::Args)]
pub(crate) struct FuzzOptions {
    /// Only one reader
    #[arg(value_enum)]
    only: Option<Target>,
    /// Seconds for each
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

/// A reader of untrusted bytes.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    /// SAML responses, in every form they are captured in, recordings of a browser included
    Response,
    /// Metadata
    Metadata,
    /// Sign-on requests
    Request,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Metadata => "metadata",
            Self::Request => "request",
        }
    }
}

/// Fuzzes each reader for its time.
pub(crate) fn fuzz(place: &Place, options: &FuzzOptions) -> Result<(), TaskError> {
    needs("+nightly --version", "rustup", "toolchain install nightly --profile minimal")?;
    needs("+nightly fuzz --version", "cargo", "install cargo-fuzz --locked")?;
    for target in [Target::Response, Target::Metadata, Target::Request] {
        if options.only.is_none_or(|only| only == target) {
            run(place, target, options.seconds)?;
        }
    }
    Ok(())
}

/// Installs what is missing.
fn needs(words: &str, program: &str, install: &str) -> Result<(), TaskError> {
    if is_there(words) {
        return Ok(());
    }
    let advice = format!("Fuzzing needs one thing more: `{program} {install}`");
    println!("fuzzing needs one thing more: {program} {install}");
    match Tool::new(program).words(install).run() {
        Ok(()) if is_there(words) => Ok(()),
        _ => Err(TaskError::Missing(advice)),
    }
}

fn is_there(words: &str) -> bool {
    // The proxy of rustup, not the cargo that runs this: only the proxy understands `+nightly`.
    let mut command = Command::new("cargo");
    command.args(words.split_whitespace()).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn run(place: &Place, target: Target, seconds: u32) -> Result<(), TaskError> {
    let folder = place.top().join("fuzz");
    let corpus = folder.join("corpus").join(target.name());
    make(&corpus)?;
    let seeds = folder.join("seeds").join(target.name());
    // Ten seconds for one input is a hang; 64 KiB is several times any honest message.
    let limits =
        format!("-seed=20261127 -max_total_time={seconds} -timeout=10 -rss_limit_mb=2048 -max_len=65536");
    Tool::new("cargo")
        .env("RUSTUP_TOOLCHAIN", "nightly")
        .words("fuzz run --fuzz-dir")
        .arg(&folder)
        .arg(target.name())
        .arg(&corpus)
        .arg(&seeds)
        .words("--")
        .words(&limits)
        .run()
}

fn make(folder: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(folder).map_err(|cause| TaskError::File { path: folder.to_owned(), cause })
}
