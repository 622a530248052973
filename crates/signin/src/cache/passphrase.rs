//! From a passphrase to a key: Argon2id. It yields 64 bytes: the first half is the key, the second is stored as a
//! check, so that a wrong passphrase and a damaged file can be told apart.

use super::seal::SealKey;
use argon2::{Algorithm, Argon2, Params, Version};
use doorward_domain::Random;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// How a key is derived; stands in the file's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Derivation {
    /// Memory in KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: [u8; 16],
    /// Second half of the derived bytes.
    check: [u8; 32],
}

/// 64 MiB and three passes: more than the usual minimum, and about a quarter of a second.
const MEMORY: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// A file may not make us spend more than this.
const MEMORY_LIMIT: u32 = 1024 * 1024;
const PASSES_LIMIT: u32 = 20;

impl Derivation {
    /// A new key for a passphrase, with a fresh salt. `None` only if the parameters are unusable.
    pub(super) fn fresh(passphrase: &SecretString, random: &dyn Random) -> Option<(Self, SealKey)> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let mut derivation = Self { memory: MEMORY, passes: PASSES, lanes: 1, salt, check: [0; 32] };
        let (key, check) = derivation.run(passphrase)?;
        derivation.check = check;
        Some((derivation, key))
    }

    /// The key of an existing file; `Ok(None)` if the passphrase is wrong.
    pub(super) fn again(&self, passphrase: &SecretString) -> Result<Option<SealKey>, AbsurdParameters> {
        if self.memory > MEMORY_LIMIT || self.passes > PASSES_LIMIT || self.lanes > 16 {
            return Err(AbsurdParameters);
        }
        let (key, check) = self.run(passphrase).ok_or(AbsurdParameters)?;
        Ok((check == self.check).then_some(key))
    }

    fn run(&self, passphrase: &SecretString) -> Option<(SealKey, [u8; 32])> {
        let parameters = Params::new(self.memory, self.passes, self.lanes, Some(64)).ok()?;
        let mut derived = Zeroizing::new([0_u8; 64]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(passphrase.expose_secret().as_bytes(), &self.salt, derived.as_mut())
            .ok()?;
        let (key, check) = derived.split_at(32);
        Some((SealKey::read(key)?, check.try_into().ok()?))
    }
}

/// The header asks for more work than any file of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AbsurdParameters;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_cannot_demand_endless_work() {
        let absurd = Derivation { memory: u32::MAX, passes: 1, lanes: 1, salt: [0; 16], check: [0; 32] };
        assert_eq!(absurd.again(&"x".to_owned().into()).err(), Some(AbsurdParameters));
    }
}
