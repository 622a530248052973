//! What can go wrong with the cache, and why a keyring cannot be used.

use std::io;

/// The cache cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The file is sealed with a passphrase and none was given: ask for it.
    #[error("the saved sign-ins are sealed with a passphrase")]
    PassphraseNeeded,
    /// The passphrase does not open the file: ask again. The file is untouched.
    #[error("the passphrase does not open the saved sign-ins")]
    WrongPassphrase,
    /// An empty passphrase protects nothing.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The file was written in another version of its format; nothing is changed.
    #[error("the saved sign-ins have format {found}; this program reads format {known}")]
    Version {
        /// In the file.
        found: u32,
        /// Read by this program.
        known: u32,
    },
    /// The key could not be put into the keyring.
    #[error("the keyring refused the key: {0}")]
    Keyring(#[from] KeyringTrouble),
    /// The file could not be sealed. Not expected to happen.
    #[error("the saved sign-ins could not be sealed")]
    Sealing,
    /// The disk refused.
    #[error("the saved sign-ins cannot be {action}")]
    Disk {
        /// `read`, `written`, `set aside` or `removed`.
        action: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl CacheError {
    /// Stable code, one per reaction.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PassphraseNeeded => "passphrase_needed",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::EmptyPassphrase => "empty_passphrase",
            Self::Version { .. } => "cache_version",
            Self::Keyring(_) => "keyring_refused",
            Self::Sealing => "cache_sealing",
            Self::Disk { .. } => "cache_disk",
        }
    }
}

/// Why the system's keyring cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringTrouble {
    /// No keyring service runs here (on Linux: no session bus or no secret service).
    #[error("no keyring service is running")]
    Missing,
    /// The keyring is locked and was not unlocked.
    #[error("the keyring is locked")]
    Locked,
    /// It did not answer in time; perhaps a prompt waits unseen.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// It answered something that cannot be used.
    #[error("the keyring does not work as expected")]
    Broken {
        /// Technical detail for a fold.
        detail: String,
    },
}

impl KeyringTrouble {
    /// Stable code, one per reaction.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "keyring_missing",
            Self::Locked => "keyring_locked",
            Self::TimedOut => "keyring_timed_out",
            Self::Broken { .. } => "keyring_broken",
        }
    }
}
