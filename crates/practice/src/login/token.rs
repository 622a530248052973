//! The token endpoint: one door for every grant.
//!
//! It decides nothing about people; the grants do, each in a file of its own. What it refuses: forms with a name given
//! twice, unknown tenants and clients, grants nobody should use any more (password), and grants the tenant cannot
//! honour (on behalf of).

use super::{
    check_tenant,
    circumstances::Circumstances,
    client::{self, Client},
    failure::Failure,
    fields::Fields,
    grants,
    proof::{self, Proof},
};
use crate::{
    app::{App, Shared},
    state::World,
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

/// One token request whose client is known.
pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) at: &'a Circumstances,
    /// The tenant as it stands in the address.
    pub(super) tenant: &'a str,
    pub(super) fields: &'a Fields,
    pub(super) client: Client,
    pub(super) proof: Proof,
    /// The request came from a page in a browser.
    pub(super) from_page: bool,
}

/// `POST /{tenant}/oauth2/v2.0/token`.
pub(crate) async fn redeem(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = Circumstances::of(&shared, &headers);
    let fields = Fields::read(&body);
    serve(&shared, &tenant, &headers, (fields, at))
}

/// `POST /{tenant}/oauth2/token`: the endpoint of version 1, which names a resource instead of scopes.
pub(crate) async fn redeem_v1(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = Circumstances::of(&shared, &headers);
    let mut fields = Fields::read(&body);
    if let Some(resource) = fields.filled("resource").map(str::to_owned) {
        fields.put("scope", format!("{resource}/.default openid profile offline_access"));
    }
    serve(&shared, &tenant, &headers, (fields, at))
}

fn serve(
    shared: &Shared,
    tenant: &str,
    headers: &HeaderMap,
    (mut fields, at): (Fields, Circumstances),
) -> Response {
    let mut world = shared.world();
    let outcome = answer(shared, &mut world, tenant, headers, &mut fields, &at);
    drop(world);
    match outcome {
        Ok(body) => {
            let mut response = Json(body).into_response();
            response.headers_mut().insert(header::PRAGMA, header::HeaderValue::from_static("no-cache"));
            at.mark(response)
        }
        Err(failure) => failure.respond(&at),
    }
}

fn answer(
    app: &App,
    world: &mut World,
    tenant: &str,
    headers: &HeaderMap,
    fields: &mut Fields,
    at: &Circumstances,
) -> Result<Value, Failure> {
    super::strike(world, "POST", &format!("/{tenant}/oauth2/v2.0/token"))?;
    check_tenant(world, tenant)?;
    fields.single()?;
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    proof::take_basic(text(header::AUTHORIZATION), fields)?;
    let kind = fields.need("grant_type")?.to_owned();
    let client = client::named(world, tenant, fields)?;
    let proof = proof::check(world, &client, fields, (&at.origin, at.now))?;
    let from_page = headers.contains_key(header::ORIGIN);
    let desk = Desk { app, at, tenant, fields, client, proof, from_page };
    match kind.as_str() {
        "authorization_code" => grants::code::redeem(world, &desk),
        // RFC 8628's name, and the older one Entra takes as well.
        "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
            grants::device::redeem(world, &desk)
        }
        "refresh_token" => grants::refresh::redeem(world, &desk),
        "client_credentials" => grants::application::redeem(world, &desk),
        "password" => Err(Failure::new(
            "invalid_grant",
            50_076,
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource. The password grant cannot do that.",
        )
        .suberror("basic_action")),
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => Err(Failure::new(
            "invalid_grant",
            500_131,
            "Assertion audience does not match the Client app presenting the assertion: no token of this tenant can be exchanged on behalf of its person.",
        )),
        other => {
            let other: String = other.chars().take(80).collect();
            let message = format!("The app requested an unsupported grant type '{other}'.");
            Err(Failure::new("unsupported_grant_type", 70_003, message))
        }
    }
}

/// What every other verb gets.
pub(crate) async fn wrong_verb(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let message = "The endpoint only accepts POST requests.";
    let mut failure = Failure::new("invalid_request", 900_561, message);
    failure.status = Some(StatusCode::METHOD_NOT_ALLOWED);
    failure.respond(&Circumstances::of(&shared, &headers))
}
