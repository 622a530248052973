//! Whose token is this? The id_token is verified in full (RS256 by the tenant's published key, issuer, tenant,
//! audience, times), although it comes straight from the token endpoint over TLS: identity decides into which tenant
//! Doorward writes, and the practice tenant and proxies use other transports. Keys are fetched at each sign-in, so key
//! rollover needs no cache. Verification uses the same cryptography as TLS does; there is no second library.
//!
//! A sign-in in the browser sends a nonce, which must come back; the device code flow has none, as its answer is bound to
//! the secret device code instead.

use crate::{Discovery, IdTokenFault, SignInContext, SignInError, discovery::get, error::ProtocolFault};
use doorward_domain::{Account, ObjectId, TenantId};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use uuid::{Uuid, uuid};

/// The tenant of all personal Microsoft accounts. Source: Microsoft's id_token claims reference.
const PERSONAL: TenantId = TenantId(uuid!("9188040d-6c67-4c5b-b112-36a304b66dad"));

/// How wrong this machine's clock may be.
const SKEW: Duration = Duration::minutes(5);

/// The tenant's public keys.
#[derive(Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<PublicKey>,
}

#[derive(Deserialize)]
struct PublicKey {
    kid: Option<String>,
    #[serde(default)]
    kty: String,
    n: Option<String>,
    e: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: i64,
    nbf: Option<i64>,
    tid: Uuid,
    oid: Uuid,
    nonce: Option<String>,
    #[serde(default)]
    preferred_username: String,
    #[serde(default)]
    name: String,
}

/// What an id_token must fit.
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) now: OffsetDateTime,
    /// What the browser was sent off with; `None` where the flow has no nonce.
    pub(crate) nonce: Option<&'a str>,
}

/// Fetches the tenant's public keys.
pub(crate) async fn fetch_keys(
    context: &SignInContext,
    discovery: &Discovery,
) -> Result<KeySet, SignInError> {
    let answer = get(context, &discovery.keys).await?;
    let keys =
        serde_json::from_slice(answer.body()).map_err(|_| ProtocolFault::Shape { endpoint: "keys" })?;
    Ok(keys)
}

/// The account an id_token speaks of, once every check holds.
pub(crate) fn verify(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<Account, SignInError> {
    let claims = signed_claims(token, keys).map_err(ProtocolFault::IdToken)?;
    let tenant = TenantId(claims.tid);
    if tenant == PERSONAL {
        return Err(SignInError::PersonalAccount);
    }
    check(&claims, expected).map_err(ProtocolFault::IdToken)?;
    Ok(Account { tenant, object_id: ObjectId(claims.oid), upn: claims.preferred_username, name: claims.name })
}

fn signed_claims(token: &str, keys: &KeySet) -> Result<Claims, IdTokenFault> {
    let header = decode_header(token).map_err(|_| IdTokenFault::Malformed)?;
    if header.alg != Algorithm::RS256 {
        return Err(IdTokenFault::Algorithm);
    }
    let kid = header.kid.ok_or(IdTokenFault::UnknownKey)?;
    let key = keys.keys.iter().find(|key| key.kty == "RSA" && key.kid.as_deref() == Some(&kid));
    let (n, e) =
        key.and_then(|key| key.n.as_deref().zip(key.e.as_deref())).ok_or(IdTokenFault::UnknownKey)?;
    let key = DecodingKey::from_rsa_components(n, e).map_err(|_| IdTokenFault::UnknownKey)?;
    // Times and audience are checked below, against the clock that was handed in.
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    match decode::<Claims>(token, &key, &rules) {
        Ok(data) => Ok(data.claims),
        Err(error) => Err(match error.kind() {
            ErrorKind::Json(_) | ErrorKind::Utf8(_) | ErrorKind::Base64(_) | ErrorKind::InvalidToken => {
                IdTokenFault::Malformed
            }
            _ => IdTokenFault::Signature,
        }),
    }
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), IdTokenFault> {
    let now = expected.now.unix_timestamp();
    let skew = SKEW.whole_seconds();
    let issuer = expected.issuer.replace("{tenantid}", &claims.tid.to_string());
    if claims.iss != issuer || !claims.iss.contains(&claims.tid.to_string()) {
        return Err(IdTokenFault::Issuer);
    }
    if !claims.aud.eq_ignore_ascii_case(expected.client_id) {
        return Err(IdTokenFault::Audience);
    }
    if expected.nonce.is_some_and(|nonce| claims.nonce.as_deref() != Some(nonce)) {
        return Err(IdTokenFault::Nonce);
    }
    if now >= claims.exp.saturating_add(skew) {
        return Err(IdTokenFault::Expired);
    }
    if claims.nbf.is_some_and(|start| now.saturating_add(skew) < start) {
        return Err(IdTokenFault::NotYet);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
