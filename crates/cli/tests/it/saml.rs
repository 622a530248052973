//! The SAML toolkit as a script uses it: other people's responses in every form they are captured in.

use crate::program::{doorward, last_line, run};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

fn data(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../saml/tests/it/data/others");
    folder.join(name).to_string_lossy().into_owned()
}

const FITTING: &[&str] = &[
    "--issuer",
    "https://idp.example/metadata",
    "--audience",
    "https://sp.example/metadata",
    "--acs",
    "https://sp.example/acs",
    "--at",
    "2026-01-10T09:01:00Z",
];

fn check(response: &str, further: &[&str]) -> Output {
    let profile = tempfile::tempdir().unwrap();
    let certificate = data("idp.pem");
    let mut arguments =
        vec!["saml", "check", "--json", "--response", response, "--certificate", &certificate];
    arguments.extend(FITTING);
    arguments.extend(further);
    run(profile.path(), &arguments)
}

const ANSWERED: &[&str] = &["--request-id", "_req1234567890abcdef"];

fn reasons(output: &Output) -> Vec<String> {
    let report = last_line(output);
    let reasons = report["reasons"].as_array().unwrap();
    reasons.iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_honest_response_is_accepted_with_its_facts() {
    let output = check(&data("xmlsec-both-pretty.xml"), ANSWERED);
    assert_eq!(output.status.code(), Some(0));
    let report = last_line(&output);
    assert_eq!((&report["accepted"], &report["reasons"]), (&json!(true), &json!([])));
    let facts = json!({
        "issuer": "https://idp.example/metadata",
        "nameId": "user@example.com",
        "nameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "audience": "https://sp.example/metadata",
        "attributes": { "mail": ["user@example.com"], "groups": ["a & b", "Grüße 漢"] },
    });
    assert_eq!(report["facts"], facts);
    let passed = |check: &Value| check["outcome"] == "passed" && check.get("expected").is_some();
    assert!(report["checks"].as_array().unwrap().iter().all(passed));
}

#[test]
fn a_refused_response_says_why_and_proves_nothing() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = std::fs::read_to_string(data("xmlsec-response.xml")).unwrap();
    std::fs::write(file.path(), text.replace("user@example.com<", "admin@example.com<")).unwrap();
    let output = check(&file.path().to_string_lossy(), ANSWERED);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(reasons(&output), ["signed_by_active_certificate"]);
    assert!(last_line(&output).get("facts").is_none());
    let elsewhere = check(&data("xmlsec-response.xml"), &["--idp-initiated"]);
    assert_eq!(reasons(&elsewhere), ["in_response_to", "subject_confirmation"]);
}

#[test]
fn sha1_needs_its_switch_and_leaves_a_warning() {
    let refused = check(&data("xmlsec-sha1.xml"), ANSWERED);
    assert_eq!((refused.status.code(), reasons(&refused)), (Some(1), vec!["signature_algorithm".to_owned()]));
    let allowed = check(&data("xmlsec-sha1.xml"), &[ANSWERED, &["--allow-sha1"]].concat());
    assert_eq!(last_line(&allowed)["warnings"], json!([{ "code": "sha1" }]));
}

fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let profile = tempfile::tempdir().unwrap();
    let mut child =
        doorward(profile.path(), arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_form_body_from_standard_input_is_understood() {
    let form =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/response/form.txt"))
            .unwrap();
    let certificate = data("idp.pem");
    let head = ["saml", "check", "--json", "--response", "-", "--certificate", &certificate];
    let output = piped(&[&head, FITTING, ANSWERED].concat(), &form);
    assert_eq!(last_line(&output)["accepted"], true);
    let decoded = piped(&["saml", "decode", "--json"], &form);
    let message = last_line(&decoded);
    assert_eq!((&message["carrier"], &message["relayState"]), (&json!("form"), &json!("x")));
    assert_eq!(message["unverified"]["assertions"][0]["nameId"], "user@example.com");
}

#[test]
fn what_cannot_be_read_is_refused_and_what_cannot_be_meant_is_usage() {
    let profile = tempfile::tempdir().unwrap();
    let nothing = profile.path().join("empty");
    std::fs::write(&nothing, "").unwrap();
    let output = check(&nothing.to_string_lossy(), ANSWERED);
    assert_eq!((output.status.code(), reasons(&output)), (Some(1), vec!["well_formed".to_owned()]));
    assert_eq!(check("no-such-file", ANSWERED).status.code(), Some(2));
    assert_eq!(
        check(&data("xmlsec-sha1.xml"), &[ANSWERED, &["--idp-initiated"]].concat()).status.code(),
        Some(2)
    );
    assert_eq!(
        check(&data("xmlsec-sha1.xml"), &["--certificate", &data("xmlsec-sha1.xml")]).status.code(),
        Some(2)
    );
    assert_eq!(run(profile.path(), &["saml", "check", "--json"]).status.code(), Some(2));
}

#[test]
fn fields_are_linted_against_a_recipe() {
    let profile = tempfile::tempdir().unwrap();
    let fields = [
        "--identifier",
        "https://sentry.io/saml/metadata/acme",
        "--reply-url",
        "http://sentry.io/saml/acs/acme/",
    ];
    let output =
        run(profile.path(), &[&["saml", "lint", "--json", "--recipe", "sentry"][..], &fields].concat());
    assert_eq!(output.status.code(), Some(1), "http is an error");
    let report = last_line(&output);
    let found: Vec<(&str, &str, Option<u64>)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap(), one["at"].as_u64()))
        .collect();
    assert!(found.contains(&("reply_url", "http", Some(5))), "{found:?}");
    assert!(found.contains(&("identifier", "pattern", Some(37))), "the closing slash: {found:?}");
}

#[test]
fn metadata_fills_fields_and_is_compared_with_a_thumbprint() {
    let profile = tempfile::tempdir().unwrap();
    let file = data("../metadata.xml");
    let report = last_line(&run(profile.path(), &["saml", "metadata", &file, "--json"]));
    assert_eq!(report["fields"]["reply_url"], "https://sp.example/acs/default");
    let thumbprint = report["roles"][0]["keys"][0]["thumbprint"].as_str().unwrap();
    let same = run(profile.path(), &["saml", "metadata", &file, "--json", "--thumbprint", thumbprint]);
    assert_eq!((same.status.code(), &last_line(&same)["thumbprintMatches"]), (Some(0), &json!(true)));
    let other = run(profile.path(), &["saml", "metadata", &file, "--json", "--thumbprint", &"0".repeat(40)]);
    assert_eq!(other.status.code(), Some(1));
    assert_eq!(
        run(profile.path(), &["saml", "metadata", "http://vendor.example/", "--json"]).status.code(),
        Some(2)
    );
}
