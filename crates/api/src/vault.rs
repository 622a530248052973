//! Where sign-ins are kept between starts: the token cache, and how it is sealed.

use crate::{
    contract::{
        WireError,
        session::{SealingKind, SealingView},
    },
    convert::cache_error,
};
use doorward_signin::{CacheError, CacheSettings, Sealing, SealingChoice, SealingReport, TokenCache};
use secrecy::SecretString;
use std::sync::Arc;

/// The token cache and how it is sealed.
pub(crate) struct Vault {
    pub(crate) cache: TokenCache,
    pub(crate) sealing: SealingView,
}

impl Vault {
    /// Opens the token cache: by passphrase where a file names one, else by keyring, else in memory.
    pub(crate) async fn open(
        profile: &std::path::Path,
        passphrase: Option<SecretString>,
        random: Arc<dyn doorward_domain::Random>,
    ) -> Result<Self, WireError> {
        let choice = passphrase.map_or(SealingChoice::Automatic, SealingChoice::Passphrase);
        match TokenCache::open(CacheSettings::new(profile, choice, Arc::clone(&random))).await {
            Ok((cache, report)) => Ok(Self { cache, sealing: sealing(&report) }),
            Err(error @ (CacheError::WrongPassphrase | CacheError::EmptyPassphrase)) => {
                Err(cache_error(error))
            }
            Err(error) => {
                let locked = matches!(error, CacheError::PassphraseNeeded);
                tracing::warn!(%error, "saved sign-ins are not used");
                let trouble = (!locked).then(|| error.to_string());
                let memory = Self::forgetful(profile, random).await?;
                Ok(Self { sealing: SealingView { trouble, locked, ..memory.sealing }, ..memory })
            }
        }
    }

    /// A cache that keeps nothing beyond this process.
    pub(crate) async fn forgetful(
        profile: &std::path::Path,
        random: Arc<dyn doorward_domain::Random>,
    ) -> Result<Self, WireError> {
        let memory = CacheSettings::new(profile, SealingChoice::Memory, random);
        let (cache, report) = TokenCache::open(memory).await.map_err(cache_error)?;
        Ok(Self { cache, sealing: sealing(&report) })
    }
}

fn sealing(report: &SealingReport) -> SealingView {
    let kind = match report.sealing {
        Sealing::Keyring => SealingKind::Keyring,
        Sealing::Passphrase => SealingKind::Passphrase,
        Sealing::Memory => SealingKind::Memory,
    };
    SealingView { kind, trouble: report.why.as_ref().map(ToString::to_string), locked: false }
}
