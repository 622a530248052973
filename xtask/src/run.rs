//! `cargo xtask run`: from a fresh clone to the open console.

use crate::{place::Place, report::part, setup, task_error::TaskError, tool::Tool, tour, ui};
use std::env;

/// Options of `run`.
#[derive(clap::Args)]
pub(crate) struct RunOptions {
    /// Walk one onboarding without a person and keep the pictures
    #[arg(long)]
    tour: bool,
    /// Build with optimisation
    #[arg(long)]
    release: bool,
}

/// Sets up, builds, opens; without a display, takes the tour.
pub(crate) fn run(place: &Place, options: &RunOptions) -> Result<(), TaskError> {
    let touring = options.tour || !has_display();
    if touring && !options.tour {
        println!(
            "There is no display here: taking the tour on a virtual one (the same as `cargo xtask run --tour`)."
        );
    }
    setup::prepare(place, if touring { setup::Need::Test } else { setup::Need::Run })?;
    ui::build(place)?;
    if touring {
        return tour::tour(place, options.release);
    }
    let profile = if options.release { " --release" } else { "" };
    part("Console: build (a first time takes several minutes)", || {
        Tool::cargo(place).words(&format!("build --package doorward-window{profile}")).run()
    })?;
    println!("\nOpening Doorward. “Practice tenant” is the first choice: it needs no Azure account.");
    Tool::new(place.program(if options.release { "release" } else { "debug" }, "doorward-window")).run()
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
