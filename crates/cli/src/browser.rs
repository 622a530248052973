//! The person at the browser of a practice run: signs in as the test user, without a display.

use doorward_api::{
    Browser,
    contract::{ErrorCode, WireError},
    practice_tenant::Visitor,
};
use std::sync::{Arc, Mutex, PoisonError};

/// Opens pages as a certain person would.
#[derive(Debug, Default)]
pub(crate) struct PracticePerson {
    person: Mutex<Option<(String, String)>>,
}

impl PracticePerson {
    /// Who sits at the browser from now on.
    pub(crate) fn becomes(&self, upn: String, password: String) {
        *self.person.lock().unwrap_or_else(PoisonError::into_inner) = Some((upn, password));
    }
}

impl Browser for PracticePerson {
    fn open(&self, url: &str) -> Result<(), WireError> {
        let person = self.person.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((upn, password)) = person else {
            return Err(WireError::new(ErrorCode::NotFound, "Nobody sits at the browser yet."));
        };
        let url = url.to_owned();
        tokio::spawn(async move {
            match visitor() {
                Ok(visitor) => {
                    // What the page said does not matter here: the test's own reply URL hears it, or runs out of time.
                    if let Err(error) = visitor.open(&url, &upn, &password).await {
                        eprintln!("doorward: the visit ended early: {error}");
                    }
                }
                Err(error) => eprintln!("doorward: {error}"),
            }
        });
        Ok(())
    }
}

/// A visitor of this computer's practice tenant.
pub(crate) fn visitor() -> Result<Visitor, WireError> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
    http.map(Visitor::new).map_err(|error| {
        WireError::new(ErrorCode::Internal, "No connections can be made.").details(error.to_string())
    })
}

/// A browser that can be handed to the console.
pub(crate) fn shared() -> Arc<PracticePerson> {
    Arc::new(PracticePerson::default())
}
