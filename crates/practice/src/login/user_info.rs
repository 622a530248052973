//! The userinfo endpoint (OpenID Connect): who holds this access token.

use crate::{
    app::Shared,
    state::{secret::fingerprint, sign_in::Grant},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// `GET` and `POST /oidc/userinfo`.
pub(crate) async fn tell(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")).unwrap_or_default().trim();
    let world = shared.world();
    let usable =
        |grant: &&Grant| grant.expires > shared.now() && !grant.app_only && grant.scopes.contains("openid");
    let Some(grant) = world.sign_in.access.get(&fingerprint(token)).filter(usable) else {
        let body = json!({ "error": {
            "code": "InvalidAuthenticationToken",
            "message": "Access token validation failure: a token of this tenant with the scope openid is needed.",
        } });
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], Json(body))
            .into_response();
    };
    let user = world.directory.any(grant.user);
    let text = |name: &str| user.map(|user| user.text(name)).filter(|text| !text.is_empty());
    let mut body = json!({ "sub": super::jwt::pairwise(grant.user, grant.client) });
    let mut put = |claim: &str, property: &str| {
        if let Some(value) = text(property) {
            body[claim] = value.into();
        }
    };
    if grant.scopes.contains("profile") {
        put("name", "displayName");
        put("given_name", "givenName");
        put("family_name", "surname");
    }
    if grant.scopes.contains("email") {
        put("email", "mail");
    }
    Json(body).into_response()
}
