//! The listener's surface: who may speak to it at all, and which path leads where.
//!
//! Only loopback names are accepted as `Host` (a page on another name cannot reach it by DNS rebinding); the port may
//! differ, because a proxy may stand before it, and links in answers follow what was asked. No CORS header is sent.

use crate::{app::Shared, control, graph, login, page, saml_idp, vendor};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};

const BODY_LIMIT: usize = 1024 * 1024;

/// Every route of the tenant.
pub(crate) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/", get(page::home))
        .route("/practice.css", get(page::style))
        .route("/practice.js", get(page::script))
        .route("/v1.0/{*path}", axum::routing::any(graph::http::v1))
        .route("/beta/{*path}", axum::routing::any(graph::http::beta))
        .nest("/control", control::routes(&shared))
        .route("/devicelogin", get(login::device_page::ask).post(login::device_page::enter))
        .route("/devicelogin/answer", post(login::device_page::answer))
        .route("/signin", post(login::sign_in_page::submit))
        .route("/signout", get(login::sign_in_page::sign_out))
        .route("/common/discovery/keys", get(login::discovery::keys))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(login::discovery::document))
        .route("/{tenant}/discovery/v2.0/keys", get(login::discovery::keys))
        .route("/{tenant}/oauth2/v2.0/devicecode", post(login::device_code::start))
        .route("/{tenant}/oauth2/v2.0/token", post(login::token::redeem))
        .route("/{tenant}/oauth2/v2.0/logout", get(login::sign_in_page::sign_out))
        .route(
            "/{tenant}/federationmetadata/2007-06/federationmetadata.xml",
            get(saml_idp::metadata::document),
        )
        .route("/{tenant}/saml2", get(saml_idp::sso::redirect).post(saml_idp::sso::post))
        .route("/api/signin/{app_id}", get(saml_idp::launcher::start))
        .nest("/vendor", vendor::routes())
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// Refuses foreign hosts, adds the latency, and the headers every answer has.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if host(request.headers()).is_none() {
        return (StatusCode::MISDIRECTED_REQUEST, "This host is not served here.").into_response();
    }
    let latency = shared.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    shared.world().directory.settle(shared.now());
    let writes = request.method() != axum::http::Method::GET;
    let mut response = next.run(request).await;
    if writes {
        shared.changed.notify_one();
    }
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The asked host with its port, if it is a loopback name.
fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let loopback = name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1";
    let numeric = port.is_none_or(|port| port.parse::<u16>().is_ok());
    Some(host).filter(|_| loopback && numeric)
}

/// Scheme, host and port that were asked.
pub(crate) fn origin(headers: &HeaderMap) -> String {
    format!("http://{}", host(headers).unwrap_or("127.0.0.1"))
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
        host(&headers).is_some()
    }

    #[test]
    fn only_loopback_names_are_served() {
        assert!(asked("127.0.0.1:4711") && asked("localhost:4711"));
        assert!(asked("localhost:9999"), "a proxy before the tenant keeps its own port");
        for foreign in
            ["evil.example:4711", "localhost.evil.example", "127.0.0.1.evil.example:80", "[::1]:1", ""]
        {
            assert!(!asked(foreign), "{foreign}");
        }
    }
}
