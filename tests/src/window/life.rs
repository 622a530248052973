//! How a window ends without being closed.

use super::Window;
use crate::{
    machine::Machine,
    trouble::{Trouble, while_doing},
};
use std::{fs, path::Path, time::Duration};
use tokio::time::{Instant, sleep};

impl Window {
    /// Kills the console's process at once, as a power cut would.
    ///
    /// # Errors
    /// When no such process is found.
    pub async fn kill(self, machine: &Machine) -> Result<(), Trouble> {
        let process =
            process_of(&machine.profile()).map_err(while_doing("looking for the console's process"))?;
        let process = process
            .ok_or_else(|| Trouble::Unready("no process of the console uses this profile".to_owned()))?;
        let kill = std::process::Command::new("kill").args(["-KILL", &process.to_string()]).status();
        kill.map_err(while_doing("killing the console"))?;
        let end = Instant::now() + Duration::from_secs(10);
        while Path::new("/proc").join(process.to_string()).exists() && Instant::now() < end {
            sleep(Duration::from_millis(50)).await;
        }
        // The driver counts the session as open until it is told; its answer may well be an error.
        let _ = tokio::time::timeout(Duration::from_secs(10), self.client.close()).await;
        Ok(())
    }
}

/// The console's process that was started for a profile. Only the test machine's own window can match: nobody else uses its
/// temporary profile.
fn process_of(profile: &Path) -> std::io::Result<Option<u32>> {
    let program = Machine::program().canonicalize()?;
    let mark = format!("DOORWARD_PROFILE={}", profile.display());
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let runs = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == program);
        let environment = fs::read(entry.path().join("environ")).unwrap_or_default();
        if runs && environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
            return Ok(Some(process));
        }
    }
    Ok(None)
}
