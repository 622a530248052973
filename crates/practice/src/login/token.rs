//! The token endpoint: device codes and refresh tokens for access tokens.

use super::{Fields, check_tenant, client, device_code, failure::Failure, id_token, scope};
use crate::{
    app::{App, Shared},
    http::origin,
    state::{
        World,
        fault::FaultName,
        secret::fingerprint,
        sign_in::{CodeState, Grant},
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use time::Duration;

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Seconds an access token lives.
const ACCESS: i64 = 3_599;

/// `POST /{tenant}/oauth2/v2.0/token`.
pub(crate) async fn redeem(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut world = shared.world();
    let outcome = answer(&shared, &mut world, &tenant, &origin(&headers), &Fields::read(&body));
    drop(world);
    match outcome {
        Ok(body) => Json(body).into_response(),
        Err(failure) => failure.respond(&shared),
    }
}

fn answer(
    app: &App,
    world: &mut World,
    tenant: &str,
    origin: &str,
    fields: &Fields,
) -> Result<Value, Failure> {
    check_tenant(world, tenant)?;
    let grant = match fields.need("grant_type")? {
        // RFC 8628 calls the parameter `device_code`; `code` is the older name Entra takes as well.
        DEVICE | "device_code" => device(app, world, fields)?,
        "refresh_token" => refresh(app, world, fields)?,
        other => {
            let message = format!("The app requested an unsupported grant type '{other}'.");
            return Err(Failure::new("unsupported_grant_type", 70_003, message));
        }
    };
    check_user(world, &grant)?;
    hand_out(app, world, &grant, origin)
}

fn device(app: &App, world: &mut World, fields: &Fields) -> Result<Grant, Failure> {
    let client = client(world, fields)?;
    let given =
        if fields.get("device_code").is_empty() { fields.need("code")? } else { fields.get("device_code") };
    let now = app.now();
    let blocked = world.faults.take(FaultName::DeviceCodeBlocked, "POST", "/token").is_some();
    let code = world.sign_in.device_codes.get_mut(&fingerprint(given));
    let code = code.filter(|code| code.client == client).ok_or_else(|| {
        Failure::new(
            "bad_verification_code",
            70_018,
            "Verification code is not valid or was issued to another client.",
        )
    })?;
    if blocked {
        let message = "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";
        return Err(Failure::new("invalid_grant", 53_003, message));
    }
    let polled = code.polled.replace(now);
    if code.state == CodeState::Declined {
        return Err(Failure::new("authorization_declined", 90_120, "The person declined the request."));
    }
    if code.expires <= now {
        return Err(Failure::new(
            "expired_token",
            70_020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
        ));
    }
    match &code.state {
        // A tenth of tolerance, for clocks and networks.
        CodeState::Pending
            if polled
                .is_some_and(|last| now - last < Duration::milliseconds(device_code::INTERVAL * 900)) =>
        {
            Err(Failure {
                error: "slow_down",
                number: None,
                message: "Polling too quickly; wait longer.".to_owned(),
            })
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
            let grant = Grant { user: *user, client, scopes: code.scopes.clone(), expires: now };
            code.state = CodeState::Redeemed;
            Ok(grant)
        }
    }
}

fn refresh(app: &App, world: &World, fields: &Fields) -> Result<Grant, Failure> {
    let client = client(world, fields)?;
    let given = fields.need("refresh_token")?;
    let held = world.sign_in.refresh.get(&fingerprint(given)).filter(|held| held.client == client);
    let held = held.ok_or_else(|| {
        Failure::new(
            "invalid_grant",
            9_002_313,
            "Invalid request. Request is malformed or invalid: the refresh token is not known.",
        )
    })?;
    if held.expires <= app.now() {
        return Err(Failure::new(
            "invalid_grant",
            700_082,
            "The refresh token has expired due to inactivity.",
        ));
    }
    let asked = fields.get("scope");
    let mut scopes = if asked.is_empty() { held.scopes.clone() } else { scope::parse(asked)? };
    // A refresh token keeps its right to be renewed.
    scopes.insert("offline_access".to_owned());
    Ok(Grant { user: held.user, client, scopes, expires: app.now() })
}

fn check_user(world: &World, grant: &Grant) -> Result<(), Failure> {
    let user = world.directory.any(grant.user).filter(|user| user.deleted.is_none());
    let user = user.ok_or_else(|| {
        Failure::new("invalid_grant", 50_034, "The user account does not exist in the directory.")
    })?;
    if user.flag("accountEnabled") {
        return Ok(());
    }
    Err(Failure::new("invalid_grant", 50_057, "The user account is disabled."))
}

fn hand_out(app: &App, world: &mut World, grant: &Grant, origin: &str) -> Result<Value, Failure> {
    let now = app.now();
    let access = app.token();
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope::list(&grant.scopes),
        "expires_in": ACCESS,
        "ext_expires_in": ACCESS,
        "access_token": access,
        "client_info": id_token::client_info(world, grant),
    });
    if grant.scopes.contains("openid") {
        let at =
            id_token::Circumstances { origin, now, unique: app.options.random.uuid().simple().to_string() };
        let token = id_token::make(world, grant, &at).map_err(|_| {
            Failure::new("server_error", 90_033, "A transient error has occurred. Please try again.")
        })?;
        body["id_token"] = token.into();
    }
    if grant.scopes.contains("offline_access") {
        let refresh = app.token();
        let held = Grant { expires: now + Duration::days(90), ..grant.clone() };
        world.sign_in.refresh.insert(fingerprint(&refresh), held);
        body["refresh_token"] = refresh.into();
    }
    let held = Grant { expires: now + Duration::seconds(ACCESS), ..grant.clone() };
    world.sign_in.access.insert(fingerprint(&access), held);
    Ok(body)
}
