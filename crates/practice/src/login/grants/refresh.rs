//! Refresh tokens: bound to person and client, not to a resource. Each use gives a new one; the old one stays good, as
//! in Entra, until it ends or the person's sessions are revoked.

use super::{agreed, asked_again, person};
use crate::{
    login::{failure::Failure, issue, journal::Attempt, proof, proof::Proof, scope, token::Desk},
    state::{World, authorization::Asked, secret::fingerprint, sign_in::Grant, sign_in::SignInProtocol},
};
use serde_json::Value;

pub(in crate::login) fn redeem(world: &mut World, desk: &Desk<'_>) -> Result<Value, Failure> {
    let held = held(world, desk)?;
    let asked = wanted(world, desk, &held)?;
    let protocol = if held.by_device_code { SignInProtocol::DeviceCode } else { SignInProtocol::OAuth2 };
    let attempt = Attempt::of(world, &desk.client, asked.resource).by(held.user, false).over(protocol);
    let permitted = attempt.permitted(world, desk.at);
    let outcome = permitted.and_then(|()| give(world, desk, &held, &asked));
    attempt.ended(world, desk.at, &outcome);
    outcome
}

fn held(world: &World, desk: &Desk<'_>) -> Result<Grant, Failure> {
    let given = desk.fields.need("refresh_token")?;
    let held = world.sign_in.refresh.get(&fingerprint(given)).cloned();
    let held = held.ok_or_else(|| {
        let message = "Invalid request. Request is malformed or invalid: the refresh token is not known.";
        Failure::new("invalid_grant", 9_002_313, message)
    })?;
    if held.client != desk.client.id {
        let message = format!(
            "Provided grant is invalid or malformed: the refresh token was issued to another client than '{}'.",
            desk.client.id
        );
        return Err(Failure::new("invalid_grant", 70_000, message));
    }
    match desk.proof {
        Proof::None if held_confidential(world, desk) => Err(proof::needed()),
        _ => Ok(held),
    }
}

/// Web applications keep proving who they are.
fn held_confidential(world: &World, desk: &Desk<'_>) -> bool {
    let has_secret = [desk.client.application, desk.client.instance]
        .iter()
        .flatten()
        .filter_map(|id| world.directory.any(*id))
        .any(|holder| !holder.items("passwordCredentials").is_empty());
    let native = desk
        .client
        .redirects
        .iter()
        .any(|(platform, _)| *platform != crate::state::authorization::Platform::Web);
    has_secret && !desk.client.public && !native
}

fn wanted(world: &World, desk: &Desk<'_>, held: &Grant) -> Result<Asked, Failure> {
    let mut asked = match desk.fields.filled("scope") {
        None => asked_again(held),
        Some(text) => scope::parse(world, text, &desk.at.origin)?,
    };
    if asked.scopes.is_empty() && !asked.default && asked.resource.is_nil() {
        // Only the protocol's scopes: the permissions stay what they were.
        let again = asked_again(held);
        asked = Asked { protocol: asked.protocol, ..again };
    }
    // A refresh token keeps its right to be renewed.
    asked.protocol.insert("offline_access".to_owned());
    Ok(asked)
}

fn give(world: &mut World, desk: &Desk<'_>, held: &Grant, asked: &Asked) -> Result<Value, Failure> {
    person(world, held.user)?;
    if world.sign_in.is_revoked(held) {
        let message = format!(
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{}' and the TokensValidFrom date (before which tokens are not valid) for this user is later.",
            crate::graph::moment(held.issued)
        );
        return Err(Failure::new("invalid_grant", 50_173, message).suberror("bad_token"));
    }
    if held.expires <= desk.at.now {
        let message =
            "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.";
        return Err(Failure::new("invalid_grant", 700_082, message).suberror("bad_token"));
    }
    let scopes = agreed(world, desk, asked, held.user)?;
    let grant = Grant {
        resource: asked.resource,
        scopes,
        prefix: asked.prefix.clone(),
        default: asked.default,
        cae: held.cae || desk.fields.handles_challenges(),
        issued: desk.at.now,
        ..held.clone()
    };
    issue::tokens(desk.app, world, &grant, desk.wish(), desk.at)
}
