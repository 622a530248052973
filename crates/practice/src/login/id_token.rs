//! The id token: who signed in, signed with RS256.

use crate::state::{World, keys::KeyError, sign_in::Grant};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// What goes into one id token beside the grant.
pub(super) struct Circumstances<'a> {
    pub(super) origin: &'a str,
    pub(super) now: OffsetDateTime,
    /// A unique id for `uti`.
    pub(super) unique: String,
}

/// A compact JWS.
pub(super) fn make(world: &World, grant: &Grant, at: &Circumstances<'_>) -> Result<String, KeyError> {
    let tenant = world.tenant.id;
    let user = world.directory.any(grant.user);
    let text = |name: &str| user.map(|user| user.text(name).to_owned()).unwrap_or_default();
    let pairwise = Sha256::digest(format!("{}:{}", grant.user, grant.client));
    let issued = at.now.unix_timestamp();
    let mut claims = json!({
        "aud": grant.client.to_string(),
        "iss": format!("{}/{tenant}/v2.0", at.origin),
        "iat": issued,
        "nbf": issued,
        "exp": (at.now + Duration::hours(1)).unix_timestamp(),
        "oid": grant.user.to_string(),
        "sub": URL_SAFE_NO_PAD.encode(pairwise),
        "tid": tenant.to_string(),
        "uti": at.unique,
        "ver": "2.0",
    });
    if grant.scopes.contains("profile") {
        claims["name"] = text("displayName").into();
        claims["preferred_username"] = text("userPrincipalName").into();
    }
    if grant.scopes.contains("email") {
        claims["email"] = text("mail").into();
    }
    let kid = URL_SAFE_NO_PAD.encode(world.token_key.thumbprint().0);
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": kid });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(&claims));
    let signature = world.token_key.sign(message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// `client_info`: user and tenant, as Microsoft's libraries want it.
pub(super) fn client_info(world: &World, grant: &Grant) -> String {
    let info = json!({ "uid": grant.user.to_string(), "utid": world.tenant.id.to_string() });
    URL_SAFE_NO_PAD.encode(info.to_string())
}
