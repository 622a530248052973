//! The system's keyring holds one thing of ours per profile: a random 256-bit key. Tokens themselves do not fit into
//! every system's keyring (Windows stops at 2560 bytes), so they lie sealed in a file.
//!
//! Keyring calls block and may raise a prompt. Each runs on a thread of its own with a time limit; a thread that never
//! returns is left behind rather than waited for, so it cannot hold up the end of the program.

use super::KeyringTrouble;
use keyring::{Entry, Error};
use std::{sync::Arc, thread, time::Duration};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// Name under which the keyring lists our entries.
const SERVICE: &str = "doorward";

/// A place for small secrets, by name. Calls may block; they are made on a thread of their own.
pub trait KeyStore: Send + Sync {
    /// Reads a secret; `None` if there is none of this name.
    ///
    /// # Errors
    /// The store is missing, locked or broken.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble>;

    /// Writes a secret, replacing one of the same name.
    ///
    /// # Errors
    /// The store is missing, locked or broken.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringTrouble>;

    /// Deletes a secret; one that is not there is as good as deleted.
    ///
    /// # Errors
    /// The store is missing, locked or broken.
    fn delete(&self, name: &str) -> Result<(), KeyringTrouble>;
}

/// Keychain, Credential Manager or Secret Service, whichever this system has.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeyring;

impl KeyStore for SystemKeyring {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
        match entry(name)?.get_secret() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(trouble(&error)),
        }
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringTrouble> {
        entry(name)?.set_secret(secret).map_err(|error| trouble(&error))
    }

    fn delete(&self, name: &str) -> Result<(), KeyringTrouble> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(trouble(&error)),
        }
    }
}

fn entry(name: &str) -> Result<Entry, KeyringTrouble> {
    Entry::store_status().as_ref().map_err(trouble)?;
    Entry::new(SERVICE, name).map_err(|error| trouble(&error))
}

/// Only texts that cannot hold a secret are kept as detail.
fn trouble(error: &Error) -> KeyringTrouble {
    match error {
        Error::PlatformFailure(_) | Error::NoDefaultStore => KeyringTrouble::Missing,
        Error::NoStorageAccess(_) => KeyringTrouble::Locked,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            KeyringTrouble::Broken { detail: "bad data".into() }
        }
        Error::Ambiguous(entries) => {
            KeyringTrouble::Broken { detail: format!("{} entries match", entries.len()) }
        }
        other => KeyringTrouble::Broken { detail: other.to_string().chars().take(200).collect() },
    }
}

/// A key store behind threads and a time limit.
#[derive(Clone)]
pub(super) struct PatientStore {
    pub(super) store: Arc<dyn KeyStore>,
    pub(super) limit: Duration,
}

impl PatientStore {
    /// Writes, reads back and deletes a dummy: a collection that does not exist yet fails only on writing.
    pub(super) async fn probe(&self, name: String) -> Result<(), KeyringTrouble> {
        self.run(move |store| {
            store.set(&name, b"probe")?;
            let read = store.get(&name);
            store.delete(&name)?;
            match read? {
                Some(secret) if secret.as_slice() == b"probe" => Ok(()),
                _ => Err(KeyringTrouble::Broken { detail: "what was written does not read back".into() }),
            }
        })
        .await
    }

    pub(super) async fn get(&self, name: String) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
        self.run(move |store| store.get(&name)).await
    }

    pub(super) async fn set(&self, name: String, secret: Zeroizing<Vec<u8>>) -> Result<(), KeyringTrouble> {
        self.run(move |store| store.set(&name, &secret)).await
    }

    pub(super) async fn delete(&self, name: String) -> Result<(), KeyringTrouble> {
        self.run(move |store| store.delete(&name)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn KeyStore) -> Result<T, KeyringTrouble> + Send + 'static,
    ) -> Result<T, KeyringTrouble> {
        let (answer, waiting) = oneshot::channel();
        let store = Arc::clone(&self.store);
        let started = thread::Builder::new().name("keyring".into()).spawn(move || {
            // Nobody listens any more once the time limit has passed.
            let _ = answer.send(call(store.as_ref()));
        });
        if started.is_err() {
            return Err(KeyringTrouble::Broken { detail: "no thread to ask it on".into() });
        }
        match tokio::time::timeout(self.limit, waiting).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(KeyringTrouble::Broken { detail: "its library failed".into() }),
            Err(_) => Err(KeyringTrouble::TimedOut),
        }
    }
}
