//! Faults by name: what goes wrong next, and how often.
//!
//! Faults are asked for over the control interface and are never saved: a restart is a fresh start.

use serde::{Deserialize, Serialize};

/// What can be made to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultName {
    /// Graph answers 429 with `Retry-After`.
    Throttle,
    /// Graph answers 503.
    Outage,
    /// `instantiate` creates the application but answers 404.
    InstantiateLost,
    /// Every answer takes longer.
    Slow,
    /// A write answers 403 although scope and role are right, as happens with young objects.
    YoungForbidden,
    /// SAML mode has not reached the identifier rule yet: 400 `HostNameNotOnVerifiedDomain`.
    ModeUnsettled,
    /// The service principal of a just created object does not answer: 404 on reads by id.
    NotVisible,
    /// Device code sign-in ends in a Conditional Access block (AADSTS53003).
    DeviceCodeBlocked,
    /// Access tokens are refused: 401 `InvalidAuthenticationToken`.
    TokenRefused,
    /// All tokens of the person who asks are revoked: 401 with a claims challenge until they sign in anew.
    TokenRevoked,
    /// A read tells the state before the last change.
    StaleReads,
    /// Nobody has agreed to what a token is asked for: AADSTS65001.
    ConsentMissing,
    /// The person's directory roles do not count, as before they are activated.
    RoleNotActivated,
    /// Active certificates of SAML applications have ended. Strikes once, when it is ordered.
    CertificateExpired,
    /// The tenant's clock is wrong by `milliseconds` until faults are called off.
    ClockSkew,
    /// The connection ends before the request is looked at.
    CutBefore,
    /// The request takes effect, and the connection ends without an answer.
    CutAfter,
}

/// One order for trouble.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) name: FaultName,
    /// How many times; `slow` counts requests too.
    #[serde(default = "once")]
    pub(crate) count: u32,
    /// Seconds named in `Retry-After` (`throttle`, `outage`).
    #[serde(default)]
    pub(crate) retry_after: Option<u32>,
    /// Milliseconds added to an answer (`slow`) or to the clock (`clock_skew`, may be negative).
    #[serde(default)]
    pub(crate) milliseconds: Option<i64>,
    /// Only requests with this method, for example `POST`.
    #[serde(default)]
    pub(crate) method: Option<String>,
    /// Only requests whose path contains this text.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Client id of the only application that is meant (`certificate_expired`).
    #[serde(default)]
    pub(crate) app: Option<uuid::Uuid>,
    /// Strikes until faults are called off, however often.
    #[serde(default)]
    pub(crate) always: bool,
}

fn once() -> u32 {
    1
}

/// The orders that are still open.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        if fault.count > 0 {
            self.0.push(fault);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn open(&self) -> &[Fault] {
        &self.0
    }

    /// Uses up one of the named fault, if this request fits it.
    pub(crate) fn take(&mut self, name: FaultName, method: &str, path: &str) -> Option<Fault> {
        let fits = |fault: &Fault| {
            fault.name == name
                && fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path.as_deref().is_none_or(|wanted| path.contains(wanted))
        };
        let index = self.0.iter().position(fits)?;
        self.use_up(index)
    }

    /// The same, but only a fault whose order names a path: for doors that an order without one does not mean.
    pub(crate) fn take_named(&mut self, name: FaultName, method: &str, path: &str) -> Option<Fault> {
        let fits = |fault: &Fault| {
            fault.name == name
                && fault.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && fault.path.as_deref().is_some_and(|wanted| path.contains(wanted))
        };
        let index = self.0.iter().position(fits)?;
        self.use_up(index)
    }

    fn use_up(&mut self, index: usize) -> Option<Fault> {
        let fault = self.0.get_mut(index)?;
        let taken = fault.clone();
        if !fault.always {
            fault.count -= 1;
        }
        self.0.retain(|fault| fault.count > 0);
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_ordered_and_only_where_ordered() {
        let mut faults = Faults::default();
        faults.add(Fault {
            name: FaultName::Throttle,
            count: 2,
            retry_after: None,
            milliseconds: None,
            method: Some("POST".to_owned()),
            path: None,
            app: None,
            always: false,
        });
        assert!(faults.take(FaultName::Throttle, "GET", "/v1.0/me").is_none(), "only POST was ordered");
        assert!(faults.take(FaultName::Throttle, "POST", "/v1.0/users").is_some());
        assert!(faults.take(FaultName::Throttle, "POST", "/v1.0/users").is_some());
        assert!(faults.take(FaultName::Throttle, "POST", "/v1.0/users").is_none(), "used up");
    }
}
