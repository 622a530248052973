//! One assertion proves one sign-on. What was used before is refused as a replay, also after a restart; what was only looked
//! at is remembered, so that the second look can say so.

use crate::{Console, contract::WireError, convert::store_error};
use doorward_domain::RunId;
use doorward_saml::Verdict;
use doorward_store::UsedAssertion;
use std::collections::BTreeSet;
use time::Duration;

/// How long an assertion is remembered after its end, so that no clock brings it back.
const MARGIN: Duration = Duration::minutes(10);
/// How long it is remembered at least: people look at old responses.
const LEAST: Duration = Duration::days(30);

/// What an assertion was accepted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It answered a Test SSO and is used up.
    Test,
    /// Somebody gave it to be looked at.
    Look,
}

impl Console {
    /// IDs that this identity provider's assertions must not carry again.
    pub(crate) fn used_up(&self, issuer: &str) -> Result<BTreeSet<String>, WireError> {
        self.store.journal().used_assertions().used_up(issuer).map_err(store_error)
    }

    /// Notes an accepted assertion. `false` when it was noted for this purpose before; a refused one is never noted.
    pub(crate) fn take_assertion(
        &self,
        run: RunId,
        verdict: &Verdict,
        purpose: Purpose,
    ) -> Result<bool, WireError> {
        let (Some(facts), Some(id)) = (&verdict.facts, &verdict.assertion_id) else { return Ok(true) };
        let used = self.machine.clock.now();
        let end = facts.confirmed_until.into_iter().chain(facts.not_on_or_after).max();
        let end = end.and_then(|end| end.checked_add(MARGIN)).unwrap_or(used);
        let one = UsedAssertion {
            issuer: facts.issuer.clone(),
            id: id.clone(),
            captured: purpose == Purpose::Look,
            run,
            used,
            until: end.max(used + LEAST),
        };
        self.store.journal().used_assertions().take(&one).map_err(store_error)
    }

    /// Where and when an assertion was used before.
    pub(crate) fn used_before(&self, issuer: &str, id: &str) -> Result<Option<UsedAssertion>, WireError> {
        self.store.journal().used_assertions().find(issuer, id).map_err(store_error)
    }
}
