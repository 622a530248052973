//! tauri-driver on a session bus of its own, with an unlocked keyring.

use super::Seat;
use crate::trouble::{Trouble, while_doing};
use std::{
    env, io,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    time::{Instant, sleep},
};

/// Unlocks a fresh keyring, then becomes the driver. The arguments are the driver's ports.
const SESSION: &str = "printf doorward | gnome-keyring-daemon --unlock --components=secrets >/dev/null; sleep 0.5; \
                       exec \"$0\" --port \"$1\" --native-port \"$2\"";

/// A WebDriver end point; ends with the value, and the window with it.
pub(super) struct Driver {
    url: String,
    session: Child,
}

impl Driver {
    /// Starts one and waits until it listens.
    pub(super) async fn start(seat: &Seat<'_>) -> Result<Self, Trouble> {
        let (port, native) = free_ports().map_err(while_doing("looking for free ports"))?;
        let mut command = Command::new("dbus-run-session");
        command
            .args(["--", "sh", "-c", SESSION])
            .arg(program())
            .arg(port.to_string())
            .arg(native.to_string());
        command.env("HOME", seat.home).env("XDG_RUNTIME_DIR", seat.home.join("run"));
        command
            .env("XDG_CONFIG_HOME", seat.home.join(".config"))
            .env("XDG_DATA_HOME", seat.home.join(".local/share"));
        command
            .env("DOORWARD_PROFILE", seat.home.join("profile"))
            .env("DOORWARD_BROWSER", seat.browser.program());
        command.env("LANG", "C.UTF-8").env("NO_AT_BRIDGE", "1").env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.envs(seat.settings.iter().map(|(name, value)| (name, value)));
        if let Some(display) = &seat.display {
            command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11");
        }
        // A group of its own, so that bus, keyring, driver and window end together.
        command.process_group(0).kill_on_drop(true).stdin(Stdio::null());
        if env::var_os("DOORWARD_TEST_NOISE").is_none() {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let session = command.spawn().map_err(while_doing("starting dbus-run-session"))?;
        let driver = Self { url: format!("http://127.0.0.1:{port}"), session };
        // The driver passes requests on to the system's own, which may come up later than itself.
        driver.listening(native).await?;
        driver.listening(port).await?;
        Ok(driver)
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    async fn listening(&self, port: u16) -> Result<(), Trouble> {
        let end = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            if Instant::now() > end {
                let advice = "are tauri-driver, webkit2gtk-driver, dbus and gnome-keyring installed?";
                return Err(Trouble::Unready(format!("tauri-driver did not listen within 30 s: {advice}")));
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(group) = self.session.id() {
            // The group's own processes only; `kill` takes a negative id for a group.
            let _ = std::process::Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
        }
    }
}

/// tauri-driver on the path, or where `cargo install` puts it.
fn program() -> PathBuf {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let installed = cargo.map(|cargo| cargo.join("bin/tauri-driver")).filter(|program| program.is_file());
    installed.unwrap_or_else(|| PathBuf::from("tauri-driver"))
}

/// Two free ports. Both are held until both are known, so that they differ.
fn free_ports() -> io::Result<(u16, u16)> {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let second = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok((first.local_addr()?.port(), second.local_addr()?.port()))
}
