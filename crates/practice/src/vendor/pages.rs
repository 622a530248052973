//! The vendor's own pages: what is set up, what is missing, and the way in.

use super::facts::{self, Vendor};
use crate::{
    app::Shared,
    page::{Page, notice},
    saml_idp::answer::is_loopback,
    state::vendor::VendorSide,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use doorward_saml::Certificate;
use maud::{Markup, html};

/// `GET /vendor/{appId}`.
pub(super) async fn show(State(shared): State<Shared>, Path(app_id): Path<String>) -> Response {
    let world = shared.world();
    let vendor = match facts::find(&world, &app_id) {
        Ok(vendor) => vendor,
        Err(response) => return *response,
    };
    settings(&vendor, world.vendors.get(&vendor.app_id), None)
}

/// The page a vendor shows when it has nothing better to show.
pub(super) fn settings(vendor: &Vendor, side: Option<&VendorSide>, problem: Option<&str>) -> Response {
    let body = html! {
        p.lead {
            "This page plays the vendor. On the real site these would be the single sign-on settings of "
            strong { (vendor.name) } "."
        }
        @if let Some(problem) = problem { (notice(None, problem)) }
        (own_values(vendor))
        (way_in(vendor, side))
        (form(vendor, side))
    };
    let mut page = frame(vendor, &format!("{} single sign-on", vendor.name), body);
    // The button leads to the login URL, which may be this computer by its other name.
    let login = side.and_then(|side| url::Url::parse(&side.login_url).ok());
    page.form_target = login.filter(is_loopback).map(|login| login.origin().ascii_serialization());
    page.respond()
}

/// A page in the vendor's frame.
pub(super) fn frame(vendor: &Vendor, title: &str, body: Markup) -> Page {
    let mut page = Page::new(title, body);
    page.plays = Some(format!("{} (played by the practice tenant)", vendor.name));
    page
}

fn own_values(vendor: &Vendor) -> Markup {
    html! {
        h2 { "What the vendor tells you" }
        dl.accounts {
            dt { "Audience URL (Entity ID)" }
            dd { code { (vendor.identifier.as_deref().unwrap_or("not set in the tenant yet")) } }
            dt { "Single sign-on URL (ACS)" }
            @for acs in &vendor.consumers { dd { code { (acs) } } }
            @if vendor.consumers.is_empty() { dd { "not set in the tenant yet" } }
        }
    }
}

fn way_in(vendor: &Vendor, side: Option<&VendorSide>) -> Markup {
    html! {
        @match side {
            Some(side) => {
                h2 { "What you told the vendor" }
                dl.accounts {
                    dt { "Login URL" } dd { code { (side.login_url) } }
                    dt { "Identity provider" } dd { code { (side.issuer) } }
                    dt { "Trusted certificates" }
                    @for certificate in side.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()) {
                        dd { code { (certificate.thumbprint()) } span { "until " (certificate.not_after().date()) } }
                    }
                    dt { "Relay State made up by the vendor" } dd { code #relay-state { (side.relay_state) } }
                }
                form #start-sso method="get" action=(format!("/vendor/{}/start", vendor.app_id)) {
                    button type="submit" { "Sign in with single sign-on" }
                }
            }
            None => p.hint #not-configured {
                "Single sign-on is not set up on this side yet. Paste the metadata URL below, or the Login URL and the certificate."
            }
        }
    }
}

fn form(vendor: &Vendor, side: Option<&VendorSide>) -> Markup {
    html! {
        h2 { @if side.is_some() { "Change the settings" } @else { "Set up single sign-on" } }
        form #configure method="post" action=(format!("/vendor/{}/configure", vendor.app_id)) {
            label for="metadata" { "App Federation Metadata URL" }
            input #metadata name="metadata" type="text" inputmode="url" autocomplete="off" spellcheck="false";
            p.divider { "or, where the vendor does not read metadata" }
            label for="login-url" { "Login URL (SAML 2.0 endpoint)" }
            input #login-url name="login_url" type="text" inputmode="url" autocomplete="off" spellcheck="false";
            label for="issuer" { "Entra Identifier (optional)" }
            input #issuer name="issuer" type="text" autocomplete="off" spellcheck="false";
            label for="certificate" { "Certificate (Base64)" }
            textarea #certificate name="certificate" spellcheck="false" {}
            button type="submit" { "Save" }
        }
    }
}
