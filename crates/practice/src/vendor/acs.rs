//! The vendor's assertion consumer service: checks a Response and shows what it found.

use super::{
    facts::{self, Vendor},
    pages,
};
use crate::{app::Shared, login::Fields, page::notice, state::vendor::VendorSide};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use doorward_saml::{Certificate, Check, Expectation, Facts, Initiation, Outcome, Verdict, check};
use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

/// `POST /vendor/{appId}/acs`.
pub(super) async fn receive(
    State(shared): State<Shared>,
    Path(app_id): Path<String>,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let now = shared.now();
    let mut world = shared.world();
    let vendor = match facts::find(&world, &app_id) {
        Ok(vendor) => vendor,
        Err(response) => return *response,
    };
    let Some(side) = world.vendors.get_mut(&vendor.app_id) else {
        let problem = "A sign-on arrived, but single sign-on is not set up on this side yet. Paste the metadata URL below, or the Login URL and the certificate, and try again.";
        return pages::settings(&vendor, None, Some(problem));
    };
    let encoded = fields.get("SAMLResponse");
    let expectation = expect(&vendor, side, encoded, fields.get("acs"), now);
    let verdict = check(encoded, &expectation);
    if verdict.accepted {
        // A request is answered once, an assertion used once.
        if let Initiation::ServiceProvider { request_id } = &expectation.initiation {
            side.waiting.remove(request_id);
        }
        side.seen.extend(verdict.assertion_id.clone());
    }
    report(&vendor, &verdict, fields.get("RelayState"), side)
}

/// What a careful vendor expects: its own names, the trusted certificates, and the request that is answered.
fn expect(vendor: &Vendor, side: &VendorSide, encoded: &str, acs: &str, now: OffsetDateTime) -> Expectation {
    let chosen = vendor.consumers.iter().find(|known| *known == acs).or(vendor.consumers.first());
    Expectation {
        issuer: side.issuer.clone(),
        audience: vendor.identifier.clone().unwrap_or_default(),
        acs: chosen.cloned().unwrap_or_default(),
        initiation: initiation(side, encoded),
        certificates: side.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect(),
        now,
        skew: Duration::minutes(3),
        allow_sha1: false,
        seen_ids: side.seen.clone(),
    }
}

/// Which waiting request the message seems to answer. Only a hint: the check itself decides.
fn initiation(side: &VendorSide, encoded: &str) -> Initiation {
    let text =
        STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let answered = side.waiting.keys().find(|id| text.contains(&format!("InResponseTo=\"{id}\"")));
    match answered {
        Some(id) => Initiation::ServiceProvider { request_id: id.clone() },
        None => Initiation::IdentityProvider,
    }
}

fn report(vendor: &Vendor, verdict: &Verdict, relay_state: &str, side: &VendorSide) -> Response {
    let body = html! {
        @match (&verdict.facts, verdict.accepted) {
            (Some(facts), true) => (welcome(facts)),
            _ => (notice(verdict.status.as_ref().and_then(|status| status.aadsts()), "The vendor does not accept this sign-on. The first check that failed says why.")),
        }
        @if !relay_state.is_empty() {
            p { "Relay State: " code { (relay_state) }
                @if relay_state == side.relay_state { " — the one the vendor made up." }
            }
        }
        h2 { "What the vendor checked" }
        ul.checks { @for check in &verdict.checks { (line(check)) } }
        p { a href=(format!("/vendor/{}", vendor.app_id)) { "Single sign-on settings" } }
    };
    let title = if verdict.accepted {
        format!("Signed in to {}", vendor.name)
    } else {
        format!("{} refused the sign-on", vendor.name)
    };
    let status = if verdict.accepted { StatusCode::OK } else { StatusCode::FORBIDDEN };
    pages::frame(vendor, &title, body).status(status).respond()
}

fn welcome(facts: &Facts) -> Markup {
    html! {
        p.result { "Welcome, " strong #name-id { (facts.name_id) } "." }
        details {
            summary { "Claims about the person" }
            dl.accounts {
                @for (name, values) in &facts.attributes {
                    dt { (name.rsplit('/').next().unwrap_or(name)) }
                    @for value in values { dd { code { (value) } } }
                }
            }
        }
    }
}

fn line(check: &Check) -> Markup {
    let (class, word) = match check.outcome {
        Outcome::Passed => ("passed", "Passed"),
        Outcome::Failed => ("failed", "Failed"),
        Outcome::Skipped => ("skipped", "Not reached"),
    };
    let code = serde_json::to_value(check.code).ok();
    let name = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default().replace('_', " ");
    html! {
        li data-outcome=(class) {
            span class=(class) { (word) }
            div {
                (name)
                @if check.outcome == Outcome::Failed {
                    @if let Some(expected) = &check.expected { div.hint { "expected " code { (expected) } } }
                    @if let Some(found) = &check.found { div.hint { "found " code { (found) } } }
                }
            }
        }
    }
}
