//! Points in time on the wire.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A point in time, RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct Moment(
    #[serde(with = "time::serde::rfc3339")]
    #[specta(type = String)]
    pub OffsetDateTime,
);

impl From<OffsetDateTime> for Moment {
    fn from(at: OffsetDateTime) -> Self {
        Self(at.to_offset(time::UtcOffset::UTC))
    }
}
