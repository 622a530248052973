//! Who may speak to the tenant at all, and how those are turned away who may not.
//!
//! Only loopback names and the names of its own certificate are accepted as `Host` (a page on another name cannot reach
//! it by DNS rebinding); the port may differ, because a proxy may stand before it, and links in answers follow what was
//! asked. Header blocks and bodies are bounded in size and time. Whoever asked Graph is refused in Graph's form.

use crate::{
    app::{App, Shared},
    graph::{http::inner_error, refusal::Refusal},
    listen::Cut,
    state::fault::FaultName,
};
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::BytesMut;
use futures::StreamExt;
use serde_json::json;
use std::time::Duration;
use time::{OffsetDateTime, macros::format_description};

/// Bytes of a body.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;
/// Headers of a request.
const HEADER_COUNT: usize = 100;
/// Bytes of all header names and values together.
const HEADER_LIMIT: usize = 32 * 1024;
/// A larger body is read to its end and thrown away up to this, because a client that is still writing does not read
/// the refusal; it must go on arriving without a pause of this length.
const DRAIN_LIMIT: usize = 64 * 1024 * 1024;
const DRAIN_PAUSE: Duration = Duration::from_millis(300);
/// `slow` waits no longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// A body must arrive within this.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Refuses foreign hosts and bodies that are too large or never end, adds the latency, and the headers every answer
/// has.
pub(crate) async fn watch(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if host(request.headers(), &shared.options.tls_names).is_none() {
        return turn_away(&shared, &request, Unfit::ForeignHost);
    }
    let size: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > HEADER_LIMIT || request.headers().len() > HEADER_COUNT {
        return turn_away(&shared, &request, Unfit::LargeHeaders);
    }
    let request = match whole(request).await {
        Ok(request) => request,
        Err((rest, unfit)) => return turn_away(&shared, &rest, unfit),
    };
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let spoil = Spoil::due(&shared, &method, &path);
    tokio::time::sleep(shared.latency() + spoil.slow).await;
    if spoil.cut_before {
        return cut();
    }
    shared.world().directory.settle(shared.now());
    let writes = request.method() != axum::http::Method::GET;
    let mut response = next.run(request).await;
    if writes {
        shared.changed.notify_one();
    }
    if spoil.cut_after {
        return cut();
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // Of the tenant's clock, which may be wrong on purpose.
    if let Ok(date) = HeaderValue::from_str(&http_date(shared.now())) {
        headers.insert(header::DATE, date);
    }
    response
}

/// What faults have in store for one request, whatever it is about. The control interface is spared.
#[derive(Debug, Default)]
struct Spoil {
    slow: Duration,
    cut_before: bool,
    cut_after: bool,
}

impl Spoil {
    fn due(shared: &App, method: &str, path: &str) -> Self {
        if path.starts_with("/control") {
            return Self::default();
        }
        let mut world = shared.world();
        let faults = &mut world.faults;
        let slow = faults.take(FaultName::Slow, method, path);
        let cut_before = faults.take(FaultName::CutBefore, method, path).is_some();
        // A request that never arrived cannot take effect.
        let cut_after = !cut_before && faults.take(FaultName::CutAfter, method, path).is_some();
        let wait = slow.map(|fault| fault.milliseconds.unwrap_or(1_000));
        let slow = Duration::from_millis(wait.and_then(|wait| u64::try_from(wait).ok()).unwrap_or_default());
        Self { slow: slow.min(LONGEST_WAIT), cut_before, cut_after }
    }
}

/// No answer: the listener ends the connection.
fn cut() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(at: OffsetDateTime) -> String {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}

/// Why a request is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    ForeignHost,
    LargeHeaders,
    LargeBody,
    BrokenBody,
    LateBody,
}

impl Unfit {
    fn said(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::ForeignHost => (421, "BadRequest", "This host is not served here."),
            Self::LargeHeaders => {
                (431, "BadRequest", "The headers are too large: 100 headers and 32 KiB at most.")
            }
            Self::LargeBody => (413, "RequestEntityTooLarge", "The body is too large: 1 MiB at most."),
            Self::BrokenBody => (400, "BadRequest", "The body is not complete."),
            Self::LateBody => (408, "RequestTimeout", "The body took too long."),
        }
    }
}

