//! What a relying party expects of a response. Everything here comes from its own side: configuration, metadata, the
//! request that waits. Nothing comes from the message.

use crate::Certificate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::{Duration, OffsetDateTime};

/// Who began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Initiation {
    /// A request of ours waits for its answer.
    ServiceProvider {
        /// ID of the request that waits.
        request_id: String,
    },
    /// No request waits and unasked responses are allowed.
    IdentityProvider,
    /// A captured response whose request is not known: it must answer one and the same request everywhere. Never for
    /// letting somebody in.
    Unknown,
}

/// What a response must fit.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The identity provider's entity ID, exactly.
    pub issuer: String,
    /// Our own entity ID (Identifier), exactly.
    pub audience: String,
    /// Our Reply URL (ACS), exactly.
    pub acs: String,
    /// Who began.
    pub initiation: Initiation,
    /// Signing certificates from the trusted metadata; any of them may have signed.
    pub certificates: Vec<Certificate>,
    /// The present moment, UTC.
    pub now: OffsetDateTime,
    /// Tolerated difference between the clocks; more than three minutes count as three, less than none as none.
    pub skew: Duration,
    /// Accept SHA-1 in signature and digest, with a warning.
    pub allow_sha1: bool,
    /// IDs of assertions that were accepted before and have not ended yet.
    pub seen_ids: BTreeSet<String>,
}

impl Expectation {
    /// The latest moment that still counts as now.
    pub(crate) fn latest(&self) -> OffsetDateTime {
        self.now.checked_add(self.tolerance()).unwrap_or(self.now)
    }

    /// The earliest moment that still counts as now.
    pub(crate) fn earliest(&self) -> OffsetDateTime {
        self.now.checked_sub(self.tolerance()).unwrap_or(self.now)
    }

    fn tolerance(&self) -> Duration {
        self.skew.clamp(Duration::ZERO, Duration::minutes(3))
    }
}
