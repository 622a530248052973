//! Sign-out: forgets who is signed in to this browser, and leads back to the application that asked, if its address is
//! registered.

use super::{circumstances::Circumstances, client, fields::Fields, sign_in_page};
use crate::{app::Shared, page::Page, state::World};
use axum::{
    body::Bytes,
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use maud::html;
use serde_json::Value;
use uuid::Uuid;

/// `GET /{tenant}/oauth2/v2.0/logout` and `GET /signout`.
pub(crate) async fn get(State(shared): State<Shared>, uri: OriginalUri, headers: HeaderMap) -> Response {
    leave(&shared, &headers, &Fields::read(uri.0.query().unwrap_or_default().as_bytes()))
}

/// The same by POST.
pub(crate) async fn post(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    leave(&shared, &headers, &Fields::read(&body))
}

fn leave(shared: &Shared, headers: &HeaderMap, fields: &Fields) -> Response {
    let at = Circumstances::of(shared, headers);
    let gone = sign_in_page::forget(shared, headers);
    let back = back(&shared.world(), fields);
    let mut response = match back.and_then(|back| HeaderValue::from_str(&back).ok()) {
        Some(back) => (StatusCode::FOUND, [(header::LOCATION, back)]).into_response(),
        None => {
            let body = html! { p.lead { "You are signed out of this browser. You can close the page." } };
            Page::new("Signed out", body).respond()
        }
    };
    response.headers_mut().insert(header::SET_COOKIE, gone);
    at.mark(response)
}

/// The address to lead back to, with `state`: only one that the client has registered.
fn back(world: &World, fields: &Fields) -> Option<String> {
    let wanted = fields.filled("post_logout_redirect_uri")?;
    let client = fields.filled("client_id").and_then(|id| Uuid::parse_str(id).ok());
    let client = client.or_else(|| audience(fields.get("id_token_hint")));
    let registered = match client {
        Some(id) => client::find(world, id)?.platform(wanted).is_some(),
        // Nobody said for whom: an address on this computer harms nobody, any other is not followed.
        None => url::Url::parse(wanted).is_ok_and(|url| crate::saml_idp::answer::is_loopback(&url)),
    };
    let state = fields.filled("state").map(|state| {
        let joint = if wanted.contains('?') { '&' } else { '?' };
        let pair = url::form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
        format!("{joint}{pair}")
    });
    registered.then(|| format!("{wanted}{}", state.unwrap_or_default()))
}

/// The client an id token was made for. A hint only, so its signature does not matter.
fn audience(token: &str) -> Option<Uuid> {
    let body = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&body).ok()?;
    Uuid::parse_str(claims["aud"].as_str()?).ok()
}
