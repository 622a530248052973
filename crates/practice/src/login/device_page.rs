//! The verification address: a person types the code, says who they are, and agrees or declines.

use super::{
    circumstances::Circumstances, client, consent, consent_page, fields::Fields, finish, journal::Attempt,
    resource, scope, sign_in_page,
};
use crate::{
    app::Shared,
    page::{Page, notice},
    state::{
        World,
        fault::FaultName,
        sign_in::{CodeState, Purpose, SignInProtocol},
    },
};
use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use maud::{Markup, html};
use uuid::Uuid;

fn code_form(problem: Option<&str>, typed: &str) -> Markup {
    html! {
        p.lead { "Enter the code that the app or device shows." }
        @if let Some(problem) = problem { (notice(None, problem)) }
        form #device-code method="post" action="/devicelogin" {
            label for="code" { "Code" }
            input #code.code name="otc" type="text" value=(typed) autocomplete="off" autocapitalize="characters"
                spellcheck="false" maxlength="16" required autofocus;
            button type="submit" { "Next" }
        }
        p.hint { "Never enter a code that somebody else sent you." }
    }
}

/// `GET /devicelogin`.
pub(crate) async fn ask() -> Response {
    Page::new("Enter code", code_form(None, "")).respond()
}

/// `POST /devicelogin`.
pub(crate) async fn enter(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let typed = fields.get("otc");
    let now = shared.now();
    let mut world = shared.world();
    let problem = match world.sign_in.by_user_code(typed) {
        None => Some("That code is not known here. Check it, or ask for a new one."),
        Some(code) if code.expires <= now => Some("That code has expired. Ask for a new one."),
        Some(code) if code.state != CodeState::Pending => {
            Some("That code was used already. Ask for a new one.")
        }
        Some(_) => None,
    };
    if let Some(problem) = problem {
        return Page::new("Enter code", code_form(Some(problem), typed)).respond();
    }
    let flow = sign_in_page::begin(&shared, &mut world, Purpose::Device { user_code: typed.to_owned() });
    sign_in_page::show(&world, &headers, now, &sign_in_page::Prompt::new(&flow, ""))
}

/// Asks the signed-in person whether the app may act for them.
pub(super) fn confirm(world: &World, flow: &str, user: Uuid, user_code: &str) -> Response {
    let code = world.sign_in.device_codes.values().find(|code| same(&code.user_code, user_code));
    let Some(code) = code else {
        return Page::error(None, "The code is gone", "Ask the app for a new one.").respond();
    };
    let asking = client::find(world, code.client);
    let name = asking.as_ref().map_or("An app", |client| client.name.as_str());
    let person = world.directory.any(user);
    let missing = asking
        .as_ref()
        .zip(resource::with_id(world, code.asked.resource))
        .and_then(|(client, resource)| consent::standing(world, client, &resource, &code.asked, user).ok())
        .map(|standing| standing.missing)
        .unwrap_or_default();
    if !consent::may_agree(world, user, &missing) {
        return need_admin(name, &missing);
    }
    let body = html! {
        p.lead {
            strong { (name) } " asks to sign in as "
            strong { (person.map_or("", |person| person.text("displayName"))) }
            " (" (person.map_or("", |person| person.text("userPrincipalName"))) ") in " (world.tenant.name) "."
        }
        p { "It would be able to:" }
        ul.scopes { @for scope in scope::permissions(&code.asked.scopes) { li { code { (scope) } } } }
        p.hint { "Continue only if you started this yourself, in an app you trust." }
        form #consent method="post" action="/devicelogin/answer" {
            input type="hidden" name="flow" value=(flow);
            div.row {
                button type="submit" name="answer" value="accept" { "Continue" }
                button.quiet type="submit" name="answer" value="decline" { "Cancel" }
            }
        }
    };
    Page::new(&format!("Are you trying to sign in to {name}?"), body).respond()
}

fn same(left: &str, right: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
    };
    plain(left) == plain(right)
}

