//! Before page 1: a page that describes the application is brought, read and asked about.

use super::Walk;
use crate::{case::Case, trouble::Trouble};

impl Walk<'_> {
    /// Drops a tutorial's file, answers what is asked by choosing, and starts the wizard.
    ///
    /// # Errors
    /// When a part of it does not appear.
    pub async fn bring(
        &mut self,
        case: &Case,
        page: (&str, &str),
        answers: &[(&str, &str)],
    ) -> Result<(), Trouble> {
        self.go("Onboard").await?;
        self.window.press("button", "Import a page").await?;
        self.window.find("button", "Read it").await?;
        self.look("Import").await?;
        self.window.drop_file("Text of the page, or drop its file here", page.0, page.1).await?;
        self.window.find("heading", "What was read").await?;
        self.look("Import read").await?;
        for (role, answer) in answers {
            self.window.press(role, *answer).await?;
        }
        self.window.ready("button", "Keep it and start the onboarding").await?;
        self.look("Import answered").await?;
        self.window.press("button", "Keep it and start the onboarding").await?;
        self.window.find("heading", case.product).await?;
        self.tell(format!("Brought the tutorial of {} and answered its questions", case.product));
        Ok(())
    }
}
