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

/// The names of an object's members.
fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_report_has_the_promised_members_and_no_others() {
    let report = last_line(&check(&data("xmlsec-both-pretty.xml"), ANSWERED));
    assert_eq!(members(&report), ["accepted", "checks", "facts", "reasons"]);
    assert_eq!(members(&report["facts"]), ["attributes", "audience", "issuer", "nameId", "nameIdFormat"]);
    let refused = last_line(&check(&data("xmlsec-both-pretty.xml"), &["--request-id", "_another"]));
    assert_eq!(members(&refused), ["accepted", "checks", "reasons"], "nothing is proven");
    assert_eq!(members(&refused["reasons"][0]), ["code", "message"]);
    for check in refused["checks"].as_array().unwrap() {
        assert_eq!(members(check), ["code", "expected", "found", "outcome"]);
        let outcome = check["outcome"].as_str().unwrap();
        assert!(["passed", "failed", "skipped"].contains(&outcome), "{check}");
    }
}

/// The exit code when exactly these certificates are trusted, given as the shell would.
fn trusting(response: &str, certificates: &[&str], further: &[&str]) -> Option<i32> {
    let profile = tempfile::tempdir().unwrap();
    let mut arguments = vec!["saml", "check", "--response", response];
    arguments.extend(certificates);
    arguments.extend(FITTING);
    arguments.extend(ANSWERED);
    arguments.extend(further);
    run(profile.path(), &arguments).status.code()
}

#[test]
fn certificates_come_in_any_form_and_number() {
    let folder = tempfile::tempdir().unwrap();
    let pem = std::fs::read_to_string(data("idp.pem")).unwrap();
    let other = std::fs::read_to_string(data("idp2.pem")).unwrap();
    let certificate = doorward_saml::Certificate::from_pem(&pem).unwrap();
    let metadata = doorward_saml::IdpMetadata {
        entity_id: "https://idp.example/metadata".to_owned(),
        sign_in: vec![doorward_saml::Endpoint {
            binding: doorward_saml::Binding::Redirect,
            location: "https://idp.example/sso".to_owned(),
        }],
        sign_out: Vec::new(),
        signing: vec![certificate.clone()],
    };
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    };
    let forms = [
        file("windows.pem", format!("Subject: CN = idp\r\n{}", pem.replace('\n', "\r\n")).as_bytes()),
        file("both.pem", format!("{other}{pem}").as_bytes()),
        file("idp.cer", certificate.der()),
        file("idp.b64", certificate.to_base64().as_bytes()),
        file("metadata.xml", format!("\u{feff}{}", metadata.to_xml()).as_bytes()),
    ];
    let response = data("xmlsec-response.xml");
    for form in &forms {
        assert_eq!(trusting(&response, &["--certificate", form], &[]), Some(0), "{form}");
    }
    let (one, two) = (data("idp.pem"), data("idp2.pem"));
    let twice = data("xmlsec-two-keys.xml");
    assert_eq!(trusting(&twice, &["--certificate", &one, "--certificate", &two], &[]), Some(0), "repeated");
    assert_eq!(trusting(&twice, &["--certificate", &one, &two], &[]), Some(0), "one after the other");
    assert_eq!(trusting(&twice, &["--certificate", &one], &[]), Some(1), "one of the two is not enough");
    let broken = file("broken.pem", format!("{pem}-----BEGIN CERTIFICATE-----\nnonsense\n").as_bytes());
    assert_eq!(trusting(&response, &["--certificate", &broken], &[]), Some(2), "half a file is none");
    assert_eq!(trusting(&response, &["--certificate", ""], &[]), Some(2));
}

#[test]
fn the_moment_and_the_tolerance_decide_to_the_second() {
    let at = |moment: &str, skew: &[&str]| {
        let profile = tempfile::tempdir().unwrap();
        let (response, certificate) = (data("xmlsec-response.xml"), data("idp.pem"));
        let head = ["saml", "check", "--json", "--response", &response, "--certificate", &certificate];
        let arguments = [&head[..], &FITTING[..6], &["--at", moment], ANSWERED, skew].concat();
        run(profile.path(), &arguments)
    };
    assert_eq!(at("2026-01-10T10:01:00+01:00", &[]).status.code(), Some(0), "the same moment elsewhere");
    let late = at("2026-01-10T12:00:00Z", &[]);
    assert_eq!((late.status.code(), reasons(&late)[0].as_str()), (Some(1), "subject_confirmation"));
    assert_eq!(reasons(&at("2026-01-10T12:00:00Z", &["--skew", "99999"])), reasons(&late), "180 at most");
    let early = at("2026-01-10T08:58:00Z", &["--skew", "0"]);
    assert_eq!((early.status.code(), reasons(&early).contains(&"issue_instant".to_owned())), (Some(1), true));
    assert_eq!(at("2026-01-10T08:58:00Z", &["--skew", "180"]).status.code(), Some(0));
    for wrong in ["yesterday", "2026-01-10", "2026-01-10T09:01:00"] {
        assert_eq!(at(wrong, &[]).status.code(), Some(2), "{wrong}");
    }
    assert_eq!(at("2026-01-10T09:01:00Z", &["--skew", "-1"]).status.code(), Some(2));
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
