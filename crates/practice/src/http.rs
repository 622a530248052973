//! The listener's surface: who may speak to it at all, and which path leads where.
//!
//! Only loopback names and the names of its own certificate are accepted as `Host` (a page on another name cannot reach
//! it by DNS rebinding); the port may differ, because a proxy may stand before it, and links in answers follow what was asked. No CORS header is sent.

use crate::{
    app::{App, Shared},
    control, graph,
    listen::Cut,
    login, page, record, saml_idp,
    state::fault::FaultName,
    vendor,
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use bytes::BytesMut;
use futures::StreamExt;
use std::time::Duration;
use time::{OffsetDateTime, macros::format_description};

const BODY_LIMIT: usize = 1024 * 1024;
/// `slow` waits no longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// A body must arrive within this.
const BODY_TIME: Duration = Duration::from_secs(30);

/// Every route of the tenant.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(page::home))
        .route("/practice.css", get(page::style))
        .route("/practice.js", get(page::script))
        .route("/v1.0/", any(graph::http::v1))
        .route("/v1.0/{*path}", any(graph::http::v1))
        .route("/beta/", any(graph::http::beta))
        .route("/beta/{*path}", any(graph::http::beta))
        .nest("/control", control::routes(&shared))
        .merge(login_routes())
        .route(
            "/{tenant}/federationmetadata/2007-06/federationmetadata.xml",
            get(saml_idp::metadata::document),
        )
        .route("/{tenant}/saml2", get(saml_idp::sso::redirect).post(saml_idp::sso::post))
        .route("/myapps", get(saml_idp::my_apps::show))
        .route("/api/signin/{app_id}", get(saml_idp::launcher::start))
        .nest("/vendor", vendor::routes())
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(shared.clone(), record::exchange))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// The sign-in endpoints and pages.
fn login_routes() -> Router<Shared> {
    use login::{authorize, discovery, token};
    let token_v2 = post(token::redeem).fallback(token::wrong_verb);
    let token_v1 = post(token::redeem_v1).fallback(token::wrong_verb);
    let start = || post(login::device_code::start).fallback(token::wrong_verb);
    let leave = || get(login::logout::get).post(login::logout::post);
    Router::new()
        .route("/devicelogin", get(login::device_page::ask).post(login::device_page::enter))
        .route("/devicelogin/answer", post(login::device_page::answer))
        .route("/signin", post(login::sign_in_page::submit))
        .route("/consent", post(login::consent_page::answer))
        .route("/adminconsent", post(login::admin_consent::answer))
        .route("/signout", leave())
        .route("/error", get(page::explain))
        .route("/metadata/endpoints", get(discovery::cloud))
        .route("/oidc/userinfo", get(login::user_info::tell).post(login::user_info::tell))
        .route("/common/discovery/instance", get(discovery::instance))
        .route("/{tenant}/discovery/instance", get(discovery::instance))
        .route("/{tenant}/userrealm/{name}", get(discovery::realm))
        .route("/{tenant}/.well-known/openid-configuration", get(discovery::document_v1))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery::document))
        .route("/{tenant}/discovery/keys", get(discovery::keys))
        .route("/{tenant}/discovery/v2.0/keys", get(discovery::keys))
        .route("/{tenant}/oauth2/v2.0/devicecode", start())
        .route("/{tenant}/oauth2/devicecode", start())
        .route("/{tenant}/oauth2/v2.0/authorize", get(authorize::get).post(authorize::post))
        .route("/{tenant}/oauth2/authorize", get(authorize::get).post(authorize::post))
        .route("/{tenant}/oauth2/v2.0/token", token_v2)
        .route("/{tenant}/oauth2/token", token_v1)
        .route("/{tenant}/oauth2/v2.0/logout", leave())
        .route("/{tenant}/oauth2/logout", leave())
        .route("/{tenant}/v2.0/adminconsent", get(login::admin_consent::get))
        .route("/{tenant}/adminconsent", get(login::admin_consent::get))
}

/// Refuses foreign hosts and bodies that are too large or never end, adds the latency, and the headers every answer
/// has.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if host(request.headers(), &shared.options.tls_names).is_none() {
        return (StatusCode::MISDIRECTED_REQUEST, "This host is not served here.").into_response();
    }
    let request = match whole(request).await {
        Ok(request) => request,
        Err(refused) => return *refused,
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

/// The request with its body read: at most 1 MiB, within 30 seconds.
async fn whole(request: Request) -> Result<Request, Box<Response>> {
    let refuse = |status: StatusCode, words: &'static str| {
        Box::new((status, [(header::CONNECTION, "close")], words).into_response())
    };
    let (parts, body) = request.into_parts();
    let told = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if told.is_some_and(|length: u64| length > BODY_LIMIT as u64) {
        return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large: 1 MiB at most."));
    }
    let reading = async {
        let mut stream = body.into_data_stream();
        let mut bytes = BytesMut::new();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|_| refuse(StatusCode::BAD_REQUEST, "The body is not complete."))?;
            if bytes.len() + piece.len() > BODY_LIMIT {
                return Err(refuse(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large: 1 MiB at most."));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    };
    match tokio::time::timeout(BODY_TIME, reading).await {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes?))),
        Err(_) => Err(refuse(StatusCode::REQUEST_TIMEOUT, "The body took too long.")),
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

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
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
