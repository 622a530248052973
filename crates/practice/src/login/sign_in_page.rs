//! The page where a person says who they are, and what happens next.

use super::{Fields, device_page};
use crate::{
    app::{App, Shared},
    http::cookie,
    page::{Page, notice},
    saml_idp,
    state::{
        World,
        secret::fingerprint,
        sign_in::{BrowserSession, Flow, Purpose},
    },
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const COOKIE: &str = "practice_session";

/// Why a sign-in did not work, in Entra's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Unknown,
    Password,
    Disabled,
}

impl Wrong {
    fn number(self) -> u32 {
        match self {
            Self::Unknown => 50_034,
            Self::Password => 50_126,
            Self::Disabled => 50_057,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Unknown => "There is no account with this name in the practice tenant.",
            Self::Password => "The name or the password is not right.",
            Self::Disabled => "This account is disabled. An administrator can enable it.",
        }
    }
}

/// Remembers why somebody must sign in; returns the flow's id.
pub(crate) fn begin(app: &App, world: &mut World, purpose: Purpose) -> String {
    let id = app.token();
    let flow = Flow { purpose, user: None, expires: app.now() + Duration::minutes(30) };
    world.sign_in.flows.insert(id.clone(), flow);
    id
}

/// What the page is shown with.
#[derive(Default)]
pub(crate) struct Prompt<'a> {
    pub(crate) flow: &'a str,
    /// Filled into the account field.
    pub(crate) login: &'a str,
    problem: Option<Wrong>,
}

impl<'a> Prompt<'a> {
    pub(crate) fn new(flow: &'a str, login: &'a str) -> Self {
        Self { flow, login, problem: None }
    }
}

/// The sign-in page of a flow.
pub(crate) fn show(world: &World, headers: &HeaderMap, now: OffsetDateTime, prompt: &Prompt<'_>) -> Response {
    let target = world.sign_in.flows.get(prompt.flow).map(|flow| target_name(world, &flow.purpose));
    let known = signed_in(world, headers, now);
    let body = html! {
        @if let Some(target) = target {
            p.lead { "to continue to " strong { (target) } }
        }
        @if let Some(problem) = prompt.problem {
            (notice(Some(problem.number()), problem.words()))
        }
        @if !known.is_empty() { (known_accounts(world, prompt.flow, &known)) }
        form #sign-in method="post" action="/signin" {
            input type="hidden" name="flow" value=(prompt.flow);
            label for="login" { "Account" }
            input #login name="login" type="text" value=(prompt.login) autocomplete="username" autocapitalize="none"
                spellcheck="false" placeholder="name@larkfield.example" required;
            label for="passwd" { "Password" }
            input #passwd name="passwd" type="password" autocomplete="current-password" required;
            button type="submit" { "Sign in" }
        }
        (accounts(world))
    };
    let mut page = Page::new("Sign in", body);
    page.aadsts = prompt.problem.map(Wrong::number);
    page.respond()
}

fn known_accounts(world: &World, flow: &str, known: &[Uuid]) -> Markup {
    html! {
        div.choices {
            @for user in known {
                @if let Some(user) = world.directory.any(*user) {
                    form method="post" action="/signin" {
                        input type="hidden" name="flow" value=(flow);
                        input type="hidden" name="known" value=(user.id);
                        button.choice type="submit" {
                            strong { "Continue as " (user.text("displayName")) }
                            span { (user.text("userPrincipalName")) }
                        }
                    }
                }
            }
        }
        p.divider { "or use another account" }
    }
}

/// The practice accounts with their passwords: nothing behind them is real.
fn accounts(world: &World) -> Markup {
    html! {
        details {
            summary { "Practice accounts and their passwords" }
            dl.accounts {
                @for account in &world.accounts {
                    dt { (account.roles.join(", ")) }
                    dd { code { (account.upn) } code { (account.password) } }
                }
            }
        }
    }
}

fn target_name(world: &World, purpose: &Purpose) -> String {
    match purpose {
        Purpose::Device { .. } => "a device or an app".to_owned(),
        Purpose::Saml(request) => {
            let instance = world.directory.any(request.service_principal);
            instance.map(|instance| instance.text("displayName").to_owned()).unwrap_or_default()
        }
    }
}

