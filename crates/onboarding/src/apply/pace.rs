//! When to look next. Pure: the first look at once, then at growing distances; where this run has learnt how long the
//! tenant takes, the first look comes when it is worth while.

use std::time::Duration;

/// Waits that took less than this teach nothing: looking at once costs little then.
const WORTH_LEARNING: Duration = Duration::from_millis(700);
/// What is learnt from longer waits could be an accident of one object.
const MOST_LEARNT: Duration = Duration::from_secs(4);

/// The distances between looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Distance between the first looks.
    pub(crate) first: Duration,
    /// Longest distance.
    pub(crate) longest: Duration,
    /// How long this tenant took to show an earlier change of this run.
    pub(crate) learnt: Option<Duration>,
}

impl Pace {
    /// When to look first, counted from the moment of acceptance.
    pub(crate) fn begin(self) -> Duration {
        self.expected().unwrap_or_default()
    }

    /// When to look again after a look at `at` that did not see it, both counted from the moment of acceptance.
    pub(crate) fn after(self, at: Duration) -> Duration {
        if let Some(expected) = self.expected() {
            return if at < expected {
                expected
            } else {
                at + self.stride(at).min(expected / 5).max(self.first)
            };
        }
        at + self.stride(at)
    }

    fn expected(self) -> Option<Duration> {
        self.learnt.filter(|learnt| (WORTH_LEARNING..=MOST_LEARNT).contains(learnt))
    }

    /// Short at once, steady for the first seconds (most changes show within three), then a quarter of the time waited.
    fn stride(self, at: Duration) -> Duration {
        let steady = self.first * 5 / 2;
        if at < self.first {
            self.first - at
        } else if at < steady {
            steady - at
        } else if at < self.first * 15 {
            steady
        } else {
            (at / 4).clamp(steady, self.longest)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace =
        Pace { first: Duration::from_millis(200), longest: Duration::from_secs(10), learnt: None };

    fn looks(pace: Pace, until: Duration) -> Vec<u128> {
        let mut at = pace.begin();
        let mut all = vec![at.as_millis()];
        while at < until {
            at = pace.after(at);
            all.push(at.as_millis());
        }
        all
    }

    #[test]
    fn the_first_look_is_at_once_and_the_distances_grow() {
        let early = looks(PACE, Duration::from_secs(3));
        assert_eq!(early, [0, 200, 500, 1000, 1500, 2000, 2500, 3000]);
        let all = looks(PACE, Duration::from_secs(300));
        assert!(all.len() < 50, "five minutes cost {} requests", all.len());
        assert!(
            all.windows(2).all(|pair| pair[1] - pair[0] <= 10_000),
            "never blind for longer than ten seconds"
        );
    }

    #[test]
    fn what_took_two_seconds_before_is_looked_at_after_two_seconds() {
        let learnt = Pace { learnt: Some(Duration::from_secs(2)), ..PACE };
        assert_eq!(looks(learnt, Duration::from_millis(2500)), [2000, 2400, 2800]);
        assert_eq!(
            learnt.after(Duration::from_millis(300)),
            Duration::from_secs(2),
            "a look that somebody else made too early does not shift the one that is due"
        );
    }

    #[test]
    fn an_accident_of_a_minute_does_not_blind_the_next_wait() {
        let odd = Pace { learnt: Some(Duration::from_secs(60)), ..PACE };
        assert_eq!(odd.begin(), Duration::ZERO);
    }
}
