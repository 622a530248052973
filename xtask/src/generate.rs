//! Derived files: starts the generator, which compiles the console to read its contract.

use crate::{place::Place, task_error::TaskError, tool::Tool};

/// Options of `gen`.
#[derive(clap::Args)]
pub(crate) struct GenerateOptions {
    /// Only say whether the files are up to date
    #[arg(long)]
    pub(crate) check: bool,
}

/// Writes or checks the generated files.
pub(crate) fn generate(place: &Place, options: &GenerateOptions) -> Result<(), TaskError> {
    let tool = Tool::cargo(place).words("run --quiet --package xtask --features contract --bin generate");
    if options.check { tool.words("-- --check").run() } else { tool.run() }
}
