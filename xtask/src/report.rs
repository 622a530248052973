//! What the person sees while a task is under way: each part by name, and how long it took.

use crate::task_error::TaskError;
use std::time::{Duration, Instant};

/// Says what starts now, does it, and says how long it took.
pub(crate) fn part<T>(name: &str, work: impl FnOnce() -> Result<T, TaskError>) -> Result<T, TaskError> {
    println!("\n▸ {name}");
    let start = Instant::now();
    let outcome = work();
    match &outcome {
        Ok(_) => println!("✓ {name} ({})", seconds(start.elapsed())),
        Err(error) => println!("✗ {name} ({}): {error}", seconds(start.elapsed())),
    }
    outcome
}

/// A duration as people read it.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole >= 60 {
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// Parts of a task that go on after a failure, and the account at the end.
#[derive(Default)]
pub(crate) struct Report {
    lines: Vec<(String, Duration, bool)>,
}

impl Report {
    /// Does a part and remembers how it went.
    pub(crate) fn part(&mut self, name: &str, work: impl FnOnce() -> Result<(), TaskError>) {
        let start = Instant::now();
        let passed = part(name, work).is_ok();
        self.lines.push((name.to_owned(), start.elapsed(), passed));
    }

    /// Prints the account.
    ///
    /// # Errors
    /// `Parts` with the names of those that failed.
    pub(crate) fn close(self) -> Result<(), TaskError> {
        println!("\nSummary");
        for (name, time, passed) in &self.lines {
            println!("  {} {name:<44} {:>12}", if *passed { "✓" } else { "✗" }, seconds(*time));
        }
        let failed: Vec<String> = self.lines.into_iter().filter(|line| !line.2).map(|line| line.0).collect();
        if failed.is_empty() { Ok(()) } else { Err(TaskError::Parts(failed.join(", "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(
            seconds(Duration::from_secs(125)),
            "2 min 05 s",
            "the seconds keep two places so that columns line up"
        );
    }

    #[test]
    fn one_failed_part_fails_the_whole_and_is_named() {
        let mut report = Report::default();
        report.part("good", || Ok(()));
        report.part("bad", || Err(TaskError::NoFigure("nothing")));
        let error = report.close().expect_err("a failed part must not be lost");
        assert_eq!(error.to_string(), "failed: bad");
    }
}
