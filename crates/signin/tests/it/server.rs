//! A login host that answers by script and remembers what it was asked.

use crate::signer::{self, TENANT};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::{Arc, Mutex},
};
use url::Url;

/// One answer of the token endpoint.
pub(crate) enum Answer {
    Json(u16, Value),
    /// A guest network's log-in page.
    Html,
    /// A redirect to another host.
    Elsewhere(String),
    /// The connection ends in mid-body.
    Cut,
}

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    devicecode: Option<Answer>,
    discovery: Option<Answer>,
    forms: Vec<HashMap<String, String>>,
    request_ids: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: Url,
    script: Arc<Mutex<Script>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = Self { url, script: Arc::default() };
        let router = Router::new().fallback(handle).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    /// What the token endpoint answers, in order; `authorization_pending` once the list is used up.
    pub(crate) fn token_answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script.lock().unwrap().answers.extend(answers);
    }

    pub(crate) fn devicecode_answers(&self, answer: Answer) {
        self.script.lock().unwrap().devicecode = Some(answer);
    }

    pub(crate) fn discovery_answers(&self, answer: Answer) {
        self.script.lock().unwrap().discovery = Some(answer);
    }

    /// Forms sent to the token endpoint so far.
    pub(crate) fn forms(&self) -> Vec<HashMap<String, String>> {
        self.script.lock().unwrap().forms.clone()
    }

    pub(crate) fn request_ids(&self) -> Vec<String> {
        self.script.lock().unwrap().request_ids.clone()
    }

    fn answer(&self, method: &Method, path: &str, form: &[u8]) -> Answer {
        let mut script = self.script.lock().unwrap();
        let last = path.rsplit('/').next().unwrap_or_default();
        match (method.as_str(), last) {
            ("GET", "openid-configuration") => script.discovery.take().unwrap_or_else(|| {
                let keys = self.url.join("keys").unwrap();
                Answer::Json(200, json!({ "issuer": signer::issuer(TENANT), "jwks_uri": keys }))
            }),
            ("GET", "keys") => Answer::Json(200, signer::keys()),
            ("POST", "devicecode") => script.devicecode.take().unwrap_or_else(|| {
                let page = self.url.join("device").unwrap();
                let body = json!({ "device_code": "dc-s3cret", "user_code": "ABCD-EFGH", "verification_uri": page,
                    "expires_in": 60, "interval": 1, "message": "Open the page and enter the code." });
                Answer::Json(200, body)
            }),
            ("POST", "token") => {
                script.forms.push(url::form_urlencoded::parse(form).into_owned().collect());
                script.answers.pop_front().unwrap_or_else(|| refuse("authorization_pending", 70016))
            }
            _ => Answer::Json(404, json!({ "error": "not_found" })),
        }
    }
}

async fn handle(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    if let Some(id) = headers.get("client-request-id") {
        server.script.lock().unwrap().request_ids.push(id.to_str().unwrap().to_owned());
    }
    match server.answer(&method, uri.path(), &form) {
        Answer::Json(status, body) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body.to_string())
                .into_response()
        }
        Answer::Html => (StatusCode::OK, [(header::CONTENT_TYPE, "text/html")], "<h1>Welcome to our hotel")
            .into_response(),
        Answer::Elsewhere(target) => Redirect::temporary(&target).into_response(),
        Answer::Cut => {
            let parts = [Ok("{\"token_type\":"), Err(io::Error::other("cut"))];
            Body::from_stream(futures::stream::iter(parts)).into_response()
        }
    }
}

pub(crate) fn refuse(error: &str, aadsts: u32) -> Answer {
    Answer::Json(
        400,
        json!({ "error": error, "error_description": format!("AADSTS{aadsts}: No. Trace ID: t"), "error_codes": [aadsts],
            "timestamp": "2026-11-22 10:00:00Z", "trace_id": "trace", "correlation_id": "correlation" }),
    )
}

/// Tokens marked with a name, so that a test can tell them apart and search for them.
pub(crate) fn tokens(mark: &str) -> Answer {
    tokens_for(mark, 3600)
}

pub(crate) fn tokens_for(mark: &str, seconds: u64) -> Answer {
    Answer::Json(200, tokens_with(mark, seconds, &signer::sign(&signer::claims())))
}

pub(crate) fn tokens_with(mark: &str, seconds: u64, id_token: &str) -> Value {
    json!({ "token_type": "Bearer", "scope": "openid profile https://graph.example/User.Read", "expires_in": seconds,
        "access_token": format!("at-s3cret-{mark}"), "refresh_token": format!("rt-s3cret-{mark}"), "id_token": id_token })
}
