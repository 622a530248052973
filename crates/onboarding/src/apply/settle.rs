//! Waiting until the directory shows what it accepted: first look at once, then at growing distances, with a limit.

use super::{ApplyFailure, Engine};
use crate::ports::DirectoryError;
use std::{future::Future, time::Duration};
use tokio::time::Instant;

/// How to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settle {
    /// Pause after the first look.
    pub first: Duration,
    /// Longest pause.
    pub longest: Duration,
    /// When to stop waiting.
    pub limit: Duration,
    /// Looks in a row that must agree before a new object is believed; a single good read can be followed by a stale one.
    pub agreeing: u32,
}

impl Default for Settle {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(120),
            longest: Duration::from_secs(5),
            limit: Duration::from_secs(300),
            agreeing: 2,
        }
    }
}

impl Engine<'_> {
    /// Looks until `look` has seen it as often in a row as is asked for. Passing troubles of the network count as not
    /// seen.
    pub(crate) async fn until<T, F, Fut>(&self, agreeing: u32, mut look: F) -> Result<T, ApplyFailure>
    where
        F: FnMut() -> Fut + Send,
        Fut: Future<Output = Result<Option<T>, DirectoryError>> + Send,
        T: Send,
    {
        let started = Instant::now();
        let mut pause = self.settle.first;
        let mut seen = 0;
        loop {
            match look().await {
                Ok(Some(found)) => {
                    seen += 1;
                    if seen >= agreeing {
                        return Ok(found);
                    }
                }
                Ok(None) => seen = 0,
                Err(error) if passing(&error) => seen = 0,
                Err(error) => return Err(error.into()),
            }
            if started.elapsed() + pause > self.settle.limit {
                return Err(ApplyFailure::NotSettled);
            }
            // Between agreeing looks a short pause is enough; the growing one is for what is not there yet.
            let wait = if seen > 0 { self.settle.first } else { pause };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.cancel.cancelled() => return Err(ApplyFailure::Cancelled),
            }
            if seen == 0 {
                pause = (pause * 8 / 5).min(self.settle.longest);
            }
        }
    }

    /// Sends a change, again and again while its target is too young to be known everywhere.
    pub(crate) async fn send_when_grown<T, F, Fut>(&self, mut send: F) -> Result<T, ApplyFailure>
    where
        F: FnMut() -> Fut + Send,
        Fut: Future<Output = Result<T, DirectoryError>> + Send,
        T: Send,
    {
        let started = Instant::now();
        let mut pause = self.settle.first * 2;
        loop {
            match send().await {
                Err(error) if error.is_young() && started.elapsed() + pause < self.settle.limit => {
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.cancel.cancelled() => return Err(ApplyFailure::Cancelled),
                    }
                    pause = (pause * 8 / 5).min(self.settle.longest);
                }
                other => return Ok(other?),
            }
        }
    }
}

fn passing(error: &DirectoryError) -> bool {
    matches!(
        error,
        DirectoryError::Unreachable(_) | DirectoryError::Throttled(_) | DirectoryError::Garbled(_)
    )
}
