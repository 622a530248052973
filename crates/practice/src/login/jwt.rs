//! Compact JSON Web Signatures, RS256, with the tenant's token key.

use crate::state::{World, keys::KeyError};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Signs claims. `v1` puts the thumbprint into the header as `x5t` too, as tokens of version 1 have it.
pub(super) fn sign(world: &World, claims: &Value, v1: bool) -> Result<String, KeyError> {
    let kid = URL_SAFE_NO_PAD.encode(world.token_key.thumbprint().0);
    let mut header = json!({ "typ": "JWT", "alg": "RS256", "kid": kid });
    if v1 {
        header["x5t"] = kid.into();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(claims));
    let signature = world.token_key.sign(message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// The person's id at one client: the same at every sign-in, different at every other client.
pub(super) fn pairwise(user: Uuid, client: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{user}:{client}")))
}

/// Left half of a hash, for `at_hash` and `c_hash`.
pub(super) fn half_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..16])
}

/// A short unique id, as `uti` has it.
pub(super) fn unique(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}

/// `rh`: opaque to everyone; here a hash of tenant and resource.
pub(super) fn opaque(tenant: Uuid, resource: Uuid) -> String {
    format!("1.{}.", URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{tenant}:{resource}"))))
}
