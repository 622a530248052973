//! Signing in to the practice tenant with a code, and saying that it is the right tenant.

use super::Walk;
use crate::{person::Person, trouble::Trouble, window::Name};

impl Walk<'_> {
    /// Signs in as the first account of the practice tenant.
    ///
    /// # Errors
    /// When a part of it does not appear, or the browser's pages refuse.
    pub async fn sign_in(&mut self) -> Result<(), Trouble> {
        self.window.find("heading", "Sign in to a tenant").await?;
        self.look("Sign in").await?;
        self.window.press("button", "Use the practice tenant").await?;
        let code = self.window.find("group", "Sign-in code").await?.text().await?.trim().to_owned();
        self.look("Sign in code").await?;

        self.go("Practice").await?;
        self.accounts = self.read_accounts().await?;
        self.look("Practice").await?;
        self.go("Sign in").await?;

        let seen = self.machine.browser().visits().len();
        self.window.press("button", Name::Begins("Copy code and open")).await?;
        let address = self.machine.browser().next(seen).await?;
        let admin = self.admin()?;
        admin.enter_code(&address, &code).await?;
        self.window.find("heading", "Is this the right tenant?").await?;
        self.tell(format!("Signed in as {} with the code {code}", admin.upn));
        Ok(())
    }

    /// Says that this is the tenant to write into.
    ///
    /// # Errors
    /// When the question is not asked.
    pub async fn confirm_tenant(&mut self) -> Result<(), Trouble> {
        self.look("Home first").await?;
        self.window.press("button", Name::Begins("Yes, write into")).await?;
        self.gone("heading", "Is this the right tenant?").await?;
        self.look("Home").await?;
        self.tell("Confirmed the tenant");
        Ok(())
    }

    /// The account that may do everything.
    fn admin(&self) -> Result<Person, Trouble> {
        let none = || Trouble::Browser("the practice tenant shows no accounts".to_owned());
        self.accounts.first().cloned().ok_or_else(none)
    }

    /// Accounts and passwords from the table of the Practice page.
    async fn read_accounts(&self) -> Result<Vec<Person>, Trouble> {
        self.window.find("table", "Accounts").await?;
        let script = r#"
            const text = (cell) => [...cell.childNodes].filter((node) => node.nodeName !== "BUTTON").map((node) => node.textContent).join("").trim();
            return [...document.querySelectorAll('table[aria-label="Accounts"] tbody tr')].map((row) => [...row.children].map(text))"#;
        let mut rows = self.window.run(script).await?;
        while rows.as_array().is_none_or(Vec::is_empty) {
            self.window.find("cell", Name::Has("Administrator")).await?;
            rows = self.window.run(script).await?;
        }
        let text =
            |row: &serde_json::Value, column: usize| row[column].as_str().unwrap_or_default().to_owned();
        let rows = rows.as_array().cloned().unwrap_or_default();
        Ok(rows.iter().map(|row| Person { upn: text(row, 0), password: text(row, 1) }).collect())
    }
}
