//! Pages 7 and 8: the proof and the paper.

use super::Walk;
use crate::{
    person::Person,
    trouble::Trouble,
    window::{Name, PATIENCE},
};
use std::{fs, path::PathBuf, time::Duration};
use tokio::time::{Instant, sleep};

impl Walk<'_> {
    /// Runs one Test SSO as the given person.
    ///
    /// # Errors
    /// When the verdict is anything but accepted.
    pub async fn prove(&mut self, product: &str, initiation: &str, tester: &Person) -> Result<(), Trouble> {
        if self.window.shows("radio", initiation).await? {
            self.window.press("radio", initiation).await?;
        }
        self.window.ready("button", "Start test").await?;
        self.look("Test SSO before").await?;
        let seen = self.machine.browser().visits().len();
        self.window.press("button", "Start test").await?;
        let address = self.machine.browser().next(seen).await?;
        self.look("Test SSO under way").await?;
        let landing = tester.open(&address).await?;
        self.tell(format!("Test SSO, {initiation}: the browser ended on “{}”", landing.title));
        self.verdict(product, initiation).await?;
        self.look(&format!("Test SSO {}", initiation.to_lowercase())).await?;
        self.tell(format!("Test SSO, {initiation}: accepted"));
        Ok(())
    }

    /// Waits for the verdict of a test of this kind, and for its being acceptance.
    async fn verdict(&self, product: &str, initiation: &str) -> Result<(), Trouble> {
        let (begin, end) = (format!("{product} would let "), Instant::now() + PATIENCE);
        loop {
            let under_way = self.window.shows("heading", "Test under way").await?;
            let verdicts = self.window.all("region", Name::Begins(&begin)).await?;
            if let (false, Some(verdict)) = (under_way, verdicts.first())
                && verdict.text().await?.contains(initiation)
            {
                return Ok(());
            }
            if Instant::now() > end {
                let page = self.window.text().await?;
                return Err(Trouble::Absent {
                    wanted: format!("acceptance, {initiation}"),
                    within: PATIENCE,
                    page,
                });
            }
            sleep(Duration::from_millis(150)).await;
        }
    }

    /// Saves the hand-over document.
    ///
    /// # Errors
    /// When no document is written to the downloads folder.
    pub async fn hand_over(&mut self) -> Result<PathBuf, Trouble> {
        self.turn_to("Done").await?;
        self.window.press("button", "Save document").await?;
        self.window.reads("Saved as").await?;
        self.look("Done").await?;
        let folder = self.machine.downloads();
        let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let document = files.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "html"));
        let document = document.ok_or_else(|| Trouble::NoFile(folder.join("*.html")))?;
        self.tell("Done: the hand-over document is saved");
        Ok(document)
    }

    /// Ends the onboarding.
    ///
    /// # Errors
    /// When the button is not there.
    pub async fn finish(&mut self) -> Result<(), Trouble> {
        self.window.press("button", Name::Begins("Finish")).await?;
        self.window.find("heading", Name::Begins("Good ")).await?;
        self.tell("Finished");
        Ok(())
    }
}
