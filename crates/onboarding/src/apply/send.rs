//! Sending one change: again only while the directory says that it does not know a young object yet.

use super::{ApplyFailure, work::Work};
use crate::{
    plan::Request,
    ports::{DirectoryError, Written},
};
use std::time::Duration;
use tokio::time::Instant;

/// For this long a refusal may be the youth of an object rather than a missing right.
const YOUTH: Duration = Duration::from_secs(60);
/// A refusal that lasts longer than this is believed.
const DOUBT: Duration = Duration::from_secs(15);

impl Work<'_> {
    /// Sends a change to an object that may be young.
    ///
    /// # Errors
    /// As the directory; a lost answer is never sent again here.
    pub(crate) async fn send(&self, request: &Request) -> Result<Written, ApplyFailure> {
        let started = Instant::now();
        let pace = self.engine.settle.pace(None);
        loop {
            let at = started.elapsed();
            let error = match self.engine.directory.send(request).await {
                Ok(written) => return Ok(written),
                Err(error) => error,
            };
            let patience = if error.is_young() {
                self.engine.settle.limit
            } else if self.may_be_youth(&error) {
                DOUBT.min(self.engine.settle.limit)
            } else {
                Duration::ZERO
            };
            let next = pace.after(at);
            if next > patience {
                return Err(error.into());
            }
            self.engine.rest(next.saturating_sub(started.elapsed())).await?;
        }
    }

    /// 403 on an object that this very carrying out has just made. Source: Graph facts, 8 and 14.7.
    fn may_be_youth(&self, error: &DirectoryError) -> bool {
        self.makes_application
            && self.started.elapsed() < YOUTH
            && matches!(error, DirectoryError::Refused { status: 403, .. })
    }

    /// Pauses before a change whose answer was lost is looked for and sent again.
    pub(crate) async fn collect_breath(&self, tries: u32) -> Result<(), ApplyFailure> {
        let ceiling = 400_u32.saturating_mul(1 << tries.min(4));
        let pause = Duration::from_millis(u64::from(200 + self.engine.random.below(ceiling)));
        self.engine.rest(pause).await
    }
}
