//! The page where a person says who they are, and what happens next.

use super::{
    admin_consent, circumstances::Circumstances, client, device_page, fields::Fields, finish,
    journal::Attempt, reply,
};
use crate::{
    app::{App, Shared},
    http::cookie,
    page::{Page, notice},
    saml_idp,
    state::{
        World,
        secret::fingerprint,
        sign_in::{BrowserSession, Flow, Purpose, SignInProtocol},
    },
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use maud::{Markup, html};
use time::{Duration, OffsetDateTime};
use uuid::{Uuid, uuid};

/// Microsoft's own id of My Apps.
const MY_APPS: Uuid = uuid!("2793995e-0a7d-40d7-bd35-6968ba142197");
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
    let now = app.now();
    let flow = Flow { purpose, user: None, since: now, expires: now + Duration::minutes(30) };
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
    /// Where the flow will lead, for the page's policy.
    target: Option<String>,
    /// The password must be typed, whoever is signed in already.
    anew: bool,
}

impl<'a> Prompt<'a> {
    pub(crate) fn new(flow: &'a str, login: &'a str) -> Self {
        Self { flow, login, problem: None, target: None, anew: false }
    }

    /// The answer will go to this origin or scheme.
    pub(crate) fn leading_to(mut self, target: Option<String>) -> Self {
        self.target = target;
        self
    }

    /// Whoever is signed in already must type the password again.
    pub(crate) fn anew(mut self, anew: bool) -> Self {
        self.anew = anew;
        self
    }
}

/// The sign-in page of a flow.
pub(crate) fn show(world: &World, headers: &HeaderMap, now: OffsetDateTime, prompt: &Prompt<'_>) -> Response {
    let target = world.sign_in.flows.get(prompt.flow).map(|flow| target_name(world, &flow.purpose));
    let known = if prompt.anew { Vec::new() } else { signed_in(world, headers, now).users };
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
    page.form_target.clone_from(&prompt.target);
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
        Purpose::Authorize(request) => name_of(world, request.client),
        Purpose::AdminConsent(request) => name_of(world, request.client),
        Purpose::MyApps => "My Apps".to_owned(),
    }
}

fn name_of(world: &World, id: Uuid) -> String {
    client::find(world, id).map(|client| client.name).unwrap_or_default()
}

/// Who is signed in to a browser, the latest first, and since when that one is.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) users: Vec<Uuid>,
    pub(crate) since: OffsetDateTime,
}

/// Users signed in to this browser who may still sign in.
pub(crate) fn signed_in(world: &World, headers: &HeaderMap, now: OffsetDateTime) -> Known {
    let session = cookie(headers, COOKIE).and_then(|value| world.sign_in.browsers.get(&fingerprint(value)));
    let Some(session) = session.filter(|session| session.expires > now) else {
        return Known { users: Vec::new(), since: OffsetDateTime::UNIX_EPOCH };
    };
    let usable = |id: &Uuid| {
        let user = world.directory.any(*id);
        user.is_some_and(|user| user.deleted.is_none() && user.flag("accountEnabled"))
    };
    Known { users: session.users.iter().copied().filter(usable).collect(), since: session.since }
}

