//! The discovery documents and the token keys.

use super::{check_tenant, circumstances::Circumstances, failure::Failure, fields::Fields};
use crate::app::Shared;
use axum::{
    Json,
    extract::{OriginalUri, Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::Url;

/// Names of the tenant in a document: in addresses, and in the issuer.
struct Names {
    segment: String,
    issuer: String,
}

fn names(shared: &Shared, tenant: &str) -> Result<Names, Failure> {
    let world = shared.world();
    check_tenant(&world, tenant)?;
    let id = world.tenant.id.to_string();
    let many = matches!(tenant, "organizations" | "common");
    Ok(Names {
        segment: if many { tenant.to_owned() } else { id.clone() },
        issuer: if many { "{tenantid}".to_owned() } else { id },
    })
}

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`.
pub(crate) async fn document(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let at = Circumstances::of(&shared, &headers);
    match names(&shared, &tenant) {
        Ok(names) => {
            let issuer = format!("{}/{}/v2.0", at.origin, names.issuer);
            at.mark(Json(describe(&at.origin, &names.segment, &issuer, "v2.0/")).into_response())
        }
        Err(failure) => failure.respond(&at),
    }
}

/// `GET /{tenant}/.well-known/openid-configuration`: version 1.
pub(crate) async fn document_v1(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
) -> Response {
    let at = Circumstances::of(&shared, &headers);
    match names(&shared, &tenant) {
        Ok(names) => {
            let issuer = format!("https://sts.windows.net/{}/", names.issuer);
            at.mark(Json(describe(&at.origin, &names.segment, &issuer, "")).into_response())
        }
        Err(failure) => failure.respond(&at),
    }
}

fn describe(origin: &str, segment: &str, issuer: &str, version: &str) -> Value {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let endpoint = |name: &str| format!("{origin}/{segment}/oauth2/{version}{name}");
    json!({
        "token_endpoint": endpoint("token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{origin}/{segment}/discovery/{version}keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{origin}/oidc/userinfo"),
        "authorization_endpoint": endpoint("authorize"),
        "device_authorization_endpoint": endpoint("devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": endpoint("logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
            "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name",
            "tid", "ver", "at_hash", "c_hash", "email",
        ],
        "kerberos_endpoint": format!("{origin}/{segment}/kerberos"),
        "tenant_region_scope": "EU",
        "cloud_instance_name": host,
        "cloud_graph_host_name": host,
        "msgraph_host": host,
        "rbac_url": origin,
    })
}

/// `GET /{tenant}/discovery/v2.0/keys` and the other places where libraries look for keys.
pub(crate) async fn keys(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let origin = shared.origin(&headers);
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
        "cloud_instance_name": origin.split_once("://").map_or("", |(_, host)| host),
        "issuer": format!("{origin}/{}/v2.0", world.tenant.id),
    }] }))
    .into_response()
}

/// `GET /common/discovery/instance`: whether a login host is one, and by which names it goes.
pub(crate) async fn instance(State(shared): State<Shared>, uri: OriginalUri, headers: HeaderMap) -> Response {
    let at = Circumstances::of(&shared, &headers);
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    let host = at.origin.split_once("://").map_or("", |(_, host)| host).to_owned();
    let bare = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name).to_owned();
    let asked = Url::parse(fields.get("authorization_endpoint")).ok();
    let ours = asked.as_ref().and_then(Url::host_str).is_some_and(|name| name == bare);
    let tenant = asked.as_ref().and_then(|url| url.path_segments()?.next().map(str::to_owned));
    let Some(tenant) = tenant.filter(|_| ours) else {
        let message = "Unknown or invalid instance.";
        return Failure::new("invalid_instance", 50_049, message).respond(&at);
    };
    let body = json!({
        "tenant_discovery_endpoint": format!("{}/{tenant}/v2.0/.well-known/openid-configuration", at.origin),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host, bare] }],
    });
    at.mark(Json(body).into_response())
}

/// `GET /{tenant}/userrealm/{name}`: where a person's password is checked.
pub(crate) async fn realm(
    State(shared): State<Shared>,
    Path((_, name)): Path<(String, String)>,
) -> Json<Value> {
    let world = shared.world();
    let domain = name.rsplit_once('@').map_or("", |(_, domain)| domain).to_owned();
    let known = world.tenant.domains.iter().find(|known| known.name.eq_ignore_ascii_case(&domain));
    let kind = match known {
        Some(known) if known.verified && known.managed => "Managed",
        Some(known) if known.verified => "Federated",
        _ => "Unknown",
    };
    Json(json!({
        "ver": "1.0",
        "account_type": kind,
        "domain_name": domain,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_audience_urn": "urn:federation:MicrosoftOnline",
    }))
}

/// `GET /metadata/endpoints`: where command-line tools and infrastructure providers learn about a cloud.
pub(crate) async fn cloud(State(shared): State<Shared>, uri: OriginalUri, headers: HeaderMap) -> Json<Value> {
    let origin = shared.origin(&headers);
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    let body = json!({
        "name": "DoorwardPractice",
        "portal": format!("{origin}/"),
        "authentication": {
            "loginEndpoint": format!("{origin}/"),
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graph": format!("{origin}/"),
        "graphAudience": "https://graph.windows.net/",
        "microsoftGraphResourceId": format!("{origin}/"),
        "resourceManager": format!("{origin}/"),
        "gallery": format!("{origin}/"),
        "media": "",
        "batch": "",
        "suffixes": {},
    });
    // Later versions tell one cloud, earlier ones a list.
    let one = fields.get("api-version") >= "2022";
    Json(if one { body } else { json!([body]) })
}
