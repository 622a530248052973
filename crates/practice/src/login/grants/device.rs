//! Device codes: polled until the person has answered (RFC 8628).

use super::{agreed, person};
use crate::{
    login::{device_code, failure::Failure, issue, journal::Attempt, proof, proof::Proof, token::Desk},
    state::{
        World,
        authorization::Asked,
        fault::FaultName,
        secret::fingerprint,
        sign_in::{CodeState, Grant, SignInProtocol},
    },
};
use serde_json::Value;
use time::Duration;
use uuid::Uuid;

pub(in crate::login) fn redeem(world: &mut World, desk: &Desk<'_>) -> Result<Value, Failure> {
    if desk.proof != Proof::None && desk.client.public {
        return Err(proof::unwanted());
    }
    if desk.proof == Proof::None && !desk.client.public {
        return Err(proof::needed());
    }
    let (user, asked, cae) = answered(world, desk)?;
    let attempt =
        Attempt::of(world, &desk.client, asked.resource).by(user, true).over(SignInProtocol::DeviceCode);
    let permitted = attempt.permitted(world, desk.at);
    let outcome = permitted.and_then(|()| give(world, desk, &asked, (user, cae)));
    attempt.ended(world, desk.at, &outcome);
    outcome
}

fn give(
    world: &mut World,
    desk: &Desk<'_>,
    asked: &Asked,
    (user, cae): (Uuid, bool),
) -> Result<Value, Failure> {
    person(world, user)?;
    let scopes = agreed(world, desk, asked, user)?;
    let grant = Grant {
        user,
        client: desk.client.id,
        resource: asked.resource,
        scopes,
        app_only: false,
        prefix: asked.prefix.clone(),
        default: asked.default,
        cae: cae || desk.fields.handles_challenges(),
        by_device_code: true,
        nonce: None,
        signed_in: desk.at.now,
        issued: desk.at.now,
        expires: desk.at.now,
    };
    issue::tokens(desk.app, world, &grant, desk.wish(), desk.at)
}

/// Who said yes to the code, and to what; else why the client must wait or give up.
fn answered(world: &mut World, desk: &Desk<'_>) -> Result<(Uuid, Asked, bool), Failure> {
    let fields = desk.fields;
    // `code` is the older name of the parameter.
    let given = match fields.filled("device_code") {
        Some(code) => code,
        None => fields.filled("code").ok_or_else(|| Failure::missing("device_code"))?,
    };
    let now = desk.at.now;
    let blocked = world.faults.take(FaultName::DeviceCodeBlocked, "POST", "/token").is_some();
    let code = world.sign_in.device_codes.get_mut(&fingerprint(given));
    let code = code.filter(|code| code.client == desk.client.id).ok_or_else(|| {
        let message = "Verification code is not valid or was issued to another client.";
        Failure::new("bad_verification_code", 70_018, message)
    })?;
    if blocked {
        let message = "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";
        return Err(Failure::new("invalid_grant", 53_003, message));
    }
    let polled = code.polled.replace(now);
    if code.state == CodeState::Declined {
        return Err(Failure::new("authorization_declined", 70_022, "The person declined the request."));
    }
    if code.expires <= now {
        let message = "The provided value for the input parameter 'device_code' is not valid. This device code has expired.";
        return Err(Failure::new("expired_token", 70_020, message));
    }
    match &code.state {
        // A tenth of tolerance, for clocks and networks.
        CodeState::Pending
            if polled.is_some_and(|last| {
                now - last < Duration::milliseconds(device_code::INTERVAL * 900) && last <= now
            }) =>
        {
            Err(Failure::unnumbered("slow_down", "Polling too quickly; wait longer."))
        }
        CodeState::Pending | CodeState::Declined => Err(Failure::new(
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        )),
        CodeState::Redeemed => {
            Err(Failure::new("invalid_grant", 70_000, "The device code was already redeemed."))
        }
        CodeState::Approved { user } => {
            let found = (*user, code.asked.clone(), code.cae);
            code.state = CodeState::Redeemed;
            Ok(found)
        }
    }
}
