//! Where the commands find the console.
//!
//! The window is drawn before the profile is open, because reading a keyring or a database must not delay the first
//! picture. Commands that arrive earlier wait here. When opening fails, the command that waited gets the error, and the next
//! one tries again: the person presses "try again" once the other program is closed or the disk has room.

use crate::events;
use doorward_api::{Console, ConsoleOptions, contract::WireError};
use std::{sync::Arc, time::Duration};
use tauri::AppHandle;
use tokio::sync::OnceCell;

/// How long closing may take before the program ends anyway; the journal makes that safe.
const CLOSING: Duration = Duration::from_secs(5);

/// The one console of this window, once it is open.
#[derive(Default)]
pub(crate) struct Desk {
    console: OnceCell<Arc<Console>>,
}

impl Desk {
    /// The console, opened by whoever asks first.
    ///
    /// # Errors
    /// What [`Console::open`] says, for example `profile_in_use`; the next call tries anew.
    pub(crate) async fn console(&self, app: &AppHandle) -> Result<Arc<Console>, WireError> {
        let console = self.console.get_or_try_init(|| open(app)).await?;
        Ok(Arc::clone(console))
    }

    /// Parks what is under way and lets go of the profile, within a limit.
    pub(crate) async fn close(&self) {
        if let Some(console) = self.console.get() {
            let _ = tokio::time::timeout(CLOSING, console.close()).await;
        }
    }
}

async fn open(app: &AppHandle) -> Result<Arc<Console>, WireError> {
    let console = Console::open(ConsoleOptions::default()).await?;
    events::forward(app.clone(), &console);
    Ok(console)
}
