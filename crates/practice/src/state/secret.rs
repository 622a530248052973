//! Text that must not show up in a log: private keys and passwords of the practice tenant.
//!
//! It can be saved (the state file is readable by its owner only) and compared, never printed.

use doorward_domain::Random;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt};
use uuid::Uuid;
use zeroize::Zeroize;

/// Secret text; `Debug` shows a placeholder, the memory is wiped on drop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; the caller must not log it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A salted SHA-256 of a password. Enough for a tenant in which nothing is real; the plain text is not kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PasswordHash {
    salt: [u8; 16],
    digest: [u8; 32],
}

impl PasswordHash {
    pub(crate) fn of(password: &str, salt: [u8; 16]) -> Self {
        Self { salt, digest: digest(password, salt) }
    }

    pub(crate) fn fits(&self, password: &str) -> bool {
        digest(password, self.salt) == self.digest
    }
}

fn digest(password: &str, salt: [u8; 16]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(password.as_bytes());
    hasher.finalize().into()
}

/// The name under which a token is stored: its SHA-256 in hexadecimal, so that the state file cannot be replayed.
pub(crate) fn fingerprint(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A fresh client secret: 40 characters, three of them in front of a `Q~`, as Entra makes them.
pub(crate) fn new_client_secret(random: &dyn Random) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-";
    let mut bytes = [0; 40];
    random.fill(&mut bytes);
    let mut text: String =
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
    text.replace_range(3..5, "Q~");
    text
}

/// Client secrets of applications and service principals, by the `keyId` of their `passwordCredentials` entry. The
/// entry holds name and dates; removing it ends the secret, whatever is held here.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ClientSecrets(BTreeMap<Uuid, PasswordHash>);

impl ClientSecrets {
    /// Keeps the hash of a secret.
    pub(crate) fn keep(&mut self, key_id: Uuid, secret: &str, salt: [u8; 16]) {
        self.0.insert(key_id, PasswordHash::of(secret, salt));
    }

    /// Whether the text is the secret of this entry.
    pub(crate) fn fits(&self, key_id: Uuid, text: &str) -> bool {
        self.0.get(&key_id).is_some_and(|hash| hash.fits(text))
    }

    /// Forgets the secret of an entry that was removed.
    pub(crate) fn forget(&mut self, key_id: Uuid) {
        self.0.remove(&key_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_stays_out_of_debug_output() {
        assert!(!format!("{:?}", Secret::new("hunter2")).contains("hunter2"), "logs must not carry it");
    }

    #[test]
    fn only_the_same_password_fits() {
        let hash = PasswordHash::of("Harbor-Violet-37", [7; 16]);
        assert!(hash.fits("Harbor-Violet-37"));
        assert!(!hash.fits("harbor-violet-37"), "case counts");
    }
}
