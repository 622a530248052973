//! The person's browser, played: it notes each page it is asked to open, and the test goes there as the person would.

use crate::trouble::{Trouble, while_doing};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// Takes the place of the system's browser through `DOORWARD_BROWSER`.
pub struct Browser {
    program: PathBuf,
    visits: PathBuf,
}

impl Browser {
    /// Puts it on a machine.
    pub(crate) fn install(home: &Path) -> Result<Self, Trouble> {
        let (program, visits) = (home.join("browser"), home.join("visits"));
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", visits.display());
        fs::write(&program, script).map_err(while_doing("installing the browser"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))
            .map_err(while_doing("installing the browser"))?;
        fs::write(&visits, "").map_err(while_doing("installing the browser"))?;
        Ok(Self { program, visits })
    }

    pub(crate) fn program(&self) -> &Path {
        &self.program
    }

    /// Pages it was asked to open so far.
    #[must_use]
    pub fn visits(&self) -> Vec<String> {
        fs::read_to_string(&self.visits).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// The next page after the first `seen` ones, once it is asked for.
    ///
    /// # Errors
    /// When no page is asked for within ten seconds.
    pub async fn next(&self, seen: usize) -> Result<String, Trouble> {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(page) = self.visits().into_iter().nth(seen) {
                return Ok(page);
            }
            if Instant::now() > end {
                return Err(Trouble::Browser("the console opened no page within 10 s".to_owned()));
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}
