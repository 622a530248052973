//! `cargo xtask run --tour`: the window walks one onboarding by itself and leaves pictures.

use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};

/// Builds the window and the walker, and lets them go.
pub(crate) fn tour(place: &Place, release: bool) -> Result<(), TaskError> {
    if !cfg!(target_os = "linux") {
        return Err(TaskError::Missing(
            "the tour drives the window through WebKitWebDriver, which exists on Linux only; `cargo xtask run` opens the window here"
                .to_owned(),
        ));
    }
    let (flag, profile) = if release { (" --release", "release") } else { ("", "debug") };
    part("Console: build (a first time takes several minutes)", || {
        Tool::cargo(place)
            .words(&format!("build --package doorward-window --package doorward-tests{flag}"))
            .run()
    })?;
    let pictures = place.target("tour");
    part("Tour: one onboarding in the real window", || {
        Tool::new(place.program(profile, "doorward-tour"))
            .arg(&pictures)
            .env("DOORWARD_WINDOW", place.program(profile, "doorward-window"))
            .run()
    })?;
    println!("\nThe pictures, the hand-over document and transcript.txt are in {}", pictures.display());
    Ok(())
}
