//! The five SAML fields, as the Entra portal names them.

use serde::{Deserialize, Serialize};

/// One of the five fields of "Basic SAML Configuration".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamlField {
    /// Identifier (Entity ID): `application.identifierUris`.
    Identifier,
    /// Reply URL (Assertion Consumer Service): `application.web.redirectUris`.
    ReplyUrl,
    /// Sign-on URL: `servicePrincipal.loginUrl`.
    SignOnUrl,
    /// Relay State: `servicePrincipal.samlSingleSignOnSettings.relayState`.
    RelayState,
    /// Logout URL: `application.web.logoutUrl`.
    LogoutUrl,
}

impl SamlField {
    /// All five, in the order the portal shows them.
    pub const ALL: [Self; 5] =
        [Self::Identifier, Self::ReplyUrl, Self::SignOnUrl, Self::RelayState, Self::LogoutUrl];

    /// The portal's name of the field, in English.
    #[must_use]
    pub fn portal_name(self) -> &'static str {
        match self {
            Self::Identifier => "Identifier (Entity ID)",
            Self::ReplyUrl => "Reply URL (Assertion Consumer Service URL)",
            Self::SignOnUrl => "Sign-on URL",
            Self::RelayState => "Relay State",
            Self::LogoutUrl => "Logout URL",
        }
    }
}
