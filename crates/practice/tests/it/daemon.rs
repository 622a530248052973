//! An application by itself: client credentials with a secret and with a certificate.

use crate::harness::{Answer, Graph, SCOPES, Tenant, id};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use time::{Duration, OffsetDateTime};

const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// `User.Read.All` as an application permission.
const READ_USERS: &str = "df021288-bdef-4463-88db-98f22de89214";

struct Daemon {
    client: String,
    application: String,
}

/// A registration with a service principal that may read users.
async fn daemon(graph: &Graph<'_>) -> Daemon {
    let made = graph.post("/applications", json!({ "displayName": "Nightly report" })).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let client = made.body["appId"].as_str().unwrap().to_owned();
    let own = graph.post("/servicePrincipals", json!({ "appId": client })).await;
    assert_eq!(own.status, 201, "{}", own.body);
    let resource = graph.get(&format!("/servicePrincipals(appId='{GRAPH}')")).await.body;
    let role = json!({ "principalId": id(&own.body), "resourceId": id(&resource), "appRoleId": READ_USERS });
    let given = graph.post(&format!("/servicePrincipals/{}/appRoleAssignedTo", id(&resource)), role).await;
    assert_eq!(given.status, 201, "{}", given.body);
    Daemon { client, application: id(&made.body).to_owned() }
}

async fn ask(tenant: &Tenant, daemon: &Daemon, more: &[(&str, &str)]) -> Answer {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", daemon.client.as_str()),
        ("scope", "https://graph.microsoft.com/.default"),
    ];
    tenant.form("token", &[&fields[..], more].concat()).await
}

fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_secret_gives_what_an_administrator_granted_and_no_more() {
    let tenant = Tenant::start().await;
    let graph = tenant.sign_in(0, SCOPES).await;
    let daemon = daemon(&graph).await;
    let path = format!("/applications/{}/addPassword", daemon.application);
    let secret = graph.post(&path, json!({ "passwordCredential": { "displayName": "night" } })).await.body;
    let text = secret["secretText"].as_str().unwrap();
    let tokens = ask(&tenant, &daemon, &[("client_secret", text)]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(tokens.body.get("refresh_token").is_none(), "an application asks again instead");
    let held = claims(&tokens.body["access_token"]);
    assert_eq!(held["roles"], json!(["User.Read.All"]), "{held}");
    assert_eq!(held["idtyp"], "app");
    let token = tokens.body["access_token"].as_str().unwrap().to_owned();
    let itself = Graph { tenant: &tenant, token };
    assert_eq!(itself.get("/users?$top=1").await.status, 200);
    assert_eq!(itself.post("/groups", json!({})).await.status, 403, "nobody granted that");

    let number = async |more: &[(&str, &str)]| {
        let answer = ask(&tenant, &daemon, more).await;
        (answer.status.as_u16(), answer.body["error_codes"][0].as_u64().unwrap_or_default())
    };
    assert_eq!(number(&[("client_secret", "wrong")]).await, (401, 7_000_215));
    assert_eq!(number(&[]).await, (401, 7_000_216));
    assert_eq!(number(&[("client_secret", text), ("client_secret", text)]).await.0, 400, "given twice");
    let key = secret["keyId"].as_str().unwrap();
    let gone = format!("/applications/{}/removePassword", daemon.application);
    assert_eq!(graph.post(&gone, json!({ "keyId": key })).await.status, 204);
    assert_eq!(number(&[("client_secret", text)]).await, (401, 7_000_215), "a removed secret is over");
}

#[tokio::test]
async fn an_assertion_counts_if_a_registered_certificate_signed_it_for_this_tenant() {
    let tenant = Tenant::start().await;
    let graph = tenant.sign_in(0, SCOPES).await;
    let daemon = daemon(&graph).await;
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::default().self_signed(&pair).unwrap();
    let sign = |audience: &str, ends: OffsetDateTime| {
        let x5t = URL_SAFE_NO_PAD.encode(Sha1::digest(certificate.der()));
        let header = json!({ "alg": "RS256", "typ": "JWT", "x5t": x5t });
        let claims = json!({
            "aud": audience, "iss": daemon.client, "sub": daemon.client, "jti": "1",
            "nbf": (ends - Duration::hours(1)).unix_timestamp(), "exp": ends.unix_timestamp(),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let key = RsaKeyPair::from_pkcs8(&pair.serialize_der()).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    };
    let audience = format!("{}/{}/oauth2/v2.0/token", tenant.login(), tenant.tenant_id());
    let soon = OffsetDateTime::now_utc() + Duration::minutes(5);
    let number = async |assertion: String| {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let more = [("client_assertion_type", kind), ("client_assertion", assertion.as_str())];
        let answer = ask(&tenant, &daemon, &more).await;
        (answer.status.as_u16(), answer.body["error_codes"][0].as_u64().unwrap_or_default())
    };
    assert_eq!(number(sign(&audience, soon)).await, (401, 700_027), "nobody knows the certificate yet");
    let key = json!({ "keyCredentials": [{
        "type": "AsymmetricX509Cert", "usage": "Verify", "key": STANDARD.encode(certificate.der()),
    }] });
    assert_eq!(graph.patch(&format!("/applications/{}", daemon.application), key).await.status, 204);
    assert_eq!(number(sign(&audience, soon)).await.0, 200);
    assert_eq!(number(sign("https://login.microsoftonline.com/x", soon)).await, (401, 700_023));
    assert_eq!(number(sign(&audience, soon - Duration::hours(2))).await, (401, 700_024));
    let mut spoiled = sign(&audience, soon);
    spoiled.truncate(spoiled.len() - 6);
    spoiled.push_str("AAAAAA");
    assert_eq!(number(spoiled).await, (401, 700_027));
    assert_eq!(number("nonsense".to_owned()).await, (400, 50_027));
}
