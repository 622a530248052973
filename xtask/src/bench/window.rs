//! Start and memory, against the yardstick.

use super::figures::median;
use crate::{place::Place, report::part, task_error::TaskError, tool::Tool};

/// A window's medians.
struct Figures {
    /// Milliseconds to the first thing that can be pressed.
    start: f64,
    /// MiB, all processes of the window.
    memory: f64,
}

/// Starts each window in turn, prints medians and ratios.
pub(super) fn measure(place: &Place, rounds: usize) -> Result<(), TaskError> {
    let bare = part("Yardstick: measure", || timed(place, "bare", "examples/bare", rounds))?;
    let home = part("Console: measure", || timed(place, "home", "doorward-window", rounds))?;
    println!("\n{:<34}{:>12}{:>12}{:>8}{:>8}", "", "console", "bare", "ratio", "aim");
    line("start to a usable Home (ms)", (home.start, bare.start), 1.3);
    line("peak memory (MiB)", (home.memory, bare.memory), 1.25);
    Ok(())
}

fn timed(place: &Place, kind: &str, program: &str, rounds: usize) -> Result<Figures, TaskError> {
    let output = Tool::new(place.program("release", "doorward-measure"))
        .words(&format!("{kind} {rounds}"))
        .env("DOORWARD_WINDOW", place.program("release", program))
        .read()?;
    let pairs = output.lines().filter_map(|line| {
        let (start, memory) = line.split_once(' ')?;
        Some((start.parse::<f64>().ok()?, memory.parse::<f64>().ok()? / 1024.0))
    });
    let (starts, memories): (Vec<f64>, Vec<f64>) = pairs.unzip();
    match (median(starts), median(memories)) {
        (Some(start), Some(memory)) => Ok(Figures { start, memory }),
        _ => Err(TaskError::NoFigure("the window's start")),
    }
}

fn line(name: &str, (console, bare): (f64, f64), aim: f64) {
    println!("{name:<34}{console:>12.0}{bare:>12.0}{:>8.2}{aim:>8.2}", console / bare);
}
