//! The sign-in endpoints: discovery, keys, device code, browser sign-in, tokens, consent, and the pages a person sees.
//!
//! `circumstances` says where and when a request came in, `client` who asks, `resource` and `scope` for what, `consent`
//! who agreed; `authorize` with `finish` and `token` with `grants` are the two halves of every sign-in; `issue` makes
//! the tokens and `journal` the log.

mod access_policy;
mod access_token;
pub(crate) mod admin_consent;
pub(crate) mod authorize;
pub(crate) mod bearer;
pub(crate) mod circumstances;
pub(crate) mod client;
pub(crate) mod consent;
pub(crate) mod consent_page;
pub(crate) mod device_code;
pub(crate) mod device_page;
pub(crate) mod discovery;
pub(crate) mod failure;
pub(crate) mod fields;
pub(crate) mod finish;
pub(crate) mod first_party;
mod grants;
mod id_token;
mod issue;
pub(crate) mod journal;
mod jwt;
pub(crate) mod logout;
pub(crate) mod management;
mod proof;
mod reply;
mod resource;
mod scope;
pub(crate) mod sign_in_page;
pub(crate) mod token;
pub(crate) mod user_info;

pub(crate) use fields::Fields;

use crate::state::{World, fault::FaultName};
use axum::http::StatusCode;
use failure::Failure;

/// Refuses a tenant segment that does not mean this tenant.
fn check_tenant(world: &World, segment: &str) -> Result<(), Failure> {
    if world.tenant.is_meant_by(segment) {
        return Ok(());
    }
    if segment == "consumers" || segment == "9188040d-6c67-4c5b-b112-36a304b66dad" {
        let message = "The endpoint for personal Microsoft accounts is not served here: this tenant knows work accounts only.";
        return Err(Failure::new("invalid_request", 9_002_331, message));
    }
    let shown: String = segment.chars().take(120).collect();
    let message = format!(
        "Tenant '{shown}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
    );
    Err(Failure::new("invalid_tenant", 90_002, message))
}

/// Throttling and outage, where they were ordered for a sign-in endpoint by its path.
fn strike(world: &mut World, method: &str, path: &str) -> Result<(), Failure> {
    if let Some(fault) = world.faults.take_named(FaultName::Throttle, method, path) {
        let message = "The server or proxy is busy: too many requests. Try again later.";
        let mut failure = Failure::new("temporarily_unavailable", 90_055, message);
        failure.status = Some(StatusCode::TOO_MANY_REQUESTS);
        failure.retry_after = Some(fault.retry_after.unwrap_or(1));
        return Err(failure);
    }
    if let Some(fault) = world.faults.take_named(FaultName::Outage, method, path) {
        let message = "The server is temporarily too busy to handle the request. Try again later.";
        let mut failure = Failure::new("temporarily_unavailable", 90_006, message);
        failure.status = Some(StatusCode::SERVICE_UNAVAILABLE);
        failure.retry_after = fault.retry_after;
        return Err(failure);
    }
    Ok(())
}