/// The person may not agree to what the app wants.
fn need_admin(name: &str, missing: &[resource::Permission]) -> Response {
    let body = html! {
        (notice(Some(consent::ADMIN_NEEDED), "This application asks for permissions that only an administrator can grant. Ask an administrator to grant them before you can use it."))
        p.lead { strong { (name) } " asks for:" }
        (consent_page::permissions(missing))
    };
    let mut page = Page::new("Need admin approval", body);
    page.aadsts = Some(consent::ADMIN_NEEDED);
    page.respond()
}

/// `POST /devicelogin/answer`.
pub(crate) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let at = Circumstances::of(&shared, &headers);
    let now = at.now;
    let mut world = shared.world();
    let flow = world.sign_in.flows.remove(fields.get("flow")).filter(|flow| flow.expires > now);
    let Some((Some(user), Purpose::Device { user_code })) = flow.map(|flow| (flow.user, flow.purpose)) else {
        return Page::error(None, "This page is too old", "Enter the code again.").respond();
    };
    if world.faults.take(FaultName::DeviceCodeBlocked, "GET", "/devicelogin").is_some() {
        note(&mut world, &at, (user, &user_code), 53_003);
        return Page::error(
            Some(53_003),
            "Your sign-in was successful, but you cannot get this",
            "A Conditional Access policy of this tenant blocks device code sign-in.",
        )
        .respond();
    }
    let accepted = fields.get("answer") == "accept";
    if accepted && let Some(failure) = forbidden(&mut world, &at, (user, &user_code)) {
        note(&mut world, &at, (user, &user_code), failure.number.unwrap_or(53_003));
        return Page::error(
            failure.number,
            "Your sign-in was successful, but you cannot get this",
            "A Conditional Access policy of this tenant does not allow it.",
        )
        .respond();
    }
    let Some(code) = world.sign_in.by_user_code(&user_code).filter(|code| code.state == CodeState::Pending)
    else {
        return Page::error(None, "That code was used already", "Ask the app for a new one.").respond();
    };
    if code.expires <= now {
        return Page::error(None, "That code has expired", "Ask the app for a new one.").respond();
    }
    let (client_id, asked) = (code.client, code.asked.clone());
    if accepted
        && let Some(client) = client::find(&world, client_id)
        && let Err(failure) = finish::agree(&shared, &mut world, &client, (&asked, user, false))
    {
        note(&mut world, &at, (user, &user_code), failure.number.unwrap_or_default());
        return super::authorize::page(&failure, &at);
    }
    if let Some(code) = world.sign_in.by_user_code(&user_code) {
        code.state = if accepted { CodeState::Approved { user } } else { CodeState::Declined };
    }
    let (title, words) = if accepted {
        ("You are signed in", "Go back to the app; you can close this page.")
    } else {
        ("You declined", "Nothing was shared. You can close this page.")
    };
    Page::new(title, html! { p.lead { (words) } }).respond()
}

/// Why Conditional Access does not let the person in by this code.
fn forbidden(
    world: &mut World,
    at: &Circumstances,
    (user, user_code): (Uuid, &str),
) -> Option<super::failure::Failure> {
    let (client, wanted) =
        world.sign_in.by_user_code(user_code).map(|code| (code.client, code.asked.resource))?;
    let client = client::find(world, client)?;
    let attempt = Attempt::of(world, &client, wanted).by(user, true).over(SignInProtocol::DeviceCode);
    attempt.permitted(world, at).err()
}

/// Writes down an attempt that ended in the browser.
fn note(world: &mut World, at: &Circumstances, (user, user_code): (Uuid, &str), number: u32) {
    let code = world.sign_in.by_user_code(user_code).map(|code| (code.client, code.asked.resource));
    let Some((client, wanted)) = code else { return };
    let Some(client) = client::find(world, client) else { return };
    Attempt::of(world, &client, wanted).by(user, true).over(SignInProtocol::DeviceCode).failed(
        world,
        at,
        number,
        "The sign-in was stopped in the browser.",
    );
}
