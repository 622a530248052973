//! Signing in to a tenant that runs elsewhere, and onboarding there.

use crate::program::{Tenant, doorward, last_line};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

fn pointed(profile: &Path, tenant: &Tenant, arguments: &[&str]) -> Command {
    let mut command = doorward(profile, arguments);
    command.env("DOORWARD_LOGIN_URL", tenant.text("/login")).env("DOORWARD_GRAPH_URL", tenant.text("/graph"));
    command.env("DOORWARD_PASSPHRASE_FILE", profile.join("../passphrase"));
    command
}

/// Signs in as the first account; yields the first and the last line.
fn sign_in(profile: &Path, tenant: &Tenant, answer: &str) -> (Value, String, Option<i32>) {
    let mut child = pointed(profile, tenant, &["signin", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let code = first["userCode"].as_str().unwrap();
    let account = json!({ "account": tenant.text("/accounts/0/upn") });
    tenant.control(Method::POST, &format!("/device-codes/{code}/{answer}"), &account);
    let last = lines.map_while(Result::ok).last().unwrap_or_default();
    (first, last, child.wait().unwrap().code())
}

#[test]
fn a_code_is_printed_first_and_the_account_last_and_the_session_is_kept_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
    let tenant = Tenant::start(&folder.path().join("tenant"));
    let (first, last, code) = sign_in(&profile, &tenant, "approve");
    assert_eq!(code, Some(0), "{last}");
    assert!(first["verificationUri"].as_str().unwrap().starts_with(tenant.text("/login")));
    assert!(first["expiresIn"].as_u64().unwrap() >= 60);
    let account: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(account["upn"], tenant.text("/accounts/0/upn"));
    assert_eq!(account["tenant"]["id"], tenant.text("/tenantId"));

    let kept = last_line(&pointed(&profile, &tenant, &["whoami", "--json"]).output().unwrap());
    assert_eq!(kept["upn"], account["upn"], "the next start still knows who it is");
    let sealed = fs::read(profile.join("tokens.sealed")).unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("refresh_token"), "nothing readable lies on the disk");

    let arguments = ["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--json"];
    let output = pointed(&profile, &tenant, &arguments).output().unwrap();
    let receipt = last_line(&output);
    assert_eq!(output.status.code(), Some(3), "done; nobody sits at a browser to prove it: {receipt}");
    assert_eq!(receipt["evidence"]["accepted"], false);
    let counted = tenant.control(Method::GET, "/state", &Value::Null);
    let principal = receipt["application"]["servicePrincipalId"].as_str().unwrap();
    assert_eq!(counted["certificates"][principal], 1, "one certificate: {counted}");

    let again = pointed(&profile, &tenant, &arguments).output().unwrap();
    assert_eq!(again.status.code(), Some(3), "{}", String::from_utf8_lossy(&again.stderr));
    let after = tenant.control(Method::GET, "/state", &Value::Null);
    assert_eq!(
        after["applications"], counted["applications"],
        "the same onboarding again does nothing twice"
    );
    assert_eq!(after["users"], counted["users"]);
}

#[test]
fn a_declined_code_fails_with_its_own_error() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
    let tenant = Tenant::start(&folder.path().join("tenant"));
    let (_, last, code) = sign_in(&profile, &tenant, "decline");
    assert_eq!(code, Some(1));
    let error: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(error["error"]["code"], "sign_in_declined");
}

#[test]
fn a_tenant_that_nobody_knows_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
    let tenant = Tenant::start(&folder.path().join("tenant"));
    let output =
        pointed(&profile, &tenant, &["signin", "--tenant", "nowhere.example", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(last_line(&output)["error"]["code"], "tenant_unknown");
}

#[test]
fn an_assertion_is_foreseen_for_one_and_for_everyone() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
    let tenant = Tenant::start(&folder.path().join("tenant"));
    sign_in(&profile, &tenant, "approve");
    let run = |arguments: &[&str]| pointed(&profile, &tenant, arguments).output().unwrap();
    let receipt = last_line(&run(&["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--json"]));
    let upn = receipt["testUser"]["upn"].as_str().unwrap();
    let one = run(&["saml", "preview", "--app", "Sentry", "--user", upn, "--json"]);
    let shown = last_line(&one);
    assert_eq!((one.status.code(), &shown["assigned"]), (Some(0), &json!(true)), "{shown}");
    assert_eq!(shown["nameId"], upn);
    let name = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";
    let claims = shown["claims"].as_array().unwrap();
    assert_eq!(claims.iter().find(|claim| claim["name"] == name).unwrap()["values"], json!([upn]));
    let all = last_line(&run(&["saml", "preview", "--app", "sentry", "--everyone", "--json"]));
    assert_eq!((&all["looked"], &all["failing"]), (&json!(1), &json!(0)), "{all}");
    let stranger = tenant.text("/accounts/1/upn");
    let outside = run(&["saml", "preview", "--app", "sentry", "--user", stranger, "--json"]);
    assert_eq!(outside.status.code(), Some(1), "somebody would fail");
    assert_eq!(last_line(&outside)["problems"][0]["code"], "not_assigned");
    let nobody = run(&["saml", "preview", "--app", "sentry", "--user", "nobody@nowhere.example", "--json"]);
    assert_eq!(last_line(&nobody)["error"]["code"], "not_found");
    assert_eq!(run(&["saml", "preview", "--app", "sentry"]).status.code(), Some(2), "whose?");
}
