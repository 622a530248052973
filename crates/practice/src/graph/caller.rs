//! Who holds the bearer token: a person through a client, or an application by itself.

use super::{ask::Caller, refusal::Refusal};
use crate::state::{World, fault::FaultName, object::Kind, secret::fingerprint};
use time::OffsetDateTime;
use uuid::{Uuid, uuid};

const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");

/// The caller behind the `Authorization` header of a request.
pub(super) fn identify(
    world: &mut World,
    authorization: &str,
    (method, path): (&str, &str),
    now: OffsetDateTime,
) -> Result<Caller, Refusal> {
    let token = bearer(authorization);
    if token.is_empty() {
        return Err(Refusal::token("Access token is empty."));
    }
    let grant = world.sign_in.access.get(&fingerprint(token)).cloned();
    let grant = grant.ok_or_else(|| {
        Refusal::token("IDX14100: The access token is not well formed or was not issued here.")
    })?;
    if grant.expires <= now {
        return Err(Refusal::token("Lifetime validation failed, the token is expired."));
    }
    if !grant.resource.is_nil() && grant.resource != GRAPH {
        return Err(Refusal::token("Access token validation failure. Invalid audience."));
    }
    let holder = world.directory.any(grant.user).filter(|holder| holder.deleted.is_none());
    if grant.app_only {
        let known = holder.is_some_and(|holder| holder.kind == Kind::ServicePrincipal && holder.flag("accountEnabled"));
        if !known {
            return Err(Refusal::new(
                401,
                "Authorization_IdentityNotFound",
                "The identity of the calling application could not be established.",
            ));
        }
    } else if !holder.is_some_and(|holder| holder.kind == Kind::User && holder.flag("accountEnabled")) {
        return Err(Refusal::token("The identity of the calling user could not be established."));
    }
    let inactive = world.faults.take(FaultName::RoleNotActivated, method, path).is_some();
    Ok(Caller {
        user: grant.user,
        application: grant.app_only.then_some(grant.user),
        client: Some(grant.client),
        scopes: grant.scopes,
        roles: if inactive { Default::default() } else { world.directory.roles_of(grant.user) },
    })
}

/// The token of a header; the scheme's case does not count.
pub(super) fn bearer(authorization: &str) -> &str {
    match authorization.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    }
}
