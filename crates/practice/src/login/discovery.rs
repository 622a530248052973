//! The discovery document and the token keys.

use super::check_tenant;
use crate::{app::Shared, http::origin};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`.
pub(crate) async fn document(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id = {
        let world = shared.world();
        if let Err(failure) = check_tenant(&world, &tenant) {
            drop(world);
            return failure.respond(&shared);
        }
        world.tenant.id.to_string()
    };
    let origin = origin(&headers);
    let many = matches!(tenant.as_str(), "organizations" | "common");
    let issuer_tenant = if many { "{tenantid}" } else { id.as_str() };
    let segment = if many { tenant.as_str() } else { id.as_str() };
    let host = origin.trim_start_matches("http://");
    Json(json!({
        "token_endpoint": format!("{origin}/{segment}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{origin}/{segment}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{origin}/{issuer_tenant}/v2.0"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{origin}/oidc/userinfo"),
        "authorization_endpoint": format!("{origin}/{segment}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{origin}/{segment}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{origin}/{segment}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
            "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name",
            "tid", "ver", "at_hash", "c_hash", "email",
        ],
        "tenant_region_scope": "EU",
        "cloud_instance_name": host,
        "cloud_graph_host_name": host,
        "msgraph_host": host,
        "rbac_url": origin,
    }))
    .into_response()
}

/// `GET /{tenant}/discovery/v2.0/keys`.
pub(crate) async fn keys(State(shared): State<Shared>) -> Response {
    let world = shared.world();
    let key = &world.token_key;
    let Ok((modulus, exponent)) = key.rsa_numbers() else {
        return Json(json!({ "keys": [] })).into_response();
    };
    let thumbprint = URL_SAFE_NO_PAD.encode(key.thumbprint().0);
    Json(json!({ "keys": [{
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": thumbprint,
        "x5t": thumbprint,
        "n": URL_SAFE_NO_PAD.encode(modulus),
        "e": URL_SAFE_NO_PAD.encode(exponent),
        "x5c": [STANDARD.encode(&key.certificate)],
        "cloud_instance_name": "practice",
    }] }))
    .into_response()
}
