//! Opening the cache: which sealing was wanted, what lies in the profile, and what comes of both. A file that cannot
//! be read is set aside and told, never overwritten in silence; a file of another sealing is carried over when its
//! key is at hand.

use super::{
    CacheError, KeyStore, KeyringTrouble, Slot, SystemKeyring,
    keyring::PatientStore,
    passphrase::Derivation,
    seal::SealKey,
    sealed_file::{self, Found, Header, KeyPlace},
    slot,
    vault::{FileVault, Place, Vault, key_name, off_the_runtime},
};
use doorward_domain::Random;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, path::PathBuf, sync::Arc, time::Duration};
use uuid::Uuid;

/// Long enough to type a password into the system's prompt.
const KEYRING_LIMIT: Duration = Duration::from_secs(60);

/// How the cache is sealed, and so where its key lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// Under a key in the system's keyring.
    Keyring,
    /// Under a passphrase.
    Passphrase,
    /// Nothing is written: the next start asks to sign in again.
    Memory,
}

/// What the caller wants.
#[derive(Debug)]
pub enum SealingChoice {
    /// The keyring; memory only if there is none.
    Automatic,
    /// This passphrase.
    Passphrase(SecretString),
    /// Write nothing, read nothing.
    Memory,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealingReport {
    /// How the cache is sealed.
    pub sealing: Sealing,
    /// Why not in the keyring, when that was wanted.
    pub why: Option<KeyringTrouble>,
    /// An earlier file could not be read and was set aside: tell once.
    pub discarded: Option<Discarded>,
}

/// Why earlier sign-ins are lost. The file lies beside, as `tokens.sealed.unreadable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discarded {
    /// The file is damaged.
    Damaged,
    /// The keyring no longer holds its key.
    KeyLost,
}

/// Everything needed to open a cache.
pub struct CacheSettings {
    /// The profile directory.
    pub profile: PathBuf,
    /// Which sealing.
    pub choice: SealingChoice,
    /// Makes keys and nonces.
    pub random: Arc<dyn Random>,
    /// The keyring.
    pub keyring: Arc<dyn KeyStore>,
    /// How long the keyring may take for one answer, prompts included.
    pub keyring_limit: Duration,
}

impl CacheSettings {
    /// The system's keyring, with a minute for its prompt.
    #[must_use]
    pub fn new(profile: impl Into<PathBuf>, choice: SealingChoice, random: Arc<dyn Random>) -> Self {
        Self {
            profile: profile.into(),
            choice,
            random,
            keyring: Arc::new(SystemKeyring),
            keyring_limit: KEYRING_LIMIT,
        }
    }
}

impl fmt::Debug for CacheSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CacheSettings")
            .field("choice", &self.choice)
            .field("keyring_limit", &self.keyring_limit)
            .finish_non_exhaustive()
    }
}

pub(super) struct Opened {
    pub(super) vault: Vault,
    pub(super) slots: Vec<Slot>,
    pub(super) report: SealingReport,
}

impl Opened {
    fn in_memory(why: Option<KeyringTrouble>) -> Self {
        let report = SealingReport { sealing: Sealing::Memory, why, discarded: None };
        Self { vault: Vault::Memory, slots: Vec::new(), report }
    }
}

/// The parts of the settings that the steps below share.
struct Opening {
    path: PathBuf,
    random: Arc<dyn Random>,
    store: PatientStore,
}

pub(super) async fn open(settings: CacheSettings) -> Result<Opened, CacheError> {
    let store = PatientStore { store: settings.keyring, limit: settings.keyring_limit };
    let opening = Opening { path: sealed_file::path_in(&settings.profile), random: settings.random, store };
    if matches!(settings.choice, SealingChoice::Memory) {
        return Ok(Opened::in_memory(None));
    }
    let (profile, path) = (settings.profile, opening.path.clone());
    let found = off_the_runtime("read", move || {
        sealed_file::make_profile(&profile)?;
        sealed_file::read(&path)
    })
    .await?;
    match settings.choice {
        SealingChoice::Passphrase(passphrase) => opening.by_passphrase(passphrase, found).await,
        _ => opening.by_keyring(found).await,
    }
}

impl Opening {
    async fn by_keyring(self, found: Found) -> Result<Opened, CacheError> {
        if let Found::File { header, .. } = &found
            && matches!(header.key, KeyPlace::Passphrase(_))
        {
            return Err(CacheError::PassphraseNeeded);
        }
        let read = match self.keyring_contents(&found).await {
            Ok(read) => read,
            Err(trouble) => return Ok(Opened::in_memory(Some(trouble))),
        };
        // A keyring that gives back a key it took earlier has shown what the probe would show, at a third of the price.
        if !matches!(read, Contents::Open { .. })
            && let Err(trouble) = self.store.probe(format!("probe-{}", self.random.uuid())).await
        {
            return Ok(Opened::in_memory(Some(trouble)));
        }
        let (id, key, slots, discarded) = match read {
            Contents::Open { id, key, slots } => (id, key, slots, None),
            Contents::Nothing => (self.random.uuid(), self.new_key(), Vec::new(), None),
            Contents::Lost(why) => {
                self.set_aside().await?;
                (self.random.uuid(), self.new_key(), Vec::new(), Some(why))
            }
        };
        let stored = !slots.is_empty();
        let place = Place::Keyring { id, store: self.store.clone(), stored };
        Ok(self.opened(Sealing::Keyring, key, place, slots, discarded))
    }

