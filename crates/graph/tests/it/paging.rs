//! Lists page by page.

use crate::service::{Service, answer};
use doorward_graph::{GraphError, GraphRequest, all_pages, pages};
use futures::StreamExt;
use serde_json::{Value, json};
use std::pin::pin;

#[tokio::test]
async fn a_page_is_asked_for_when_the_one_before_was_taken() {
    let service = Service::saying([]).await;
    let link = format!("{}/v1.0/users?$skiptoken=2", service.origin);
    service.then(answer(200, json!({ "value": [1, 2], "@odata.nextLink": link })));
    service.then(answer(200, json!({ "value": [3] })));
    let (graph, request) = (service.graph(), GraphRequest::get("/users"));
    let mut stream = pin!(pages::<Value>(&graph, &request));
    assert_eq!(stream.next().await.unwrap().unwrap().len(), 2);
    assert_eq!(service.asked().len(), 1, "who stops here has asked for one page only");
    assert_eq!(stream.next().await.unwrap().unwrap(), [json!(3)]);
    assert!(stream.next().await.is_none());
    assert!(service.asked()[1].line.contains("$skiptoken=2"), "the link is followed as it is");
}

#[tokio::test]
async fn the_token_is_not_sent_to_another_host() {
    let body = json!({ "value": [1], "@odata.nextLink": "https://elsewhere.example/v1.0/users" });
    let service = Service::saying([answer(200, body)]).await;
    let found = all_pages::<Value>(&service.graph(), &GraphRequest::get("/users")).await;
    assert!(matches!(found, Err(GraphError::ForeignHost { host }) if host == "elsewhere.example"));
}
