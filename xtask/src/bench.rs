//! `cargo xtask bench`: what a person feels, measured.

use crate::{place::Place, task_error::TaskError};

/// Options of `bench`.
#[derive(clap::Args)]
pub(crate) struct BenchOptions {}

pub(crate) fn bench(_place: &Place, _options: &BenchOptions) -> Result<(), TaskError> {
    Ok(())
}
