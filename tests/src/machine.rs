//! A computer for one person: display, home, session bus, unlocked keyring, a browser that is played, and a WebDriver.
//!
//! Everything lives in a temporary home and goes away with the value. The window itself may be opened, killed and opened again
//! on the same machine: home, profile and keyring stay, as they do for a person.

mod display;
mod driver;

use crate::{
    browser::Browser,
    tenant::Tenant,
    trouble::{Trouble, while_doing},
};
use display::Display;
use driver::Driver;
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// The machine, switched on.
pub struct Machine {
    // Dropped in this order: the driver ends before the display it draws on and the home it writes to.
    driver: Driver,
    _display: Option<Display>,
    browser: Browser,
    home: TempDir,
}

impl Machine {
    /// Switches one on.
    ///
    /// # Errors
    /// When a program it needs cannot be started; `cargo xtask setup --tests` installs them.
    pub async fn start() -> Result<Self, Trouble> {
        Self::switch_on(Vec::new()).await
    }

    /// Switches one on whose console takes this tenant for Entra.
    ///
    /// # Errors
    /// As [`Machine::start`].
    pub async fn facing(tenant: &Tenant) -> Result<Self, Trouble> {
        let welcome = &tenant.welcome;
        let settings = [
            ("DOORWARD_LOGIN_URL", &welcome.login),
            ("DOORWARD_GRAPH_URL", &welcome.graph),
            ("DOORWARD_CLIENT_ID", &welcome.client_id),
        ];
        Self::switch_on(settings.into_iter().map(|(name, value)| (name, value.clone())).collect()).await
    }

    async fn switch_on(settings: Vec<(&'static str, String)>) -> Result<Self, Trouble> {
        let home = tempfile::tempdir().map_err(while_doing("making a home"))?;
        for folder in ["profile", "run", "Downloads", ".config"] {
            fs::create_dir(home.path().join(folder)).map_err(while_doing("making a home"))?;
        }
        let downloads = "XDG_DOWNLOAD_DIR=\"$HOME/Downloads\"\n";
        fs::write(home.path().join(".config/user-dirs.dirs"), downloads)
            .map_err(while_doing("making a home"))?;
        let browser = Browser::install(home.path())?;
        let display = match env::var("DISPLAY") {
            Ok(name) if !name.is_empty() => None,
            _ => Some(Display::start().await?),
        };
        let name = display.as_ref().map(|display| display.name().to_owned());
        let seat = Seat { home: home.path(), browser: &browser, display: name, settings };
        let driver = Driver::start(&seat).await?;
        Ok(Self { driver, _display: display, browser, home })
    }

    /// Where the WebDriver listens.
    #[must_use]
    pub fn driver(&self) -> &str {
        self.driver.url()
    }

    /// The browser that the console's pages end up in.
    #[must_use]
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// The profile directory of the console on this machine.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }

    /// Where the console saves what it hands over.
    #[must_use]
    pub fn downloads(&self) -> PathBuf {
        self.home.path().join("Downloads")
    }

    /// The window's program: `DOORWARD_WINDOW`, or the one built beside this program.
    #[must_use]
    pub fn program() -> PathBuf {
        if let Some(program) = env::var_os("DOORWARD_WINDOW") {
            return PathBuf::from(program);
        }
        beside_this("doorward-window")
    }

    /// The terminal's program: `DOORWARD_TERMINAL`, or the one built beside this program.
    #[must_use]
    pub fn terminal() -> PathBuf {
        env::var_os("DOORWARD_TERMINAL").map_or_else(|| beside_this("doorward"), PathBuf::from)
    }
}

/// A program built with the one that runs.
fn beside_this(name: &str) -> PathBuf {
    let own = env::current_exe().unwrap_or_default();
    let profile = own.ancestors().find(|folder| folder.join("deps").is_dir() || folder.ends_with("debug"));
    profile.unwrap_or(Path::new(".")).join(name)
}

/// What the programs of a machine are told about it.
struct Seat<'a> {
    home: &'a Path,
    browser: &'a Browser,
    display: Option<String>,
    /// Further variables of the console's environment.
    settings: Vec<(&'static str, String)>,
}
