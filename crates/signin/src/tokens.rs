//! Tokens as they are held in memory, the answer they come in, and when one is due for renewal.

use crate::{SignInError, authority::Authority, error::ProtocolFault};
use oauth2::{
    Client, ClientId, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, ExtraTokenFields,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use time::{Duration, OffsetDateTime};

/// The longest time before expiry at which a token is renewed.
const EARLY: Duration = Duration::minutes(5);

/// The token endpoint's answer, with the id_token that the crate leaves to extensions.
pub(crate) type TokenAnswer = StandardTokenResponse<IdTokenField, BasicTokenType>;

/// A public client with a device-code and a token endpoint.
pub(crate) type EntraClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The client for an authority.
pub(crate) fn client(authority: &Authority) -> EntraClient {
    Client::new(ClientId::new(authority.client_id.clone()))
        .set_device_authorization_url(DeviceAuthorizationUrl::from_url(authority.device_code_url()))
        .set_token_uri(TokenUrl::from_url(authority.token_url()))
}

/// `id_token` in the token answer. Printing it shows only whether there is one.
#[derive(Deserialize, Serialize)]
pub(crate) struct IdTokenField {
    #[serde(skip_serializing)]
    id_token: Option<String>,
}

impl ExtraTokenFields for IdTokenField {}

impl fmt::Debug for IdTokenField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdTokenField(present: {})", self.id_token.is_some())
    }
}

/// The id_token of an answer.
pub(crate) fn id_token(answer: &TokenAnswer) -> Option<SecretString> {
    answer.extra_fields().id_token.clone().map(SecretString::from)
}

/// The tokens of one account. Printing shows times and permissions only.
#[derive(Clone)]
pub(crate) struct TokenSet {
    pub(crate) access: SecretString,
    pub(crate) refresh: Option<SecretString>,
    pub(crate) issued: OffsetDateTime,
    pub(crate) expires: OffsetDateTime,
    /// Permissions as the server listed them.
    pub(crate) granted: Vec<String>,
}

impl TokenSet {
    /// Reads a token answer received at `now`. `before` supplies what the answer may leave out.
    pub(crate) fn read(
        answer: &TokenAnswer,
        now: OffsetDateTime,
        before: Option<&Self>,
    ) -> Result<Self, SignInError> {
        let lifetime = answer.expires_in().ok_or(ProtocolFault::Field { field: "expires_in" })?;
        let refresh = answer.refresh_token().map(|token| SecretString::from(token.secret().clone()));
        let granted = match answer.scopes() {
            Some(scopes) => scopes.iter().map(|scope| scope.to_string()).collect(),
            None => before.map(|tokens| tokens.granted.clone()).unwrap_or_default(),
        };
        Ok(Self {
            access: SecretString::from(answer.access_token().secret().clone()),
            refresh: refresh.or_else(|| before.and_then(|tokens| tokens.refresh.clone())),
            issued: now,
            expires: now
                + Duration::seconds(i64::try_from(lifetime.as_secs()).unwrap_or(0).min(7 * 24 * 3600)),
            granted,
        })
    }

    /// Usable without a thought of renewal: five minutes are left, or a quarter of a short life. A token "from the
    /// future" is not: the clock was turned back, and its age is unknown.
    pub(crate) fn is_fresh(&self, now: OffsetDateTime) -> bool {
        let margin = EARLY.min((self.expires - self.issued) / 4);
        now >= self.issued - EARLY && now + margin < self.expires
    }

    /// Still accepted by the server, as far as the clock tells.
    pub(crate) fn is_valid(&self, now: OffsetDateTime) -> bool {
        now < self.expires
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenSet")
            .field("expires", &self.expires)
            .field("granted", &self.granted)
            .field("renewable", &self.refresh.as_ref().is_some_and(|token| !token.expose_secret().is_empty()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lasting(seconds: i64) -> TokenSet {
        let issued = OffsetDateTime::UNIX_EPOCH;
        TokenSet {
            access: "at-secret".to_owned().into(),
            refresh: Some("rt-secret".to_owned().into()),
            issued,
            expires: issued + Duration::seconds(seconds),
            granted: vec![],
        }
    }

    #[test]
    fn renewal_is_due_five_minutes_before_the_end() {
        let tokens = lasting(3600);
        assert!(tokens.is_fresh(tokens.expires - Duration::seconds(301)));
        assert!(!tokens.is_fresh(tokens.expires - Duration::seconds(299)));
        assert!(tokens.is_valid(tokens.expires - Duration::seconds(1)), "late, but still a token");
    }

    #[test]
    fn a_short_lived_token_is_not_renewed_at_every_call() {
        let tokens = lasting(60);
        assert!(tokens.is_fresh(tokens.issued + Duration::seconds(30)), "half of its life is left");
        assert!(!tokens.is_fresh(tokens.issued + Duration::seconds(50)));
    }

    #[test]
    fn a_clock_turned_back_does_not_make_an_old_token_young() {
        let tokens = lasting(3600);
        assert!(!tokens.is_fresh(tokens.issued - Duration::hours(2)));
    }

    #[test]
    fn printing_shows_no_token() {
        let text = format!("{:?}", lasting(60));
        assert!(!text.contains("secret"), "{text}");
    }
}
