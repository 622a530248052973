//! Asks a signed-in person whether an application may do what it asks for.

use super::{
    circumstances::Circumstances, client::Client, consent, fields::Fields, finish, resource::Permission,
};
use crate::{
    app::Shared,
    page::{Page, notice},
    state::World,
};
use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use maud::{Markup, html};
use uuid::Uuid;

/// The page for one flow; where the person may not agree it says who may.
pub(super) fn show(
    world: &World,
    client: &Client,
    (flow, user): (&str, Uuid),
    missing: &[Permission],
    target: Option<String>,
) -> Response {
    let person = world.directory.any(user).map_or("", |person| person.text("userPrincipalName"));
    let allowed = consent::may_agree(world, user, missing);
    let body = html! {
        p.hint { (person) }
        @if !allowed {
            (notice(Some(consent::ADMIN_NEEDED), "This application asks for permissions that only an administrator can grant. Ask an administrator to grant them before you can use it."))
        }
        p.lead { strong { (client.name) } @if allowed { " asks for these permissions:" } @else { " asks for:" } }
        (permissions(missing))
        @if allowed {
            form #consent method="post" action="/consent" {
                input type="hidden" name="flow" value=(flow);
                @if consent::may_agree_for_all(world, user) {
                    p { label { input type="checkbox" name="everyone" value="yes"; " Consent on behalf of your organization" } }
                }
                div.row {
                    button type="submit" name="answer" value="accept" { "Accept" }
                    button.quiet type="submit" name="answer" value="decline" { "Cancel" }
                }
            }
        } @else {
            form #no-consent method="post" action="/consent" {
                input type="hidden" name="flow" value=(flow);
                button.quiet type="submit" name="answer" value="decline" {
                    "Return to the application without granting consent"
                }
            }
        }
    };
    let title = if allowed { "Permissions requested" } else { "Need admin approval" };
    let mut page = Page::new(title, body);
    page.aadsts = (!allowed).then_some(consent::ADMIN_NEEDED);
    page.form_target = target;
    page.respond()
}

/// A list of permissions.
pub(super) fn permissions(all: &[Permission]) -> Markup {
    html! {
        ul.scopes {
            @for permission in all {
                li {
                    @if !permission.title.is_empty() { (permission.title) " " }
                    code { (permission.name) }
                }
            }
            @if all.is_empty() { li { "Sign you in and read your profile" } }
        }
    }
}

/// `POST /consent`.
pub(crate) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let at = Circumstances::of(&shared, &headers);
    let mut world = shared.world();
    let flow = fields.get("flow");
    if world.sign_in.flows.get(flow).is_none_or(|found| found.expires <= at.now) {
        return Page::error(None, "This page is too old", "Go back to the application and start again.")
            .respond();
    }
    if fields.get("answer") == "accept" {
        // The check box of the page; the hidden field of machines.
        finish::agreed(&shared, &mut world, &at, (flow, fields.get("everyone") == "yes"))
    } else {
        finish::declined(&mut world, &at, flow)
    }
}
