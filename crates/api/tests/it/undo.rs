//! Taking back: the tenant is afterwards what it was before, and nothing of others is lost.

use crate::{
    office::{Office, PAGES},
    shown::shown,
};
use doorward_api::contract::{
    Page, PlanView, RunView,
    drift::{DriftState, MendApply, StatusRequest},
    run::{RunApply, RunPage},
    undo::{UndoApply, UndoReceipt, UndoRequest, UndoState, UndoView},
};
use serde_json::{Value, json};

async fn preview(office: &Office, run: &RunView, step: Option<&str>) -> UndoView {
    let step = step.map(str::to_owned);
    office.console.undo_preview(UndoRequest { run: run.id.clone(), step }).await.unwrap()
}

pub(crate) async fn undo(office: &Office, run: &RunView, step: Option<&str>) -> UndoReceipt {
    let plan = preview(office, run, step).await.hash;
    let step = step.map(str::to_owned);
    office.console.undo_apply(UndoApply { run: run.id.clone(), step, plan }).await.unwrap()
}

#[tokio::test]
async fn a_run_taken_back_leaves_the_tenant_as_it_was() {
    let office = Office::open().await;
    let before = shown(&office).await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    assert_ne!(shown(&office).await, before, "the onboarding did something");
    assert_eq!(listed(&office).await, ["Sentry"], "the list knows it without reading the directory again");

    let way = preview(&office, &run, None).await;
    let first = &way.steps[0];
    assert!(["create_user", "assign"].contains(&first.id.as_str()), "the newest comes first: {}", first.id);
    let covered = way.steps.iter().filter(|step| step.state == UndoState::Covered).count();
    assert!(covered >= 6, "what stands in the application goes with it");
    let receipt = undo(&office, &run, None).await;
    assert!(receipt.stays.is_empty(), "nothing of a new application has to stay");
    assert_eq!(settled(&office, &before).await, before, "byte for byte what Graph showed before");

    assert!(preview(&office, &run, None).await.steps.is_empty(), "there is nothing left to take back");
    let cards = office.console.home(doorward_api::contract::Nothing {}).await.unwrap().under_way;
    assert!(cards.is_empty(), "the run is not under way any more");
    assert!(listed(&office).await.is_empty(), "nor is the application listed any more");
}

/// What Home lists, from what is known here.
async fn listed(office: &Office) -> Vec<String> {
    let home = office.console.home(doorward_api::contract::Nothing {}).await.unwrap();
    home.applications.into_iter().map(|row| row.name).collect()
}

