//! Answers that are none: a captive portal, a cut body, an endless list. Never taken for "empty".

use crate::service::{Act, Service, answer};
use doorward_graph::{GraphError, GraphRequest, all_pages};
use serde_json::{Value, json};

const PORTAL: &str = "<html><body>Please accept the terms of the guest network</body></html>";

fn read() -> GraphRequest {
    GraphRequest::get("/applications")
}

#[tokio::test]
async fn a_captive_portals_page_is_asked_past_and_is_no_empty_list() {
    let service = Service::saying([
        Act::Raw(200, "text/html", PORTAL.to_owned()),
        answer(200, json!({ "value": [{ "id": 1 }] })),
    ])
    .await;
    let found = all_pages::<Value>(&service.graph(), &read()).await.unwrap();
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn a_portal_that_stays_is_an_error() {
    let pages = (0..6).map(|_| Act::Raw(200, "text/html", PORTAL.to_owned()));
    let service = Service::saying(pages).await;
    let error = all_pages::<Value>(&service.graph(), &read()).await.unwrap_err();
    assert!(matches!(error, GraphError::Garbled { .. }), "{error:?}");
}

#[tokio::test]
async fn a_change_answered_by_a_portal_is_sent_once_and_its_fate_is_open() {
    let service = Service::saying([Act::Raw(200, "text/html", PORTAL.to_owned())]).await;
    let error = service.graph().send(&GraphRequest::post("/users", json!({}))).await.unwrap_err();
    assert!(matches!(error, GraphError::Unknown { .. }), "{error:?}");
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_json_of_another_form_is_no_empty_list() {
    let service = Service::saying([answer(200, json!({ "message": "hello" }))]).await;
    let error = all_pages::<Value>(&service.graph(), &read()).await.unwrap_err();
    assert!(matches!(error, GraphError::Garbled { .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_beyond_all_size_is_cut_off_and_refused() {
    let huge = format!("{{\"value\":[\"{}\"]}}", "x".repeat(10 << 20));
    let service = Service::saying((0..6).map(|_| Act::Raw(200, "application/json", huge.clone()))).await;
    let error = all_pages::<Value>(&service.graph(), &read()).await.unwrap_err();
    assert!(matches!(error, GraphError::Garbled { .. }), "{error:?}");
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let service = Service::saying([]).await;
    let next = format!("{}/v1.0/applications?$skiptoken=again", service.origin);
    for _ in 0..402 {
        service.then(answer(200, json!({ "value": [], "@odata.nextLink": next })));
    }
    let error = all_pages::<Value>(&service.graph(), &read()).await.unwrap_err();
    assert!(matches!(error, GraphError::Garbled { .. }), "{error:?}");
    assert!(service.asked().len() <= 401, "{}", service.asked().len());
}
