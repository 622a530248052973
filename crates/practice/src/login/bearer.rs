//! Whether an access token opens Graph, and what a client is told when it does not.
//!
//! Tokens are known by their fingerprint; nothing that is written in them is believed. A revoked token of a client that
//! handles claims challenges is refused with a challenge (continuous access evaluation); other clients' tokens live on
//! until they expire, as with Entra.

use super::first_party::GRAPH;
use crate::state::{World, fault::FaultName, secret::fingerprint, sign_in::Grant};
use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use time::OffsetDateTime;

/// A token that opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// For the error body.
    pub(crate) message: String,
    /// Claims the client must sign in with, JSON.
    pub(crate) claims: Option<String>,
}

impl Refused {
    fn new(message: &str) -> Self {
        Self { message: message.to_owned(), claims: None }
    }

    /// The `WWW-Authenticate` header.
    pub(crate) fn challenge(claims: Option<&str>, origin: &str) -> String {
        let start = format!("Bearer realm=\"\", authorization_uri=\"{origin}/common/oauth2/v2.0/authorize\"");
        match claims {
            None => format!("{start}, client_id=\"{GRAPH}\""),
            Some(claims) => {
                format!("{start}, error=\"insufficient_claims\", claims=\"{}\"", STANDARD.encode(claims))
            }
        }
    }
}

/// The grant behind the bearer token of a request.
pub(crate) fn examine(
    world: &mut World,
    headers: &HeaderMap,
    (method, path): (&str, &str),
    now: OffsetDateTime,
) -> Result<Grant, Refused> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = |given: &str| {
        let (scheme, token) = given.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    };
    let token = given.and_then(bearer).unwrap_or_default();
    if token.is_empty() {
        return Err(Refused::new("Access token is empty."));
    }
    let grant = world.sign_in.access.get(&fingerprint(&token)).cloned();
    let grant = grant.ok_or_else(|| {
        Refused::new("IDX14100: The access token is not well formed or was not issued here.")
    })?;
    if !grant.resource.is_nil() && grant.resource != GRAPH {
        return Err(Refused::new("Access token validation failure. Invalid audience."));
    }
    if grant.expires <= now {
        return Err(Refused::new("Lifetime validation failed, the token is expired."));
    }
    if world.faults.take(FaultName::TokenRevoked, method, path).is_some() {
        world.sign_in.revoke(grant.user, now);
        return Err(revoked(world, &grant));
    }
    if grant.cae && world.sign_in.is_revoked(&grant) {
        return Err(revoked(world, &grant));
    }
    let holder = world.directory.any(grant.user).filter(|holder| holder.deleted.is_none());
    if !holder.is_some_and(|holder| holder.flag("accountEnabled")) {
        return Err(Refused::new("The identity of the calling user could not be established."));
    }
    Ok(grant)
}

/// Refused with the moment from which on tokens are good again.
fn revoked(world: &World, grant: &Grant) -> Refused {
    let since = world.sign_in.revoked.get(&grant.user).copied().unwrap_or_default();
    let seconds = since.div_euclid(1_000_000_000);
    let claims =
        json!({ "access_token": { "nbf": { "essential": true, "value": seconds.to_string() } } }).to_string();
    Refused {
        message: "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp".to_owned(),
        claims: Some(claims),
    }
}
