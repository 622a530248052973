//! Wall time of whole onboardings from a terminal: with everything side by side on a slow tenant, against the longest
//! chain of its plan; and from start to proof on a practice tenant inside the process.

use super::figures::median;
use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};
use std::{fs, io, time::Instant};

/// Runs it and prints the medians.
pub(super) fn measure(place: &Place, rounds: usize) -> Result<(), TaskError> {
    let side_by_side = part("Terminal: onboard Sentry, round trip 80 ms, lag 2 s", || {
        Tool::new(place.program("release", "doorward-onboardings"))
            .words(&rounds.to_string())
            .env("DOORWARD_TERMINAL", place.program("release", "doorward"))
            .read()
    })?;
    let times = |lag: &'static str| {
        part(&format!("Terminal: onboard Sentry, lag {lag} ms"), || {
            (0..rounds).map(|_| once(place, lag)).collect::<Result<Vec<_>, _>>()
        })
    };
    let figure = |name: &str, times: Vec<f64>| {
        let time = median(times).ok_or(TaskError::NoFigure("the onboarding"))?;
        println!("{name:<50}{time:>12.2} s");
        Ok::<_, TaskError>(())
    };
    let (usual, none) = (times("1500")?, times("0")?);
    println!("\n{}", side_by_side.trim_end());
    figure("one onboarding, start to proof, usual lag", usual)?;
    figure("the same with a directory that shows all at once", none)
}

fn once(place: &Place, lag: &str) -> Result<f64, TaskError> {
    // A profile of its own each time: a known onboarding would have nothing left to do, and the person's is left alone.
    let profile = place.target("bench/profile");
    match fs::remove_dir_all(&profile) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            return Err(TaskError::File { path: profile, cause });
        }
        _ => {}
    }
    let begin = Instant::now();
    Tool::new(place.program("release", "doorward"))
        .env("DOORWARD_PROFILE", &profile)
        .words("onboard sentry --set ORGANIZATION_SLUG=acme --practice --json --lag")
        .arg(lag)
        .read()?;
    Ok(begin.elapsed().as_secs_f64())
}
