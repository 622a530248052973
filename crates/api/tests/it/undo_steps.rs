//! Each step taken back by itself: its fields are what they were before, to the byte, and no other field of any object moved.

use crate::{
    office::Office,
    shown::shown,
    undo::{taken_over, undo},
};
use serde_json::Value;
use std::time::Duration;

/// What each step has written to: set of objects, and properties as Graph names them. A registration's service principal
/// mirrors it.
const STEPS: [(&str, &[(&str, &str)]); 6] = [
    ("assign", &[("servicePrincipals", "appRoleAssignedTo")]),
    ("notification_emails", &[("servicePrincipals", "notificationEmailAddresses")]),
    ("sign_on", &[("servicePrincipals", "loginUrl"), ("servicePrincipals", "samlSingleSignOnSettings")]),
    (
        "identifiers",
        &[
            ("applications", "identifierUris"),
            ("applications", "web"),
            ("servicePrincipals", "servicePrincipalNames"),
            ("servicePrincipals", "replyUrls"),
            ("servicePrincipals", "logoutUrl"),
        ],
    ),
    ("saml_mode", &[("servicePrincipals", "preferredSingleSignOnMode")]),
    ("create_user", &[]),
];

/// The same tenant with these properties as they were.
fn with_former(now: &Value, before: &Value, written: &[(&str, &str)]) -> Value {
    let mut expected = now.clone();
    for (set, property) in written {
        for row in expected[*set].as_array_mut().unwrap() {
            let rows = before[*set].as_array().unwrap();
            let former = rows.iter().find(|former| former["id"] == row["id"]).expect("it was there before");
            let row = row.as_object_mut().unwrap();
            match former.get(*property) {
                Some(value) => row.insert((*property).to_owned(), value.clone()),
                None => row.remove(*property),
            };
        }
    }
    expected
}

/// Properties that are not as expected, in words.
fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut told = Vec::new();
    for set in ["applications", "servicePrincipals", "users"] {
        for (expected, found) in expected[set].as_array().unwrap().iter().zip(found[set].as_array().unwrap())
        {
            for (name, value) in expected.as_object().unwrap() {
                if found[name] != *value {
                    told.push(format!("{set}.{name}: expected {value}, found {}", found[name]));
                }
            }
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_goes_back_by_itself_and_moves_nothing_else() {
    let office = Office::open().await;
    let (run, _, _) = taken_over(&office).await;
    let run = office
        .answer(&run, |answers| {
            answers.overrides.insert("relay_state".to_owned(), "rs-1".to_owned());
            answers.overrides.insert("logout_url".to_owned(), "https://sentry.io/logout/".to_owned());
            answers.emails = Some(vec!["warn@larkfield.example".to_owned()]);
        })
        .await;
    let before = shown(&office).await;
    office.apply_all(&run).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let mut now = shown(&office).await;
    for (step, written) in STEPS {
        let receipt = undo(&office, &run, Some(step)).await;
        assert!(receipt.stays.is_empty(), "{step}: nothing has to stay: {:?}", receipt.stays);
        tokio::time::sleep(Duration::from_millis(800)).await;
        let mut expected = with_former(&now, &before, written);
        if step == "create_user" {
            expected["users"] = before["users"].clone();
        }
        let after = shown(&office).await;
        assert_ne!(after, now, "{step}: taking it back did something");
        assert_eq!(differences(&expected, &after), Vec::<String>::new(), "{step}");
        assert_eq!(after, expected, "{step}");
        now = after;
    }
    assert_eq!(now, before, "all steps together are the whole way back");
    assert_eq!(office.preview(&run, doorward_api::contract::Page::Urls).await.steps.len(), 3);
}
