//! Graph over HTTP: reads the request, applies faults, checks the token, writes headers and error bodies.

use super::ask::{self, Ask, Caller, Verb, Version};
use super::odata::query::Query;
use super::{Reply, batch, beta, caller, moment, refusal::Refusal};
use crate::{
    app::{App, Shared},
    state::{World, fault::FaultName, keys, secret::Secret},
};
use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// One request as it came in.
struct Incoming {
    version: Version,
    method: Method,
    uri: axum::http::Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// How much of OData's annotations an answer carries (`odata.metadata` in `Accept`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Metadata {
    None,
    Minimal,
    Full,
}

impl Metadata {
    fn of(headers: &HeaderMap) -> Self {
        let accept = header_text(headers, "accept").to_ascii_lowercase().replace(' ', "");
        if accept.contains("odata.metadata=none") {
            Self::None
        } else if accept.contains("odata.metadata=full") {
            Self::Full
        } else {
            Self::Minimal
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Full => "full",
        }
    }
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
    let metadata = Metadata::of(&incoming.headers);
    let minimal = prefers(&incoming.headers, "return=minimal");
    let worker = Arc::clone(&shared);
    let stamp = inner.clone();
    // Rules may make an RSA key, and a large directory takes its time: off the network's threads.
    let outcome = tokio::task::spawn_blocking(move || respond(&worker, &incoming, &stamp)).await;
    let outcome = outcome.unwrap_or_else(|error| {
        tracing::error!(%error, "a Graph request failed inside the practice tenant");
        Err(Refusal::new(500, "generalException", "An internal server error occurred."))
    });
    write(outcome, inner, metadata, minimal)
}

fn respond(shared: &App, incoming: &Incoming, stamp: &Value) -> Result<Reply, Refusal> {
    let path = incoming.uri.path();
    let method = method_of(incoming);
    let fresh_key = fresh_key(&method, path, &incoming.body)?;
    let mut world = shared.world();
    let now = shared.now();
    strike(&mut world, &method, path)?;
    let origin = shared.origin(&incoming.headers);
    let caller = caller::identify(&mut world, &incoming.headers, (&method, path), now, &origin)?;
    let context = Context { shared, caller, now, fresh_key: fresh_key.as_ref(), incoming, stamp };
    let below = path.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
    if below.trim_matches('/') == "$batch" {
        return context.batch(&mut world, &method);
    }
    let target = incoming.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    context.single(&mut world, &method, &target, &incoming.headers, &incoming.body)
}

/// `X-HTTP-Method` turns a POST into what it says, for clients behind proxies that know no PATCH.
fn method_of(incoming: &Incoming) -> String {
    let plain = incoming.method.as_str();
    for name in ["x-http-method", "x-http-method-override"] {
        let wanted = header_text(&incoming.headers, name).to_ascii_uppercase();
        if plain == "POST" && matches!(wanted.as_str(), "PATCH" | "PUT" | "DELETE") {
            return wanted;
        }
    }
    plain.to_owned()
}

/// What all requests of one HTTP exchange share.
struct Context<'c> {
    shared: &'c App,
    caller: Caller,
    now: time::OffsetDateTime,
    fresh_key: Option<&'c Secret>,
    incoming: &'c Incoming,
    stamp: &'c Value,
}

