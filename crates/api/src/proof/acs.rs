//! The local reply URL: listens on loopback only, takes one POST of a sensible size, answers, and is gone.

use crate::contract::{ErrorCode, WireError};
use axum::{
    Form, Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use std::{net::Ipv4Addr, sync::Arc};
use tokio::{
    net::TcpListener,
    sync::{Mutex, oneshot},
};
use tokio_util::sync::CancellationToken;

/// Largest form that is taken, bytes.
const LARGEST: usize = 1024 * 1024;

/// What the browser brought.
#[derive(Deserialize)]
pub(crate) struct Brought {
    /// Base64.
    #[serde(rename = "SAMLResponse")]
    pub(crate) response: String,
    /// As sent along.
    #[serde(rename = "RelayState")]
    pub(crate) relay_state: Option<String>,
}

/// The address of a port, as it is registered. `localhost` is the one host that Entra lets go without TLS.
pub(crate) fn reply_url(port: u16) -> String {
    format!("http://localhost:{port}/acs")
}

/// Opens the port; 0 takes any.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, WireError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        WireError::new(ErrorCode::InvalidInput, format!("Port {port} is used by another program."))
            .hint("Choose another port for the local reply URL in Settings, or 0 for any free one.")
            .field("replyPort")
            .details(error.to_string())
    })
}

#[derive(Clone)]
struct Desk {
    waiting: Arc<Mutex<Option<oneshot::Sender<Brought>>>>,
    hosts: Arc<[String; 2]>,
}

/// Waits for the one POST. Dropping the future closes the port.
pub(crate) async fn receive(listener: TcpListener) -> Option<Brought> {
    let port = listener.local_addr().ok()?.port();
    let (sender, receiver) = oneshot::channel();
    let desk = Desk {
        waiting: Arc::new(Mutex::new(Some(sender))),
        hosts: Arc::new([format!("localhost:{port}"), format!("127.0.0.1:{port}")]),
    };
    let router = Router::new()
        .route("/acs", post(take).get(explain))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(desk);
    let stop = CancellationToken::new();
    let closing = stop.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(closing.cancelled_owned());
    let server = tokio::spawn(serving.into_future());
    let guard = stop.drop_guard();
    let brought = receiver.await.ok();
    // The answer to the browser is still on its way: let it out, but not for ever.
    drop(guard);
    let _ = tokio::time::timeout(std::time::Duration::from_millis(500), server).await;
    brought
}

async fn take(
    State(desk): State<Desk>,
    headers: HeaderMap,
    form: Result<Form<Brought>, axum::extract::rejection::FormRejection>,
) -> Response {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !desk.hosts.iter().any(|own| own == host) {
        return page(
            StatusCode::MISDIRECTED_REQUEST,
            "Not here",
            "This address answers on the local computer only.",
        );
    }
    let Ok(Form(brought)) = form else {
        return page(StatusCode::BAD_REQUEST, "No answer in it", "The form holds no SAMLResponse.");
    };
    let Some(sender) = desk.waiting.lock().await.take() else {
        return page(
            StatusCode::GONE,
            "Already answered",
            "This test has its answer. Start another one in Doorward.",
        );
    };
    let _ = sender.send(brought);
    page(
        StatusCode::OK,
        "Doorward has the answer",
        "It is being checked. You can close this page and go back to Doorward.",
    )
}

async fn explain() -> Response {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "Nothing to see",
        "Entra's answer is expected here as a form, not by opening the page.",
    )
}

fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let style = "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color-scheme:light dark}h1{font-size:1.5rem}";
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><style>{style}</style><main><h1>{title}</h1><p>{text}</p></main>"
    );
    let guarded = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, guarded, Html(html)).into_response()
}
