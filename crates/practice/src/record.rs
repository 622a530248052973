//! Writes down what Graph was asked and what it answered, for whoever wants to hold it against Microsoft's own types.
//!
//! Off unless a folder is named. One line of JSON per exchange: who asked, method, path, query, request body, status,
//! response body. Headers are left out, since a token travels in one; values that open something are replaced. It never
//! changes an exchange: what is too long to keep passes by unrecorded.

use crate::app::Shared;
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use doorward_domain::Random;
use futures::{StreamExt, stream};
use serde_json::{Map, Value, json};
use std::{
    env,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Names the folder for tenants that nobody started with an option of their own.
const VARIABLE: &str = "DOORWARD_PRACTICE_RECORD";
/// Longer bodies are not kept.
const LIMIT: usize = 16 * 1024 * 1024;
/// Stands where a secret stood.
const REDACTED: &str = "(redacted)";
/// Properties whose text opens something.
const SECRETS: [&str; 7] = [
    "password",
    "newPassword",
    "currentPassword",
    "secretText",
    "clientSecret",
    "temporaryAccessPass",
    "proof",
];

/// The folder that the environment asks to record into.
pub(crate) fn folder_from_environment() -> Option<PathBuf> {
    env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// One file of exchanges.
pub(crate) struct Recorder {
    file: Mutex<File>,
}

impl Recorder {
    /// Opens a new file in the folder, which is made if need be; tenants that run side by side do not meet.
    pub(crate) fn open(folder: &Path, random: &dyn Random) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("practice-{}.jsonl", random.uuid()));
        let file = OpenOptions::new().append(true).create_new(true).open(path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    fn write(&self, exchange: &Value) {
        let line = format!("{exchange}\n");
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = file.write_all(line.as_bytes()) {
            tracing::error!(%error, "an exchange was not recorded");
        }
    }
}

/// Passes a request on, and records it when it is one for Graph and recording was asked for.
pub(crate) async fn exchange(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let Some(recorder) = shared.recorder.as_ref().filter(|_| is_graph(path)) else {
        return next.run(request).await;
    };
    let (asked, body) = request.into_parts();
    let (body, question) = copy(body).await;
    let facts = asked.clone();
    let (head, body) = next.run(Request::from_parts(asked, body)).await.into_parts();
    let (body, answer) = copy(body).await;
    if let (Some(question), Some(answer)) = (question, answer) {
        recorder.write(&line(&facts, &question, head.status, &answer));
    }
    Response::from_parts(head, body)
}

fn is_graph(path: &str) -> bool {
    path.starts_with("/v1.0/") || path.starts_with("/beta/")
}

/// The body once more, and a copy of it unless it is too long or broke off.
async fn copy(body: Body) -> (Body, Option<Bytes>) {
    let mut pieces = body.into_data_stream();
    let mut kept = Vec::new();
    while let Some(piece) = pieces.next().await {
        let broken = piece.is_err();
        if let Ok(piece) = &piece {
            kept.extend_from_slice(piece);
        }
        if broken || kept.len() > LIMIT {
            let before = stream::once(async move { Ok(Bytes::from(kept)) });
            let after = stream::iter(piece.err().map(Err));
            return (Body::from_stream(before.chain(after).chain(pieces)), None);
        }
    }
    let kept = Bytes::from(kept);
    (Body::from(kept.clone()), Some(kept))
}

fn line(asked: &Parts, question: &Bytes, status: StatusCode, answer: &Bytes) -> Value {
    let client = asked.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let mut line = json!({
        "client": client.unwrap_or_default(),
        "method": asked.method.as_str(),
        "path": asked.uri.path(),
        "query": asked.uri.query().unwrap_or_default(),
        "status": status.as_u16(),
    });
    for (name, bytes) in [("request", question), ("response", answer)] {
        if !bytes.is_empty() {
            line[name] = readable(bytes);
        }
    }
    line
}

/// JSON as it is, anything else as text.
fn readable(bytes: &Bytes) -> Value {
    let mut body = serde_json::from_slice(bytes)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()));
    redact(&mut body);
    body
}

fn redact(value: &mut Value) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(redact),
        Value::Object(fields) => {
            let keyed = is_keyed_secret(fields);
            for (name, value) in fields {
                if value.is_string() && (SECRETS.contains(&name.as_str()) || keyed && name == "value") {
                    *value = Value::String(REDACTED.to_owned());
                } else {
                    redact(value);
                }
            }
        }
        _ => {}
    }
}

/// A credential of a provisioning job: `{ "key": "SecretToken", "value": "…" }`.
fn is_keyed_secret(fields: &Map<String, Value>) -> bool {
    fields.len() == 2 && ["key", "value"].iter().all(|name| fields.get(*name).is_some_and(Value::is_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_something_is_replaced_and_the_rest_is_kept() {
        let body = json!({
            "displayName": "Ann",
            "passwordProfile": { "password": "Tr0ub4dor&3", "forceChangePasswordNextSignIn": true },
            "passwordCredentials": [{ "keyId": "1", "secretText": "shh" }],
            "value": [{ "key": "SecretToken", "value": "shh" }],
        });
        let kept = readable(&Bytes::from(body.to_string()));
        assert_eq!(
            kept,
            json!({
                "displayName": "Ann",
                "passwordProfile": { "password": REDACTED, "forceChangePasswordNextSignIn": true },
                "passwordCredentials": [{ "keyId": "1", "secretText": REDACTED }],
                "value": [{ "key": "SecretToken", "value": REDACTED }],
            }),
            "a replaced value is text still, so that its type can be checked"
        );
    }

    #[test]
    fn an_exchange_tells_who_asked_what_and_never_the_token() {
        let request = Request::builder()
            .method("POST")
            .uri("/v1.0/users?$select=id")
            .header(header::USER_AGENT, "Doorward/1")
            .header(header::AUTHORIZATION, "Bearer token")
            .body(())
            .unwrap();
        let (asked, ()) = request.into_parts();
        let written = line(&asked, &Bytes::from("{}"), StatusCode::NO_CONTENT, &Bytes::new());
        assert_eq!(
            written,
            json!({
                "client": "Doorward/1", "method": "POST", "path": "/v1.0/users", "query": "$select=id",
                "status": 204, "request": {},
            })
        );
    }

    #[tokio::test]
    async fn a_body_passes_unchanged_and_one_that_is_too_long_is_not_kept() {
        let (body, kept) = copy(Body::from("{\"a\":1}")).await;
        assert_eq!(kept.as_deref(), Some(b"{\"a\":1}".as_slice()));
        assert_eq!(axum::body::to_bytes(body, LIMIT).await.unwrap(), "{\"a\":1}");

        let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
        let pieces = (LIMIT >> 20) + 3;
        let long = stream::iter(std::iter::repeat_n(piece, pieces).map(Ok::<_, io::Error>));
        let (body, kept) = copy(Body::from_stream(long)).await;
        assert!(kept.is_none(), "longer than what is kept");
        let passed = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        assert_eq!(passed.len(), pieces << 20, "all of it passes, beyond the limit too");
    }

    #[test]
    fn only_graph_is_recorded() {
        assert!(is_graph("/v1.0/users") && is_graph("/beta/users"));
        assert!(!is_graph("/contoso/oauth2/v2.0/token"), "tokens live there");
    }
}
