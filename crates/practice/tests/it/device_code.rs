//! The device code flow in all its states, the id token, and refresh.

use crate::harness::{SCOPES, Tenant};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_person_types_the_code_and_the_client_gets_its_tokens() {
    let tenant = Tenant::start().await;
    let code = tenant.start_code(SCOPES).await;
    assert_eq!(code["expires_in"], 900);
    let pending = tenant.poll(&code).await;
    assert_eq!((pending.status.as_u16(), &pending.body["error"]), (400, &json!("authorization_pending")));
    assert_eq!(pending.body["error_codes"], json!([70016]));
    for field in ["timestamp", "trace_id", "correlation_id", "error_description"] {
        assert!(pending.body[field].is_string(), "{field}");
    }
    let hasty = tenant.poll(&code).await;
    assert_eq!(hasty.body["error"], "slow_down", "a second poll at once is too early");

    let admin = &tenant.practice.welcome().accounts[0];
    let uri = code["verification_uri"].as_str().unwrap();
    let user_code = code["user_code"].as_str().unwrap();
    tenant.visitor().sign_in_with_code(uri, user_code, &admin.upn, &admin.password).await.unwrap();
    let tokens = tenant.poll(&code).await.body;
    assert!(tokens["scope"].as_str().unwrap().contains("Application.ReadWrite.All"), "{tokens}");
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["tid"], tenant.tenant_id());
    assert_eq!(claims["preferred_username"], admin.upn.as_str());
    assert_eq!(claims["aud"], tenant.practice.welcome().client_id.as_str());
    let spent = tenant.poll(&code).await;
    assert_eq!(spent.body["error"], "invalid_grant", "a code is redeemed once");

    let client = &tenant.practice.welcome().client_id;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let renewed = tenant
        .form(
            "token",
            &[
                ("grant_type", "refresh_token"),
                ("client_id", client),
                ("refresh_token", refresh),
                ("scope", SCOPES),
            ],
        )
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.body);
    assert_ne!(renewed.body["refresh_token"], tokens["refresh_token"], "refresh tokens rotate");
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_wrong_password_or_code_is_refused_by_the_page() {
    let tenant = Tenant::start().await;
    let code = tenant.start_code("openid User.Read").await;
    let admin = &tenant.practice.welcome().accounts[0];
    let uri = code["verification_uri"].as_str().unwrap();
    let visitor = tenant.visitor();
    let wrong = visitor.sign_in_with_code(uri, "AAAAAAAAA", &admin.upn, &admin.password).await.unwrap_err();
    assert!(wrong.to_string().contains("not known"), "{wrong}");
    let user_code = code["user_code"].as_str().unwrap();
    let wrong = visitor.sign_in_with_code(uri, user_code, &admin.upn, "nonsense").await.unwrap_err();
    assert!(wrong.to_string().contains("AADSTS50126"), "{wrong}");
}

#[tokio::test]
async fn declined_expired_and_unknown_codes_say_so() {
    let tenant = Tenant::start().await;
    for (action, error) in [("decline", "authorization_declined"), ("expire", "expired_token")] {
        let code = tenant.start_code("User.Read").await;
        let path = format!("/device-codes/{}/{action}", code["user_code"].as_str().unwrap());
        assert_eq!(tenant.control(Method::POST, &path, Value::Null).await.status, 204);
        assert_eq!(tenant.poll(&code).await.body["error"], error);
    }
    let unknown = tenant.poll(&json!({ "device_code": "nonsense" })).await;
    assert_eq!(unknown.body["error"], "bad_verification_code");
    let gone = tenant.control(Method::POST, "/device-codes/NOSUCHONE/decline", Value::Null).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test]
async fn unknown_tenants_clients_and_scopes_are_refused_with_their_numbers() {
    let tenant = Tenant::start().await;
    let client = tenant.practice.welcome().client_id.clone();
    let url = format!("{}/nowhere.example/oauth2/v2.0/devicecode", tenant.login());
    let request = tenant.http.post(url).form(&[("client_id", client.as_str()), ("scope", "User.Read")]);
    let answer = crate::harness::read(request.send().await.unwrap()).await;
    assert_eq!((answer.status.as_u16(), &answer.body["error_codes"]), (400, &json!([90002])));
    let stranger = "11111111-2222-3333-4444-555555555555";
    let answer = tenant.form("devicecode", &[("client_id", stranger), ("scope", "User.Read")]).await;
    assert_eq!(answer.body["error_codes"], json!([700_016]));
    let answer = tenant.form("devicecode", &[("client_id", &client), ("scope", "User.Fly")]).await;
    assert_eq!(answer.body["error"], "invalid_scope");
    let answer = tenant.form("token", &[("client_id", &client)]).await;
    assert_eq!(answer.body["error_codes"], json!([900_144]), "a missing parameter is named");
}

#[tokio::test]
async fn discovery_leads_to_the_key_that_signed_the_id_token() {
    let tenant = Tenant::start().await;
    let url = format!("{}/organizations/v2.0/.well-known/openid-configuration", tenant.login());
    let many: Value = tenant.http.get(url).send().await.unwrap().json().await.unwrap();
    assert!(many["issuer"].as_str().unwrap().contains("{tenantid}"));
    let domain = &tenant.practice.welcome().domain;
    let url = format!("{}/{domain}/v2.0/.well-known/openid-configuration", tenant.login());
    let document: Value = tenant.http.get(url).send().await.unwrap().json().await.unwrap();
    assert!(
        document["issuer"].as_str().unwrap().contains(tenant.tenant_id()),
        "a domain tells the tenant id"
    );
    let keys: Value =
        tenant.http.get(document["jwks_uri"].as_str().unwrap()).send().await.unwrap().json().await.unwrap();
    assert_eq!(keys["keys"][0]["kty"], "RSA");
    let modulus = URL_SAFE_NO_PAD.decode(keys["keys"][0]["n"].as_str().unwrap()).unwrap();
    assert_eq!(modulus.len(), 256, "RSA-2048, no leading zero");
}
