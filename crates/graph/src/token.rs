//! The seam to sign-in: what a request needs of a token, and what stands in the way of one.
//!
//! The sender decides *when* another token is needed: after a 401, and with which claims when Graph names them
//! (continuous access evaluation). How it is come by is the token source's business: silently where a refresh token
//! suffices, and otherwise by telling which sign-in a person has to make.

use async_trait::async_trait;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use secrecy::SecretString;

/// What a request needs of a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenNeed {
    /// Scopes it must hold, by their short names (`Application.ReadWrite.All`). Empty: what the session has.
    pub scopes: Vec<String>,
    /// Claims that Graph asked for with a 401: the decoded JSON text, to be merged into the `claims` parameter of the
    /// token request. Present only together with `renew`.
    pub claims: Option<String>,
    /// The last token was refused: a kept one does not do, whatever its lifetime says.
    pub renew: bool,
}

/// There is no usable token. One value per reaction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nobody is signed in, or the session ended for good: sign in again with the same account.
    #[error("the session has ended")]
    SignInAgain,
    /// The tenant asks for a sign-in that satisfies these claims (decoded JSON), which no silent renewal can give.
    #[error("the tenant asks for a new sign-in that satisfies its conditions")]
    ClaimsRequired {
        /// For the `claims` parameter of the interactive sign-in.
        claims: String,
    },
    /// A permission has not been granted; an interactive consent is needed.
    #[error("permissions have not been granted: {}", scopes.join(", "))]
    ConsentMissing {
        /// Which ones, as far as known.
        scopes: Vec<String>,
    },
    /// The sign-in service cannot be reached.
    #[error("the sign-in service cannot be reached: {0}")]
    Unreachable(String),
}

/// Where bearer tokens come from.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// A token for Graph that meets the need.
    ///
    /// # Errors
    /// See [`TokenError`]; the caller's request has not been sent then.
    async fn token(&self, need: &TokenNeed) -> Result<SecretString, TokenError>;
}

/// Claims from `WWW-Authenticate` headers: `Bearer …, error="insufficient_claims", claims="<base64 JSON>"`, in any
/// order and in any of several headers. Source: Graph facts, 1.8.
pub(crate) fn challenge(headers: &HeaderMap) -> Option<String> {
    headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok()).find_map(claims_of)
}

fn claims_of(header: &str) -> Option<String> {
    if !header.contains("insufficient_claims") {
        return None;
    }
    let (_, rest) = header.split_once("claims=\"")?;
    let (encoded, _) = rest.split_once('"')?;
    let encoded = encoded.trim();
    let bytes = BASE64_STANDARD
        .decode(encoded)
        .or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|json| json.is_object()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;

    fn headers(values: &[String]) -> HeaderMap {
        values.iter().map(|value| (WWW_AUTHENTICATE, value.parse().unwrap())).collect()
    }

    #[test]
    fn claims_are_found_in_any_header_and_any_order() {
        let encoded = BASE64_STANDARD.encode(WANTED);
        let plain = "Negotiate".to_owned();
        let first = format!("Bearer claims=\"{encoded}\", realm=\"\", error=\"insufficient_claims\"");
        let last = format!("Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{encoded}\"");
        assert_eq!(challenge(&headers(&[plain.clone(), first])).as_deref(), Some(WANTED));
        assert_eq!(challenge(&headers(&[last, plain])).as_deref(), Some(WANTED));
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        let other = "Bearer realm=\"\", authorization_uri=\"https://login/\"".to_owned();
        let broken = "Bearer error=\"insufficient_claims\", claims=\"!!!\"".to_owned();
        assert_eq!(challenge(&headers(&[other, broken])), None);
    }
}
