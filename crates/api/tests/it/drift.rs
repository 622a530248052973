//! What moved away from where a run left it: every field by its name, expected against found, and the way back.

use crate::{
    office::Office,
    undo::{taken_over, undo},
};
use doorward_api::contract::{
    RunView,
    drift::{DifferenceKind, DriftState, MendApply, StatusRequest, StatusView},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

async fn status(office: &Office, run: &RunView) -> StatusView {
    office.console.status(StatusRequest { application: run.id.clone() }).await.unwrap()
}

/// An application of others, taken over, with every field in use.
async fn with_everything(office: &Office) -> (RunView, String, String) {
    let (run, application, principal) = taken_over(office).await;
    let run = office
        .answer(&run, |answers| {
            answers.overrides.insert("relay_state".to_owned(), "rs-1".to_owned());
            answers.overrides.insert("logout_url".to_owned(), "https://sentry.io/logout/".to_owned());
            answers.emails = Some(vec!["warn@larkfield.example".to_owned()]);
        })
        .await;
    let run = office.apply_all(&run).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    (run, application, principal)
}

/// Somebody changes every field that the run has set, and takes the assignment away.
async fn meddle(office: &Office, application: &str, principal: &str) {
    let registration = json!({
        "identifierUris": ["https://other.example/saml"],
        "web": { "redirectUris": ["https://other.example/acs"], "redirectUriSettings": [], "logoutUrl": "https://other.example/out" },
    });
    office.graph("PATCH", &format!("/applications/{application}"), registration).await;
    let instance = json!({
        "loginUrl": "https://other.example/start",
        "samlSingleSignOnSettings": { "relayState": "other" },
        "notificationEmailAddresses": ["other@larkfield.example"],
    });
    office.graph("PATCH", &format!("/servicePrincipals/{principal}"), instance).await;
    let assigned =
        office.graph("GET", &format!("/servicePrincipals/{principal}/appRoleAssignedTo"), Value::Null).await;
    for row in assigned["value"].as_array().unwrap() {
        let path =
            format!("/servicePrincipals/{principal}/appRoleAssignedTo/{}", row["id"].as_str().unwrap());
        office.graph("DELETE", &path, Value::Null).await;
    }
    tokio::time::sleep(Duration::from_millis(800)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_moved_is_told_by_name_and_led_back() {
    let office = Office::open().await;
    let (run, application, principal) = with_everything(&office).await;
    assert_eq!(status(&office, &run).await.state, DriftState::Same, "nothing has moved yet");

    meddle(&office, &application, &principal).await;
    let drifted = status(&office, &run).await;
    let told: BTreeMap<&str, &DifferenceKind> =
        drifted.differences.iter().map(|one| (one.field.as_str(), &one.kind)).collect();
    let expected = [
        "appRoleAssignedTo",
        "identifierUris",
        "loginUrl",
        "notificationEmailAddresses",
        "samlSingleSignOnSettings.relayState",
        "web.logoutUrl",
        "web.redirectUris",
    ];
    assert_eq!(told.keys().copied().collect::<Vec<_>>(), expected);
    let found = |field: &str| drifted.differences.iter().find(|one| one.field == field).unwrap();
    assert_eq!(found("loginUrl").expected, ["https://sentry.io/organizations/acme/"]);
    assert_eq!(found("loginUrl").actual, ["https://other.example/start"]);

    let mend = MendApply { run: drifted.run, plan: drifted.mend.hash };
    let mended = office.console.mend_apply(mend).await.unwrap();
    assert!(mended.mend.steps.is_empty(), "one mend leads everything back: {:?}", mended.mend.steps);
    let left: Vec<_> = mended.differences.iter().filter(|one| one.kind != DifferenceKind::Added).collect();
    assert!(left.is_empty(), "only what others added beside ours is still told: {left:?}");
    assert!(
        undo(&office, &run, Some("assign")).await.stays.is_empty(),
        "a mended step can still be taken back"
    );
}
