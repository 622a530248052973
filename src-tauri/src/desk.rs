//! Where the commands find the console.
//!
//! Profile and window are opened beside each other: reading a keyring and a database takes about as long as the system takes
//! to bring up a web view, and neither needs the other. Commands that arrive earlier wait here. When opening fails, the
//! command that waited gets the error, and the next one tries again: the person presses "try again" once the other program
//! is closed or the disk has room.

use crate::events;
use doorward_api::{Console, ConsoleOptions, commands, contract::WireError};
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, async_runtime::JoinHandle};
use tokio::sync::{Mutex, OnceCell};

/// How long closing may take before the program ends anyway; the journal makes that safe.
const CLOSING: Duration = Duration::from_secs(5);

/// A console that is being opened.
type Opening = JoinHandle<Result<Arc<Console>, WireError>>;

/// The one console of this window, once it is open.
pub(crate) struct Desk {
    console: OnceCell<Arc<Console>>,
    /// The first opening, begun before there was a window.
    begun: Mutex<Option<Opening>>,
}

impl Desk {
    /// Begins to open the profile.
    pub(crate) fn begin() -> Self {
        let begun = tauri::async_runtime::spawn(commands::open(ConsoleOptions::default()));
        Self { console: OnceCell::new(), begun: Mutex::new(Some(begun)) }
    }

    /// The console, opened by whoever asks first.
    ///
    /// # Errors
    /// What [`Console::open`] says, for example `profile_in_use`; the next call tries anew.
    pub(crate) async fn console(&self, app: &AppHandle) -> Result<Arc<Console>, WireError> {
        let console = self.console.get_or_try_init(|| self.open(app)).await?;
        Ok(Arc::clone(console))
    }

    /// Parks what is under way and lets go of the profile, within a limit.
    pub(crate) async fn close(&self) {
        if let Some(console) = self.console.get() {
            let _ = tokio::time::timeout(CLOSING, commands::close(Arc::clone(console))).await;
        }
    }

    async fn open(&self, app: &AppHandle) -> Result<Arc<Console>, WireError> {
        let console = match self.begun.lock().await.take() {
            Some(begun) => match begun.await {
                Ok(opened) => opened?,
                // The opening itself broke down; this one meets the reason, if there still is one.
                Err(_) => commands::open(ConsoleOptions::default()).await?,
            },
            None => commands::open(ConsoleOptions::default()).await?,
        };
        events::forward(app.clone(), &console);
        Ok(console)
    }
}
