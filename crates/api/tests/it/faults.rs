//! The service has a bad day; nothing is lost and nothing is done twice.

use crate::office::{Office, PAGES};
use doorward_api::contract::{ErrorCode, Page};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_instantiation_that_answers_404_although_it_worked_is_found_and_adopted() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    office.fault(json!({ "name": "instantiate_lost", "count": 1 })).await;
    let run = office.apply_all(&run).await;
    office.assert_one_of_each(&before, &run).await;
    assert_eq!(run.name, "Sentry", "the working name is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_is_waited_out() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    office.fault(json!({ "name": "throttle", "count": 3, "retryAfter": 1 })).await;
    let run = office.apply_all(&run).await;
    office.assert_one_of_each(&before, &run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_changes_stops_the_page_and_going_on_makes_nothing_twice() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    office.fault(json!({ "name": "outage", "count": 50, "method": "PATCH" })).await;
    let error = office.apply(&run, Page::Urls).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable, "{error:?}");
    office.control("DELETE", "/faults", json!(null)).await;
    let mut view = run.clone();
    for page in &PAGES[1..] {
        view = office.apply(&run, *page).await.unwrap();
    }
    office.assert_one_of_each(&before, &view).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saml_mode_that_has_not_spread_yet_is_waited_for() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    office.fault(json!({ "name": "mode_unsettled", "count": 2 })).await;
    let view = office.apply(&run, Page::Urls).await.unwrap();
    assert_eq!(view.page, Page::Certificate, "the page is done and the next one comes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_renewed_once_and_the_step_goes_on() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.fault(json!({ "name": "token_refused", "count": 1 })).await;
    office.apply(&run, Page::Application).await.unwrap();
}