/// Refuses in the form of the house that was asked, and hangs up: what is left of the request is not read.
fn turn_away(shared: &App, request: &Request, unfit: Unfit) -> Response {
    let (status, code, words) = unfit.said();
    let path = request.uri().path();
    let body = if path.starts_with("/v1.0") || path.starts_with("/beta") {
        Some(Refusal::new(status, code, words).body(inner_error(shared, request.headers())))
    } else if path.starts_with("/control") {
        Some(json!({ "error": { "code": code, "message": words } }))
    } else if path.contains("/oauth2/") {
        Some(json!({ "error": "invalid_request", "error_description": words, "error_codes": [] }))
    } else {
        None
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let close = [(header::CONNECTION, "close")];
    match body {
        Some(body) => (status, close, Json(body)).into_response(),
        None => (status, close, words).into_response(),
    }
}

/// The request with its body read: at most 1 MiB, within 30 seconds.
async fn whole(request: Request) -> Result<Request, (Request, Unfit)> {
    let (parts, body) = request.into_parts();
    let told = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let patience = if parts.headers.contains_key(header::EXPECT) { BODY_LIMIT } else { DRAIN_LIMIT };
    let reading = async {
        if told.is_some_and(|length: usize| length > patience) {
            return Err(Unfit::LargeBody);
        }
        let mut stream = body.into_data_stream();
        let (mut bytes, mut seen) = (BytesMut::new(), 0);
        loop {
            let pause = if seen > BODY_LIMIT { DRAIN_PAUSE } else { BODY_TIME };
            let piece = match tokio::time::timeout(pause, stream.next()).await {
                Ok(Some(piece)) => piece.map_err(|_| Unfit::BrokenBody)?,
                Err(_) if seen <= BODY_LIMIT => return Err(Unfit::LateBody),
                Ok(None) | Err(_) => break,
            };
            seen += piece.len();
            if seen > DRAIN_LIMIT {
                break;
            }
            if seen <= BODY_LIMIT {
                bytes.extend_from_slice(&piece);
            }
        }
        if seen > BODY_LIMIT { Err(Unfit::LargeBody) } else { Ok(bytes.freeze()) }
    };
    match tokio::time::timeout(BODY_TIME, reading).await.unwrap_or(Err(Unfit::LateBody)) {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Err(unfit) => Err((Request::from_parts(parts, Body::empty()), unfit)),
    }
}

/// The asked host with its port, if it is a loopback name or one of `names`.
fn host<'h>(headers: &'h HeaderMap, names: &[String]) -> Option<&'h str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let served = ["localhost", "127.0.0.1", "[::1]"].iter().any(|known| name.eq_ignore_ascii_case(known))
        || names.iter().any(|known| bare.eq_ignore_ascii_case(known));
    let numeric = port.is_none_or(|port| port.parse::<u16>().is_ok());
    Some(host).filter(|_| served && numeric)
}

impl App {
    /// Scheme, host and port that were asked.
    pub(crate) fn origin(&self, headers: &HeaderMap) -> String {
        format!("{}://{}", self.scheme(), host(headers, &self.options.tls_names).unwrap_or("127.0.0.1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(value).unwrap());
        host(&headers, &["login.practice.test".to_owned()]).is_some()
    }

    #[test]
    fn only_loopback_names_are_served() {
        assert!(asked("127.0.0.1:4711") && asked("localhost:4711"));
        assert!(asked("localhost:9999"), "a proxy before the tenant keeps its own port");
        assert!(asked("[::1]:4711") && asked("[::1]"), "localhost may mean this one first");
        assert!(
            asked("login.practice.test:4711") && asked("LOGIN.practice.test"),
            "a name in the certificate"
        );
        for foreign in
            ["evil.example:4711", "localhost.evil.example", "127.0.0.1.evil.example:80", "[::2]:1", "::1", ""]
        {
            assert!(!asked(foreign), "{foreign}");
        }
    }
}
