//! `$batch`: each item has a fate of its own.

use crate::service::{Act, Service, answer};
use doorward_graph::{GraphError, GraphRequest, Method, WriteGate};
use serde_json::{Value, json};

fn responses(items: &[(usize, u16, Value)]) -> Act {
    let items: Vec<Value> = items
        .iter()
        .map(|(id, status, headers)| {
            json!({ "id": id.to_string(), "status": status, "headers": headers, "body": { "number": id } })
        })
        .collect();
    answer(200, json!({ "responses": items }))
}

fn ids(body: &Value) -> Vec<&str> {
    body["requests"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn answers_come_in_the_order_of_the_requests_and_only_the_throttled_one_is_sent_again() {
    let service = Service::saying([
        responses(&[(2, 200, json!({})), (0, 429, json!({ "Retry-After": "0" })), (1, 404, json!({}))]),
        responses(&[(0, 200, json!({}))]),
    ])
    .await;
    let requests: Vec<GraphRequest> =
        ["/a", "/b", "/c"].map(|path| GraphRequest::get(path).query("$select", "id, x")).to_vec();
    let answers = service.graph().batch(&requests).await;
    assert_eq!(answers[0].as_ref().unwrap().body["number"], 0);
    assert!(answers[1].as_ref().unwrap_err().is_not_found());
    assert_eq!(answers[2].as_ref().unwrap().body["number"], 2);
    let asked = service.asked();
    assert_eq!((asked.len(), ids(&asked[1].body)), (2, vec!["0"]));
    assert_eq!(asked[0].body["requests"][0]["url"], "/a?$select=id%2C%20x");
}

#[tokio::test]
async fn a_change_that_may_have_taken_effect_is_not_repeated_while_its_neighbours_are() {
    let service = Service::saying([
        responses(&[(0, 503, json!({})), (1, 503, json!({}))]),
        responses(&[(1, 200, json!({}))]),
    ])
    .await;
    let requests = [GraphRequest::post("/users", json!({})), GraphRequest::get("/me")];
    let answers = service.graph().batch(&requests).await;
    assert!(matches!(answers[0], Err(GraphError::Unknown { .. })), "{:?}", answers[0]);
    assert!(answers[1].is_ok());
    assert_eq!(ids(&service.asked()[1].body), ["1"]);
}

#[tokio::test]
async fn behind_a_shut_gate_reads_pass_and_changes_stay() {
    let service = Service::saying([
        Act::Answer(200, vec![], json!({})),
        responses(&[(0, 200, json!({})), (1, 200, json!({}))]),
        Act::Answer(204, vec![], json!(null)),
    ])
    .await;
    let gate = WriteGate::default();
    let graph = service.graph().behind(gate.clone());
    gate.shut();
    let read = GraphRequest::get("/me");
    assert!(graph.send(&read).await.is_ok());
    let patch = GraphRequest::new(Method::Patch, "/users/1", Some(json!({}))).repeatable();
    assert_eq!(
        graph.send(&patch).await.unwrap_err(),
        GraphError::Withheld,
        "harmless to repeat is still a change"
    );
    assert!(graph.batch(&[read.clone(), read.clone()]).await.iter().all(Result::is_ok));
    let mixed = graph.batch(&[read, patch.clone()]).await;
    assert!(
        mixed.iter().all(|answer| answer == &Err(GraphError::Withheld)),
        "one change withholds its batch"
    );
    assert_eq!(service.asked().len(), 2, "nothing else has left");
    gate.open();
    assert!(graph.send(&patch).await.is_ok());
}

#[tokio::test]
async fn more_than_twenty_go_in_several_batches() {
    let all =
        |range: std::ops::Range<usize>| responses(&range.map(|id| (id, 200, json!({}))).collect::<Vec<_>>());
    let service = Service::saying([all(0..20), all(0..3)]).await;
    let requests: Vec<GraphRequest> = (0..23).map(|number| GraphRequest::get(format!("/{number}"))).collect();
    let answers = service.graph().batch(&requests).await;
    assert_eq!(answers.len(), 23);
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn an_item_without_an_answer_is_no_success() {
    let service = Service::saying([responses(&[])]).await;
    let answers = service.graph().batch(&[GraphRequest::post("/users", json!({}))]).await;
    assert!(matches!(answers[0], Err(GraphError::Unknown { .. })));
}

#[tokio::test]
async fn reads_of_the_same_moment_travel_together_and_each_gets_its_own_answer() {
    let service =
        Service::saying([responses(&[(1, 404, json!({})), (0, 200, json!({})), (2, 200, json!({}))])]).await;
    let graph = service.graph().gathering();
    let asked: Vec<GraphRequest> = ["/a", "/b", "/c"].map(GraphRequest::get).to_vec();
    let answers = futures::future::join_all(asked.iter().map(|request| graph.send(request))).await;
    assert_eq!(answers[0].as_ref().unwrap().body["number"], 0);
    assert!(answers[1].as_ref().unwrap_err().is_not_found());
    assert_eq!(answers[2].as_ref().unwrap().body["number"], 2);
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_read_alone_and_every_change_go_by_themselves() {
    let service =
        Service::saying([answer(200, json!({ "n": 1 })), answer(201, json!({})), answer(201, json!({}))])
            .await;
    let graph = service.graph().gathering();
    assert_eq!(graph.send(&GraphRequest::get("/a")).await.unwrap().body["n"], 1);
    let change = GraphRequest::post("/users", json!({}));
    let (first, second) = futures::future::join(graph.send(&change), graph.send(&change)).await;
    assert!(first.is_ok() && second.is_ok());
    assert!(service.asked().iter().all(|asked| !asked.line.contains("$batch")), "no batch for any of them");
}

#[tokio::test]
async fn an_item_without_a_valid_token_is_asked_again_by_itself() {
    let refused = responses(&[(0, 401, json!({})), (1, 200, json!({}))]);
    let service = Service::saying([refused, answer(200, json!({ "number": "renewed" }))]).await;
    let graph = service.graph().gathering();
    let asked: Vec<GraphRequest> = ["/a", "/b"].map(GraphRequest::get).to_vec();
    let answers = futures::future::join_all(asked.iter().map(|request| graph.send(request))).await;
    assert_eq!(answers[0].as_ref().unwrap().body["number"], "renewed");
    assert!(answers[1].is_ok());
}

#[tokio::test]
async fn whoever_loses_interest_holds_nobody_up() {
    let service = Service::saying([answer(200, json!({ "number": 1 }))]).await;
    let graph = service.graph().gathering();
    let (a, b) = (GraphRequest::get("/a"), GraphRequest::get("/b"));
    let dropped = tokio::time::timeout(std::time::Duration::ZERO, graph.send(&a)).await;
    assert!(dropped.is_err(), "the first one left before anything was sent");
    assert_eq!(graph.send(&b).await.unwrap().body["number"], 1, "the other one is answered, alone");
}
