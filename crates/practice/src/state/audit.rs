//! The directory's own log: what was changed, by whom, when. `/auditLogs/directoryAudits` tells it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::VecDeque;
use time::{Duration, OffsetDateTime};

/// The most records that are kept.
const MOST: usize = 20_000;
/// How long one is kept.
const KEPT: Duration = Duration::days(30);

/// One change, as Graph tells it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Audit {
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    /// A `directoryAudit`.
    pub(crate) body: Value,
}

/// All changes, oldest first.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct AuditLog(VecDeque<Audit>);

impl AuditLog {
    /// Writes one change down.
    pub(crate) fn add(&mut self, audit: Audit) {
        while self.0.len() >= MOST || self.0.front().is_some_and(|oldest| oldest.at + KEPT < audit.at) {
            self.0.pop_front();
        }
        self.0.push_back(audit);
    }

    /// The changes, latest first.
    pub(crate) fn latest_first(&self) -> impl Iterator<Item = &Audit> {
        self.0.iter().rev()
    }
}
