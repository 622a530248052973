//! A display without a screen.

use crate::trouble::{Trouble, while_doing};
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// Wide enough for the window and for the narrowest and widest sizes that are looked at.
const SCREEN: &str = "1600x1100x24";

/// An X server that draws into memory; ends with the value.
pub(super) struct Display {
    name: String,
    _server: Child,
}

impl Display {
    /// Starts one on a number of its own choosing.
    pub(super) async fn start() -> Result<Self, Trouble> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(while_doing("starting Xvfb"))?;
        let number = match server.stdout.take() {
            Some(output) => {
                let mut lines = BufReader::new(output).lines();
                let line = timeout(Duration::from_secs(20), lines.next_line()).await;
                line.ok().and_then(Result::ok).flatten()
            }
            None => None,
        };
        let number =
            number.ok_or_else(|| Trouble::Unready("Xvfb did not say which display it is".to_owned()))?;
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    /// As `DISPLAY` takes it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
