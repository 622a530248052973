//! Who may speak to the tenant, and what malformed requests get.

use crate::harness::{Tenant, read};
use reqwest::{Method, header};
use serde_json::{Value, json};

#[tokio::test]
async fn foreign_hosts_and_strangers_at_the_control_interface_are_refused() {
    let tenant = Tenant::start().await;
    let foreign = tenant.http.get(format!("{}/", tenant.login())).header(header::HOST, "evil.example").send();
    assert_eq!(
        foreign.await.unwrap().status(),
        421,
        "a page on another name cannot reach us by DNS rebinding"
    );
    let control = format!("{}/state", tenant.practice.welcome().control.url);
    assert_eq!(tenant.http.get(&control).send().await.unwrap().status(), 401);
    let wrong = tenant.http.get(&control).bearer_auth("x".repeat(43)).send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    let right = tenant.control(Method::GET, "/state", Value::Null).await;
    assert!(right.body["applications"].as_u64().unwrap() >= 5, "Home is not empty: {}", right.body);
}

#[tokio::test]
async fn pages_forbid_inline_scripts_and_say_that_nothing_is_real() {
    let tenant = Tenant::start().await;
    let page = tenant.http.get(format!("{}/devicelogin", tenant.login())).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(page.headers().get("access-control-allow-origin").is_none());
    let text = page.text().await.unwrap();
    assert!(text.contains("nothing here is real"));
    assert!(!text.contains("<script>") && !text.contains(" style=\""));
}

#[tokio::test]
async fn graph_refuses_in_its_own_way() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let anonymous = read(tenant.http.get(format!("{}/v1.0/me", tenant.login())).send().await.unwrap()).await;
    assert_eq!((anonymous.status.as_u16(), anonymous.code()), (401, "InvalidAuthenticationToken"));

    let asked =
        graph.request(Method::GET, "/nosuch").header("client-request-id", "abc-1").send().await.unwrap();
    let nowhere = read(asked).await;
    assert_eq!(nowhere.status, 400);
    assert_eq!(nowhere.body["error"]["innerError"]["client-request-id"], "abc-1");
    assert_eq!(nowhere.headers["client-request-id"], "abc-1");
    assert_eq!(
        nowhere.headers["request-id"],
        nowhere.body["error"]["innerError"]["request-id"].as_str().unwrap()
    );

    let broken =
        graph.request(Method::POST, "/users").header("content-type", "application/json").body("{").send();
    assert_eq!(broken.await.unwrap().status(), 400);
    let huge = graph
        .request(Method::POST, "/users")
        .header("content-type", "application/json")
        .body("x".repeat(2_000_000));
    let huge = read(huge.send().await.unwrap()).await;
    assert_eq!(
        (huge.status.as_u16(), huge.code()),
        (413, "RequestEntityTooLarge"),
        "a body of 2 MB is not taken"
    );
    let wide =
        graph.request(Method::GET, "/users").header("x-wide", "x".repeat(64 * 1024)).send().await.unwrap();
    let wide = read(wide).await;
    assert_eq!((wide.status.as_u16(), wide.code()), (431, "BadRequest"), "nor are headers of 64 KiB");
    assert!(wide.body["error"]["innerError"]["request-id"].is_string(), "{}", wide.body);
    let verb = graph.request(Method::PUT, "/users").json(&json!({})).send().await.unwrap();
    assert_eq!(verb.status(), 405);
    let wrong_id = graph.get("/applications/not-a-guid").await;
    assert_eq!((wrong_id.status.as_u16(), wrong_id.code()), (400, "Request_BadRequest"));
}
