//! The browser's door from the shell, the tenant's own registration, and permissions that come when they are needed.

use crate::program::{Tenant, doorward, last_line};
use doorward_api::practice_tenant::Visitor;
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};
use tempfile::TempDir;

/// A profile that keeps its sessions, pointed at a tenant of its own.
struct Desk {
    folder: TempDir,
    tenant: Tenant,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("passphrase"), "four unrelated little words\n").unwrap();
        let tenant = Tenant::start(&folder.path().join("tenant"));
        Self { folder, tenant }
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = doorward(&self.profile(), arguments);
        command
            .env("DOORWARD_LOGIN_URL", self.tenant.text("/login"))
            .env("DOORWARD_GRAPH_URL", self.tenant.text("/graph"))
            .env("DOORWARD_PASSPHRASE_FILE", self.folder.path().join("passphrase"))
            .env_remove("DOORWARD_CLIENT_ID");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts a sign-in in the browser; the first line has come.
    fn begin(&self, arguments: &[&str]) -> Begun {
        let all: Vec<_> = ["signin", "--browser", "--json"].iter().chain(arguments).copied().collect();
        let mut child = self.command(&all).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        Begun { child, lines, first }
    }

    /// The first account goes through the pages; the text of the last one.
    fn visit(&self, address: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (upn, password) = (self.tenant.text("/accounts/0/upn"), self.tenant.text("/accounts/0/password"));
        let http = || {
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
        };
        runtime.block_on(async {
            Visitor::new(http()).open(address, upn, password).await.map(|page| page.title).unwrap()
        })
    }

    fn sign_in(&self, arguments: &[&str]) -> Value {
        let begun = self.begin(arguments);
        let page = self.visit(begun.first["authorizationUri"].as_str().unwrap());
        let (last, code) = begun.end();
        assert_eq!(code, Some(0), "{page}: {last}");
        last
    }
}

struct Begun {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    first: Value,
}

impl Begun {
    fn end(mut self) -> (Value, Option<i32>) {
        let last = self.lines.map_while(Result::ok).last().unwrap_or_default();
        (serde_json::from_str(&last).unwrap(), self.child.wait().unwrap().code())
    }
}

fn query(address: &str, name: &str) -> String {
    let url = reqwest::Url::parse(address).unwrap();
    url.query_pairs().find(|(own, _)| own == name).unwrap().1.into_owned()
}

#[test]
fn the_address_is_printed_first_and_the_account_last() {
    let desk = Desk::new();
    let begun = desk.begin(&["--tenant", desk.tenant.text("/tenantId")]);
    let address = begun.first["authorizationUri"].as_str().unwrap().to_owned();
    assert!(address.starts_with(desk.tenant.text("/login")), "on the host that was named");
    assert_eq!(query(&address, "code_challenge_method"), "S256");
    assert!(query(&address, "redirect_uri").starts_with("http://localhost:"));
    let title = desk.visit(&address);
    assert!(title.contains("You are signed in"), "the person is told in the browser: {title}");
    let (last, code) = begun.end();
    assert_eq!(code, Some(0), "{last}");
    assert_eq!(last["upn"], desk.tenant.text("/accounts/0/upn"));
    let kept = last_line(&desk.run(&["whoami", "--json"]));
    assert_eq!(kept["upn"], last["upn"], "and the session is kept like any other");
}

