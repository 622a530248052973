//! Sign-in in the browser as an application does it: authorization code, PKCE, prompts, consent.

use crate::harness::{Answer, Tenant, read};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Client, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use url::Url;

const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-x";
const BACK: &str = "http://localhost:45321/";

/// A browser that follows nothing by itself, so that the story can look at each step.
struct Browser<'t> {
    tenant: &'t Tenant,
    http: Client,
    cookie: std::cell::RefCell<String>,
}

fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

fn answers(location: &str) -> BTreeMap<String, String> {
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

fn location(response: &Response) -> String {
    response.headers().get("location").map_or("", |value| value.to_str().unwrap()).to_owned()
}

impl<'t> Browser<'t> {
    fn new(tenant: &'t Tenant) -> Self {
        Self { tenant, http: tenant.http.clone(), cookie: std::cell::RefCell::default() }
    }

    fn keep(&self, response: &Response) {
        if let Some(cookie) = response.headers().get("set-cookie") {
            *self.cookie.borrow_mut() = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
    }

    async fn authorize(&self, more: &[(&str, &str)]) -> Response {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut fields: BTreeMap<&str, &str> = BTreeMap::from([
            ("client_id", self.tenant.practice.welcome().client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", BACK),
            ("scope", "openid profile offline_access User.Read"),
            ("state", "s-1"),
            ("nonce", "n-1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        fields.extend(more.iter().copied());
        fields.retain(|_, value| !value.is_empty());
        let mut url =
            Url::parse(&format!("{}/{}/oauth2/v2.0/authorize", self.tenant.login(), self.tenant.tenant_id()))
                .unwrap();
        url.query_pairs_mut().extend_pairs(fields);
        let request = self.http.get(url).header("cookie", self.cookie.borrow().clone());
        request.send().await.unwrap()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self.http.post(format!("{}{path}", self.tenant.login())).form(fields);
        let request = request.header("cookie", self.cookie.borrow().clone());
        let response = request.send().await.unwrap();
        self.keep(&response);
        response
    }

    /// Types name and password of an account into the page.
    async fn sign_in(&self, page: Response, account: usize) -> Response {
        let account = self.tenant.practice.welcome().accounts[account].clone();
        let flow = hidden(&page.text().await.unwrap(), "flow");
        let fields = [("flow", flow.as_str()), ("login", &account.upn), ("passwd", &account.password)];
        self.post("/signin", &fields).await
    }

    async fn redeem(&self, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields: BTreeMap<&str, &str> = BTreeMap::from([
            ("grant_type", "authorization_code"),
            ("client_id", self.tenant.practice.welcome().client_id.as_str()),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
            ("code", code),
        ]);
        fields.extend(more.iter().copied());
        let fields: Vec<(&str, &str)> = fields.into_iter().collect();
        self.tenant.form("token", &fields).await
    }
}

fn number(answer: &Answer) -> u64 {
    answer.body["error_codes"][0].as_u64().unwrap_or_default()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_code_is_good_once_for_the_verifier_and_the_address_it_was_made_for() {
    let tenant = Tenant::start().await;
    let browser = Browser::new(&tenant);
    let back = browser.sign_in(browser.authorize(&[]).await, 0).await;
    assert_eq!(back.status(), 302);
    let values = answers(&location(&back));
    assert_eq!(values["state"], "s-1");
    let code = &values["code"];
    let wrong = browser.redeem(code, &[("code_verifier", &"x".repeat(50))]).await;
    assert_eq!((wrong.status.as_u16(), number(&wrong)), (400, 501_481), "{}", wrong.body);
    let elsewhere = browser.redeem(code, &[("redirect_uri", "http://localhost:1/")]).await;
    assert_eq!(elsewhere.body["error"], "invalid_grant", "{}", elsewhere.body);
    let tokens = browser.redeem(code, &[]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let id_token = claims(tokens.body["id_token"].as_str().unwrap());
    assert_eq!(id_token["nonce"], "n-1");
    assert_eq!(id_token["tid"], tenant.tenant_id());
    let access = claims(tokens.body["access_token"].as_str().unwrap());
    assert_eq!(access["aud"], "00000003-0000-0000-c000-000000000000");
    assert!(access["scp"].as_str().unwrap().contains("User.Read"), "{access}");
    let again = browser.redeem(code, &[]).await;
    assert_eq!((again.body["error"].as_str(), number(&again)), (Some("invalid_grant"), 54_005));
    assert!(again.body["correlation_id"].is_string() && again.body["trace_id"].is_string());
}

#[tokio::test]
async fn prompts_decide_what_a_person_sees() {
    let tenant = Tenant::start().await;
    let browser = Browser::new(&tenant);
    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(answers(&location(&silent))["error"], "login_required", "nobody is signed in yet");
    let _ = browser.sign_in(browser.authorize(&[]).await, 0).await;
    let silent = browser.authorize(&[("prompt", "none")]).await;
    assert!(answers(&location(&silent)).contains_key("code"), "the session is enough now");
    let anew = browser.authorize(&[("prompt", "login")]).await;
    assert_eq!(anew.status(), 200, "the password is asked for again");
    let page = anew.text().await.unwrap();
    assert!(!page.contains("Continue as"), "and the session is not offered");
    let form = browser.authorize(&[("response_mode", "form_post")]).await;
    let page = form.text().await.unwrap();
    assert!(page.contains("id=\"oidc-response\"") && page.contains("name=\"code\""));
}

#[tokio::test]
async fn nothing_is_sent_to_an_address_nobody_registered() {
    let tenant = Tenant::start().await;
    let browser = Browser::new(&tenant);
    for foreign in ["https://evil.example/", "http://localhost.evil.example/", "http://localhost:9/other"] {
        let page = browser.authorize(&[("redirect_uri", foreign)]).await;
        assert_eq!((page.status().as_u16(), location(&page).as_str()), (400, ""), "{foreign}");
        assert!(page.text().await.unwrap().contains("data-aadsts=\"50011\""), "{foreign}");
    }
    let unknown = browser.authorize(&[("client_id", "7a2f3c1e-0000-4000-8000-000000000000")]).await;
    assert!(unknown.text().await.unwrap().contains("data-aadsts=\"700016\""));
    let refused = browser.authorize(&[("response_type", "id_token")]).await;
    assert!(location(&refused).contains("700054"), "what is wrong with the rest goes back to the client");
    let short = browser.authorize(&[("code_challenge", "abc")]).await;
    assert!(location(&short).contains("501491"));
}

#[tokio::test]
async fn consent_is_asked_of_those_who_may_give_it() {
    let tenant = Tenant::start().await;
    let tools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
    let asked = [("client_id", tools), ("scope", "openid Application.ReadWrite.All")];
    let helpdesk = Browser::new(&tenant);
    let page = helpdesk.sign_in(helpdesk.authorize(&asked).await, 3).await;
    let page = page.text().await.unwrap();
    assert!(page.contains("data-aadsts=\"90094\""), "only an administrator can agree to this");
    let back = helpdesk.post("/consent", &[("flow", &hidden(&page, "flow")), ("answer", "accept")]).await;
    assert_eq!(back.status(), 400, "saying yes all the same changes nothing");

    let admin = Browser::new(&tenant);
    let page = admin.sign_in(admin.authorize(&asked).await, 0).await.text().await.unwrap();
    assert!(page.contains("Application.ReadWrite.All") && page.contains("on behalf of your organization"));
    let fields =
        [("flow", hidden(&page, "flow")), ("answer", "accept".to_owned()), ("everyone", "yes".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let back = admin.post("/consent", &fields).await;
    assert!(answers(&location(&back)).contains_key("code"), "{}", location(&back));
    let now =
        helpdesk.sign_in(helpdesk.authorize(&[&asked[..], &[("prompt", "login")]].concat()).await, 3).await;
    assert!(answers(&location(&now)).contains_key("code"), "everyone may use it now");
    let declined = admin.sign_in(
        admin
            .authorize(&[&asked[..], &[("scope", "openid Group.Read.All"), ("prompt", "login")]].concat())
            .await,
        0,
    );
    let page = declined.await.text().await.unwrap();
    let back = admin.post("/consent", &[("flow", &hidden(&page, "flow")), ("answer", "decline")]).await;
    assert_eq!(answers(&location(&back))["error"], "access_denied");
}

#[tokio::test]
async fn signing_out_leads_back_only_to_registered_addresses() {
    let tenant = Tenant::start().await;
    let client = tenant.practice.welcome().client_id.clone();
    let leave = |uri: &str| {
        let mut url =
            Url::parse(&format!("{}/{}/oauth2/v2.0/logout", tenant.login(), tenant.tenant_id())).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", client.as_str()),
            ("post_logout_redirect_uri", uri),
            ("state", "x"),
        ]);
        tenant.http.get(url).send()
    };
    assert_eq!(location(&leave(BACK).await.unwrap()), format!("{BACK}?state=x"));
    let stays = leave("https://evil.example/").await.unwrap();
    assert_eq!((stays.status().as_u16(), location(&stays).as_str()), (200, ""));
}

#[tokio::test]
async fn every_attempt_is_in_the_sign_in_log_under_the_id_the_client_saw() {
    let tenant = Tenant::start().await;
    let browser = Browser::new(&tenant);
    let name = "5e6f7a80-1111-4222-8333-944455556666";
    let page = browser.authorize(&[("client-request-id", name)]).await.text().await.unwrap();
    let flow = hidden(&page, "flow");
    let upn = tenant.practice.welcome().accounts[0].upn.clone();
    let wrong = [("flow", flow.as_str()), ("login", &upn), ("passwd", "not this one")];
    assert!(browser.post("/signin", &wrong).await.text().await.unwrap().contains("50126"));
    let graph = tenant.sign_in(0, "openid AuditLog.Read.All Directory.Read.All").await;
    let log = graph.get("/auditLogs/signIns").await;
    assert_eq!(log.status, 200, "{}", log.body);
    let codes: Vec<i64> = log.rows().iter().filter_map(|row| row["status"]["errorCode"].as_i64()).collect();
    assert!(codes.contains(&50_126) && codes.contains(&0), "{codes:?}");
}

#[tokio::test]
async fn the_older_endpoints_answer_too() {
    let tenant = Tenant::start().await;
    let root = format!("{}/{}", tenant.login(), tenant.tenant_id());
    let first =
        read(tenant.http.get(format!("{root}/.well-known/openid-configuration")).send().await.unwrap());
    let first = first.await.body;
    assert_eq!(first["issuer"], format!("https://sts.windows.net/{}/", tenant.tenant_id()));
    let asked = format!(
        "{}/common/discovery/instance?api-version=1.1&authorization_endpoint={root}/oauth2/v2.0/authorize",
        tenant.login()
    );
    let instance = read(tenant.http.get(asked).send().await.unwrap()).await.body;
    assert!(instance["tenant_discovery_endpoint"].as_str().unwrap().starts_with(&root), "{instance}");
    let consumers = format!("{}/consumers/v2.0/.well-known/openid-configuration", tenant.login());
    assert_eq!(tenant.http.get(consumers).send().await.unwrap().status(), 400);
}
