//! Trouble by order.

use crate::harness::Tenant;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn throttling_and_outages_strike_as_ordered_and_then_stop() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let order = json!({ "name": "throttle", "count": 2, "retryAfter": 3 });
    assert_eq!(tenant.control(Method::POST, "/faults", order).await.status, 204);
    for _ in 0..2 {
        let refused = graph.get("/me").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (429, "TooManyRequests"));
        assert_eq!(refused.headers["retry-after"], "3");
    }
    assert_eq!(graph.get("/me").await.status, 200);
    tenant.control(Method::POST, "/faults", json!({ "name": "outage", "count": 5, "method": "POST" })).await;
    assert_eq!(graph.get("/me").await.status, 200, "only POST was ordered");
    assert_eq!(graph.post("/users", json!({})).await.status, 503);
    assert_eq!(tenant.control(Method::DELETE, "/faults", Value::Null).await.status, 204);
    assert_eq!(graph.post("/users", json!({})).await.status, 400);
    let unknown = tenant.control(Method::POST, "/faults", json!({ "name": "earthquake" })).await;
    assert_eq!(unknown.status, 400, "an unknown fault is refused by name");
}

#[tokio::test]
async fn a_lost_instantiate_has_created_all_the_same() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    tenant.control(Method::POST, "/faults", json!({ "name": "instantiate_lost" })).await;
    let template = graph.get("/applicationTemplates?$filter=displayName eq 'Sentry'").await;
    let template = template.rows()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/applicationTemplates/{template}/instantiate");
    let lost = graph.post(&path, json!({ "displayName": "Sentry-7f3a" })).await;
    assert_eq!((lost.status.as_u16(), lost.code()), (404, "Request_ResourceNotFound"));
    let found = graph.get(&format!("/servicePrincipals?$filter=applicationTemplateId eq '{template}'")).await;
    assert_eq!(found.rows()[0]["displayName"], "Sentry-7f3a", "a client that looks finds it");
}
