//! The look of the window, and everything that is seen of it in that look.

use super::{PAGES, Theme, Walk};
use crate::{
    trouble::Trouble,
    window::{Name, PATIENCE},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

impl Walk<'_> {
    /// Chooses a theme in the settings.
    ///
    /// # Errors
    /// When the settings do not offer it.
    pub async fn dress(&mut self, theme: Theme) -> Result<(), Trouble> {
        self.go("Settings").await?;
        self.window.press("radio", theme.name()).await?;
        self.window.reads("Kept").await?;
        self.theme = theme;
        self.look("Settings").await
    }

    /// Opens every page of the finished onboarding once more and looks at it.
    ///
    /// # Errors
    /// When a page does not open.
    pub async fn look_at_all_pages(&mut self) -> Result<(), Trouble> {
        for page in PAGES {
            self.turn_to(page).await?;
            // The page's own content, and what would change beside it, arrive a moment after the click.
            sleep(Duration::from_millis(600)).await;
            self.look(page).await?;
        }
        self.tell(format!("Looked at all pages in the {} theme", self.theme.name().to_lowercase()));
        Ok(())
    }

    /// Opens the pages beside the wizard and looks at them.
    ///
    /// # Errors
    /// As [`Walk::look_at_all_pages`].
    pub async fn look_around(&mut self) -> Result<(), Trouble> {
        for (place, heading) in [("Applications", "Applications"), ("Activity", "Activity"), ("Home", "Good")]
        {
            self.go(place).await?;
            self.window.find("heading", Name::Begins(heading)).await?;
            sleep(Duration::from_millis(400)).await;
            self.look(place).await?;
        }
        Ok(())
    }

    /// Waits until something cannot be seen any more.
    ///
    /// # Errors
    /// When it stays.
    pub(super) async fn gone(&self, role: &str, name: &str) -> Result<(), Trouble> {
        let end = Instant::now() + PATIENCE;
        while self.window.shows(role, name).await? {
            if Instant::now() > end {
                let page = self.window.text().await?;
                return Err(Trouble::Absent {
                    wanted: format!("the end of {role} “{name}”"),
                    within: PATIENCE,
                    page,
                });
            }
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }
}
