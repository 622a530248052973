//! Opening a page in the person's browser.

use crate::contract::{ErrorCode, WireError};

/// Opens pages.
pub trait Browser: Send + Sync {
    /// Opens an address.
    ///
    /// # Errors
    /// A sentence for the person when no browser could be started.
    fn open(&self, url: &str) -> Result<(), WireError>;
}

/// The system's browser, or a program that was named.
#[derive(Debug, Clone, Default)]
pub struct SystemBrowser {
    /// Program; absent: the system's choice.
    pub program: Option<String>,
}

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> Result<(), WireError> {
        let opened = match &self.program {
            Some(program) => open::with_detached(url, program),
            None => open::that_detached(url),
        };
        opened.map_err(|error| {
            WireError::new(ErrorCode::NotFound, "The browser could not be started.")
                .hint("Copy the address and open it yourself.")
                .details(error.to_string())
        })
    }
}

/// Only pages that a browser shows: never a file or a program.
pub(crate) fn is_page(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}
