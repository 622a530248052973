//! The console itself: one profile, one session, and a method for every command of the contract.

use crate::contract::{Event, WireError};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::broadcast;

/// What a host decides before the console opens.
#[derive(Debug, Clone, Default)]
pub struct ConsoleOptions {
    /// Profile directory; absent: `DOORWARD_PROFILE`, else the system's place for application data.
    pub profile: Option<PathBuf>,
}

/// One open profile.
pub struct Console {
    pub(crate) events: broadcast::Sender<Event>,
}

impl Console {
    /// Opens the profile.
    ///
    /// # Errors
    /// `profile_in_use` when another process holds it; `profile_trouble` when it cannot be read or written.
    pub async fn open(_options: ConsoleOptions) -> Result<Arc<Self>, WireError> {
        Ok(Arc::new(Self { events: broadcast::channel(256).0 }))
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Parks what is under way, saves the practice tenant and lets go of the profile.
    pub async fn close(&self) {}
}

macro_rules! stubs {
    ($($(#[$doc:meta])* $name:ident($request:path) -> $response:path, reads [$($read:ident),*], stales [$($stale:ident),*];)*) => {
        impl Console { $(
            $(#[$doc])*
            pub async fn $name(self: &Arc<Self>, _request: $request) -> Result<$response, WireError> {
                Err(WireError::new(crate::contract::ErrorCode::Internal, "not connected"))
            }
        )* }
    };
}
mod stubbed {
    #![allow(missing_docs)]
    use super::{Arc, Console, WireError};
    use crate::contract::{files, home, list, plan, practice, proof, run, search, session, settings, signin};
    crate::for_each_command!(stubs);
}
