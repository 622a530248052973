//! The machine itself: the only place in the libraries that reads its clock and its source of chance. Hosts hand a
//! [`Machine`] in; tests hand in their own.

use doorward_domain::{Clock, Random};
use std::sync::Arc;
use time::OffsetDateTime;

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// The system's source of chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // Without chance there is neither a safe request id nor a password: going on would be worse than stopping.
        #[allow(clippy::expect_used)]
        getrandom::fill(buffer).expect("the system provides random bytes");
    }
}

/// Time and chance for a console.
#[derive(Clone)]
pub struct Machine {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

impl Default for Machine {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
    }
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Machine")
    }
}
