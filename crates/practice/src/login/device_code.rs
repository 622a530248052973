//! Starts a device authorization: a secret code for the client, a short one for the person.

use super::{
    check_tenant, circumstances::Circumstances, client, failure::Failure, fields::Fields, proof, scope,
};
use crate::{
    app::{App, Shared},
    state::{secret::fingerprint, sign_in::CodeState, sign_in::DeviceCode},
};
use axum::{
    Json,
    body::Bytes,
    extract::{OriginalUri, Path, State},
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
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let at = Circumstances::of(&shared, &headers);
    let mut fields = Fields::read(&body);
    if fields.filled("scope").is_none()
        && let Some(resource) = fields.filled("resource").map(str::to_owned)
    {
        // Version 1 of the endpoint names a resource.
        fields.put("scope", format!("{resource}/.default openid profile offline_access"));
    }
    let query = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    match begin(&shared, &tenant, &fields, (&at, query.get("mkt"))) {
        Ok(body) => at.mark(Json(body).into_response()),
        Err(failure) => failure.respond(&at),
    }
}

fn begin(
    app: &App,
    tenant: &str,
    fields: &Fields,
    (at, language): (&Circumstances, &str),
) -> Result<Value, Failure> {
    let mut world = app.world();
    super::strike(&mut world, "POST", &format!("/{tenant}/oauth2/v2.0/devicecode"))?;
    check_tenant(&world, tenant)?;
    fields.single()?;
    let client = client::named(&world, tenant, fields)?;
    if !client.public && fields.filled("client_secret").is_none() {
        return Err(proof::needed());
    }
    let asked = scope::parse(&world, fields.need("scope")?, &at.origin)?;
    let device_code = app.token();
    let user_code = user_code(app);
    let verification_uri = format!("{}/devicelogin", at.origin);
    let message = message(language, &verification_uri, &user_code);
    let code = DeviceCode {
        user_code: user_code.clone(),
        client: client.id,
        asked,
        cae: fields.handles_challenges(),
        state: CodeState::Pending,
        expires: at.now + Duration::seconds(LIFETIME),
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

/// The ready-made instruction, in the language asked for as far as it is known here.
fn message(language: &str, uri: &str, code: &str) -> String {
    if language.to_ascii_lowercase().starts_with("de") {
        return format!(
            "Öffnen Sie zum Anmelden die Seite {uri} in einem Webbrowser, und geben Sie den Code {code} ein, um sich zu authentifizieren."
        );
    }
    format!("To sign in, use a web browser to open the page {uri} and enter the code {code} to authenticate.")
}

/// Nine letters and digits without those that look alike, as Entra makes them.
fn user_code(app: &App) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0; 9];
    app.options.random.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
