//! Again or not, over real connections.

use crate::service::{Act, Service, answer};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use doorward_graph::{GraphError, GraphRequest};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

fn create() -> GraphRequest {
    GraphRequest::post("/users", json!({ "displayName": "B.Simon" }))
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_is_sent_once_and_its_fate_is_open() {
    for act in [Act::Cut, answer(503, json!({})), answer(504, json!({}))] {
        let service = Service::saying([act]).await;
        let error = service.graph().send(&create()).await.unwrap_err();
        assert!(matches!(error, GraphError::Unknown { .. }), "{error:?}");
        assert_eq!(service.asked().len(), 1, "it may have taken effect");
    }
}

#[tokio::test]
async fn a_read_is_asked_again_whatever_happened_to_it() {
    let service =
        Service::saying([Act::Cut, answer(502, json!({})), answer(200, json!({ "id": "x" }))]).await;
    let reply = service.graph().send(&GraphRequest::get("/me")).await.unwrap();
    assert_eq!(reply.body["id"], "x");
    assert_eq!(service.asked().len(), 3);
}

#[tokio::test]
async fn a_throttled_change_is_sent_again_after_the_time_that_was_asked_for() {
    let refusal = json!({ "error": { "code": "TooManyRequests", "message": "slow down" } });
    let throttled = Act::Answer(429, vec![("Retry-After", "1.2".to_owned())], refusal);
    let service = Service::saying([throttled, answer(201, json!({ "id": "x" }))]).await;
    let begun = Instant::now();
    service.graph().send(&create()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(1200), "a throttled request has not been acted upon");
    let asked = service.asked();
    let ids: Vec<String> = asked.iter().map(|asked| asked.header("client-request-id")).collect();
    assert!(!ids[0].is_empty() && ids[0] != ids[1], "each sending has an id of its own: {ids:?}");
}

#[tokio::test]
async fn a_quarter_of_an_hour_is_the_persons_decision() {
    let throttled = Act::Answer(429, vec![("Retry-After", "900".to_owned())], json!({}));
    let service = Service::saying([throttled]).await;
    let error = service.graph().send(&GraphRequest::get("/me")).await.unwrap_err();
    assert!(matches!(error, GraphError::Throttled { after, .. } if after == Duration::from_secs(900)));
}

#[tokio::test]
async fn a_claims_challenge_is_answered_once_with_exactly_those_claims() {
    let claims = r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#;
    let challenge = format!(
        "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"{}\"",
        BASE64_STANDARD.encode(claims)
    );
    let challenged = Act::Answer(401, vec![("WWW-Authenticate", challenge)], json!({}));
    let service =
        Service::saying([challenged.clone(), answer(200, json!({})), challenged.clone(), challenged]).await;
    let graph = service.graph();
    graph.send(&create()).await.unwrap();
    let need = service.needs.lock().unwrap()[1].clone();
    assert_eq!((need.renew, need.claims.as_deref()), (true, Some(claims)));
    assert_eq!(service.asked()[1].header("authorization"), "Bearer second");
    let error = graph.send(&create()).await.unwrap_err();
    assert_eq!(error.refusal().unwrap().status, 401, "one silent try, then the person is asked");
}

#[tokio::test]
async fn microsofts_request_id_is_in_every_refusal() {
    let refusal = json!({ "error": { "code": "Authorization_RequestDenied", "message": "no" } });
    let service = Service::saying([Act::Answer(403, vec![("request-id", "r-7".to_owned())], refusal)]).await;
    let error = service.graph().send(&create()).await.unwrap_err();
    assert_eq!(error.request_id(), Some("r-7"));
}

#[tokio::test]
async fn stopping_ends_a_wait_at_once() {
    let throttled = Act::Answer(429, vec![("Retry-After", "200".to_owned())], json!({}));
    let service = Service::saying([throttled]).await;
    let cancel = CancellationToken::new();
    let graph = service.graph().stopped_by(cancel.clone());
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        cancel.cancel();
    });
    let begun = Instant::now();
    let error = graph.send(&GraphRequest::get("/me")).await.unwrap_err();
    assert_eq!(error, GraphError::Cancelled);
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(graph.send(&create()).await.unwrap_err(), GraphError::Cancelled, "nothing new is sent");
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_noticed_from_any_answer() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() - Duration::from_secs(600));
    let service = Service::saying([Act::Answer(200, vec![("Date", date)], json!({}))]).await;
    let graph = service.graph();
    assert_eq!(graph.clock_skew(), None);
    graph.send(&GraphRequest::get("/me")).await.unwrap();
    let skew = graph.clock_skew().unwrap().whole_seconds();
    assert!((595..=605).contains(&skew), "ahead by ten minutes: {skew}");
}
