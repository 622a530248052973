//! The practice tenant inside the program.

mod control;

use crate::{
    Console,
    contract::{
        ErrorCode, Nothing, PracticeAccountView, PracticeSettings, PracticeView, WireError,
        practice::PracticeFault,
    },
    convert::store_error,
};
use control::Behaviour;
use doorward_practice::{Options, Welcome};
use doorward_signin::AccountKey;
use reqwest::Method;
use serde_json::json;
use std::{sync::Arc, time::Duration};

const LAG: &str = "practice.lag";
const LATENCY: &str = "practice.latency";
const CLOCK: &str = "practice.clock";
/// Ten years, in seconds: enough to see every certificate end.
const LONGEST_OFFSET: u32 = 10 * 365 * 86_400;
const DEFAULT_LAG_MS: u32 = 1500;

impl Console {
    /// The practice tenant.
    ///
    /// # Errors
    /// `profile_trouble` when its settings cannot be read.
    pub async fn practice(self: &Arc<Self>, _: Nothing) -> Result<PracticeView, WireError> {
        let welcome = self.practice.lock().await.as_ref().map(doorward_practice::Practice::current_welcome);
        let behaviour = match &welcome {
            Some(_) => self.practice_behaviour().await?,
            None => Behaviour {
                latency_ms: self.practice_delay(LATENCY, 0)?,
                clock_offset_s: self.practice_clock()?,
                ordered: Vec::new(),
            },
        };
        Ok(PracticeView {
            running: welcome.is_some(),
            url: welcome.as_ref().map(|welcome| welcome.login.clone()),
            domain: welcome.as_ref().map(|welcome| welcome.domain.clone()),
            accounts: welcome
                .map(|welcome| welcome.accounts)
                .unwrap_or_default()
                .into_iter()
                .map(|account| PracticeAccountView {
                    upn: account.upn,
                    password: account.password,
                    roles: account.roles,
                })
                .collect(),
            lag_ms: self.practice_delay(LAG, DEFAULT_LAG_MS)?,
            latency_ms: behaviour.latency_ms,
            clock_offset_s: behaviour.clock_offset_s,
            troubles: PracticeFault::ALL.to_vec(),
            ordered: behaviour.ordered,
        })
    }

    /// Changes the practice tenant's behaviour.
    ///
    /// # Errors
    /// `invalid_input` for more than a minute, or a clock more than ten years wrong; `unreachable` when it does not answer.
    pub async fn practice_save(
        self: &Arc<Self>,
        request: PracticeSettings,
    ) -> Result<PracticeView, WireError> {
        for (field, milliseconds) in [("lagMs", request.lag_ms), ("latencyMs", request.latency_ms)] {
            if milliseconds > 60_000 {
                return Err(WireError::new(ErrorCode::InvalidInput, "At most 60 seconds.").field(field));
            }
        }
        if request.clock_offset_s.unsigned_abs() > LONGEST_OFFSET {
            return Err(WireError::new(ErrorCode::InvalidInput, "At most ten years.").field("clockOffsetS"));
        }
        let settings = self.store.journal().settings();
        settings.set(LAG, &json!(request.lag_ms)).map_err(store_error)?;
        settings.set(LATENCY, &json!(request.latency_ms)).map_err(store_error)?;
        settings.set(CLOCK, &json!(request.clock_offset_s)).map_err(store_error)?;
        if self.practice.lock().await.is_some() {
            let wanted = json!({
                "lagMs": request.lag_ms,
                "latencyMs": request.latency_ms,
                "clockOffsetMs": i64::from(request.clock_offset_s) * 1_000,
            });
            self.steer(Method::POST, "/settings", Some(wanted)).await?;
        }
        self.practice(Nothing {}).await
    }

    /// Starts the practice tenant anew: everything made in it is gone, and so are sessions and runs in it.
    ///
    /// # Errors
    /// `profile_trouble` when the profile cannot be written.
    pub async fn practice_reset(self: &Arc<Self>, _: Nothing) -> Result<PracticeView, WireError> {
        self.practice_started().await?;
        let tenants = self.store.journal().tenants().list().map_err(store_error)?;
        let practised: Vec<_> =
            tenants.into_iter().filter(|row| row.practice).map(|row| row.tenant.id).collect();
        {
            let vault = self.vault.read().await;
            for known in vault.cache.accounts() {
                if practised.contains(&known.account.tenant) {
                    vault
                        .cache
                        .remove(AccountKey::of(&known.account))
                        .await
                        .map_err(crate::convert::cache_error)?;
                }
            }
        }
        let mut session = self.session.write().await;
        if session.as_ref().is_some_and(|session| practised.contains(&session.account.tenant)) {
            *session = None;
        }
        drop(session);
        for tenant in practised {
            for run in self.store.journal().runs().list(tenant).map_err(store_error)? {
                self.stop_run(run.id);
                self.store.journal().runs().remove(run.id).map_err(store_error)?;
            }
            self.store.cache().forget(tenant).map_err(store_error)?;
        }
        if let Some(practice) = self.practice.lock().await.as_ref() {
            practice.reset().await;
        }
        self.practice(Nothing {}).await
    }

    /// Starts the practice tenant, if it does not run yet, and tells how to reach it.
    ///
    /// # Errors
    /// `profile_trouble` when it cannot be started.
    pub async fn practice_welcome(&self) -> Result<Welcome, WireError> {
        self.practice_started().await
    }

    /// The running practice tenant, started if needed. What was made in it before is kept in the profile.
    pub(crate) async fn practice_started(&self) -> Result<Welcome, WireError> {
        let mut running = self.practice.lock().await;
        if let Some(practice) = running.as_ref() {
            return Ok(practice.current_welcome());
        }
        let mut options = Options::new(Arc::clone(&self.machine.clock), Arc::clone(&self.machine.random));
        options.state_file = Some(self.profile.join("practice.json"));
        options.lag = Duration::from_millis(u64::from(self.practice_delay(LAG, DEFAULT_LAG_MS)?));
        options.latency = Duration::from_millis(u64::from(self.practice_delay(LATENCY, 0)?));
        options.clock_offset_ms = i64::from(self.practice_clock()?) * 1_000;
        let practice = doorward_practice::serve(options).await.map_err(|error| {
            WireError::new(ErrorCode::ProfileTrouble, "The practice tenant could not be started.")
                .details(error.to_string())
        })?;
        let welcome = practice.current_welcome();
        *running = Some(practice);
        Ok(welcome)
    }

    fn practice_clock(&self) -> Result<i32, WireError> {
        let kept = self.store.journal().settings().get(CLOCK).map_err(store_error)?;
        Ok(kept.and_then(|value| value.as_i64()).and_then(|ahead| i32::try_from(ahead).ok()).unwrap_or(0))
    }

    fn practice_delay(&self, name: &str, usual: u32) -> Result<u32, WireError> {
        let kept = self.store.journal().settings().get(name).map_err(store_error)?;
        Ok(kept.and_then(|value| value.as_u64()).and_then(|lag| u32::try_from(lag).ok()).unwrap_or(usual))
    }
}
