//! A strong password for a test user.

use doorward_domain::Random;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// Letters that are hard to tell apart (`O0`, `Il1`) are left out: somebody may have to type it.
const CLASSES: [&[u8]; 4] =
    [b"ABCDEFGHJKLMNPQRSTUVWXYZ", b"abcdefghijkmnpqrstuvwxyz", b"23456789", b"!#%+-=?@_"];
const LENGTH: usize = 20;

/// Twenty characters from all four classes that Entra counts, about 117 bits.
#[must_use]
pub fn strong_password(random: &dyn Random) -> SecretString {
    let mut letters: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::with_capacity(LENGTH));
    let all: Vec<u8> = CLASSES.concat();
    for class in CLASSES {
        letters.push(pick(class, random));
    }
    while letters.len() < LENGTH {
        letters.push(pick(&all, random));
    }
    for index in (1..letters.len()).rev() {
        let other = random.below(u32::try_from(index + 1).unwrap_or(1)) as usize;
        letters.swap(index, other);
    }
    SecretString::from(letters.iter().map(|letter| char::from(*letter)).collect::<String>())
}

fn pick(class: &[u8], random: &dyn Random) -> u8 {
    class[random.below(u32::try_from(class.len()).unwrap_or(1)) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Weyl(AtomicU64);
    impl Random for Weyl {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                *byte = (state ^ (state >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9).to_be_bytes()[0];
            }
        }
    }

    #[test]
    fn every_password_has_all_classes_and_nothing_ambiguous() {
        let random = Weyl(AtomicU64::new(1));
        for _ in 0..200 {
            let secret = strong_password(&random);
            let text = secret.expose_secret();
            assert_eq!(text.len(), LENGTH);
            for class in CLASSES {
                assert!(text.bytes().any(|letter| class.contains(&letter)), "a class is missing");
            }
            assert!(!text.contains(['O', '0', 'I', 'l', '1']), "hard to tell apart");
        }
    }
}