/// What the tenant shows once it shows what is wanted, or after ten seconds: a service principal repeats its application's reply
/// URLs, and a reader may see the former ones for a moment after the application itself has settled.
async fn settled(office: &Office, wanted: &Value) -> Value {
    let mut now = shown(office).await;
    for _ in 0..40 {
        if now == *wanted {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        now = shown(office).await;
    }
    now
}

/// An application that was there before, with values of its own, onboarded by taking it over.
pub(crate) async fn taken_over(office: &Office) -> (RunView, String, String) {
    let made = office
        .graph(
            "POST",
            &format!("/applicationTemplates/{}/instantiate", office.gallery("Sentry").await),
            json!({ "displayName": "Theirs" }),
        )
        .await;
    let application = made["application"]["id"].as_str().unwrap().to_owned();
    let principal = made["servicePrincipal"]["id"].as_str().unwrap().to_owned();
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    let web = json!({ "web": { "redirectUris": ["https://old.example/acs", "https://older.example/acs"] } });
    office.graph("PATCH", &format!("/applications/{application}"), web).await;
    let own = json!({ "loginUrl": "https://old.example/start", "notificationEmailAddresses": ["old@larkfield.example"] });
    office.graph("PATCH", &format!("/servicePrincipals/{principal}"), own).await;
    let certificate = office
        .graph(
            "POST",
            &format!("/servicePrincipals/{principal}/addTokenSigningCertificate"),
            json!({ "displayName": "CN=Old" }),
        )
        .await;
    let thumbprint = json!({ "preferredTokenSigningKeyThumbprint": certificate["thumbprint"] });
    office.graph("PATCH", &format!("/servicePrincipals/{principal}"), thumbprint).await;
    // Only then is what the tenant shows what was there before.
    for _ in 0..40 {
        let held = office.graph("GET", &format!("/servicePrincipals/{principal}"), Value::Null).await;
        if held["replyUrls"] == json!(["https://old.example/acs", "https://older.example/acs"]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    let run = office.sentry().await;
    let run = office.answer(&run, |answers| answers.adopt = Some(principal.clone())).await;
    (run, application, principal)
}

#[tokio::test]
async fn an_application_taken_over_gets_its_exact_former_values_back() {
    let office = Office::open().await;
    let (run, application, _) = taken_over(&office).await;
    let before = shown(&office).await;
    office.apply_all(&run).await;
    let during = office.graph("GET", &format!("/applications/{application}"), Value::Null).await;
    assert_eq!(during["web"]["redirectUris"][0], "https://sentry.io/saml/acs/acme/");
    let way = preview(&office, &run, None).await;
    assert!(way.steps.iter().all(|step| step.id != "instantiate"), "what was there before is not deleted");
    undo(&office, &run, None).await;
    assert_eq!(settled(&office, &before).await, before, "restored, not approximated");
}

#[tokio::test]
async fn what_others_changed_meanwhile_is_shown_and_kept() {
    let office = Office::open().await;
    let (run, application, principal) = taken_over(&office).await;
    office.apply_all(&run).await;
    let held = office.graph("GET", &format!("/applications/{application}"), Value::Null).await;
    let mut urls = held["web"]["redirectUris"].as_array().unwrap().clone();
    urls.push(json!("https://theirs.example/acs"));
    office
        .graph(
            "PATCH",
            &format!("/applications/{application}"),
            json!({ "web": { "redirectUris": urls, "redirectUriSettings": [] } }),
        )
        .await;
    office
        .graph(
            "PATCH",
            &format!("/servicePrincipals/{principal}"),
            json!({ "loginUrl": "https://theirs.example/" }),
        )
        .await;

    let way = preview(&office, &run, None).await;
    let conflict = way.findings.iter().find(|finding| finding.code == "conflict").expect("told before");
    assert!(
        conflict.message.contains("https://theirs.example/")
            && conflict.message.contains("https://old.example/start")
    );
    undo(&office, &run, None).await;
    let after = office.graph("GET", &format!("/applications/{application}"), Value::Null).await;
    let urls: Vec<&str> =
        after["web"]["redirectUris"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(urls, ["https://old.example/acs", "https://older.example/acs", "https://theirs.example/acs"]);
    let after = office.graph("GET", &format!("/servicePrincipals/{principal}"), Value::Null).await;
    assert_eq!(after["loginUrl"], "https://theirs.example/", "a value of others is never overwritten");
}

#[tokio::test]
async fn one_step_can_be_taken_back_and_done_again() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    let receipt = undo(&office, &run, Some("assign")).await;
    assert_eq!(receipt.steps.len(), 1);
    assert_eq!(
        office.preview(&run, Page::Assignment).await.steps.len(),
        1,
        "the page has something to do again"
    );
    office.apply(&run, Page::Assignment).await.unwrap();
    let unknown =
        office.console.undo_preview(UndoRequest { run: run.id.clone(), step: Some("nonsense".into()) }).await;
    assert_eq!(unknown.unwrap_err().field.as_deref(), Some("step"));
    let active = preview(&office, &run, Some("add_certificate")).await;
    assert_eq!(active.steps[0].state, UndoState::Stays, "a certificate in use is never removed");
}

#[tokio::test]
async fn an_undo_that_was_cut_off_goes_on_where_it_stands() {
    let office = Office::open().await;
    let before = shown(&office).await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    office.fault(json!({ "name": "young_forbidden", "method": "DELETE", "count": 1 })).await;
    let plan = preview(&office, &run, None).await.hash;
    let broken = office.console.undo_apply(UndoApply { run: run.id.clone(), step: None, plan }).await;
    assert!(broken.is_err(), "the directory refuses for now");
    office.control("DELETE", "/faults", Value::Null).await;
    undo(&office, &run, None).await;
    assert_eq!(settled(&office, &before).await, before);
}

#[tokio::test]
async fn another_way_back_than_the_shown_one_is_refused() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply_all(&run).await;
    let plan = "0".repeat(64);
    let refused = office.console.undo_apply(UndoApply { run: run.id, step: None, plan }).await.unwrap_err();
    assert_eq!(refused.code, doorward_api::contract::ErrorCode::PlanChanged);
}

#[tokio::test]
async fn drift_is_told_field_by_field_and_mended() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let status = |named: &str| office.console.status(StatusRequest { application: named.to_owned() });
    assert_eq!(status("Sentry").await.unwrap().state, DriftState::Same);

    let created = run.application.created.clone().unwrap();
    let web = json!({ "web": { "redirectUris": ["https://evil.example/acs"], "redirectUriSettings": [] } });
    office.graph("PATCH", &format!("/applications/{}", created.application_id), web).await;
    let drifted = status(&created.app_id).await.unwrap();
    assert_eq!(drifted.state, DriftState::Drifted);
    let difference = drifted.differences.iter().find(|one| one.field == "web.redirectUris").unwrap();
    assert_eq!(difference.expected, ["https://sentry.io/saml/acs/acme/"]);
    assert_eq!(difference.actual, ["https://evil.example/acs"]);
    assert_eq!(drifted.mend.steps.len(), 1);

    let mend = MendApply { run: drifted.run, plan: drifted.mend.hash };
    let mended = office.console.mend_apply(mend).await.unwrap();
    assert!(mended.mend.steps.is_empty(), "what can be mended is");
    let urls = office.graph("GET", &format!("/applications/{}", created.application_id), Value::Null).await;
    assert_eq!(urls["web"]["redirectUris"][0], "https://sentry.io/saml/acs/acme/", "the default again");
    assert_eq!(
        mended.differences.len(),
        1,
        "what others added is still told, and left: {:?}",
        mended.differences
    );
}

#[tokio::test]
async fn a_saved_plan_is_applied_only_while_nothing_moved() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let file =
        office.console.plan_save(doorward_api::contract::RunRef { run: run.id.clone() }).await.unwrap();
    assert_eq!((file.steps.len(), file.blocked), (10, false));
    let kept = serde_json::to_string(&file).unwrap();
    let file: doorward_api::contract::plan::PlanFile = serde_json::from_str(&kept).unwrap();

    let mut edited = file.clone();
    edited.steps[0].intent = "Something else".to_owned();
    let refused = office.console.plan_open(edited).await.unwrap_err();
    assert_eq!(refused.code, doorward_api::contract::ErrorCode::PlanChanged);

    let opened = office.console.plan_open(file.clone()).await.unwrap();
    let run = opened.run.expect("nothing moved");
    for page in [Page::Application, Page::Urls] {
        let plan: PlanView = office.console.run_preview(RunPage { run: run.id.clone(), page }).await.unwrap();
        office.console.run_apply(RunApply { run: run.id.clone(), page, plan: plan.hash }).await.unwrap();
    }
    let again = office.console.plan_open(file.clone()).await.unwrap();
    assert!(again.run.is_some(), "its own work is no reason to refuse: it goes on where it stands");

    undo(&office, &run, None).await;
    let other = json!({ "displayName": "Sentry" });
    office.graph("POST", "/applications", other).await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    let mut fresh = file;
    fresh.run = "11111111-2222-3333-4444-555555555555".to_owned();
    let moved = office.console.plan_open(fresh).await.unwrap();
    assert!(moved.run.is_none());
    let named: Vec<&str> = moved.moved.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(named, ["tenant.sameName"]);
    assert_eq!(PAGES.len(), 5);
}
