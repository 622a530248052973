//! How far this computer's clock is from the service's, as the `Date` headers tell.

use time::{Duration, OffsetDateTime};

/// Less than this is the way of the answer and the header's whole seconds.
const UNSURE: Duration = Duration::seconds(5);

/// The difference between the two clocks; positive when this computer's clock is ahead. `None` where the header says
/// nothing, or nothing certain: it has whole seconds, and the answer was on its way for a while.
#[must_use]
pub(crate) fn skew(date: &str, sent: OffsetDateTime, received: OffsetDateTime) -> Option<Duration> {
    let service = OffsetDateTime::from(httpdate::parse_http_date(date.trim()).ok()?);
    let way = received - sent;
    if way.is_negative() || way > Duration::seconds(30) {
        return None;
    }
    let difference: Duration = sent + way / 2 - service;
    Some(if difference.abs() <= UNSURE { Duration::ZERO } else { difference })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const DATE: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

    #[test]
    fn a_clock_that_is_ten_minutes_off_either_way_is_noticed() {
        let ahead = datetime!(2026-11-22 12:10 UTC);
        assert_eq!(skew(DATE, ahead, ahead + Duration::milliseconds(200)).unwrap().whole_seconds(), 600);
        let behind = datetime!(2026-11-22 11:50 UTC);
        assert_eq!(skew(DATE, behind, behind).unwrap().whole_seconds(), -600);
    }

    #[test]
    fn whole_seconds_and_slow_answers_are_no_skew() {
        let now = datetime!(2026-11-22 12:00:00.9 UTC);
        assert_eq!(skew(DATE, now, now), Some(Duration::ZERO));
        assert_eq!(skew(DATE, now, now + Duration::seconds(60)), None, "it was on its way for a minute");
        assert_eq!(skew("yesterday", now, now), None);
    }
}