#[test]
fn a_forged_answer_and_a_decline_are_told_apart() {
    let desk = Desk::new();
    let begun = desk.begin(&[]);
    let address = begun.first["authorizationUri"].as_str().unwrap();
    let (back, state) = (query(address, "redirect_uri"), query(address, "state"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let get = |query: String| {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{back}/?{query}");
        runtime.block_on(async { http.get(url).send().await.unwrap().status().as_u16() })
    };
    assert_eq!(get("error=access_denied&state=guessed".to_owned()), 400, "a stranger cannot end it");
    assert_eq!(get(format!("error=access_denied&error_subcode=cancel&state={state}")), 200);
    let (last, code) = begun.end();
    assert_eq!(code, Some(1));
    assert_eq!(last["error"]["code"], "sign_in_declined");
}

#[test]
fn a_tenant_that_blocks_codes_is_entered_with_the_browser() {
    let desk = Desk::new();
    let fault = json!({ "name": "device_code_blocked", "count": 10 });
    desk.tenant.control(Method::POST, "/faults", &fault);
    let mut child =
        desk.command(&["signin", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let last = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).last().unwrap();
    let error: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(error["error"]["code"], "blocked_by_policy", "{error}");
    assert!(error["error"]["hint"].as_str().unwrap().contains("browser"), "the other door is named: {error}");
    desk.sign_in(&[]);
}

#[test]
fn a_cloud_without_a_shared_client_says_so_before_it_asks_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let output = doorward(&folder.path().join("profile"), &["signin", "--cloud", "us-gov", "--json"])
        .env_remove("DOORWARD_CLIENT_ID")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = last_line(&output);
    assert_eq!(error["error"]["code"], "client_missing");
    assert!(error["error"]["hint"].as_str().unwrap().contains("http://localhost"), "{error}");
    let output = doorward(&folder.path().join("profile"), &["signin", "--cloud", "mars"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "a cloud that nobody knows is wrong usage");
}

#[test]
fn a_clear_text_host_is_called_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let output = doorward(&folder.path().join("profile"), &["signin", "--json"])
        .env("DOORWARD_LOGIN_URL", "http://login.example.com")
        .env("DOORWARD_GRAPH_URL", "https://graph.example.com")
        .output()
        .unwrap();
    let error = last_line(&output);
    assert!(error["error"]["message"].as_str().unwrap().contains("without TLS"), "{error}");
    assert_eq!(error["error"]["field"], "loginUrl");
}

#[test]
fn the_console_registers_itself_and_signs_in_as_that_client() {
    let desk = Desk::new();
    desk.sign_in(&["--for", "register"]);
    let before = desk.tenant.control(Method::GET, "/state", &Value::Null);

    let plan = desk.run(&["register", "--plan", "--json"]);
    let preview = last_line(&plan);
    assert_eq!(plan.status.code(), Some(0), "{preview}");
    assert_eq!(preview["steps"][0]["id"], "register_application");
    assert!(preview["steps"][0]["requests"][0]["body"].as_str().unwrap().contains("http://localhost"));
    let after = desk.tenant.control(Method::GET, "/state", &Value::Null);
    assert_eq!(before["applications"], after["applications"], "a preview writes nothing");

    let made = desk.run(&["register", "--json", "--yes"]);
    let own = last_line(&made);
    assert_eq!(made.status.code(), Some(0), "{own}");
    assert_eq!((own["adopted"].as_bool(), own["remembered"].as_bool()), (Some(false), Some(true)), "{own}");
    assert!(own["servicePrincipalId"].is_string());
    let client = own["clientId"].as_str().unwrap();
    let consent = own["adminConsentUri"].as_str().unwrap();
    assert_eq!(query(consent, "client_id"), client);
    assert!(own["scopes"].as_array().unwrap().iter().any(|scope| scope["administrator"] == true));

    // A directory shows what is new to some readers a moment before others; whoever said yes is not asked to come again.
    let again = last_line(&desk.run(&["register", "--json", "--yes"]));
    assert_eq!(
        (&again["clientId"], &again["adopted"]),
        (&own["clientId"], &json!(true)),
        "found, not made twice: {again}"
    );
    assert_eq!(last_line(&desk.run(&["register", "--plan", "--json"]))["steps"], json!([]));

    let tenant = desk.tenant.text("/tenantId").to_owned();
    let begun = desk.begin(&["--tenant", &tenant]);
    let address = begun.first["authorizationUri"].as_str().unwrap().to_owned();
    assert_eq!(query(&address, "client_id"), client, "the tenant's own registration signs in");
    desk.visit(&address);
    let (last, code) = begun.end();
    assert_eq!(code, Some(0), "{last}");
}

#[test]
fn another_profile_adopts_the_registration_that_is_there() {
    let desk = Desk::new();
    desk.sign_in(&["--for", "register"]);
    let own = last_line(&desk.run(&["register", "--json", "--yes"]));
    fs::remove_dir_all(desk.profile()).unwrap();
    desk.sign_in(&["--for", "register"]);
    let adopted = last_line(&desk.run(&["register", "--json", "--yes"]));
    assert_eq!(adopted["clientId"], own["clientId"]);
    assert_eq!(adopted["adopted"], true);
}

#[test]
fn writing_is_asked_for_when_it_comes_and_the_reason_is_told() {
    let desk = Desk::new();
    desk.sign_in(&["--for", "look"]);
    let arguments = ["onboard", "sentry", "--set", "ORGANIZATION_SLUG=acme", "--no-proof", "--json", "--yes"];
    let before = desk.tenant.control(Method::GET, "/state", &Value::Null);
    let refused = last_line(&desk.run(&arguments));
    assert_eq!(refused["error"]["code"], "consent_missing", "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("Onboarding"), "the reason: {refused}");
    assert!(refused["error"]["hint"].as_str().unwrap().contains("Application.ReadWrite.All"), "{refused}");
    let after = desk.tenant.control(Method::GET, "/state", &Value::Null);
    assert_eq!(before["applications"], after["applications"], "nothing was written");
    desk.sign_in(&["--for", "onboard"]);
    let done = desk.run(&arguments);
    assert_eq!(done.status.code(), Some(3), "onboarded, the proof left out: {}", last_line(&done));
}

#[test]
fn the_registration_of_one_tenant_is_not_used_for_whoever_asks() {
    let desk = Desk::new();
    desk.sign_in(&["--for", "register"]);
    let own = last_line(&desk.run(&["register", "--json", "--yes"]));
    let mut begun = desk.begin(&[]);
    let address = begun.first["authorizationUri"].as_str().unwrap();
    assert_ne!(query(address, "client_id"), own["clientId"].as_str().unwrap(), "no tenant was named");
    begun.child.kill().unwrap();
    begun.child.wait().unwrap();
    assert!(Path::new(&desk.profile()).exists());
}
