//! The grants of the token endpoint: what is shown, and whether it is worth a token.

pub(super) mod application;
pub(super) mod code;
pub(super) mod device;
pub(super) mod refresh;

use super::{consent, failure::Failure, issue::Wish, resource, scope, token::Desk};
use crate::state::{World, authorization::Asked, fault::FaultName, object::Object, sign_in::Grant};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Days a refresh token lives.
const REFRESH_DAYS: i64 = 90;

impl Desk<'_> {
    fn wish(&self) -> Wish {
        Wish { proof: self.proof, refresh_days: REFRESH_DAYS, client_info: true }
    }
}

/// The scopes of a grant: what was asked for and agreed to; 65001 if somebody has yet to agree.
fn agreed(
    world: &mut World,
    desk: &Desk<'_>,
    asked: &Asked,
    user: Uuid,
) -> Result<BTreeSet<String>, Failure> {
    if world.faults.take(FaultName::ConsentMissing, "POST", "/token").is_some() {
        return Err(consent::nobody_agreed(&desk.client));
    }
    let resource = resource::with_id(world, asked.resource).ok_or_else(super::issue::broken)?;
    let standing = consent::standing(world, &desk.client, &resource, asked, user)?;
    if !standing.missing.is_empty() {
        return Err(consent::nobody_agreed(&desk.client));
    }
    Ok(standing.granted.into_iter().chain(asked.protocol.iter().cloned()).collect())
}

/// The person, if they may still sign in.
fn person(world: &World, user: Uuid) -> Result<&Object, Failure> {
    let found = world.directory.any(user).filter(|user| user.deleted.is_none());
    let found = found.ok_or_else(|| {
        Failure::new("invalid_grant", 50_034, "The user account does not exist in the directory.")
    })?;
    if found.flag("accountEnabled") {
        return Ok(found);
    }
    Err(Failure::new("invalid_grant", 50_057, "The user account is disabled."))
}

/// What a grant would ask for again.
fn asked_again(grant: &Grant) -> Asked {
    Asked {
        resource: grant.resource,
        prefix: grant.prefix.clone(),
        scopes: scope::permissions(&grant.scopes).map(str::to_owned).collect(),
        protocol: scope::PROTOCOL
            .iter()
            .filter(|name| grant.scopes.contains(**name))
            .map(|name| (*name).to_owned())
            .collect(),
        default: false,
    }
}
