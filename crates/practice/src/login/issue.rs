//! Hands out tokens for a grant that has been checked.

use super::{
    access_token::{self, Contents},
    circumstances::Circumstances,
    failure::Failure,
    id_token::{self, Companions},
    proof::Proof,
    resource, scope,
};
use crate::{
    app::App,
    state::{World, secret::fingerprint, sign_in::Grant},
};
use serde_json::{Value, json};
use time::Duration;

/// Seconds an access token lives.
const ACCESS: i64 = 3_599;
/// The same for clients that handle claims challenges, because revocation reaches them at once.
const ACCESS_CAE: i64 = 86_399;

/// How tokens are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub(super) proof: Proof,
    /// Days a refresh token lives.
    pub(super) refresh_days: i64,
    /// `client_info=1` was sent, or the caller always tells it.
    pub(super) client_info: bool,
}

/// The body of a token answer; remembers what was given out.
pub(super) fn tokens(
    app: &App,
    world: &mut World,
    grant: &Grant,
    wish: Wish,
    at: &Circumstances,
) -> Result<Value, Failure> {
    let (access, seconds) = access(app, world, grant, wish.proof, at)?;
    let mut body = json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": access,
    });
    if grant.app_only {
        return Ok(body);
    }
    body["scope"] = scope::list(grant).into();
    if wish.client_info {
        body["client_info"] = id_token::client_info(grant.user, world.tenant.id).into();
    }
    if grant.scopes.contains("openid") {
        body["id_token"] =
            id_token::make(world, grant, at, Companions::default()).map_err(|_| broken())?.into();
    }
    if grant.scopes.contains("offline_access") {
        let refresh = app.token();
        let held = Grant {
            issued: at.now,
            expires: at.now + Duration::days(wish.refresh_days),
            // A nonce belongs to one answer.
            nonce: None,
            ..grant.clone()
        };
        world.sign_in.refresh.insert(fingerprint(&refresh), held);
        body["refresh_token"] = refresh.into();
    }
    Ok(body)
}

/// An access token and the seconds it lives.
pub(super) fn access(
    app: &App,
    world: &mut World,
    grant: &Grant,
    proof: Proof,
    at: &Circumstances,
) -> Result<(String, i64), Failure> {
    let resource = resource::with_id(world, grant.resource).ok_or_else(broken)?;
    let seconds = if grant.cae && !grant.app_only { ACCESS_CAE } else { ACCESS };
    let held = Grant { issued: at.now, expires: at.now + Duration::seconds(seconds), ..grant.clone() };
    // Two tokens of one request in one second must differ: the unique id is a new one for each.
    let at = Circumstances { trace: app.options.random.uuid(), ..at.clone() };
    let contents = Contents { grant: &held, resource: &resource, proof };
    let token = access_token::make(world, &contents, &at).map_err(|_| broken())?;
    world.sign_in.access.insert(fingerprint(&token), held);
    Ok((token, seconds))
}

pub(super) fn broken() -> Failure {
    Failure::new("server_error", 90_033, "A transient error has occurred. Please try again.")
}
