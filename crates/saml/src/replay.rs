//! Remembering which assertions were used: an assertion proves one sign-on, not two.
//!
//! Decides how long an ID must be kept and refuses its second use. Where the memory lives is the caller's business: it is
//! serialisable, and forgets what has ended by itself.

use crate::{Expectation, Facts, Verdict, check};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use time::{Duration, OffsetDateTime};

/// How long an ID is kept that names no end of its own, and how much longer than its end any other.
const MARGIN: Duration = Duration::minutes(10);

/// Assertion IDs that were accepted, each until it can no longer be accepted anyway.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayGuard {
    /// ID and the moment, in seconds since 1970, after which it may be forgotten.
    used: BTreeMap<String, i64>,
}

impl ReplayGuard {
    /// The IDs that must not come again.
    #[must_use]
    pub fn seen_ids(&self) -> BTreeSet<String> {
        self.used.keys().cloned().collect()
    }

    /// How many are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.used.len()
    }

    /// None is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.used.is_empty()
    }

    /// Checks a posted `SAMLResponse` so that it is accepted at most once.
    pub fn check(&mut self, saml_response_base64: &str, expectation: &Expectation) -> Verdict {
        let mut seen_ids = self.seen_ids();
        seen_ids.extend(expectation.seen_ids.iter().cloned());
        let verdict = check(saml_response_base64, &Expectation { seen_ids, ..expectation.clone() });
        self.remember(&verdict, expectation.now);
        verdict
    }

    /// Keeps the ID of an accepted response, and forgets the ones that have ended.
    pub fn remember(&mut self, verdict: &Verdict, now: OffsetDateTime) {
        self.used.retain(|_, until| *until > now.unix_timestamp());
        if let (Some(facts), Some(id)) = (&verdict.facts, &verdict.assertion_id) {
            self.used.insert(id.clone(), (end(facts).unwrap_or(now) + MARGIN).unix_timestamp());
        }
    }
}

/// The latest moment at which the assertion might still be brought.
fn end(facts: &Facts) -> Option<OffsetDateTime> {
    // Far-off ends are cut, so that adding the margin stays within what an instant can hold.
    let latest = time::macros::datetime!(9000-01-01 00:00 UTC);
    facts.confirmed_until.into_iter().chain(facts.not_on_or_after).max().map(|end| end.min(latest))
}
