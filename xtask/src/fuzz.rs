//! `cargo xtask fuzz`: throws spoiled messages at the readers of untrusted bytes, for a bounded time.
//!
//! Needs cargo-fuzz, which is installed when it is missing, and a compiler that takes unstable flags: nightly where it is
//! installed, else the compiler of the tree, which is told to take them (`RUSTC_BOOTSTRAP`). No sanitizer is built in: the
//! product's crates forbid `unsafe`, so what can be found is panics, hangs and false verdicts, and without one the build is
//! several times quicker and needs no standard library of its own. What was found before (`fuzz/corpus`) is kept between
//! runs and is no part of the tree; the seeds are. The seed of chance is fixed, so that a run can be had again.

use crate::{
    place::Place,
    task_error::TaskError,
    tool::{Tool, which},
};
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
    /// Tutorials
    Tutorial,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Metadata => "metadata",
            Self::Request => "request",
            Self::Tutorial => "tutorial",
        }
    }
}

/// Fuzzes each reader for its time.
pub(crate) fn fuzz(place: &Place, options: &FuzzOptions) -> Result<(), TaskError> {
    if which("cargo-fuzz").is_none() {
        let words = "install cargo-fuzz --locked";
        println!("fuzzing needs one thing more: cargo {words}");
        let installed = Tool::cargo(place).words(words).run();
        installed
            .map_err(|_| TaskError::Missing(format!("Fuzzing needs one thing more: `cargo {words}`")))?;
    }
    let compiler = Compiler::found();
    for target in [Target::Response, Target::Metadata, Target::Request, Target::Tutorial] {
        if options.only.is_none_or(|only| only == target) {
            run(place, target, options.seconds, compiler)?;
        }
    }
    Ok(())
}

/// Whose unstable flags are used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compiler {
    /// The nightly one.
    Nightly,
    /// The one of the tree, told to take them.
    Told,
}

impl Compiler {
    fn found() -> Self {
        // The proxy of rustup, not the cargo that runs this: only the proxy understands `+nightly`.
        let mut command = Command::new("cargo");
        command.args(["+nightly", "--version"]).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if status.is_ok_and(|status| status.success()) { Self::Nightly } else { Self::Told }
    }

    fn prepare(self, tool: Tool) -> Tool {
        match self {
            Self::Nightly => tool.env("RUSTUP_TOOLCHAIN", "nightly"),
            Self::Told => tool.env("RUSTC_BOOTSTRAP", "1"),
        }
    }
}

fn run(place: &Place, target: Target, seconds: u32, compiler: Compiler) -> Result<(), TaskError> {
    let folder = place.top().join("fuzz");
    let corpus = folder.join("corpus").join(target.name());
    make(&corpus)?;
    let seeds = folder.join("seeds").join(target.name());
    // Ten seconds for one input is a hang; 64 KiB is several times any honest message.
    let limits =
        format!("-seed=20261127 -max_total_time={seconds} -timeout=10 -rss_limit_mb=2048 -max_len=65536");
    compiler
        .prepare(Tool::new("cargo"))
        .words("fuzz run --sanitizer none --fuzz-dir")
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
