//! `cargo xtask fuzz`: throws spoiled messages at the readers of untrusted bytes, for a bounded time.
//!
//! Needs a nightly compiler and cargo-fuzz; where one is missing it says what to type and does nothing else. What was found
//! before (`fuzz/corpus`) is kept between runs and is no part of the tree; the seeds are.

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
    /// SAML responses, in every form they are captured in
    Response,
    /// Metadata
    Metadata,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Metadata => "metadata",
        }
    }
}

/// Fuzzes each reader for its time.
pub(crate) fn fuzz(place: &Place, options: &FuzzOptions) -> Result<(), TaskError> {
    needs("+nightly --version", "rustup toolchain install nightly --profile minimal")?;
    needs("+nightly fuzz --version", "cargo install cargo-fuzz --locked")?;
    for target in [Target::Response, Target::Metadata] {
        if options.only.is_none_or(|only| only == target) {
            run(place, target, options.seconds)?;
        }
    }
    Ok(())
}

fn needs(words: &str, install: &str) -> Result<(), TaskError> {
    // The proxy of rustup, not the cargo that runs this: only the proxy understands `+nightly`.
    let mut command = Command::new("cargo");
    command.args(words.split_whitespace()).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    let found =
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if found { Ok(()) } else { Err(TaskError::Missing(format!("Fuzzing needs one thing more: `{install}`"))) }
}

fn run(place: &Place, target: Target, seconds: u32) -> Result<(), TaskError> {
    let folder = place.top().join("fuzz");
    let corpus = folder.join("corpus").join(target.name());
    make(&corpus)?;
    let seeds = folder.join("seeds").join(target.name());
    // Ten seconds for one input is a hang; 64 KiB is several times any honest message.
    let limits = format!("-max_total_time={seconds} -timeout=10 -rss_limit_mb=2048 -max_len=65536");
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
