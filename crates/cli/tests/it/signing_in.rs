//! Signing in to a tenant that runs elsewhere, and onboarding there.

use crate::program::{Tenant, doorward, last_line};
use doorward_api::practice_tenant::Visitor;
use doorward_saml::AuthnRequest;
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

fn pointed(profile: &Path, tenant: &Tenant, arguments: &[&str]) -> Command {
    let mut command = doorward(profile, arguments);
    command.env("DOORWARD_LOGIN_URL", tenant.text("/login")).env("DOORWARD_GRAPH_URL", tenant.text("/graph"));
    command.env("DOORWARD_PASSPHRASE_FILE", profile.join("../passphrase"));
    command
}

/// Signs in as the first account; yields the first and the last line.
fn sign_in(profile: &Path, tenant: &Tenant, answer: &str) -> (Value, String, Option<i32>) {
    sign_in_for(profile, tenant, answer, &[])
}

fn sign_in_for(
    profile: &Path,
    tenant: &Tenant,
    answer: &str,
    purposes: &[&str],
) -> (Value, String, Option<i32>) {
    let mut child = pointed(profile, tenant, &[&["signin", "--json"], purposes].concat())
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

/// The address by which the application would ask Entra for a sign-on.
fn asked(tenant: &Tenant, receipt: &Value) -> String {
    let field = |name: &str| {
        let fields = receipt["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).unwrap()["value"].as_str().unwrap().to_owned()
    };
    let request = AuthnRequest {
        id: "_0123456789abcdef0123456789abcdef".to_owned(),
        issuer: field("identifier"),
        acs: Some(field("reply_url")),
        issued: time::OffsetDateTime::now_utc(),
        destination: None,
        name_id_format: None,
        force_authn: false,
    };
    let login = format!("{}/{}/saml2", tenant.text("/login").trim_end_matches('/'), tenant.text("/tenantId"));
    request.redirect_url(&login.parse().unwrap(), None).to_string()
}

/// `doorward saml watch`: what it printed first, what last, and its exit code. In between somebody signs in to the application.
fn watched(profile: &Path, tenant: &Tenant, ask: &str, person: [&str; 2]) -> (Value, Value, Option<i32>) {
    let arguments = ["saml", "watch", "--app", "Sentry", "--my-apps", "--json"];
    let mut child =
        pointed(profile, tenant, &arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    let visitor = Visitor::new(http.timeout(Duration::from_secs(5)).build().unwrap());
    // The reply URL lies outside, where the visitor does not go: what counts is Entra's log.
    let _ = runtime.block_on(visitor.open(ask, person[0], person[1]));
    let last = lines.map_while(Result::ok).last().unwrap_or_default();
    (first, serde_json::from_str(&last).unwrap(), child.wait().unwrap().code())
}

#[test]
fn the_sign_in_log_is_watched_until_the_sign_on_shows() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
    let tenant = Tenant::start(&folder.path().join("tenant"));
    sign_in(&profile, &tenant, "approve");
    let run = |arguments: &[&str]| pointed(&profile, &tenant, arguments).output().unwrap();
    let watch = ["saml", "watch", "--app", "Sentry", "--my-apps", "--json"];
    let unknown = run(&watch);
    assert_eq!(
        (unknown.status.code(), &last_line(&unknown)["error"]["code"]),
        (Some(1), &json!("not_found"))
    );
    let made =
        ["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--no-proof", "--show-password", "--json"];
    let receipt = last_line(&run(&made));
    let (upn, ask) = (receipt["testUser"]["upn"].as_str().unwrap(), asked(&tenant, &receipt));
    let password = receipt["testUser"]["password"].as_str().unwrap();

    let refused = last_line(&run(&watch));
    assert_eq!(refused["error"]["code"], "consent_missing", "the log is a permission of its own: {refused}");
    sign_in_for(&profile, &tenant, "approve", &["--for", "onboard", "--for", "log"]);
    let (first, last, code) = watched(&profile, &tenant, &ask, [upn, password]);
    assert_eq!(first["event"], "opened");
    assert!(first["url"].as_str().unwrap().contains("/api/signin/"), "My Apps starts it: {first}");
    assert_eq!(code, Some(0), "a token was issued: {last}");
    assert_eq!((&last["log"]["errorCode"], &last["log"]["person"]), (&json!(0), &json!(upn)));
    assert_eq!(last["accepted"], false, "less than a proof: nobody checked a response");

    let stranger = [tenant.text("/accounts/1/upn"), tenant.text("/accounts/1/password")];
    let (_, last, code) = watched(&profile, &tenant, &ask, stranger);
    assert_eq!(code, Some(1), "{last}");
    assert_eq!(last["log"]["explanations"][0]["code"], "AADSTS50105", "{last}");

    tenant.control(Method::POST, "/settings", &json!({ "licence": "free" }));
    let bare = run(&watch);
    assert_eq!(bare.status.code(), Some(1), "{}", String::from_utf8_lossy(&bare.stdout));
    assert!(last_line(&bare)["error"]["message"].as_str().unwrap().contains("licence"));
}
