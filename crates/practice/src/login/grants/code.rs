//! Authorization codes: good once, for ten minutes, for the client, the address and the verifier they were made for.

use super::person;
use crate::{
    login::{
        failure::Failure,
        issue::{self, Wish},
        proof,
        proof::Proof,
        scope,
        token::Desk,
    },
    state::{
        World,
        authorization::{Challenge, Code, Platform},
        fault::FaultName,
        secret::fingerprint,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(in crate::login) fn redeem(world: &mut World, desk: &Desk<'_>) -> Result<Value, Failure> {
    let given = desk.fields.need("code")?;
    let redirect = desk.fields.need("redirect_uri")?;
    let key = fingerprint(given);
    let code = world.sign_in.codes.get(&key).cloned().ok_or_else(|| {
        let message =
            "Invalid request. Request is malformed or invalid: the authorization code is not known.";
        Failure::new("invalid_grant", 9_002_313, message)
    })?;
    judge(&code, desk, redirect)?;
    may_redeem(world, &code, desk)?;
    if let Some(code) = world.sign_in.codes.get_mut(&key) {
        code.redeemed = true;
    }
    if world.faults.take(FaultName::ConsentMissing, "POST", "/token").is_some() {
        return Err(crate::login::consent::nobody_agreed(&desk.client));
    }
    person(world, code.grant.user)?;
    let mut grant = code.grant;
    grant.cae |= desk.fields.handles_challenges();
    if let Some(text) = desk.fields.filled("scope") {
        narrow(world, desk, &mut grant, text)?;
    }
    let single_page = code.platform == Platform::Spa;
    let wish = Wish { refresh_days: if single_page { 1 } else { super::REFRESH_DAYS }, ..desk.wish() };
    issue::tokens(desk.app, world, &grant, wish, desk.at)
}

fn judge(code: &Code, desk: &Desk<'_>, redirect: &str) -> Result<(), Failure> {
    if code.grant.client != desk.client.id {
        let message =
            "Provided grant is invalid or malformed: the authorization code was issued to another client.";
        return Err(Failure::new("invalid_grant", 70_000, message));
    }
    if code.redeemed {
        let message = "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.";
        return Err(Failure::new("invalid_grant", 54_005, message));
    }
    if code.expires <= desk.at.now {
        let message = "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.";
        return Err(Failure::new("invalid_grant", 70_008, message));
    }
    if code.redirect_uri != redirect {
        let shown: String = redirect.chars().take(200).collect();
        let message = format!(
            "The reply address '{shown}' does not match the reply address '{}' provided when requesting Authorization code.",
            code.redirect_uri
        );
        return Err(Failure::new("invalid_grant", 500_112, message));
    }
    verify(code.challenge.as_ref(), desk.fields.get("code_verifier"))
}

/// PKCE: the verifier fits the challenge, or there is neither.
fn verify(challenge: Option<&Challenge>, verifier: &str) -> Result<(), Failure> {
    let misfit = |number, message: &str| Err(Failure::new("invalid_grant", number, message));
    let Some(challenge) = challenge else {
        return match verifier {
            "" => Ok(()),
            _ => misfit(
                501_481,
                "A code_verifier was sent, but the authorization request held no code_challenge.",
            ),
        };
    };
    if verifier.is_empty() {
        return misfit(
            50_148,
            "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE: it is missing.",
        );
    }
    let proved = if challenge.hashed {
        URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
    } else {
        verifier.to_owned()
    };
    if proved == challenge.value {
        return Ok(());
    }
    misfit(
        501_481,
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    )
}

/// Whether this kind of client may redeem a code of this platform in this way.
fn may_redeem(world: &World, code: &Code, desk: &Desk<'_>) -> Result<(), Failure> {
    match (code.platform, desk.proof) {
        (Platform::Web, Proof::None) => Err(proof::needed()),
        (Platform::Public, Proof::Secret | Proof::Certificate) if desk.client.public => {
            // Registrations that hold both kinds may prove themselves with either.
            let confidential = [desk.client.application, desk.client.instance]
                .iter()
                .flatten()
                .filter_map(|id| world.directory.any(*id))
                .any(|holder| {
                    !holder.items("passwordCredentials").is_empty()
                        || !holder.items("keyCredentials").is_empty()
                });
            if confidential { Ok(()) } else { Err(proof::unwanted()) }
        }
        (Platform::Spa, _) if !desk.from_page => Err(Failure::new(
            "invalid_request",
            9_002_327,
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
        )),
        (Platform::Web | Platform::Public, _) if desk.from_page => Err(Failure::new(
            "invalid_request",
            9_002_326,
            "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
        )),
        _ => Ok(()),
    }
}

/// The token request may ask for less, or for another resource that was agreed to.
fn narrow(
    world: &mut World,
    desk: &Desk<'_>,
    grant: &mut crate::state::sign_in::Grant,
    text: &str,
) -> Result<(), Failure> {
    let asked = scope::parse(world, text, &desk.at.origin)?;
    let only_protocol = asked.scopes.is_empty() && !asked.default;
    if only_protocol {
        return Ok(());
    }
    let mut asked = asked;
    // What was asked for in the browser is not lost by leaving it out here.
    asked.protocol.extend(
        scope::PROTOCOL.iter().filter(|name| grant.scopes.contains(**name)).map(|name| (*name).to_owned()),
    );
    grant.scopes = super::agreed(world, desk, &asked, grant.user)?;
    grant.resource = asked.resource;
    grant.prefix = asked.prefix;
    grant.default = asked.default;
    Ok(())
}
