use super::*;
use crate::signer::{self, CLIENT, NOW, PERSON, TENANT, claims, issuer, sign, sign_with};
use serde_json::{Value, json};

fn outcome(token: &str) -> Result<Account, SignInError> {
    let keys: KeySet = serde_json::from_value(signer::keys()).unwrap();
    let now = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
    verify(token, &keys, &Expected { client_id: CLIENT, issuer: &issuer(TENANT), now, nonce: None })
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

#[test]
fn an_honest_token_names_the_account() {
    let account = outcome(&sign(&claims())).unwrap();
    assert_eq!((account.tenant.to_string(), account.object_id.to_string()), (TENANT.into(), PERSON.into()));
    assert_eq!(account.upn, "alex@contoso.com");
}

#[test]
fn every_claim_that_does_not_fit_is_refused() {
    let table = [
        ("iss", json!("https://login.example/other/v2.0"), IdTokenFault::Issuer),
        ("tid", json!("dddddddd-0000-4000-8000-000000000004"), IdTokenFault::Issuer),
        ("aud", json!("another-client"), IdTokenFault::Audience),
        ("exp", json!(NOW - 301), IdTokenFault::Expired),
        ("nbf", json!(NOW + 301), IdTokenFault::NotYet),
        ("oid", json!("no guid"), IdTokenFault::Malformed),
        ("exp", Value::Null, IdTokenFault::Malformed),
    ];
    for (name, value, fault) in table {
        let refused = outcome(&sign(&changed(name, value.clone()))).unwrap_err();
        assert_eq!(refused, SignInError::Protocol(ProtocolFault::IdToken(fault)), "{name} = {value}");
    }
}

#[test]
fn a_clock_a_few_minutes_off_does_not_lock_anyone_out() {
    assert!(outcome(&sign(&changed("nbf", json!(NOW + 240)))).is_ok());
    assert!(outcome(&sign(&changed("exp", json!(NOW - 240)))).is_ok());
}

#[test]
fn personal_accounts_are_refused_by_name() {
    let personal = changed("tid", json!("9188040d-6c67-4c5b-b112-36a304b66dad"));
    assert_eq!(outcome(&sign(&personal)).unwrap_err(), SignInError::PersonalAccount);
}

#[test]
fn a_token_that_the_tenant_did_not_sign_is_refused() {
    let honest = sign(&claims());
    let (front, _) = honest.rsplit_once('.').unwrap();
    let forged = sign(&changed("name", json!("Mallory")));
    let swapped = format!("{front}.{}", forged.rsplit_once('.').unwrap().1);
    let none = sign_with(&json!({ "alg": "HS256", "kid": "key-1" }), &claims());
    let stranger = sign_with(&json!({ "alg": "RS256", "kid": "key-2" }), &claims());
    let table = [
        (swapped, IdTokenFault::Signature),
        (none, IdTokenFault::Algorithm),
        (stranger, IdTokenFault::UnknownKey),
        ("not.a.token".to_owned(), IdTokenFault::Malformed),
    ];
    for (token, fault) in table {
        assert_eq!(outcome(&token).unwrap_err(), SignInError::Protocol(ProtocolFault::IdToken(fault)));
    }
}
