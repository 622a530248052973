//! Graph over HTTP: reads the request, applies faults, checks the token, writes headers and error bodies.

use super::ask::{self, Ask, Caller, Verb, Version};
use super::odata::query::Query;
use super::{Reply, moment, refusal::Refusal};
use crate::{
    app::{App, Shared},
    login::bearer,
    state::{World, fault::FaultName, keys, secret::Secret},
};
use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// One request as it came in.
struct Incoming {
    version: Version,
    method: Method,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
}

pub(crate) async fn v1(
    shared: State<Shared>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    handle(shared, Incoming { version: Version::V1, method, uri: uri.0, headers, body }).await
}

pub(crate) async fn beta(
    shared: State<Shared>,
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    handle(shared, Incoming { version: Version::Beta, method, uri: uri.0, headers, body }).await
}

async fn handle(State(shared): State<Shared>, incoming: Incoming) -> Response {
    let inner = inner_error(&shared, &incoming.headers);
    let origin = shared.origin(&incoming.headers);
    let worker = Arc::clone(&shared);
    // Rules may make an RSA key, and a large directory takes its time: off the network's threads.
    let outcome = tokio::task::spawn_blocking(move || respond(&worker, &incoming)).await;
    let outcome = outcome.unwrap_or_else(|error| {
        tracing::error!(%error, "a Graph request failed inside the practice tenant");
        Err(Refusal::new(500, "generalException", "An internal server error occurred."))
    });
    write(outcome, inner, &origin)
}

fn respond(shared: &App, incoming: &Incoming) -> Result<Reply, Refusal> {
    let path = incoming.uri.path();
    let method = incoming.method.as_str();
    let fresh_key = fresh_key(&incoming.method, path)?;
    let mut world = shared.world();
    let now = shared.now();
    strike(&mut world, method, path)?;
    let caller = caller(&mut world, &incoming.headers, (method, path), now)?;
    if method != "GET" && world.faults.take(FaultName::YoungForbidden, method, path).is_some() {
        return Err(Refusal::denied());
    }
    if method == "GET" && world.faults.take(FaultName::NotVisible, method, path).is_some() {
        return Err(Refusal::not_found(path.rsplit('/').next().unwrap_or_default()));
    }
    let ask = Ask {
        verb: match incoming.method {
            Method::GET => Verb::Get,
            Method::POST => Verb::Post,
            Method::PATCH => Verb::Patch,
            Method::DELETE => Verb::Delete,
            _ => Verb::Other,
        },
        version: incoming.version,
        segments: ask::segments(path.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest)),
        query: Query::parse(incoming.uri.query().unwrap_or_default())?,
        eventual: header_text(&incoming.headers, "consistencylevel").eq_ignore_ascii_case("eventual"),
        max_page_size: page_size(&incoming.headers),
        body: body(&incoming.headers, &incoming.body)?,
        origin: &shared.origin(&incoming.headers),
        target: incoming.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        caller,
        now,
        lag: shared.lag(),
        random: shared.options.random.as_ref(),
        fresh_key,
    };
    super::answer(&mut world, &ask)
}

fn fresh_key(method: &Method, path: &str) -> Result<Option<Secret>, Refusal> {
    if *method != Method::POST || !path.ends_with("addTokenSigningCertificate") {
        return Ok(None);
    }
    let failed = |_| Refusal::new(500, "Service_InternalServerError", "No key could be made.");
    keys::new_key().map(Some).map_err(failed)
}

/// Faults that strike before anything else is looked at.
fn strike(world: &mut World, method: &str, path: &str) -> Result<(), Refusal> {
    if let Some(fault) = world.faults.take(FaultName::Throttle, method, path) {
        let mut refusal = Refusal::new(429, "TooManyRequests", "Too many requests.");
        refusal.retry_after = Some(fault.retry_after.unwrap_or(1));
        return Err(refusal);
    }
    if let Some(fault) = world.faults.take(FaultName::Outage, method, path) {
        let mut refusal = Refusal::new(
            503,
            "ServiceNotAvailable",
            "The service is temporarily unavailable. Try again later.",
        );
        refusal.retry_after = fault.retry_after;
        return Err(refusal);
    }
    if world.faults.take(FaultName::TokenRefused, method, path).is_some() {
        return Err(Refusal::token("Lifetime validation failed, the token is expired."));
    }
    Ok(())
}

/// Who holds the bearer token.
fn caller(
    world: &mut World,
    headers: &HeaderMap,
    (method, path): (&str, &str),
    now: time::OffsetDateTime,
) -> Result<Caller, Refusal> {
    let grant = bearer::examine(world, headers, (method, path), now).map_err(|refused| {
        let mut refusal = Refusal::token(&refused.message);
        refusal.claims = refused.claims;
        refusal
    })?;
    let mut roles = world.directory.roles_of(grant.user);
    if world.faults.take(FaultName::RoleNotActivated, method, path).is_some() {
        roles.clear();
    }
    let application = grant.app_only.then_some(grant.user);
    let client = Some(grant.client);
    Ok(Caller { user: grant.user, application, client, scopes: grant.scopes, roles })
}

fn body(headers: &HeaderMap, bytes: &Bytes) -> Result<Option<Value>, Refusal> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let kind = header_text(headers, "content-type");
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        let message = "A valid Content-Type header must be specified: application/json.";
        return Err(Refusal::new(415, "UnsupportedMediaType", message));
    }
    let failed = |_| {
        Refusal::new(
            400,
            "BadRequest",
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        )
    };
    serde_json::from_slice(bytes).map(Some).map_err(failed)
}

fn page_size(headers: &HeaderMap) -> Option<usize> {
    let prefer = header_text(headers, "prefer");
    prefer.split([',', ';']).find_map(|part| part.trim().strip_prefix("odata.maxpagesize=")?.parse().ok())
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Date and ids of this answer, for error bodies and headers.
fn inner_error(shared: &App, headers: &HeaderMap) -> Value {
    let request = shared.options.random.uuid().to_string();
    let client = header_text(headers, "client-request-id");
    let client = if client.is_empty() || client.len() > 64 { request.clone() } else { client.to_owned() };
    let date = moment(shared.now());
    json!({ "date": date.trim_end_matches('Z'), "request-id": request, "client-request-id": client })
}

fn write(outcome: Result<Reply, Refusal>, inner: Value, origin: &str) -> Response {
    let retry_after = outcome.as_ref().err().and_then(|refusal| refusal.retry_after);
    let claims = outcome.as_ref().err().and_then(|refusal| refusal.claims.clone());
    let ids = [
        ("request-id", inner["request-id"].clone()),
        ("client-request-id", inner["client-request-id"].clone()),
    ];
    let mut response = match outcome {
        Ok(Reply::Ok(body)) => json_response(StatusCode::OK, &body),
        Ok(Reply::Created(body)) => json_response(StatusCode::CREATED, &body),
        Ok(Reply::NoContent) => StatusCode::NO_CONTENT.into_response(),
        Ok(Reply::Text(text)) => text.into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = json_response(status, &refusal.body(inner));
            if status == StatusCode::UNAUTHORIZED {
                let challenge = bearer::Refused::challenge(claims.as_deref(), origin);
                if let Ok(challenge) = HeaderValue::from_str(&challenge) {
                    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                }
            }
            response
        }
    };
    let headers = response.headers_mut();
    for (name, value) in ids {
        if let Some(value) = value.as_str().and_then(|text| HeaderValue::from_str(text).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert("odata-version", HeaderValue::from_static("4.0"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    let kind =
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}