/// `POST /signin`.
pub(crate) async fn submit(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let at = Circumstances::of(&shared, &headers);
    let mut world = shared.world();
    let flow = fields.get("flow");
    let purpose = world.sign_in.flows.get(flow).filter(|found| found.expires > at.now);
    let Some(purpose) = purpose.map(|flow| flow.purpose.clone()) else {
        return Page::error(
            None,
            "This sign-in page is too old",
            "Go back to where you started and try again.",
        )
        .respond();
    };
    let (user, since) = match who(&world, &headers, &fields, (at.now, needs_password(&purpose))) {
        Ok(known) => known,
        Err(problem) => {
            attempt(&world, &purpose, &fields).failed(&mut world, &at, problem.number(), problem.words());
            let prompt = Prompt {
                problem: Some(problem),
                anew: needs_password(&purpose),
                ..Prompt::new(flow, fields.get("login")).leading_to(target(&purpose))
            };
            return show(&world, &headers, at.now, &prompt);
        }
    };
    // The session first: what follows may hand the person on.
    let cookie = remember(&shared, &mut world, &headers, (user, since));
    if let Some(flow) = world.sign_in.flows.get_mut(flow) {
        flow.user = Some(user);
        flow.since = since;
    }
    let mut response = match purpose {
        Purpose::Device { user_code } => device_page::confirm(&world, flow, user, &user_code),
        Purpose::Saml(request) => {
            world.sign_in.flows.remove(flow);
            saml_idp::sso::finish(&shared, &mut world, &at, (&request, user))
        }
        Purpose::Authorize(_) => finish::person_known(&shared, &mut world, &at, (flow, user, since)),
        Purpose::AdminConsent(request) => admin_consent::ask(&world, &at, (flow, user), &request),
        Purpose::MyApps => {
            world.sign_in.flows.remove(flow);
            saml_idp::my_apps::tiles(&world, user)
        }
    };
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether a session is not enough for this purpose.
fn needs_password(purpose: &Purpose) -> bool {
    match purpose {
        Purpose::Authorize(request) => request.prompts.login,
        Purpose::Saml(request) => request.force_authn,
        Purpose::Device { .. } | Purpose::AdminConsent(_) | Purpose::MyApps => false,
    }
}

/// Where the flow will lead, for the page's policy.
fn target(purpose: &Purpose) -> Option<String> {
    match purpose {
        Purpose::Authorize(request) => reply::form_target(&request.back.uri),
        Purpose::AdminConsent(request) => {
            request.back.as_ref().and_then(|back| reply::form_target(&back.uri))
        }
        Purpose::Device { .. } | Purpose::Saml(_) | Purpose::MyApps => None,
    }
}

/// What a failed password is written down as.
fn attempt(world: &World, purpose: &Purpose, fields: &Fields) -> Attempt {
    let user = world.directory.user_by_upn(fields.get("login")).map(|user| user.id);
    let mut attempt = match purpose {
        Purpose::Authorize(request) => client::find(world, request.client)
            .map(|client| Attempt::of(world, &client, request.asked.resource))
            .unwrap_or_default(),
        Purpose::AdminConsent(request) => client::find(world, request.client)
            .map(|client| Attempt::of(world, &client, request.asked.resource))
            .unwrap_or_default(),
        Purpose::Saml(request) => saml_idp::sso::attempt(world, request),
        Purpose::MyApps => Attempt {
            app: Some((MY_APPS, "My Apps".to_owned())),
            resource: Some((MY_APPS, "My Apps".to_owned(), None)),
            ..Attempt::default()
        },
        Purpose::Device { user_code } => {
            let code = world.sign_in.device_codes.values().find(|code| code.user_code == *user_code);
            let client = code.and_then(|code| client::find(world, code.client));
            client
                .zip(code)
                .map(|(client, code)| Attempt::of(world, &client, code.asked.resource))
                .unwrap_or_default()
                .over(SignInProtocol::DeviceCode)
        }
    };
    attempt.user = user;
    attempt.typed = fields.get("login").trim().chars().take(120).collect();
    attempt.interactive = true;
    attempt
}

/// The person, and since when they are signed in.
fn who(
    world: &World,
    headers: &HeaderMap,
    fields: &Fields,
    (now, anew): (OffsetDateTime, bool),
) -> Result<(Uuid, OffsetDateTime), Wrong> {
    if let Ok(known) = Uuid::parse_str(fields.get("known")) {
        let session = signed_in(world, headers, now);
        let usable = !anew && session.users.contains(&known);
        return if usable { Ok((known, session.since)) } else { Err(Wrong::Unknown) };
    }
    let user = world.directory.user_by_upn(fields.get("login")).filter(|user| user.readable_from <= now);
    let user = user.ok_or(Wrong::Unknown)?;
    let fits = user.password.as_ref().is_some_and(|password| password.fits(fields.get("passwd")));
    match (fits, user.flag("accountEnabled")) {
        (true, true) => Ok((user.id, now)),
        // Entra tells a disabled account only to somebody who knows its password; here nobody needs to guess.
        (_, false) => Err(Wrong::Disabled),
        (false, true) => Err(Wrong::Password),
    }
}

/// Puts the user first among those signed in to this browser; returns the cookie.
fn remember(
    app: &App,
    world: &mut World,
    headers: &HeaderMap,
    (user, since): (Uuid, OffsetDateTime),
) -> String {
    let now = app.now();
    let mut users = signed_in(world, headers, now).users;
    users.retain(|known| *known != user);
    users.insert(0, user);
    users.truncate(6);
    if let Some(old) = cookie(headers, COOKIE) {
        world.sign_in.browsers.remove(&fingerprint(old));
    }
    let value = app.token();
    let session = BrowserSession { users, since, expires: now + Duration::days(1) };
    world.sign_in.browsers.insert(fingerprint(&value), session);
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400")
}

/// Forgets who is signed in to this browser; returns the cookie that says so.
pub(crate) fn forget(app: &App, headers: &HeaderMap) -> HeaderValue {
    if let Some(old) = cookie(headers, COOKIE) {
        app.world().sign_in.browsers.remove(&fingerprint(old));
        app.changed.notify_one();
    }
    HeaderValue::from_static("practice_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}
