//! Onboarding from nothing to a proven sign-on, and the exit codes that scripts rely on.

use crate::program::{last_line, run};
use serde_json::Value;

fn proven(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let mut all = vec!["onboard"];
    all.extend(arguments);
    all.extend(["--practice", "--json"]);
    let output = run(&profile, &all);
    let receipt = last_line(&output);
    assert_eq!(output.status.code(), Some(0), "done and proven: {receipt}");
    assert_eq!(receipt["evidence"]["accepted"], true);
    let checks = receipt["evidence"]["checks"].as_array().unwrap();
    assert!(checks.len() > 15 && checks.iter().all(|check| check["passed"] == true), "every check is listed");
    receipt
}

fn field<'a>(receipt: &'a Value, name: &str) -> &'a str {
    let fields = receipt["fields"].as_array().unwrap();
    fields
        .iter()
        .find(|field| field["field"] == name)
        .and_then(|field| field["value"].as_str())
        .unwrap_or_default()
}

#[test]
fn sentry_is_proven_with_one_answer() {
    let receipt = proven(&["sentry", "--set", "ORGANIZATION_SLUG=acme"]);
    assert_eq!(field(&receipt, "identifier"), "https://sentry.io/saml/metadata/acme/");
    assert_eq!(field(&receipt, "reply_url"), "https://sentry.io/saml/acs/acme/");
    assert_eq!(receipt["testUser"]["password"], Value::Null, "a password is not printed unasked");
}

#[test]
fn a_proof_stands_for_the_same_command_until_something_changes() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let onboard = |more: &[&str]| {
        let mut all = vec!["onboard", "sentry", "--practice", "--lag", "200", "--json"];
        all.extend(more);
        let output = run(&profile, &all);
        (output.status.code(), last_line(&output))
    };
    let (code, first) = onboard(&["--set", "ORGANIZATION_SLUG=acme"]);
    assert_eq!(code, Some(0), "{first}");
    let (code, again) = onboard(&["--set", "ORGANIZATION_SLUG=acme"]);
    assert_eq!(code, Some(0), "nothing had to be done, and nothing is less proven: {again}");
    let moment = |receipt: &Value| receipt["evidence"]["at"].as_str().unwrap()[..19].to_owned();
    assert_eq!((&again["run"], moment(&again)), (&first["run"], moment(&first)));
    let (code, changed) = onboard(&["--set", "ORGANIZATION_SLUG=globex"]);
    assert_eq!(code, Some(3), "the old proof says nothing about the new configuration: {changed}");
    assert_eq!(changed["evidence"]["accepted"], false);
}

#[test]
fn segment_is_proven_from_entras_side() {
    let receipt = proven(&["segment", "--set", "CUSTOMER_VALUE=acme", "--idp-initiated"]);
    assert_eq!(field(&receipt, "identifier"), "urn:auth0:segment-prod:samlp-acme");
    assert_eq!(receipt["evidence"]["initiation"], "identity_provider");
}

#[test]
fn sequr_is_proven_while_its_relay_state_stays_open() {
    let receipt = proven(&["sequr"]);
    let open: Vec<&str> =
        receipt["openItems"].as_array().unwrap().iter().filter_map(|item| item["code"].as_str()).collect();
    assert!(open.contains(&"relay_state"), "Sequr hands it out later");
    assert_eq!(receipt["testUser"]["upn"].as_str().unwrap().split('@').next(), Some("Britta.Simon"));
}

#[test]
fn a_plan_changes_nothing_and_shows_every_request() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--practice", "--plan", "--json"];
    let plan = last_line(&run(folder.path(), &arguments));
    let steps = plan["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 10);
    assert!(
        steps.iter().all(|step| !step["requests"].as_array().unwrap().is_empty()),
        "each names its requests"
    );
    assert!(
        !plan.to_string().contains("forceChangePasswordNextSignIn\\\": true"),
        "a forced change would break the test"
    );
    let again = last_line(&run(folder.path(), &arguments));
    assert_eq!(again["steps"].as_array().unwrap().len(), 10, "the first plan left nothing behind");
}

#[test]
fn a_missing_answer_is_wrong_usage_and_leaves_nothing_half_made() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["onboard", "sentry", "--practice", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let error = &last_line(&output)["error"];
    assert!(error["hint"].as_str().unwrap().contains("--set ORGANIZATION_SLUG="), "the way on is named");
    assert!(
        !String::from_utf8_lossy(&output.stdout).contains("\"instantiate\""),
        "no write before all answers"
    );
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        vec!["onboard", "sentry", "--set", "NONSENSE=1", "--practice"],
        vec!["onboard", "no such application", "--practice"],
        vec!["onboard", "sentry", "--set", "no-equals-sign", "--practice"],
        vec!["nonsense"],
    ] {
        assert_eq!(run(folder.path(), &arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn without_a_session_it_fails_and_says_what_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("doorward signin"));
}

#[test]
fn a_company_proxy_does_not_stand_between_the_program_and_this_computer() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--practice", "--plan", "--json"];
    let mut command = crate::program::doorward(folder.path(), &arguments);
    command
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .env("http_proxy", "http://127.0.0.1:9")
        .env_remove("NO_PROXY");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
