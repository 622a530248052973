//! The accounts that are signed in, and the file that remembers them. The file is sealed as a whole with
//! XChaCha20-Poly1305; what differs is where the key lives: in the system's keyring, in a passphrase, or nowhere, and
//! then nothing is written. Tokens are never written in the clear, and a missing keyring never keeps anyone from
//! working. One process per profile writes: the caller holds the profile's lock.

mod error;
mod keyring;
mod open;
mod passphrase;
mod seal;
mod sealed_file;
mod slot;
mod vault;

pub use error::{CacheError, KeyringTrouble};
pub use keyring::{KeyStore, SystemKeyring};
pub use open::{CacheSettings, Discarded, Sealing, SealingChoice, SealingReport};
pub(crate) use slot::Slot;

use crate::{AccountTokens, SignInContext, SignedIn};
use doorward_domain::{Account, ObjectId, TenantId};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use url::Url;
use vault::Vault;

/// What makes an account one and the same: directory and object id. Names may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountKey {
    /// Directory (`tid`).
    pub tenant: TenantId,
    /// Object id there (`oid`).
    pub object_id: ObjectId,
}

impl AccountKey {
    /// The key of an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        Self { tenant: account.tenant, object_id: account.object_id }
    }
}

/// A signed-in account and where it signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAccount {
    /// Who.
    pub account: Account,
    /// Login host that issued the tokens, and the only one they are sent to.
    pub login: Url,
    /// Graph root the tokens are for.
    pub graph: Url,
    /// Client they were issued to.
    pub client_id: String,
    /// Permissions as the server last listed them.
    pub granted: Vec<String>,
}

/// The signed-in accounts; cheap to clone, all clones are one cache.
#[derive(Clone)]
pub struct TokenCache(Arc<Inner>);

struct Inner {
    accounts: Mutex<BTreeMap<AccountKey, Arc<Slot>>>,
    vault: tokio::sync::Mutex<Vault>,
    saved: AtomicBool,
}

impl TokenCache {
    /// Opens the cache of a profile directory, which is created (mode 0700) if it is missing.
    ///
    /// # Errors
    /// A passphrase is wrong or needed, the file comes from a newer program, or the disk refuses. A missing keyring or
    /// a damaged file is no error: see [`SealingReport`].
    pub async fn open(settings: CacheSettings) -> Result<(Self, SealingReport), CacheError> {
        let opened = open::open(settings).await?;
        let accounts =
            opened.slots.into_iter().map(|slot| (AccountKey::of(slot.account()), Arc::new(slot))).collect();
        let inner = Inner {
            accounts: Mutex::new(accounts),
            vault: tokio::sync::Mutex::new(opened.vault),
            saved: AtomicBool::new(true),
        };
        Ok((Self(Arc::new(inner)), opened.report))
    }

    /// The signed-in accounts, ordered by tenant.
    #[must_use]
    pub fn accounts(&self) -> Vec<KnownAccount> {
        self.slots().values().map(|slot| slot.known()).collect()
    }

    /// Keeps a sign-in; replaces what was kept for the same account.
    ///
    /// # Errors
    /// The file could not be written. The account is signed in for this run nevertheless.
    pub async fn add(&self, signed_in: SignedIn) -> Result<AccountKey, CacheError> {
        let slot = Slot::signed_in(signed_in);
        let key = AccountKey::of(slot.account());
        if let Some(before) = self.slots().insert(key, Arc::new(slot)) {
            before.retire();
        }
        self.save().await?;
        Ok(key)
    }

    /// Signs out: forgets the account here. Nothing is revoked on the server, and browser sessions live on.
    ///
    /// # Errors
    /// The file could not be written; the account is gone for this run nevertheless.
    pub async fn remove(&self, key: AccountKey) -> Result<(), CacheError> {
        let Some(slot) = self.slots().remove(&key) else { return Ok(()) };
        slot.retire();
        self.save().await
    }

    /// The tokens of an account, if it is signed in.
    #[must_use]
    pub fn tokens(&self, key: AccountKey, context: &SignInContext) -> Option<AccountTokens> {
        let slot = self.slots().get(&key).cloned()?;
        Some(AccountTokens::new(slot, self.clone(), context.clone()))
    }

    /// The latest change reached the file (always true when nothing is to be written).
    #[must_use]
    pub fn is_saved(&self) -> bool {
        self.0.saved.load(Ordering::Acquire)
    }

    /// Writes the present state, one writer at a time.
    pub(crate) async fn save(&self) -> Result<(), CacheError> {
        let mut vault = self.0.vault.lock().await;
        let slots: Vec<_> = self.slots().values().cloned().collect();
        let outcome = vault.write(&slots).await;
        self.0.saved.store(outcome.is_ok(), Ordering::Release);
        outcome
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<AccountKey, Arc<Slot>>> {
        self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TokenCache").field("accounts", &self.slots().len()).finish_non_exhaustive()
    }
}
