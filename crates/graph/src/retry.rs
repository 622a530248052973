//! Again, or not: one pure decision.
//!
//! Reads are repeated on throttling, on 5xx and on lost connections. Changes are repeated only when the service says
//! itself that it did not act: throttling (429), and a refused connection. Anything else that leaves a change's fate
//! open is handed up as *unknown*.

use std::time::Duration;

/// Longest wait that is honoured inside one request.
const PATIENCE: Duration = Duration::from_secs(300);
/// Tries in all.
const TRIES: u32 = 5;

/// How a try failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection was made: nothing was sent.
    NotSent,
    /// The connection broke, or time ran out, after sending.
    NoAnswer,
    /// A status other than 2xx, with the wait the service asked for.
    Status(u16, Option<Duration>),
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Wait this long, then try again.
    Again(Duration),
    /// Hand it up.
    Stop,
}

/// The rule for one request.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// Nothing is changed by sending it twice.
    pub is_read: bool,
}

impl Retry {
    /// Decides. `tries` counts those made; `jitter` is a random number from 0 to 1000.
    #[must_use]
    pub fn decide(self, failure: &Failure, tries: u32, jitter: u32) -> Decision {
        if tries >= TRIES {
            return Decision::Stop;
        }
        let again = match failure {
            Failure::NotSent | Failure::Status(429, _) => true,
            Failure::NoAnswer => self.is_read,
            Failure::Status(500 | 502 | 503 | 504, _) => self.is_read,
            Failure::Status(..) => false,
        };
        let asked = match failure {
            Failure::Status(_, after) => *after,
            _ => None,
        };
        match (again, asked) {
            (false, _) => Decision::Stop,
            (true, Some(after)) if after > PATIENCE => Decision::Stop,
            (true, Some(after)) => Decision::Again(after + Duration::from_millis(u64::from(jitter / 4))),
            (true, None) => Decision::Again(backoff(tries, jitter)),
        }
    }
}

/// Doubling from half a second, with full jitter, at least 100 ms.
fn backoff(tries: u32, jitter: u32) -> Duration {
    let ceiling = 500_u64.saturating_mul(1 << tries.min(6));
    Duration::from_millis((ceiling * u64::from(jitter.min(1000)) / 1000).max(100))
}

/// Reads `Retry-After`: seconds, a fraction of seconds, or an HTTP date.
#[must_use]
pub(crate) fn retry_after(text: &str, now: std::time::SystemTime) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return (seconds.is_finite() && seconds >= 0.0)
            .then(|| Duration::from_secs_f64(seconds.min(86_400.0)));
    }
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{SystemTime, UNIX_EPOCH};

    const READ: Retry = Retry { is_read: true };
    const WRITE: Retry = Retry { is_read: false };

    #[test]
    fn a_change_is_never_repeated_where_it_may_have_taken_effect() {
        for failure in [Failure::NoAnswer, Failure::Status(500, None), Failure::Status(504, None)] {
            assert_eq!(WRITE.decide(&failure, 1, 500), Decision::Stop, "{failure:?}");
            assert!(matches!(READ.decide(&failure, 1, 500), Decision::Again(_)), "{failure:?}");
        }
        assert!(matches!(WRITE.decide(&Failure::NotSent, 1, 500), Decision::Again(_)));
    }

    #[test]
    fn the_service_is_given_the_time_it_asks_for_up_to_five_minutes() {
        let asked = |seconds| Failure::Status(429, Some(Duration::from_secs(seconds)));
        assert_eq!(WRITE.decide(&asked(3), 1, 0), Decision::Again(Duration::from_secs(3)));
        assert_eq!(
            WRITE.decide(&asked(900), 1, 0),
            Decision::Stop,
            "a quarter of an hour is the person's decision"
        );
    }

    #[test]
    fn it_ends() {
        assert_eq!(READ.decide(&Failure::Status(503, None), TRIES, 500), Decision::Stop);
    }

    #[test]
    fn retry_after_reads_all_three_forms() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after("2.5", now), Some(Duration::from_millis(2500)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now), Some(Duration::from_secs(10)));
        assert_eq!(retry_after("soon", SystemTime::now()), None);
        assert_eq!(retry_after("-4", now), None);
    }
}
