//! The wizard's pages: each owns a group of steps.

use serde::{Deserialize, Serialize};

/// The eight pages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// Gallery entry and name.
    Application,
    /// The SAML fields.
    Urls,
    /// Signing certificate and expiry mails.
    Certificate,
    /// Who tests.
    TestUser,
    /// Who may use it.
    Assignment,
    /// What is entered at the vendor.
    ApplicationSide,
    /// The proof.
    TestSso,
    /// Receipt and hand-over.
    Done,
}

impl Page {
    /// All pages, in order.
    pub const ALL: [Self; 8] = [
        Self::Application,
        Self::Urls,
        Self::Certificate,
        Self::TestUser,
        Self::Assignment,
        Self::ApplicationSide,
        Self::TestSso,
        Self::Done,
    ];

    /// The page after this one; `Done` stays.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|page| *page == self).unwrap_or(0);
        Self::ALL.get(at + 1).copied().unwrap_or(Self::Done)
    }
}
