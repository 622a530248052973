//! A damaged journal: what is said of it, and how it is made anew.

use crate::{
    Console,
    contract::{
        Nothing, WireError,
        journal::{DamageView, KeptView, RebuiltView},
    },
    convert::store_error,
};
use doorward_store::{DatabaseFile, Rescue};
use serde_json::json;
use std::sync::Arc;
use time::OffsetDateTime;

/// The setting that holds the moment, in seconds since 1970.
const REBUILT: &str = "journal_rebuilt";

impl Console {
    /// What is wrong with the journal, while it is damaged.
    pub(crate) fn damage(&self) -> Option<DamageView> {
        let cause = self.store.damage()?.to_string();
        let runs = |tenant| self.store.journal().runs().list(tenant).map_or(0, |runs| runs.len());
        let tenants = self.store.journal().tenants().list().unwrap_or_default();
        let readable: usize = tenants.iter().map(|row| runs(row.tenant.id)).sum();
        Some(DamageView {
            file: self.profile.join(DatabaseFile::Journal.name()).display().to_string(),
            cause,
            readable_runs: count(readable),
        })
    }

    /// Makes a new journal of what can be read of a damaged one, which is set aside, and lets changes pass again. Then looks
    /// through the session's tenant for onboardings that the journal does not know. With a sound journal only the
    /// latter. Changes nothing in the tenant.
    ///
    /// # Errors
    /// `profile_trouble` when the files cannot be moved: everything is then as before. What reading the tenant brings: the
    /// journal is then rebuilt already, and asking again goes on with the tenant.
    pub async fn journal_rebuild(self: &Arc<Self>, _: Nothing) -> Result<RebuiltView, WireError> {
        let rescue = match self.store.damage() {
            Some(_) => Some(self.rebuild().await?),
            None => None,
        };
        let session = self.current().await;
        let found = match &session {
            Some(session) => self.find_marked(session).await?,
            None => Vec::new(),
        };
        Ok(RebuiltView {
            set_aside: rescue.as_ref().map(|rescue| rescue.set_aside.display().to_string()),
            kept: rescue.as_ref().map(kept),
            searched: session.is_some(),
            found,
        })
    }

    async fn rebuild(self: &Arc<Self>) -> Result<Rescue, WireError> {
        let (own, now) = (Arc::clone(self), self.machine.clock.now());
        let rebuilt = tokio::task::spawn_blocking(move || own.store.rebuild_journal(now)).await;
        let rescue = rebuilt
            .map_err(|error| WireError::new(crate::contract::ErrorCode::Internal, error.to_string()))?
            .map_err(store_error)?;
        self.store.journal().settings().set(REBUILT, &json!(now.unix_timestamp())).map_err(store_error)?;
        self.gate.open();
        Ok(rescue)
    }

    /// When the journal was made anew: lines that were lost then are older.
    pub(crate) fn journal_rebuilt_at(&self) -> Option<OffsetDateTime> {
        let at = self.store.journal().settings().get(REBUILT).ok()??;
        OffsetDateTime::from_unix_timestamp(at.as_i64()?).ok()
    }
}

fn kept(rescue: &Rescue) -> KeptView {
    KeptView {
        runs: count(rescue.kept("runs")),
        entries: count(rescue.kept("journal")),
        evidence: count(rescue.kept("evidence")),
        accounts: count(rescue.kept("accounts")),
        whole: rescue.is_whole(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
