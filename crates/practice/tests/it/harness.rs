//! A running tenant, a signed-in person, and the few calls every story makes.

use doorward_domain::{Clock, Random};
use doorward_practice::{Options, Practice, serve, visitor::Visitor};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{path::PathBuf, sync::Arc, time::Duration};
use time::OffsetDateTime;

pub(crate) const SCOPES: &str = "openid profile offline_access User.Read Application.ReadWrite.All AppRoleAssignment.ReadWrite.All User.ReadWrite.All GroupMember.Read.All Domain.Read.All Directory.Read.All";

struct Wall;

impl Clock for Wall {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

struct Dice;

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(16) {
            piece.copy_from_slice(&uuid::Uuid::from_u128(rand_u128()).as_bytes()[..piece.len()]);
        }
    }
}

/// Unpredictable enough for tests: the hasher's random keys.
fn rand_u128() -> u128 {
    use std::hash::{BuildHasher, RandomState};
    let half = || u128::from(RandomState::new().hash_one(std::time::Instant::now()));
    half() << 64 | half()
}

pub(crate) fn options() -> Options {
    Options { lag: Duration::ZERO, ..Options::new(Arc::new(Wall), Arc::new(Dice)) }
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// An answer: status, headers, JSON (null without a body).
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn rows(&self) -> &Vec<Value> {
        self.body["value"].as_array().unwrap_or_else(|| panic!("a collection: {} {}", self.status, self.body))
    }
}

pub(crate) struct Tenant {
    pub(crate) practice: Practice,
    pub(crate) http: reqwest::Client,
}

impl Tenant {
    pub(crate) async fn start() -> Self {
        Self::start_with(options()).await
    }

    pub(crate) async fn start_with(options: Options) -> Self {
        Self { practice: serve(options).await.unwrap(), http: http() }
    }

    pub(crate) async fn saved_in(file: PathBuf) -> Self {
        Self::start_with(Options { state_file: Some(file), ..options() }).await
    }

    pub(crate) fn login(&self) -> &str {
        &self.practice.welcome().login
    }

    pub(crate) fn tenant_id(&self) -> &str {
        &self.practice.welcome().tenant_id
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(self.http.clone())
    }

    /// Posts a form to a sign-in endpoint.
    pub(crate) async fn form(&self, endpoint: &str, fields: &[(&str, &str)]) -> Answer {
        let url = format!("{}/{}/oauth2/v2.0/{endpoint}", self.login(), self.tenant_id());
        read(self.http.post(url).form(fields).send().await.unwrap()).await
    }

    pub(crate) async fn start_code(&self, scopes: &str) -> Value {
        let client = &self.practice.welcome().client_id;
        let answer = self.form("devicecode", &[("client_id", client), ("scope", scopes)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    pub(crate) async fn poll(&self, code: &Value) -> Answer {
        let client = &self.practice.welcome().client_id;
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let code = code["device_code"].as_str().unwrap();
        self.form("token", &[("grant_type", grant), ("client_id", client), ("device_code", code)]).await
    }

    /// Steers the tenant.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Answer {
        let control = &self.practice.welcome().control;
        let request = self.http.request(method, format!("{}{path}", control.url)).bearer_auth(&control.token);
        read(if body.is_null() { request } else { request.json(&body) }.send().await.unwrap()).await
    }

    /// Signs in the account at this place of the welcome, with these scopes; answers for Graph.
    pub(crate) async fn sign_in(&self, account: usize, scopes: &str) -> Graph<'_> {
        let code = self.start_code(scopes).await;
        let user_code = code["user_code"].as_str().unwrap();
        let upn = &self.practice.welcome().accounts[account].upn;
        let path = format!("/device-codes/{user_code}/approve");
        let approved = self.control(Method::POST, &path, json!({ "account": upn })).await;
        assert_eq!(approved.status, 204, "{}", approved.body);
        let tokens = self.poll(&code).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        Graph { tenant: self, token: tokens.body["access_token"].as_str().unwrap().to_owned() }
    }

    pub(crate) async fn admin(&self) -> Graph<'_> {
        self.sign_in(0, SCOPES).await
    }
}

pub(crate) async fn read(response: reqwest::Response) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(if text.is_empty() { Value::Null } else { json!(text) });
    Answer { status, headers, body }
}

/// Graph with one person's token.
pub(crate) struct Graph<'t> {
    pub(crate) tenant: &'t Tenant,
    pub(crate) token: String,
}

impl Graph<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let root = &self.tenant.practice.welcome().graph;
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{root}/v1.0{path}") };
        self.tenant.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn eventual(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).header("ConsistencyLevel", "eventual").send().await.unwrap())
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        read(self.request(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        read(self.request(Method::PATCH, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        read(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Adds a gallery application; returns application and service principal.
    pub(crate) async fn instantiate(&self, template: &str, name: &str) -> (Value, Value) {
        let found = self.get(&format!("/applicationTemplates?$filter=displayName eq '{template}'")).await;
        let id = found.rows()[0]["id"].as_str().unwrap().to_owned();
        let made = self
            .post(&format!("/applicationTemplates/{id}/instantiate"), json!({ "displayName": name }))
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        (made.body["application"].clone(), made.body["servicePrincipal"].clone())
    }
}

/// The `id` of an object.
pub(crate) fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap_or_else(|| panic!("an object with an id: {object}"))
}
