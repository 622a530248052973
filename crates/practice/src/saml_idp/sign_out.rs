//! Single logout: an application ends the browser's session and gets a LogoutResponse by redirect.

use super::{details, refused::Refused, request};
use crate::{
    app::{App, Shared},
    login::sign_in_page,
    page::Page,
    state::{World, keys::KeyError, object::Object},
};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::DeflateEncoder};
use maud::html;
use std::io::Write;
use time::macros::format_description;
use url::form_urlencoded::Serializer;

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// Whether a message is about logging out; `None` if it is a sign-on request or nothing readable.
pub(super) fn is_logout(xml: &str) -> bool {
    let head = xml.get(..xml.len().min(2_000)).unwrap_or_default();
    head.contains("LogoutRequest") && details::read(xml).root == "LogoutRequest"
}

/// Ends the session and answers.
pub(super) fn end(shared: &Shared, headers: &HeaderMap, xml: &str, relay_state: &str) -> Response {
    let gone = sign_in_page::forget(shared, headers);
    let world = shared.world();
    let mut response = match answer(shared, &world, xml, relay_state) {
        Ok(address) => match HeaderValue::from_str(&address) {
            Ok(address) => (StatusCode::FOUND, [(header::LOCATION, address)]).into_response(),
            Err(_) => signed_out(),
        },
        Err(refused) => refused.respond(shared),
    };
    response.headers_mut().append(header::SET_COOKIE, gone);
    response
}

fn signed_out() -> Response {
    let body = html! { p.lead { "You are signed out of this browser. You can close the page." } };
    Page::new("Signed out", body).respond()
}

/// A response that came back after a logout started here needs no answer.
pub(super) fn noted(shared: &Shared, headers: &HeaderMap) -> Response {
    let gone = sign_in_page::forget(shared, headers);
    let mut response = signed_out();
    response.headers_mut().append(header::SET_COOKIE, gone);
    response
}

/// The address with the LogoutResponse.
fn answer(app: &App, world: &World, xml: &str, relay_state: &str) -> Result<String, Refused> {
    let details = details::read(xml);
    let instance = request::by_name(world, &details.issuer)?;
    let logout = instance.optional_text("logoutUrl").ok_or_else(|| {
        Refused::new(
            900_971,
            "No Logout URL is configured for the application, so the answer cannot be sent. The browser’s session has ended.",
            "Add the application’s Logout URL.",
        )
    })?;
    let text = response(app, world, logout, &details.id);
    let broken = |_| {
        Refused::new(
            50_003,
            "The LogoutResponse cannot be signed.",
            "Create a signing certificate and activate it.",
        )
    };
    let query = signed(app, world, instance, &text, relay_state).map_err(broken)?;
    let joint = if logout.contains('?') { '&' } else { '?' };
    Ok(format!("{logout}{joint}{query}"))
}

fn response(app: &App, world: &World, logout: &str, in_response_to: &str) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let issued = app.now().to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default();
    let plain = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&apos;")
    };
    format!(
        "<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_{}\" Version=\"2.0\" IssueInstant=\"{issued}\" Destination=\"{}\" InResponseTo=\"{}\"><Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://login.microsoftonline.com/{}/</Issuer><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status></samlp:LogoutResponse>",
        app.options.random.uuid(),
        plain(logout),
        plain(in_response_to),
        world.tenant.id
    )
}

/// The query of the redirect binding; signed if the application has a certificate.
fn signed(
    app: &App,
    world: &World,
    instance: &Object,
    xml: &str,
    relay_state: &str,
) -> Result<String, KeyError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(xml.as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default();
    let mut query = Serializer::new(String::new());
    query.append_pair("SAMLResponse", &STANDARD.encode(packed));
    if !relay_state.is_empty() {
        query.append_pair("RelayState", relay_state);
    }
    let Some(key) = world.signing_key(instance.id, app.now()) else { return Ok(query.finish()) };
    query.append_pair("SigAlg", RSA_SHA256);
    let message = query.finish();
    let signature = STANDARD.encode(key.pair.sign(message.as_bytes())?);
    Ok(format!("{message}&{}", Serializer::new(String::new()).append_pair("Signature", &signature).finish()))
}
