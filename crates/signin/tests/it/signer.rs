//! A tenant's signing key for tests, made by a library that the code under test does not use for this.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};
use std::sync::LazyLock;

pub(crate) const TENANT: &str = "aaaaaaaa-0000-4000-8000-000000000001";
pub(crate) const PERSON: &str = "bbbbbbbb-0000-4000-8000-000000000002";
pub(crate) const CLIENT: &str = "cccccccc-0000-4000-8000-000000000003";
/// 2026-11-22 10:00:00 UTC.
pub(crate) const NOW: i64 = 1_795_341_600;

static KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).unwrap());

pub(crate) fn issuer(tenant: &str) -> String {
    format!("https://login.example/{tenant}/v2.0")
}

pub(crate) fn keys() -> Value {
    let key = KEY.public_key();
    let n = BASE64.encode(key.modulus().big_endian_without_leading_zero());
    let e = BASE64.encode(key.exponent().big_endian_without_leading_zero());
    json!({ "keys": [{ "kty": "RSA", "use": "sig", "kid": "key-1", "n": n, "e": e }] })
}

/// Claims as Entra writes them for the one person of these tests.
pub(crate) fn claims() -> Value {
    json!({
        "iss": issuer(TENANT), "aud": CLIENT, "tid": TENANT, "oid": PERSON, "iat": NOW, "nbf": NOW, "exp": NOW + 3600,
        "preferred_username": "alex@contoso.com", "name": "Alex Admin", "sub": "pairwise", "ver": "2.0"
    })
}

pub(crate) fn sign(claims: &Value) -> String {
    sign_with(&json!({ "alg": "RS256", "typ": "JWT", "kid": "key-1" }), claims)
}

pub(crate) fn sign_with(header: &Value, claims: &Value) -> String {
    let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    format!("{text}.{}", BASE64.encode(signature))
}
