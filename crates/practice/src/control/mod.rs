//! The control interface: what a test, a demo or the Practice page steers. Bearer token, JSON, below `/control`.
//!
//! | Request | Does |
//! |---|---|
//! | `POST /device-codes/{user_code}/approve` `{"account": UPN}` | answers a device code; also `/decline`, `/expire` |
//! | `POST /faults` `{"name", "count"?, "retryAfter"?, "milliseconds"?, "method"?, "path"?}` | orders trouble |
//! | `GET /faults`, `DELETE /faults` | what is still open; calls it all off |
//! | `POST /settings` `{"lagMs"?, "latencyMs"?, "clockOffsetMs"?, "licence"?}` | how slow the directory is, how wrong its clock; `free`, `p1` or `p2` |
//! | `POST /reset` | starts anew; answers with the accounts' new passwords |
//! | `GET /state` | counts of what is in the tenant |
//!
//! The names of faults are those of `state::fault::FaultName`, in snake case.

mod expiry;
mod summary;

use crate::{
    app::Shared,
    login,
    state::{
        fault::{Fault, FaultName},
        sign_in::{CodeState, DeviceCode},
        tenant_settings::Licence,
    },
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// All routes below `/control`.
pub(crate) fn routes(shared: &Shared) -> Router<Shared> {
    Router::new()
        .route("/device-codes/{user_code}/approve", post(approve))
        .route("/device-codes/{user_code}/decline", post(decline))
        .route("/device-codes/{user_code}/expire", post(expire))
        .route("/faults", post(add_fault).get(list_faults).delete(clear_faults))
        .route("/settings", post(settings).get(read_settings))
        .route("/reset", post(reset))
        .route("/state", get(summary::state))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), guard))
}

async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.strip_prefix("Bearer ")).unwrap_or_default();
    if !same(token.as_bytes(), shared.control_token.as_bytes()) {
        return refuse(StatusCode::UNAUTHORIZED, "token", "The control interface asks for its bearer token.");
    }
    next.run(request).await
}

/// Compares without telling by its duration where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn refuse(status: StatusCode, code: &str, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}

fn misfit(error: &serde_json::Error) -> Response {
    refuse(StatusCode::BAD_REQUEST, "body", &format!("The body does not fit: {error}."))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    /// User principal name of the account that says yes.
    account: String,
}

async fn approve(State(shared): State<Shared>, Path(user_code): Path<String>, body: Bytes) -> Response {
    let approval: Approval = match serde_json::from_slice(&body) {
        Ok(approval) => approval,
        Err(error) => return misfit(&error),
    };
    let user = shared.world().directory.user_by_upn(&approval.account).map(|user| user.id);
    let Some(user) = user else {
        return refuse(StatusCode::NOT_FOUND, "account", "There is no such account.");
    };
    if let Err(response) = agree(&shared, &user_code, user) {
        return *response;
    }
    change(&shared, &user_code, |code| code.state = CodeState::Approved { user })
}

/// Agrees to what the code's app asks for, as the person would on the page.
fn agree(shared: &Shared, user_code: &str, user: uuid::Uuid) -> Result<(), Box<Response>> {
    let mut world = shared.world();
    let code = world.sign_in.by_user_code(user_code).filter(|code| code.state == CodeState::Pending);
    let Some((client, asked)) = code.map(|code| (code.client, code.asked.clone())) else { return Ok(()) };
    let Some(client) = login::client::find(&world, client) else { return Ok(()) };
    login::finish::agree(shared, &mut world, &client, (&asked, user, false))
        .map_err(|failure| Box::new(refuse(StatusCode::FORBIDDEN, "consent", &failure.message)))
}

async fn decline(State(shared): State<Shared>, Path(user_code): Path<String>) -> Response {
    change(&shared, &user_code, |code| code.state = CodeState::Declined)
}

async fn expire(State(shared): State<Shared>, Path(user_code): Path<String>) -> Response {
    let now = shared.now();
    change(&shared, &user_code, |code| code.expires = now)
}

fn change(shared: &Shared, user_code: &str, how: impl FnOnce(&mut DeviceCode)) -> Response {
    let mut world = shared.world();
    match world.sign_in.by_user_code(user_code) {
        None => refuse(StatusCode::NOT_FOUND, "user_code", "There is no such code."),
        Some(code) if code.state != CodeState::Pending => {
            refuse(StatusCode::CONFLICT, "answered", "The code was answered already.")
        }
        Some(code) => {
            how(code);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

async fn add_fault(State(shared): State<Shared>, body: Bytes) -> Response {
    match serde_json::from_slice::<Fault>(&body) {
        Ok(fault) => {
            order(&shared, fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => misfit(&error),
    }
}

/// Faults of the tenant as a whole take effect at once; the others wait for a request that fits.
fn order(shared: &Shared, fault: Fault) {
    match fault.name {
        FaultName::ClockSkew => {
            let skew = fault.milliseconds.unwrap_or(600_000).clamp(-LONGEST_SKEW, LONGEST_SKEW);
            let mut world = shared.world();
            shared.turn_clock(&mut world, || shared.set_skew(skew));
            world.faults.add(fault);
        }
        FaultName::CertificateExpired => expiry::expire(shared, fault.app),
        _ => shared.world().faults.add(fault),
    }
}

async fn list_faults(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "faults": shared.world().faults.open() }))
}

async fn clear_faults(State(shared): State<Shared>) -> StatusCode {
    let mut world = shared.world();
    shared.turn_clock(&mut world, || shared.set_skew(0));
    world.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    lag_ms: Option<u64>,
    latency_ms: Option<u64>,
    clock_offset_ms: Option<i64>,
    licence: Option<Licence>,
}

/// Ten years: enough to see every certificate end.
const LONGEST_SKEW: i64 = 10 * 365 * 86_400 * 1_000;
/// Longer waits than this help nobody.
const LONGEST: u64 = 600_000;

async fn settings(State(shared): State<Shared>, body: Bytes) -> Response {
    match serde_json::from_slice::<Settings>(&body) {
        Ok(new) => {
            if let Some(lag) = new.lag_ms {
                shared.set_lag(lag.min(LONGEST));
            }
            if let Some(latency) = new.latency_ms {
                shared.set_latency(latency.min(LONGEST));
            }
            if let Some(offset) = new.clock_offset_ms {
                let offset = offset.clamp(-LONGEST_SKEW, LONGEST_SKEW);
                shared.turn_clock(&mut shared.world(), || shared.set_offset(offset));
            }
            if let Some(licence) = new.licence {
                shared.world().directory.settings.licence = licence;
            }
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => misfit(&error),
    }
}

async fn read_settings(State(shared): State<Shared>) -> Json<Value> {
    let lag = i64::try_from(shared.lag().0.whole_milliseconds()).unwrap_or(i64::MAX);
    let latency = u64::try_from(shared.latency().as_millis()).unwrap_or(u64::MAX);
    let licence = shared.world().directory.settings.licence;
    Json(json!({ "lagMs": lag, "latencyMs": latency, "clockOffsetMs": shared.offset(), "licence": licence }))
}

/// Starts anew and tells the accounts' new passwords.
async fn reset(State(shared): State<Shared>) -> Response {
    let worker = Arc::clone(&shared);
    match tokio::task::spawn_blocking(move || worker.start_anew()).await {
        Ok(Ok(accounts)) => Json(json!({ "accounts": accounts })).into_response(),
        _ => refuse(StatusCode::INTERNAL_SERVER_ERROR, "key", "The tenant could not be made anew."),
    }
}