/// Users signed in to this browser who may still sign in.
fn signed_in(world: &World, headers: &HeaderMap, now: OffsetDateTime) -> Vec<Uuid> {
    let session = cookie(headers, COOKIE).and_then(|value| world.sign_in.browsers.get(&fingerprint(value)));
    let Some(session) = session.filter(|session| session.expires > now) else { return Vec::new() };
    let usable = |id: &Uuid| {
        let user = world.directory.any(*id);
        user.is_some_and(|user| user.deleted.is_none() && user.flag("accountEnabled"))
    };
    session.users.iter().copied().filter(usable).collect()
}

/// `POST /signin`.
pub(crate) async fn submit(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let flow = fields.get("flow").to_owned();
    let now = shared.now();
    let mut world = shared.world();
    if world.sign_in.flows.get(&flow).is_none_or(|found| found.expires <= now) {
        return Page::error(
            None,
            "This sign-in page is too old",
            "Go back to where you started and try again.",
        )
        .respond();
    }
    let user = match who(&world, &headers, &fields, now) {
        Ok(user) => user,
        Err(problem) => {
            let prompt = Prompt { flow: &flow, login: fields.get("login"), problem: Some(problem) };
            return show(&world, &headers, now, &prompt);
        }
    };
    let purpose = world.sign_in.flows.get_mut(&flow).map(|flow| {
        flow.user = Some(user);
        flow.purpose.clone()
    });
    let mut response = match purpose {
        Some(Purpose::Device { user_code }) => device_page::confirm(&world, &flow, user, &user_code),
        Some(Purpose::Saml(request)) => {
            world.sign_in.flows.remove(&flow);
            saml_idp::sso::finish(&shared, &world, &request, user)
        }
        None => {
            Page::error(None, "This sign-in page is too old", "Go back to where you started and try again.")
                .respond()
        }
    };
    let value = remember(&shared, &mut world, &headers, user);
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn who(world: &World, headers: &HeaderMap, fields: &Fields, now: OffsetDateTime) -> Result<Uuid, Wrong> {
    if let Ok(known) = Uuid::parse_str(fields.get("known")) {
        return if signed_in(world, headers, now).contains(&known) { Ok(known) } else { Err(Wrong::Unknown) };
    }
    let user = world.directory.user_by_upn(fields.get("login")).filter(|user| user.readable_from <= now);
    let user = user.ok_or(Wrong::Unknown)?;
    let fits = user.password.as_ref().is_some_and(|password| password.fits(fields.get("passwd")));
    match (fits, user.flag("accountEnabled")) {
        (true, true) => Ok(user.id),
        // Entra tells a disabled account only to somebody who knows its password; here nobody needs to guess.
        (_, false) => Err(Wrong::Disabled),
        (false, true) => Err(Wrong::Password),
    }
}

/// Puts the user first among those signed in to this browser; returns the cookie's value.
fn remember(app: &App, world: &mut World, headers: &HeaderMap, user: Uuid) -> String {
    let now = app.now();
    let mut users = signed_in(world, headers, now);
    users.retain(|known| *known != user);
    users.insert(0, user);
    users.truncate(6);
    if let Some(old) = cookie(headers, COOKIE) {
        world.sign_in.browsers.remove(&fingerprint(old));
    }
    let value = app.token();
    let session = BrowserSession { users, expires: now + Duration::days(1) };
    world.sign_in.browsers.insert(fingerprint(&value), session);
    value
}

/// `GET /signout`: forgets who is signed in to this browser.
pub(crate) async fn sign_out(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if let Some(old) = cookie(&headers, COOKIE) {
        shared.world().sign_in.browsers.remove(&fingerprint(old));
        shared.changed.notify_one();
    }
    let body = html! { p.lead { "You are signed out of this browser. You can close the page." } };
    let mut response = Page::new("Signed out", body).respond();
    let gone = HeaderValue::from_static("practice_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    response.headers_mut().insert(header::SET_COOKIE, gone);
    response.into_response()
}