impl Context<'_> {
    /// Answers one request; `target` is its path with version and its query.
    fn single(
        &self,
        world: &mut World,
        method: &str,
        target: &str,
        headers: &HeaderMap,
        bytes: &Bytes,
    ) -> Result<Reply, Refusal> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if method != "GET" && world.faults.take(FaultName::YoungForbidden, method, path).is_some() {
            return Err(Refusal::denied());
        }
        if method == "GET" && world.faults.take(FaultName::NotVisible, method, path).is_some() {
            return Err(Refusal::not_found(path.rsplit('/').next().unwrap_or_default()));
        }
        let stale = method == "GET" && world.faults.take(FaultName::StaleReads, method, path).is_some();
        let binary = method == "PUT" && path.trim_end_matches("/$value").ends_with("/logo");
        let mut query = Query::parse(query)?;
        beta::select(self.incoming.version, &mut query.select);
        let ask = Ask {
            verb: Verb::of(method),
            version: self.incoming.version,
            segments: ask::segments(
                path.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest),
            ),
            query,
            eventual: header_text(headers, "consistencylevel").eq_ignore_ascii_case("eventual"),
            max_page_size: page_size(headers),
            body: if binary { None } else { body(headers, bytes)? },
            raw: bytes.clone(),
            upsert: prefers(headers, "create-if-missing"),
            stale,
            origin: &self.shared.origin(&self.incoming.headers),
            target: target.to_owned(),
            caller: self.caller.clone(),
            now: self.now,
            lag: self.shared.lag(),
            random: self.shared.options.random.as_ref(),
            fresh_key: self.fresh_key,
        };
        super::answer(world, &ask)
    }

    fn batch(&self, world: &mut World, method: &str) -> Result<Reply, Refusal> {
        if method != "POST" {
            return Err(Refusal::wrong_verb());
        }
        let body = body(&self.incoming.headers, &self.incoming.body)?.unwrap_or_default();
        let origin = self.shared.origin(&self.incoming.headers);
        let items = batch::read(&body, &format!("{origin}/{}", self.incoming.version.segment()))?;
        Ok(Reply::Ok(batch::run(items, |item| self.item(world, item))))
    }

    fn item(&self, world: &mut World, item: &batch::Item) -> batch::Ended {
        let mut headers = HeaderMap::new();
        for (name, value) in &item.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        }
        let bytes = item.body.as_ref().map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        let target = format!("/{}/{}", self.incoming.version.segment(), item.url.trim_start_matches('/'));
        let path = target.split('?').next().unwrap_or_default();
        let outcome = strike(world, &item.method, path)
            .and_then(|()| self.single(world, &item.method, &target, &headers, &bytes));
        ended(outcome, self.stamp)
    }
}

/// The outcome of one request of a batch.
fn ended(outcome: Result<Reply, Refusal>, stamp: &Value) -> batch::Ended {
    let mut headers = Map::new();
    headers.insert("Cache-Control".to_owned(), "no-cache".into());
    let (status, body) = match outcome {
        Ok(Reply::Ok(body)) => (200, Some(body)),
        Ok(Reply::Created { body, location }) => {
            if let Some(location) = location {
                headers.insert("Location".to_owned(), location.into());
            }
            (201, Some(body))
        }
        Ok(Reply::NoContent) => (204, None),
        Ok(Reply::Text(text)) => (200, Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))),
        Err(refusal) => {
            if let Some(seconds) = refusal.retry_after {
                headers.insert("Retry-After".to_owned(), seconds.to_string().into());
            }
            (refusal.status, Some(refusal.body(stamp.clone())))
        }
    };
    batch::Ended { status, headers, body }
}

fn fresh_key(method: &str, path: &str, body: &Bytes) -> Result<Option<Secret>, Refusal> {
    const ACTION: &str = "addTokenSigningCertificate";
    let batched =
        || path.ends_with("/$batch") && body.windows(ACTION.len()).any(|part| part == ACTION.as_bytes());
    if method != "POST" || !(path.ends_with(ACTION) || batched()) {
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
    let body: Value = serde_json::from_slice(bytes).map_err(failed)?;
    Ok(Some(body).filter(|body| !body.is_null()))
}

fn page_size(headers: &HeaderMap) -> Option<usize> {
    let prefer = header_text(headers, "prefer");
    prefer.split([',', ';']).find_map(|part| part.trim().strip_prefix("odata.maxpagesize=")?.parse().ok())
}

fn prefers(headers: &HeaderMap, wish: &str) -> bool {
    header_text(headers, "prefer").split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case(wish))
}

