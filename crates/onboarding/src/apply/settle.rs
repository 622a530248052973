//! Waiting until the directory shows what it accepted: first look at once, then at growing distances, with a limit.

use super::{ApplyFailure, Engine, pace::Pace};
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
    /// When to stop waiting. The run stands then, and goes on when it is asked to.
    pub limit: Duration,
    /// Looks in a row that must agree before a new object is believed; a single good read can be followed by a stale one.
    pub agreeing: u32,
    /// How long a creation whose answer was lost is looked for before it counts as not made. Lists lag behind reads by id.
    pub search: Duration,
}

impl Default for Settle {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(10),
            limit: Duration::from_secs(300),
            agreeing: 2,
            search: Duration::from_secs(45),
        }
    }
}

impl Settle {
    /// Stops waiting earlier or later than usual.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.search = self.search.min(limit / 2);
        self.limit = limit;
        self
    }

    pub(crate) fn pace(self, learnt: Option<Duration>) -> Pace {
        Pace { first: self.first, longest: self.longest, learnt }
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
        let pace = self.settle.pace(None);
        let mut seen = 0;
        loop {
            let at = started.elapsed();
            match look().await {
                Ok(Some(found)) => {
                    seen += 1;
                    if seen >= agreeing {
                        return Ok(found);
                    }
                }
                Ok(None) => seen = 0,
                Err(error) if error.is_passing() => seen = 0,
                Err(error) => return Err(error.into()),
            }
            // Between agreeing looks a short pause is enough; the growing one is for what is not there yet.
            let next = if seen > 0 { at + self.settle.first } else { pace.after(at) };
            if next > self.settle.limit {
                return Err(ApplyFailure::NotSettled);
            }
            self.rest(next.saturating_sub(started.elapsed())).await?;
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
        let pace = self.settle.pace(None);
        loop {
            let at = started.elapsed();
            match send().await {
                Err(error) if error.is_young() && pace.after(at) < self.settle.limit => {
                    self.rest(pace.after(at).saturating_sub(started.elapsed())).await?;
                }
                other => return Ok(other?),
            }
        }
    }

    /// Pauses, unless somebody presses stop.
    pub(crate) async fn rest(&self, pause: Duration) -> Result<(), ApplyFailure> {
        tokio::select! {
            () = tokio::time::sleep(pause) => Ok(()),
            () = self.cancel.cancelled() => Err(ApplyFailure::Cancelled),
        }
    }
}
