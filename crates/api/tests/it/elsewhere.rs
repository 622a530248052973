//! Somebody else is at work on the same objects, or the service does only half of what was asked.

use crate::office::{Office, PAGES};
use doorward_api::contract::{ErrorCode, Page, RunView};
use serde_json::{Value, json};
use std::time::Duration;

async fn settled() {
    tokio::time::sleep(Duration::from_millis(800)).await;
}

fn principal(run: &RunView) -> String {
    format!("/servicePrincipals/{}", run.application.created.as_ref().unwrap().service_principal_id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_could_not_be_activated_is_activated_later_and_not_made_again() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    let run = office.apply(&run, Page::Urls).await.unwrap();
    office
        .fault(json!({ "name": "outage", "count": 500, "method": "PATCH", "path": "/servicePrincipals/" }))
        .await;
    let error = office.apply(&run, Page::Certificate).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unreachable, "{error:?}");
    office.control("DELETE", "/faults", Value::Null).await;
    settled().await;
    let held = office.graph("GET", &principal(&run), Value::Null).await;
    assert!(held["keyCredentials"].as_array().unwrap().iter().any(|key| key["usage"] == "Verify"));
    assert!(held["preferredTokenSigningKeyThumbprint"].as_str().unwrap_or_default().is_empty(), "not active");
    let plan = office.preview(&run, Page::Certificate).await;
    assert!(plan.steps.iter().any(|step| step.id == "activate_certificate"), "{:?}", plan.steps);
    assert!(plan.steps.iter().all(|step| step.id != "add_certificate"), "it is there: {:?}", plan.steps);
    let mut view = run.clone();
    for page in &PAGES[2..] {
        view = office.apply(&run, *page).await.unwrap();
    }
    office.assert_one_of_each(&before, &view).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_is_deleted_meanwhile_is_said_to_be_gone_and_nothing_is_made_in_its_place() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply(&run, Page::Application).await.unwrap();
    let shown = office.preview(&run, Page::Urls).await;
    let created = run.application.created.clone().unwrap();
    office.graph("DELETE", &format!("/applications/{}", created.application_id), Value::Null).await;
    settled().await;
    let before = office.count().await;
    let apply =
        doorward_api::contract::run::RunApply { run: run.id.clone(), page: Page::Urls, plan: shown.hash };
    let error = office.console.run_apply(apply).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "{error:?}");
    assert!(error.hint.as_deref().unwrap_or_default().contains("Restore it"), "{error:?}");
    let after = office.count().await;
    for kind in ["applications", "servicePrincipals", "users", "assignments"] {
        assert_eq!(after[kind], before[kind], "no {kind} were made");
    }
}
