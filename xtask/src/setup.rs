//! What must be installed before anything is built, and installing it.
//!
//! On Debian and its relatives the missing packages are installed; elsewhere the exact commands are printed and nothing is
//! changed. When all is there, this takes milliseconds and touches no network.

mod debian;
mod elsewhere;
mod node;

use crate::{
    place::Place,
    report::part,
    task_error::TaskError,
    tool::{Tool, which},
    ui,
};

/// Options of `setup`.
#[derive(clap::Args)]
pub(crate) struct SetupOptions {
    /// Also what only the tests need
    #[arg(long)]
    tests: bool,
}

/// What the machine is prepared for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building and opening the window.
    Run,
    /// Driving the window without a display as well.
    Test,
}

/// `cargo xtask setup`.
pub(crate) fn setup(place: &Place, options: &SetupOptions) -> Result<(), TaskError> {
    prepare(place, if options.tests { Need::Test } else { Need::Run })?;
    println!("Everything that is needed is here.");
    Ok(())
}

/// Makes sure that everything needed is there.
///
/// # Errors
/// `Missing` with the commands to type, where this tool does not install by itself.
pub(crate) fn prepare(place: &Place, need: Need) -> Result<(), TaskError> {
    node::check()?;
    system(need)?;
    if need == Need::Test && cfg!(target_os = "linux") && which("tauri-driver").is_none() {
        part("Tools: install tauri-driver (once, about a minute)", || {
            Tool::cargo(place).words("install --locked tauri-driver --version ^2").run()
        })?;
    }
    ui::packages(place)
}

fn system(need: Need) -> Result<(), TaskError> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if which("dpkg-query").is_some() && which("apt-get").is_some() {
        return debian::prepare(need);
    }
    elsewhere::check(need)
}
