//! `cargo xtask bench`: what a person feels, measured on the release build.
//!
//! Start and memory are compared with the yardstick, a bare Tauri window with one Fluent button, built with the same packages
//! and measured in the same way on the same machine; the ratio is what counts, since machines differ.

mod figures;
mod onboarding;
mod package;
mod saml;
mod window;

use crate::{place::Place, report::part, setup, task_error::TaskError, tool::Tool, ui};

/// The console in both forms, the bare window, and the programs that measure them.
const BUILD: &str = "build --release --package doorward-window --package doorward-cli --package doorward-tests \
     --bins --example bare --features doorward-window/yardstick";

/// Options of `bench`.
#[derive(clap::Args)]
pub(crate) struct BenchOptions {
    /// Only one measurement
    #[arg(value_enum)]
    only: Option<Only>,
    /// How often each is taken
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

/// A measurement.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// Start and memory of the window
    Window,
    /// Size of the installer
    Package,
    /// Wall time of one onboarding
    Onboarding,
    /// Rate and memory of the check of SAML responses
    Saml,
}

/// Builds what is measured and prints the figures.
pub(crate) fn bench(place: &Place, options: &BenchOptions) -> Result<(), TaskError> {
    let wanted = |part| options.only.is_none_or(|only| only == part);
    if wanted(Only::Saml) {
        saml::measure(place)?;
    }
    if options.only == Some(Only::Saml) {
        return Ok(());
    }
    setup::prepare(place, setup::Need::Test)?;
    build(place)?;
    if wanted(Only::Window) {
        window::measure(place, options.rounds)?;
    }
    if wanted(Only::Package) {
        package::measure(place)?;
    }
    if wanted(Only::Onboarding) {
        onboarding::measure(place, options.rounds.min(3))?;
    }
    Ok(())
}

/// Builds all that is measured in one go: each selection of packages of its own would read shared crates anew.
fn build(place: &Place) -> Result<(), TaskError> {
    ui::build(place)?;
    part("Yardstick: build the page of the bare window", || {
        let config = place.top().join("xtask/bench/bare/vite.config.mjs");
        Tool::npm(place).words("exec --no -- vite build --logLevel warn --config").arg(config).run()
    })?;
    part("All programs: build with optimisation", || Tool::cargo(place).words(BUILD).run())
}
