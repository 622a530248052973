//! Pages 1 to 5: from the gallery to somebody who may use the application.

use super::Walk;
use crate::{case::Case, person::Person, trouble::Trouble, window::Name};
use fantoccini::elements::Element;
use std::time::Duration;
use tokio::time::sleep;

impl Walk<'_> {
    /// Finds the application in the gallery and starts the onboarding.
    ///
    /// # Errors
    /// When a part of it does not appear.
    pub async fn choose(&mut self, case: &Case) -> Result<(), Trouble> {
        self.go("Onboard").await?;
        self.window.fill("Search applications", case.product).await?;
        let start = format!("Onboard {}", case.product);
        self.window.find("button", start.as_str()).await?;
        self.look("Gallery").await?;
        self.window.press("button", start.as_str()).await?;
        self.window.find("heading", case.product).await?;
        self.tell(format!("Chose {} from the gallery", case.product));
        Ok(())
    }

    /// Adds the application under its gallery name.
    ///
    /// # Errors
    /// When a part of it does not appear, or the directory does not show it in time.
    pub async fn add_application(&mut self, case: &Case) -> Result<(), Trouble> {
        let add = format!("Add {}", case.product);
        self.apply("Application", Name::Begins(&add), "URLs").await
    }

    /// Fills in what the recipe asks for and saves the fields.
    ///
    /// # Errors
    /// As [`Walk::add_application`].
    pub async fn save_urls(&mut self, case: &Case) -> Result<(), Trouble> {
        for form in case.forms {
            self.window.press("radio", *form).await?;
        }
        for (label, text) in case.boxes {
            self.window.fill(*label, text).await?;
        }
        self.apply("URLs", Name::Is("Save URLs"), "Certificate").await
    }

    /// Creates and activates the signing certificate.
    ///
    /// # Errors
    /// As [`Walk::add_application`].
    pub async fn create_certificate(&mut self) -> Result<(), Trouble> {
        self.apply("Certificate", Name::Is("Create certificate"), "Test user").await
    }

    /// Makes a test user and reads the password off the screen, or chooses somebody who exists.
    ///
    /// # Errors
    /// As [`Walk::add_application`].
    pub async fn choose_tester(&mut self, case: &Case) -> Result<Person, Trouble> {
        if case.existing_person {
            return self.choose_existing().await;
        }
        self.window.ready("button", "Create test user").await?;
        self.look("Test user before").await?;
        self.window.press("button", "Create test user").await?;
        let shown = self.reveal_password().await?;
        let upn = shown.attr("aria-label").await?.unwrap_or_default().replace("Password of ", "");
        let password =
            self.window.run(r#"return document.querySelector(".dw-secret > span").textContent"#).await?;
        let tester = Person { upn, password: password.as_str().unwrap_or_default().to_owned() };
        self.look("Test user").await?;
        self.tell(format!("Test user: made {} and read the password once", tester.upn));
        self.window.press("button", "Continue to Assignment").await?;
        Ok(tester)
    }

    /// Asks for the password until it is shown: the page moves while the last step settles, and a press may miss, as a
    /// person's does.
    async fn reveal_password(&self) -> Result<Element, Trouble> {
        let shown = Name::Begins("Password of ");
        for _ in 0..3 {
            self.window.press("button", Name::Begins("Show the password once")).await?;
            for _ in 0..30 {
                if let Some(group) = self.window.all("group", shown).await?.into_iter().next() {
                    return Ok(group);
                }
                sleep(Duration::from_millis(100)).await;
            }
        }
        self.window.find("group", shown).await
    }

    async fn choose_existing(&mut self) -> Result<Person, Trouble> {
        let nobody = || Trouble::Browser("the practice tenant shows no accounts".to_owned());
        let person = self.accounts.last().cloned().ok_or_else(nobody)?;
        self.window.press("radio", "Use a person who exists").await?;
        let name = person.upn.split('@').next().unwrap_or_default().to_owned();
        self.window.fill("Person", &name).await?;
        self.window.press("option", Name::Has(&person.upn)).await?;
        self.window.find("button", "Continue to Assignment").await?;
        self.look("Test user").await?;
        self.tell(format!("Test user: {} exists already", person.upn));
        self.window.press("button", "Continue to Assignment").await?;
        Ok(person)
    }

    /// Assigns the test user.
    ///
    /// # Errors
    /// As [`Walk::add_application`].
    pub async fn assign(&mut self) -> Result<(), Trouble> {
        self.apply("Assignment", Name::Is("Assign"), "Application side").await
    }
}
