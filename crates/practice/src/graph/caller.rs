//! Who holds the bearer token: a person through a client, or an application by itself.

use super::{ask::Caller, refusal::Refusal};
use crate::login::bearer::{self, Refused};
use crate::state::{World, fault::FaultName};
use axum::http::HeaderMap;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// The caller behind a request; `origin` is the address that was asked, for the challenge of a 401.
pub(super) fn identify(
    world: &mut World,
    headers: &HeaderMap,
    (method, path): (&str, &str),
    now: OffsetDateTime,
    origin: &str,
) -> Result<Caller, Refusal> {
    let grant = bearer::examine(world, headers, (method, path), now).map_err(|refused| {
        let mut refusal = Refusal::token(&refused.message);
        refusal.challenge = Some(Refused::challenge(refused.claims.as_deref(), origin));
        refusal
    })?;
    let inactive = world.faults.take(FaultName::RoleNotActivated, method, path).is_some();
    Ok(Caller {
        user: grant.user,
        application: grant.app_only.then_some(grant.user),
        scopes: grant.scopes,
        roles: if inactive { BTreeSet::new() } else { world.directory.roles_of(grant.user) },
    })
}