fn header_text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Date and ids of this answer, for error bodies and headers.
pub(crate) fn inner_error(shared: &App, headers: &HeaderMap) -> Value {
    let request = shared.options.random.uuid().to_string();
    let client = header_text(headers, "client-request-id");
    let client = if client.is_empty() || client.len() > 64 { request.clone() } else { client.to_owned() };
    let date = moment(shared.now());
    json!({ "date": date.trim_end_matches('Z'), "request-id": request, "client-request-id": client })
}

fn write(outcome: Result<Reply, Refusal>, inner: Value, metadata: Metadata, minimal: bool) -> Response {
    let retry_after = outcome.as_ref().err().and_then(|refusal| refusal.retry_after);
    let ids = [
        ("request-id", inner["request-id"].clone()),
        ("client-request-id", inner["client-request-id"].clone()),
    ];
    let mut response = match outcome {
        Ok(Reply::Ok(body)) => json_response(StatusCode::OK, body, metadata),
        Ok(Reply::Created { body, location }) => created(body, location, metadata, minimal),
        Ok(Reply::NoContent) => StatusCode::NO_CONTENT.into_response(),
        Ok(Reply::Text(text)) => ([(header::CONTENT_TYPE, "text/plain")], text).into_response(),
        Err(refusal) => {
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let challenge = refusal.challenge.clone();
            let mut response = json_response(status, refusal.body(inner), metadata);
            if status == StatusCode::UNAUTHORIZED {
                let challenge = challenge.as_deref().unwrap_or("Bearer realm=\"\"");
                if let Ok(value) = HeaderValue::from_str(challenge) {
                    response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
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

/// 201 with the object, or 204 and its address for who asked for little.
fn created(body: Value, location: Option<String>, metadata: Metadata, minimal: bool) -> Response {
    let mut response = if minimal {
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert("preference-applied", HeaderValue::from_static("return=minimal"));
        response
    } else {
        json_response(StatusCode::CREATED, body, metadata)
    };
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        if minimal {
            response.headers_mut().insert("odata-entityid", location.clone());
        }
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn json_response(status: StatusCode, mut body: Value, metadata: Metadata) -> Response {
    match metadata {
        Metadata::None => strip(&mut body),
        Metadata::Full => annotate(&mut body),
        Metadata::Minimal => {}
    }
    let kind = format!(
        "application/json;odata.metadata={};odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
        metadata.word()
    );
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}

/// Without metadata only links, counts and removals stay.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let kept = |name: &str| {
                !name.starts_with("@odata.")
                    || matches!(name, "@odata.nextLink" | "@odata.deltaLink" | "@odata.count" | "@odata.id")
            };
            fields.retain(|name, _| kept(name));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// With full metadata every entity tells its type, id and address, as far as its context lets it be known.
fn annotate(body: &mut Value) {
    let Some(context) = body.get("@odata.context").and_then(Value::as_str).map(str::to_owned) else { return };
    let Some((root, fragment)) = context.split_once("/$metadata#") else { return };
    let set = fragment.split(['(', '/']).next().unwrap_or_default().to_owned();
    let known = crate::state::object::Kind::DIRECTORY.into_iter().find(|kind| kind.set_name() == set);
    let root = root.to_owned();
    let name = |entity: &mut Value| {
        let Some(id) = entity.get("id").and_then(Value::as_str).map(str::to_owned) else { return };
        if entity.get("@odata.type").is_none()
            && let Some(kind) = known
        {
            entity["@odata.type"] = json!(format!("#{}", kind.type_name()));
        }
        let set = if set.is_empty() { "directoryObjects" } else { &set };
        entity["@odata.id"] = json!(format!("{root}/{set}('{id}')"));
        entity["@odata.editLink"] = json!(format!("{set}('{id}')"));
    };
    match body.get_mut("value").and_then(Value::as_array_mut) {
        Some(rows) => rows.iter_mut().for_each(name),
        None => name(body),
    }
}
