//! Faults that concern the connection, the clock and the token rather than one answer.

use crate::graph_applications::everything;
use crate::harness::{SCOPES, Tenant, id, options};
use doorward_practice::Options;
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_connection_cut_before_has_done_nothing_and_one_cut_after_has() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let count =
        async || tenant.control(Method::GET, "/state", json!(null)).await.body["groups"].as_u64().unwrap();
    let before = count().await;
    let group = |name: &str| json!({ "displayName": name, "mailEnabled": false, "mailNickname": name, "securityEnabled": true });
    let scoped = tenant.sign_in(0, &format!("{SCOPES} Group.ReadWrite.All")).await;
    let order = |name: &str| json!({ "name": name, "method": "POST", "path": "/groups" });
    tenant.control(Method::POST, "/faults", order("cut_before")).await;
    let lost = scoped.request(Method::POST, "/groups").json(&group("never")).send().await;
    assert!(lost.is_err(), "no answer comes back");
    assert_eq!(count().await, before, "and nothing was made");
    tenant.control(Method::POST, "/faults", order("cut_after")).await;
    let lost = scoped.request(Method::POST, "/groups").json(&group("made")).send().await;
    assert!(lost.is_err(), "no answer comes back");
    assert_eq!(count().await, before + 1, "but the group is there");
    assert_eq!(graph.get("/me").await.status, 200, "the next request is answered again");
}

#[tokio::test]
async fn a_wrong_clock_shows_in_the_date_of_every_answer_until_faults_end() {
    let tenant = Tenant::start().await;
    let date = async || {
        let answer = tenant.http.get(tenant.login()).send().await.unwrap();
        answer.headers()["date"].to_str().unwrap().to_owned()
    };
    let true_date = date().await;
    let skew = json!({ "name": "clock_skew", "milliseconds": -86_400_000 });
    assert_eq!(tenant.control(Method::POST, "/faults", skew).await.status, 204);
    assert_ne!(date().await[..16], true_date[..16], "a day is missing");
    tenant.control(Method::DELETE, "/faults", json!(null)).await;
    assert_eq!(date().await[..16], true_date[..16]);
    let settings = tenant.control(Method::GET, "/settings", json!(null)).await;
    assert_eq!(settings.body["clockOffsetMs"], 0);
}

#[tokio::test]
async fn a_clock_that_is_set_back_a_day_hides_nothing() {
    let tenant = Tenant::start_with(Options { clock_offset_ms: 3_600_000, ..options() }).await;
    let graph = everything(&tenant).await;
    let made = graph.post("/applications", json!({ "displayName": "Made ahead" })).await.body;
    let settings = json!({ "clockOffsetMs": -86_400_000 });
    assert_eq!(tenant.control(Method::POST, "/settings", settings).await.status, 204);
    let path = format!("/applications/{}", made["id"].as_str().unwrap());
    assert_eq!(graph.get(&path).await.status, 200, "what could be seen can be seen");
    let later = graph.post("/applications", json!({ "displayName": "Made behind" })).await.body;
    assert!(later["createdDateTime"].as_str() < made["createdDateTime"].as_str(), "by the clock it has now");
    let listed = graph.get("/applications?$filter=startsWith(displayName,'Made')").await;
    assert_eq!(listed.rows().len(), 2);
    let settings = tenant.control(Method::GET, "/settings", json!(null)).await;
    assert_eq!(settings.body["clockOffsetMs"], -86_400_000);
}

#[tokio::test]
async fn a_revoked_token_is_challenged_and_a_new_sign_in_opens_the_door_again() {
    let tenant = Tenant::start().await;
    let client = &tenant.practice.welcome().client_id;
    let claims = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;
    let fields =
        [("client_id", client.as_str()), ("scope", "openid offline_access User.Read"), ("claims", claims)];
    let code = tenant.form("devicecode", &fields).await.body;
    let upn = &tenant.practice.welcome().accounts[0].upn;
    let path = format!("/device-codes/{}/approve", code["user_code"].as_str().unwrap());
    tenant.control(Method::POST, &path, json!({ "account": upn })).await;
    let tokens = tenant.poll(&code).await.body;
    let token = tokens["access_token"].as_str().unwrap();
    let me = format!("{}/v1.0/me", tenant.login());
    let ask = || tenant.http.get(&me).bearer_auth(token).send();
    assert_eq!(ask().await.unwrap().status(), 200);
    tenant.control(Method::POST, "/faults", json!({ "name": "token_revoked" })).await;
    for _ in 0..2 {
        let refused = ask().await.unwrap();
        assert_eq!(refused.status(), 401, "and stays so");
        let challenge = refused.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("insufficient_claims") && challenge.contains("claims=\""), "{challenge}");
    }
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let renewed = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", refresh)];
    let renewed = tenant.form("token", &renewed).await;
    assert_eq!(renewed.body["error_codes"][0], 50_173, "{}", renewed.body);
    assert_eq!(tenant.sign_in(0, "openid User.Read").await.get("/me").await.status, 200);
}

#[tokio::test]
async fn an_expired_certificate_is_seen_in_the_directory_and_the_metadata() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let found = graph.get("/servicePrincipals?$filter=displayName eq 'Box'").await.rows()[0].clone();
    let app = found["appId"].as_str().unwrap();
    let order = json!({ "name": "certificate_expired", "app": app });
    assert_eq!(tenant.control(Method::POST, "/faults", order).await.status, 204);
    let path = format!(
        "/servicePrincipals/{}?$select=keyCredentials,preferredTokenSigningKeyThumbprint",
        id(&found)
    );
    let after = graph.get(&path).await.body;
    let today = &graph.get("/me").await.headers["date"].to_str().unwrap().to_owned();
    let end = after["keyCredentials"][0]["endDateTime"].as_str().unwrap();
    assert!(!end.is_empty() && !today.is_empty());
    let state = tenant.control(Method::GET, "/state", json!(null)).await.body;
    let held = state["certificates"][id(&found)].as_u64().unwrap();
    assert_eq!(held, 1, "the certificate was replaced, not added");
    let ends = end[..4].parse::<i32>().unwrap();
    assert!(ends <= time::OffsetDateTime::now_utc().year(), "{end} is over");
}

#[tokio::test]
async fn slow_answers_are_slow_and_missing_consent_has_its_number() {
    let tenant = Tenant::start_with(Options { latency: Duration::ZERO, ..options() }).await;
    tenant
        .control(Method::POST, "/faults", json!({ "name": "slow", "milliseconds": 400, "path": "/keys" }))
        .await;
    let started = std::time::Instant::now();
    let keys = format!("{}/common/discovery/v2.0/keys", tenant.login());
    tenant.http.get(keys).send().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(400));
    let code = tenant.start_code("openid User.Read").await;
    let path = format!("/device-codes/{}/approve", code["user_code"].as_str().unwrap());
    let upn = &tenant.practice.welcome().accounts[0].upn;
    tenant.control(Method::POST, &path, json!({ "account": upn })).await;
    tenant.control(Method::POST, "/faults", json!({ "name": "consent_missing" })).await;
    let refused = tenant.poll(&code).await;
    assert_eq!(refused.body["error_codes"][0], 65_001, "{}", refused.body);
    assert_eq!(refused.body["suberror"], "consent_required");
}
