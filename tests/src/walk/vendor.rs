//! Page 6, and what the vendor hands out only later.

use super::Walk;
use crate::trouble::Trouble;

impl Walk<'_> {
    /// Does what the page says at the vendor and ticks it off.
    ///
    /// # Errors
    /// When a part of it does not appear.
    pub async fn configure_vendor(&mut self, product: &str) -> Result<(), Trouble> {
        self.window.find("heading", format!("What to do at {product}").as_str()).await?;
        self.window.press("checkbox", format!("This is done at {product}").as_str()).await?;
        self.window.find("button", "Continue to Test SSO").await?;
        self.look("Application side").await?;
        self.tell("Application side: the vendor's settings are entered");
        self.window.press("button", "Continue to Test SSO").await
    }

    /// Goes back from Done by its open item, enters the value the vendor shows now, and saves it.
    ///
    /// # Errors
    /// When a part of it does not appear, or the directory does not show it in time.
    pub async fn enter_later(&mut self, field: &str, value: &str) -> Result<(), Trouble> {
        self.turn_to("Application side").await?;
        self.window.fill(field, value).await?;
        self.window.press("button", format!("Save {field}").as_str()).await?;
        self.window.find("button", "Continue to Test SSO").await?;
        self.look("Application side later").await?;
        self.tell(format!("Application side: {field} came later and is saved"));
        self.window.press("button", "Continue to Test SSO").await
    }
}