    async fn by_passphrase(self, passphrase: SecretString, found: Found) -> Result<Opened, CacheError> {
        if passphrase.expose_secret().is_empty() {
            return Err(CacheError::EmptyPassphrase);
        }
        if let Found::File { header, line, sealed } = &found
            && let KeyPlace::Passphrase(derivation) = &header.key
        {
            let existing = derivation.clone();
            let secret = passphrase.clone();
            let key = off_the_runtime("read", move || Ok(existing.again(&secret))).await?;
            match key {
                Ok(None) => return Err(CacheError::WrongPassphrase),
                Ok(Some(key)) => {
                    if let Some(slots) = contents(&key, header, line, sealed) {
                        let place = Place::Passphrase(derivation.clone());
                        return Ok(self.opened(Sealing::Passphrase, key, place, slots, None));
                    }
                }
                Err(_) => {}
            }
            self.set_aside().await?;
            return self.under_new_passphrase(passphrase, Vec::new(), Some(Discarded::Damaged)).await;
        }
        // Sealed by the keyring until now: carry it over if the keyring still gives its key.
        match self.keyring_contents(&found).await.unwrap_or(Contents::Lost(Discarded::KeyLost)) {
            Contents::Nothing => self.under_new_passphrase(passphrase, Vec::new(), None).await,
            Contents::Lost(why) => {
                self.set_aside().await?;
                self.under_new_passphrase(passphrase, Vec::new(), Some(why)).await
            }
            Contents::Open { id, slots, .. } => {
                let (store, name) = (self.store.clone(), key_name(id));
                let mut opened = self.under_new_passphrase(passphrase, slots, None).await?;
                let slots: Vec<_> = std::mem::take(&mut opened.slots).into_iter().map(Arc::new).collect();
                opened.vault.write(&slots).await?;
                opened.slots = slots.into_iter().filter_map(Arc::into_inner).collect();
                // The file no longer needs that key; leaving it behind is untidy, not dangerous.
                let _ = store.delete(name).await;
                Ok(opened)
            }
        }
    }

    async fn under_new_passphrase(
        self,
        passphrase: SecretString,
        slots: Vec<Slot>,
        discarded: Option<Discarded>,
    ) -> Result<Opened, CacheError> {
        let random = Arc::clone(&self.random);
        let derived = off_the_runtime("written", move || {
            Derivation::fresh(&passphrase, random.as_ref()).ok_or(CacheError::Sealing)
        });
        let (derivation, key) = derived.await?;
        Ok(self.opened(Sealing::Passphrase, key, Place::Passphrase(derivation), slots, discarded))
    }

    fn opened(
        self,
        sealing: Sealing,
        key: SealKey,
        place: Place,
        slots: Vec<Slot>,
        discarded: Option<Discarded>,
    ) -> Opened {
        let vault = Vault::File(FileVault { path: self.path, key, place, random: self.random });
        Opened { vault, slots, report: SealingReport { sealing, why: None, discarded } }
    }

    /// Opens a keyring-sealed file.
    async fn keyring_contents(&self, found: &Found) -> Result<Contents, KeyringTrouble> {
        let (header, line, sealed) = match found {
            Found::Nothing => return Ok(Contents::Nothing),
            Found::Damaged => return Ok(Contents::Lost(Discarded::Damaged)),
            Found::File { header, line, sealed } => (header, line, sealed),
        };
        let KeyPlace::Keyring(id) = header.key else { return Ok(Contents::Lost(Discarded::Damaged)) };
        let Some(secret) = self.store.get(key_name(id)).await? else {
            return Ok(Contents::Lost(Discarded::KeyLost));
        };
        let Some(key) = SealKey::read(&secret) else { return Ok(Contents::Lost(Discarded::KeyLost)) };
        Ok(match contents(&key, header, line, sealed) {
            Some(slots) => Contents::Open { id, key, slots },
            None => Contents::Lost(Discarded::Damaged),
        })
    }

    fn new_key(&self) -> SealKey {
        SealKey::random(self.random.as_ref())
    }

    async fn set_aside(&self) -> Result<(), CacheError> {
        let path = self.path.clone();
        off_the_runtime("set aside", move || sealed_file::set_aside(&path)).await?;
        tracing::warn!("saved sign-ins could not be read and were set aside");
        Ok(())
    }
}

enum Contents {
    Nothing,
    Lost(Discarded),
    Open { id: Uuid, key: SealKey, slots: Vec<Slot> },
}

fn contents(key: &SealKey, header: &Header, line: &[u8], sealed: &[u8]) -> Option<Vec<Slot>> {
    slot::read(&key.open(&header.nonce, line, sealed)?)
}
