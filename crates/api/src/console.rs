//! The console itself: one profile, one session, and a method for every command of the contract (beside this file, by
//! subject).

use crate::{
    browser::{Browser, SystemBrowser, is_page},
    contract::{ErrorCode, Event, SettingsView, WireError},
    convert::store_error,
    environment::Environment,
    machine::Machine,
    proof::Proofs,
    run::Works,
    search::GalleryTries,
    session::Session,
    signin::SignInUnderWay,
    vault::Vault,
    wires::Wires,
};
use doorward_graph::WriteGate;
use doorward_practice::Practice;
use doorward_store::{DatabaseFile, LockError, Profile, ProfileLock, StoreError};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};
use tokio::sync::broadcast;

/// What a host decides before the console opens. Absent values come from the environment, then from the system.
#[derive(Clone, Default)]
pub struct ConsoleOptions {
    /// Profile directory.
    pub profile: Option<PathBuf>,
    /// Opens pages; absent: the system's browser.
    pub browser: Option<Arc<dyn Browser>>,
    /// Time and chance; absent: the machine's.
    pub machine: Machine,
    /// Keep tokens in memory only, whatever keyring there is.
    pub forgetful: bool,
    /// Where files for the person are written; absent: `DOORWARD_DOWNLOADS`, else the downloads folder.
    pub downloads: Option<PathBuf>,
}

impl std::fmt::Debug for ConsoleOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ConsoleOptions").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// One open profile.
pub struct Console {
    pub(crate) environment: Environment,
    pub(crate) profile: PathBuf,
    pub(crate) machine: Machine,
    pub(crate) store: Profile,
    pub(crate) wires: Wires,
    /// Shut while the journal is damaged: then this console can only read.
    pub(crate) gate: WriteGate,
    pub(crate) settings: RwLock<SettingsView>,
    pub(crate) vault: tokio::sync::RwLock<Vault>,
    pub(crate) session: tokio::sync::RwLock<Option<Arc<Session>>>,
    pub(crate) practice: tokio::sync::Mutex<Option<Practice>>,
    pub(crate) works: Mutex<Works>,
    pub(crate) proofs: Mutex<Proofs>,
    pub(crate) gallery: tokio::sync::Mutex<GalleryTries>,
    browser: Option<Arc<dyn Browser>>,
    sign_in: Mutex<SignInUnderWay>,
    events: broadcast::Sender<Event>,
    _lock: ProfileLock,
}

impl Console {
    /// Opens the profile and goes on with the account used last. With a damaged journal the console can only read, until
    /// [`Console::journal_rebuild`] has made a new one.
    ///
    /// # Errors
    /// `profile_in_use` when another process holds it; `profile_trouble` when it cannot be read or written;
    /// `wrong_passphrase` when the file with the passphrase does not open the saved sign-ins.
    pub async fn open(options: ConsoleOptions) -> Result<Arc<Self>, WireError> {
        let mut environment = Environment::read();
        environment.downloads = options.downloads.or(environment.downloads);
        let profile = match options.profile {
            Some(path) => path,
            None => environment.profile_directory()?,
        };
        let machine = options.machine;
        let (at, now) = (profile.clone(), machine.clock.now());
        let opened = tokio::task::spawn_blocking(move || open_profile(&at, now)).await;
        let (lock, store) =
            opened.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))??;
        let wires = Wires::new(&environment)?;
        let vault = if options.forgetful {
            Vault::forgetful(&profile, Arc::clone(&machine.random)).await?
        } else {
            Vault::open(&profile, environment.passphrase()?, Arc::clone(&machine.random)).await?
        };
        let settings = Self::settings_stored(&store);
        let console = Arc::new(Self {
            environment,
            profile,
            machine,
            store,
            wires,
            gate: WriteGate::default(),
            settings: RwLock::new(settings),
            vault: tokio::sync::RwLock::new(vault),
            session: tokio::sync::RwLock::default(),
            practice: tokio::sync::Mutex::default(),
            works: Mutex::default(),
            proofs: Mutex::default(),
            gallery: tokio::sync::Mutex::default(),
            browser: options.browser,
            sign_in: Mutex::default(),
            events: broadcast::channel(256).0,
            _lock: lock,
        });
        if console.store.damage().is_some() {
            console.gate.shut();
        }
        console.resume().await;
        Ok(console)
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Parks what is under way, puts back what a test set aside, and saves the practice tenant.
    pub async fn close(&self) {
        self.sign_in().phase = crate::contract::SignInPhase::Idle;
        self.stop_all_runs();
        self.stop_all_proofs().await;
        if let Some(practice) = self.practice.lock().await.take() {
            practice.stop().await;
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is fine: every state can also be asked for.
        let _ = self.events.send(event);
    }

    pub(crate) fn sign_in(&self) -> MutexGuard<'_, SignInUnderWay> {
        self.sign_in.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a page in the person's browser.
    pub(crate) fn open_page(&self, url: &str) -> Result<(), WireError> {
        if !is_page(url) {
            return Err(
                WireError::new(ErrorCode::InvalidInput, "Only web pages are opened.").details(url.to_owned())
            );
        }
        self.open_anything(url)
    }

    /// Opens a page or one of our own files in the person's browser.
    pub(crate) fn open_anything(&self, url: &str) -> Result<(), WireError> {
        if let Some(browser) = &self.browser {
            return browser.open(url);
        }
        let chosen = self.settings_now().browser;
        let program =
            self.environment.browser.clone().or(Some(chosen)).filter(|program| !program.trim().is_empty());
        SystemBrowser { program }.open(url)
    }
}

fn open_profile(
    directory: &std::path::Path,
    now: time::OffsetDateTime,
) -> Result<(ProfileLock, Profile), WireError> {
    let lock = ProfileLock::acquire(directory).map_err(|error| match error {
        LockError::Held { pid } => {
            let holder = pid.map(|pid| format!("process {pid}"));
            let mut error =
                WireError::new(ErrorCode::ProfileInUse, "Another Doorward already uses this profile.")
                    .hint("Go on in the other window, or close it and try again.");
            error.details = holder;
            error
        }
        LockError::Store(error) => store_error(error),
    })?;
    let store = match Profile::open(directory, now) {
        Err(StoreError::Damaged { file: DatabaseFile::Journal, damage, .. }) => {
            tracing::warn!(%damage, "the journal is damaged: nothing is changed");
            Profile::open_to_look(directory, now, damage)
        }
        other => other,
    };
    Ok((lock, store.map_err(store_error)?))
}
