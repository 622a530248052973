//! Time and chance as arguments.

use time::OffsetDateTime;
use uuid::Uuid;

/// Where the present moment comes from. Only the window and the terminal ask the machine.
pub trait Clock: Send + Sync {
    /// The present moment, UTC.
    fn now(&self) -> OffsetDateTime;
}

/// Where chance comes from: request ids, passwords, jitter.
pub trait Random: Send + Sync {
    /// Fills the whole buffer with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);

    /// A random version 4 UUID.
    fn uuid(&self) -> Uuid {
        let mut bytes = [0_u8; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A number in `0..bound`, without modulo bias. `bound` 0 yields 0.
    fn below(&self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let ceiling = u32::MAX - u32::MAX % bound;
        loop {
            let mut bytes = [0_u8; 4];
            self.fill(&mut bytes);
            let number = u32::from_le_bytes(bytes);
            if number < ceiling {
                return number % bound;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                *byte = self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn below_stays_below_and_reaches_every_value() {
        let random = Counting(AtomicU8::new(0));
        let mut seen = [false; 7];
        for _ in 0..500 {
            seen[random.below(7) as usize] = true;
        }
        assert_eq!(seen, [true; 7], "each of the seven values comes up");
        assert_eq!(random.below(0), 0, "an empty range has no other answer");
    }

    #[test]
    fn uuids_are_version_4() {
        assert_eq!(Counting(AtomicU8::new(9)).uuid().get_version_num(), 4);
    }
}
