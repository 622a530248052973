//! Starts a device authorization: a secret code for the client, a short one for the person.

use super::{Fields, check_tenant, client, failure::Failure, scope};
use crate::{
    app::{App, Shared},
    http::origin,
    state::{secret::fingerprint, sign_in::CodeState, sign_in::DeviceCode},
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

/// Seconds a code lives.
pub(crate) const LIFETIME: i64 = 900;
/// Seconds between two polls. Entra says 5; the practice tenant is quicker, and says so.
pub(crate) const INTERVAL: i64 = 1;

/// `POST /{tenant}/oauth2/v2.0/devicecode`.
pub(crate) async fn start(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match begin(&shared, &tenant, &origin(&headers), &Fields::read(&body)) {
        Ok(body) => Json(body).into_response(),
        Err(failure) => failure.respond(&shared),
    }
}

fn begin(app: &App, tenant: &str, origin: &str, fields: &Fields) -> Result<Value, Failure> {
    let mut world = app.world();
    check_tenant(&world, tenant)?;
    let client = client(&world, fields)?;
    let scopes = scope::parse(fields.get("scope"))?;
    let device_code = app.token();
    let user_code = user_code(app);
    let verification_uri = format!("{origin}/devicelogin");
    let message = format!(
        "To sign in, use a web browser to open the page {verification_uri} and enter the code {user_code} to authenticate."
    );
    let code = DeviceCode {
        user_code: user_code.clone(),
        client,
        scopes,
        state: CodeState::Pending,
        expires: app.now() + Duration::seconds(LIFETIME),
        polled: None,
    };
    world.sign_in.device_codes.insert(fingerprint(&device_code), code);
    Ok(json!({
        "user_code": user_code,
        "device_code": device_code,
        "verification_uri": verification_uri,
        "expires_in": LIFETIME,
        "interval": INTERVAL,
        "message": message,
    }))
}

/// Nine letters and digits without those that look alike, as Entra makes them.
fn user_code(app: &App) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0; 9];
    app.options.random.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
