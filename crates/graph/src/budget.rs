//! What Graph allows per tenant, as token buckets: better to wait a moment here than to be told to wait longer there.
//!
//! Pure: time is handed in. A 429 of one request holds back its whole family, so that others do not run into it as well.
//! Source of the limits and unit costs: Graph facts, 14.4 (smallest tenant size taken, since the size is not known).

use crate::request::{GraphRequest, Method};
use std::time::Duration;
use time::OffsetDateTime;

/// Requests that share a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Users, groups, applications: resource units.
    Directory,
    /// Reports and audit logs: requests.
    Reports,
    /// Conditional Access and Identity Protection: requests, without `Retry-After` when there are too many.
    ConditionalAccess,
}

impl Family {
    /// The family of a path below the version segment.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let within = |folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if within("/auditLogs") || within("/reports") {
            Self::Reports
        } else if within("/identity/conditionalAccess") || within("/identityProtection") {
            Self::ConditionalAccess
        } else {
            Self::Directory
        }
    }

    /// Capacity, and what flows in per second.
    fn limit(self) -> (f64, f64) {
        match self {
            Self::Directory => (3500.0, 350.0),
            Self::Reports => (5.0, 0.5),
            Self::ConditionalAccess => (1.0, 1.0),
        }
    }
}

/// What a request costs its family.
#[must_use]
pub(crate) fn cost(request: &GraphRequest) -> f64 {
    if Family::of(&request.path) != Family::Directory {
        return 1.0;
    }
    let base: f64 = match request.path.as_str() {
        path if path.contains("/transitiveMember") => 5.0,
        path if path.contains("checkMemberGroups") => 4.0,
        path if path.starts_with("/groups") && path.contains("/members")
            || path.starts_with("/subscribedSkus") =>
        {
            3.0
        }
        path if path.contains("/memberOf")
            || path.starts_with("/users")
            || path.starts_with("/applications") =>
        {
            2.0
        }
        _ => 1.0,
    };
    let option =
        |name: &str| request.query.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str());
    let small = option("$top").and_then(|top| top.parse::<u32>().ok()).is_some_and(|top| top < 20);
    let relief = f64::from(u8::from(option("$select").is_some()) + u8::from(small));
    let extra = f64::from(u8::from(option("$expand").is_some()));
    if request.method == Method::Get { (base - relief + extra).max(1.0) } else { base }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    filled: Option<OffsetDateTime>,
    /// The service asked for patience until then.
    held: Option<OffsetDateTime>,
}

/// The buckets of one tenant.
#[derive(Debug)]
pub(crate) struct Budgets([Bucket; 3]);

impl Default for Budgets {
    fn default() -> Self {
        let full = |family: Family| Bucket { level: family.limit().0, filled: None, held: None };
        Self([full(Family::Directory), full(Family::Reports), full(Family::ConditionalAccess)])
    }
}

impl Budgets {
    /// Takes what a request costs; `Err` with how long to wait first, and then to ask again.
    pub(crate) fn take(&mut self, family: Family, cost: f64, now: OffsetDateTime) -> Result<(), Duration> {
        let (capacity, flow) = family.limit();
        let bucket = self.bucket(family);
        if let Some(wait) =
            bucket.held.and_then(|held| Duration::try_from(held - now).ok()).filter(|wait| !wait.is_zero())
        {
            return Err(wait);
        }
        bucket.held = None;
        // A clock that is set back gives nothing and takes nothing.
        let passed = bucket.filled.map_or(0.0, |filled| (now - filled).as_seconds_f64().max(0.0));
        bucket.level = (bucket.level + passed * flow).min(capacity);
        bucket.filled = Some(now);
        let cost = cost.min(capacity);
        if bucket.level + 1e-9 >= cost {
            bucket.level -= cost;
            return Ok(());
        }
        Err(Duration::from_secs_f64(((cost - bucket.level) / flow).max(0.001)))
    }

    /// Holds a family back: one of its requests was told to wait.
    pub(crate) fn hold(&mut self, family: Family, wait: Duration, now: OffsetDateTime) {
        let until = now + wait;
        let bucket = self.bucket(family);
        bucket.held = Some(bucket.held.map_or(until, |held| held.max(until)));
    }

    fn bucket(&mut self, family: Family) -> &mut Bucket {
        let [directory, reports, conditional] = &mut self.0;
        match family {
            Family::Directory => directory,
            Family::Reports => reports,
            Family::ConditionalAccess => conditional,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const START: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    #[test]
    fn the_sixth_report_in_ten_seconds_waits_and_then_goes() {
        let mut budgets = Budgets::default();
        for _ in 0..5 {
            assert_eq!(budgets.take(Family::Reports, 1.0, START), Ok(()));
        }
        let wait = budgets.take(Family::Reports, 1.0, START).unwrap_err();
        assert_eq!(wait, Duration::from_secs(2), "one flows in every two seconds");
        assert_eq!(budgets.take(Family::Reports, 1.0, START + wait), Ok(()));
        assert_eq!(budgets.take(Family::Directory, 1.0, START), Ok(()), "other families are not held up");
    }

    #[test]
    fn conditional_access_goes_once_a_second_without_being_told() {
        let mut budgets = Budgets::default();
        assert_eq!(budgets.take(Family::ConditionalAccess, 1.0, START), Ok(()));
        let half = START + Duration::from_millis(500);
        assert_eq!(budgets.take(Family::ConditionalAccess, 1.0, half), Err(Duration::from_millis(500)));
    }

    #[test]
    fn one_refusal_holds_its_family_back_and_no_other() {
        let mut budgets = Budgets::default();
        budgets.hold(Family::Directory, Duration::from_secs(3), START);
        budgets.hold(Family::Directory, Duration::from_secs(1), START);
        assert_eq!(
            budgets.take(Family::Directory, 1.0, START),
            Err(Duration::from_secs(3)),
            "the longer one counts"
        );
        assert_eq!(budgets.take(Family::Reports, 1.0, START), Ok(()));
        assert_eq!(budgets.take(Family::Directory, 1.0, START + Duration::from_secs(3)), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_neither_blocks_nor_gives() {
        let mut budgets = Budgets::default();
        assert_eq!(budgets.take(Family::ConditionalAccess, 1.0, START), Ok(()));
        let back = START - Duration::from_secs(3600);
        assert_eq!(budgets.take(Family::ConditionalAccess, 1.0, back), Err(Duration::from_secs(1)));
        assert_eq!(budgets.take(Family::ConditionalAccess, 1.0, back + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn paths_and_options_tell_family_and_cost() {
        assert_eq!(Family::of("/auditLogs/signIns"), Family::Reports);
        assert_eq!(Family::of("/identity/conditionalAccess/policies"), Family::ConditionalAccess);
        assert_eq!(Family::of("/reportsOfSomething"), Family::Directory);
        let users = GraphRequest::get("/users");
        assert!((cost(&users) - 2.0).abs() < 1e-9);
        assert!(
            (cost(&users.query("$select", "id").query("$top", "5")) - 1.0).abs() < 1e-9,
            "never below one"
        );
        assert!((cost(&GraphRequest::get("/me/transitiveMemberOf/x")) - 5.0).abs() < 1e-9);
    }
}
