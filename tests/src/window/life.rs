//! How a window ends without being closed.

use super::Window;
use crate::{
    machine::Machine,
    process,
    trouble::{Trouble, while_doing},
};
use std::{path::Path, time::Duration};
use tokio::time::{Instant, sleep};

impl Window {
    /// Kills the console's process at once, as a power cut would.
    ///
    /// # Errors
    /// When no such process is found.
    pub async fn kill(self, machine: &Machine) -> Result<(), Trouble> {
        let process = process::of_window(machine)?;
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
