//! The listener's surface: which path leads where. No CORS header is sent.

use crate::{
    app::Shared,
    control, graph,
    guard::{self, BODY_LIMIT},
    login, page, record, saml_idp, vendor,
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, header},
    middleware,
    routing::{any, get, post},
};

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
        .layer(middleware::from_fn_with_state(shared.clone(), guard::watch))
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
        .route("/tenants", get(login::management::tenants))
        .route("/subscriptions", get(login::management::subscriptions))
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
