//! The people of the story, and what they do in the browser.

use crate::trouble::Trouble;
use doorward_practice::visitor::{Landing, Visitor};

/// Somebody who can sign in.
#[derive(Clone)]
pub struct Person {
    /// User principal name.
    pub upn: String,
    /// Password, read from the screen as a person would.
    pub password: String,
}

impl Person {
    /// Types a device code at its address and signs in.
    ///
    /// # Errors
    /// When the pages refuse the code or the person.
    pub async fn enter_code(&self, address: &str, code: &str) -> Result<(), Trouble> {
        let entered = visitor()?.sign_in_with_code(address, code, &self.upn, &self.password).await;
        entered.map(|_| ()).map_err(|refusal| Trouble::Browser(refusal.to_string()))
    }

    /// Opens a page in a fresh browser and signs in where asked.
    ///
    /// # Errors
    /// When the pages cannot be reached or lead away from this computer.
    pub async fn open(&self, address: &str) -> Result<Landing, Trouble> {
        let landing = visitor()?.open(address, &self.upn, &self.password).await;
        landing.map_err(|refusal| Trouble::Browser(refusal.to_string()))
    }
}

/// A browser that nobody is signed in to.
fn visitor() -> Result<Visitor, Trouble> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    Ok(Visitor::new(http.map_err(|error| Trouble::Browser(error.to_string()))?))
}
