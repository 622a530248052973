//! The two questions that Azure's command-line tools ask Azure Resource Manager right after a sign-in: which tenants,
//! which subscriptions. There is one tenant and no subscription, so nothing else of Resource Manager exists here.

use super::first_party::MANAGEMENT;
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

/// `GET /tenants`.
pub(crate) async fn tenants(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if let Err(refused) = admitted(&shared, &headers) {
        return *refused;
    }
    let world = shared.world();
    let id = world.tenant.id;
    let domains: Vec<&str> = world
        .tenant
        .domains
        .iter()
        .filter(|domain| domain.verified)
        .map(|domain| domain.name.as_str())
        .collect();
    Json(json!({ "value": [{
        "id": format!("/tenants/{id}"),
        "tenantId": id.to_string(),
        "displayName": world.tenant.name,
        "defaultDomain": world.tenant.default_domain(),
        "domains": domains,
        "tenantCategory": "Home",
        "tenantType": "AAD",
    }] }))
    .into_response()
}

/// `GET /subscriptions`.
pub(crate) async fn subscriptions(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    match admitted(&shared, &headers) {
        Ok(()) => Json(json!({ "value": [], "count": { "type": "Total", "value": 0 } })).into_response(),
        Err(refused) => *refused,
    }
}

/// Resource Manager takes tokens that were issued for it, and no others.
fn admitted(shared: &Shared, headers: &HeaderMap) -> Result<(), Box<Response>> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = given.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else {
        return Err(refuse(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.",
        ));
    };
    let world = shared.world();
    let good = |grant: &Grant| grant.resource == MANAGEMENT && grant.expires > shared.now();
    match world.sign_in.access.get(&fingerprint(token.trim())) {
        Some(grant) if good(grant) => Ok(()),
        Some(grant) if grant.resource != MANAGEMENT => {
            let message = "The access token has been obtained for the wrong audience or resource.";
            Err(refuse("InvalidAuthenticationTokenAudience", message))
        }
        Some(_) => Err(refuse("ExpiredAuthenticationToken", "The access token expired.")),
        None => Err(refuse("InvalidAuthenticationToken", "The access token is invalid.")),
    }
}

fn refuse(code: &str, message: &str) -> Box<Response> {
    let body = json!({ "error": { "code": code, "message": message } });
    Box::new((StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], Json(body)).into_response())
}
