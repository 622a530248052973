//! Errors explained in the terminal.

use crate::program::{last_line, run};
use serde_json::json;

#[test]
fn a_code_is_explained_with_the_next_action() {
    let profile = tempfile::tempdir().unwrap();
    let output = run(profile.path(), &["explain", "AADSTS50105", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let found = &last_line(&output)["explanations"][0];
    assert_eq!((&found["code"], &found["place"]), (&json!("AADSTS50105"), &json!("entra")));
    assert_eq!(found["next"]["action"], "assign_person");
}

#[test]
fn settings_from_a_file_are_held_against_the_error() {
    let profile = tempfile::tempdir().unwrap();
    let file = profile.path().join("sentry.json");
    std::fs::write(&file, json!({ "replyUrls": ["https://sentry.io/saml/acs/acme/"] }).to_string()).unwrap();
    let text = "AADSTS50011: The redirect URI 'https://sentry.io/saml/acs/acme' specified in the request does not match";
    let output = run(profile.path(), &["explain", text, "--app", &file.to_string_lossy(), "--json"]);
    let sides = &last_line(&output)["explanations"][0]["sides"];
    assert_eq!(
        (&sides["actual"], &sides["departsAt"]),
        (&json!("https://sentry.io/saml/acs/acme"), &json!(32))
    );
}

#[test]
fn what_is_no_error_is_said_to_be_none() {
    let profile = tempfile::tempdir().unwrap();
    assert_eq!(run(profile.path(), &["explain", "hello", "--json"]).status.code(), Some(1));
    assert_eq!(run(profile.path(), &["explain"]).status.code(), Some(2));
}
