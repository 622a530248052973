//! Wall time of one whole onboarding from a terminal, on a practice tenant inside the process.

use super::figures::median;
use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};
use std::time::Instant;

/// Runs it and prints the median.
pub(super) fn measure(place: &Place, rounds: usize) -> Result<(), TaskError> {
    part("Terminal: build with optimisation", || {
        Tool::cargo(place).words("build --release --package doorward-cli").run()
    })?;
    let times =
        part("Terminal: onboard Sentry", || (0..rounds).map(|_| once(place)).collect::<Result<Vec<_>, _>>())?;
    let time = median(times).ok_or(TaskError::NoFigure("the onboarding"))?;
    println!("\n{:<34}{time:>12.2} s", "one onboarding, sign-in to proof");
    Ok(())
}

fn once(place: &Place) -> Result<f64, TaskError> {
    let begin = Instant::now();
    Tool::new(place.program("release", "doorward"))
        .words("onboard sentry --set ORGANIZATION_SLUG=acme --practice --json")
        .env("DOORWARD_PROFILE", place.target("bench/profile"))
        .read()?;
    Ok(begin.elapsed().as_secs_f64())
}
