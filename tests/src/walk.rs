//! One person's way through the console, from an empty profile to the hand-over document.
//!
//! Each leg is one thing a person sets out to do. A leg looks at every page it passes: it takes a picture and runs the
//! accessibility scanner, so that a page cannot be walked through unseen.

mod assign;
mod bring;
mod prove;
mod settle_in;
mod sign_in;
mod vendor;
mod whole;

use crate::{
    camera::Camera,
    machine::Machine,
    person::Person,
    trouble::Trouble,
    window::{Name, Window},
};
use std::time::Instant;

/// The eight pages of the wizard, as the step list names them.
pub const PAGES: [&str; 8] =
    ["Application", "URLs", "Certificate", "Test user", "Assignment", "Application side", "Test SSO", "Done"];

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As the settings name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// A walk under way.
pub struct Walk<'a> {
    /// Where it happens.
    pub machine: &'a Machine,
    /// What is looked at.
    pub window: &'a Window,
    /// Where pictures go.
    pub camera: &'a Camera,
    /// The theme that is on.
    pub theme: Theme,
    /// The story so far, a line each.
    pub story: Vec<String>,
    /// Accounts of the practice tenant, once they were read.
    pub accounts: Vec<Person>,
    /// What the scanner found on the way; [`Walk::barriers`] makes it a trouble at the end, so that one walk tells all.
    found: Vec<String>,
    started: Instant,
}

impl<'a> Walk<'a> {
    /// Begins one.
    #[must_use]
    pub fn new(machine: &'a Machine, window: &'a Window, camera: &'a Camera) -> Self {
        let (theme, started) = (Theme::Light, Instant::now());
        Self {
            machine,
            window,
            camera,
            theme,
            story: Vec::new(),
            accounts: Vec::new(),
            found: Vec::new(),
            started,
        }
    }

    /// Writes a line of the story.
    pub fn tell(&mut self, line: impl Into<String>) {
        let line = format!("{:>6.1} s  {}", self.started.elapsed().as_secs_f64(), line.into());
        self.story.push(line);
    }

    /// Looks at the page: a picture, and the scanner's findings, which are kept for the end.
    ///
    /// # Errors
    /// When the window gives no picture or the scanner cannot run.
    pub async fn look(&mut self, page: &str) -> Result<(), Trouble> {
        let place = format!("{}-{}", page.to_lowercase().replace(' ', "-"), self.theme.name().to_lowercase());
        self.window.rests().await?;
        self.camera.take(self.window, &place).await?;
        match self.window.scan(&place).await {
            Err(Trouble::Barriers { findings, .. }) => {
                self.found.push(format!("{place}: {findings}"));
                Ok(())
            }
            other => other,
        }
    }

    /// Whether everything that was looked at is free of serious findings.
    ///
    /// # Errors
    /// [`Trouble::Barriers`] with all of them.
    pub fn barriers(&self) -> Result<(), Trouble> {
        if self.found.is_empty() {
            return Ok(());
        }
        let place = format!("{} of the pages", self.found.len());
        Err(Trouble::Barriers { place, findings: self.found.join("\n") })
    }

    /// Goes to a place in the navigation.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn go(&self, place: &str) -> Result<(), Trouble> {
        self.window.press("button", place).await
    }

    /// Goes to a page of the wizard by its step list.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn turn_to(&self, page: &str) -> Result<(), Trouble> {
        self.window.press("button", Name::Begins(&format!("{page} ("))).await
    }

    /// Presses the page's main button, waits until the directory has it all, looks, and goes on.
    async fn apply(&mut self, page: &str, button: Name<'_>, next: &str) -> Result<(), Trouble> {
        self.window.ready("button", button).await?;
        self.look(&format!("{page} before")).await?;
        self.window.press("button", button).await?;
        self.window.find("button", format!("Continue to {next}").as_str()).await?;
        self.look(page).await?;
        self.tell(format!("{page}: done and read back"));
        self.window.press("button", format!("Continue to {next}").as_str()).await
    }
}
