//! Where the accounts are written: sealed into the file, or nowhere. The keyring gets its key with the first account
//! and loses it with the last, so a profile that nobody signed in to leaves nothing behind.

use super::{
    CacheError, Slot,
    keyring::PatientStore,
    passphrase::Derivation,
    seal::{NONCE, SealKey},
    sealed_file::{self, Header, KeyPlace},
    slot,
};
use doorward_domain::Random;
use std::{io, path::PathBuf, sync::Arc};
use uuid::Uuid;
use zeroize::Zeroizing;

pub(super) enum Vault {
    /// Nothing is written.
    Memory,
    /// Sealed into a file.
    File(FileVault),
}

pub(super) struct FileVault {
    pub(super) path: PathBuf,
    pub(super) key: SealKey,
    pub(super) place: Place,
    pub(super) random: Arc<dyn Random>,
}

/// Where the key lives while the program runs.
pub(super) enum Place {
    Keyring { id: Uuid, store: PatientStore, stored: bool },
    Passphrase(Derivation),
}

/// Name of a profile's key in the keyring.
pub(super) fn key_name(id: Uuid) -> String {
    format!("token-cache-{id}")
}

impl Vault {
    pub(super) async fn write(&mut self, slots: &[Arc<Slot>]) -> Result<(), CacheError> {
        match self {
            Self::Memory => Ok(()),
            Self::File(file) if slots.is_empty() => file.clear().await,
            Self::File(file) => file.write(slots).await,
        }
    }
}

impl FileVault {
    async fn write(&mut self, slots: &[Arc<Slot>]) -> Result<(), CacheError> {
        self.place.store_key(&self.key).await?;
        let mut nonce = [0; NONCE];
        self.random.fill(&mut nonce);
        let line = Header::new(nonce, self.place.named()).line()?;
        let plain = slot::write(slots).ok_or(CacheError::Sealing)?;
        let sealed = self.key.seal(&nonce, &line, &plain).ok_or(CacheError::Sealing)?;
        let path = self.path.clone();
        off_the_runtime("written", move || sealed_file::write(&path, &line, &sealed)).await
    }

    async fn clear(&mut self) -> Result<(), CacheError> {
        let path = self.path.clone();
        off_the_runtime("removed", move || sealed_file::remove(&path)).await?;
        if let Place::Keyring { id, store, stored } = &mut self.place
            && *stored
        {
            // Without the file the key opens nothing: leaving it behind is untidy, not dangerous.
            if let Err(trouble) = store.delete(key_name(*id)).await {
                tracing::warn!(%trouble, "the key of an empty cache stays in the keyring");
            }
            *stored = false;
        }
        Ok(())
    }
}

impl Place {
    async fn store_key(&mut self, key: &SealKey) -> Result<(), CacheError> {
        match self {
            Self::Keyring { id, store, stored } if !*stored => {
                store.set(key_name(*id), Zeroizing::new(key.bytes().to_vec())).await?;
                *stored = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn named(&self) -> KeyPlace {
        match self {
            Self::Keyring { id, .. } => KeyPlace::Keyring(*id),
            Self::Passphrase(derivation) => KeyPlace::Passphrase(derivation.clone()),
        }
    }
}

/// Runs blocking work beside the runtime.
pub(super) async fn off_the_runtime<T: Send + 'static>(
    action: &'static str,
    work: impl FnOnce() -> Result<T, CacheError> + Send + 'static,
) -> Result<T, CacheError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(CacheError::Disk { action, source: io::Error::other(error) }))
}
