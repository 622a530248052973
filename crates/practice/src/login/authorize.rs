//! The authorization endpoint: an application's sign-in in the browser (authorization code with PKCE; id tokens and
//! access tokens straight from here where the registration allows them).
//!
//! A request whose client or reply address is wrong ends on a page: nothing may be sent to an address nobody
//! registered. Everything else that is wrong is told to the client, at its address, with Entra's number.

use super::{
    check_tenant,
    circumstances::Circumstances,
    client::{self, Client},
    failure::Failure,
    fields::Fields,
    finish, reply, scope, sign_in_page,
};
use crate::{
    app::{App, Shared},
    page::{Page, notice},
    state::{
        World,
        authorization::{Authorize, Challenge, Platform, Prompts, ResponseMode, ReturnAddress, Wanted},
        sign_in::Purpose,
    },
};
use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use maud::html;

/// `GET /{tenant}/oauth2/v2.0/authorize`.
pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    begin(&shared, &tenant, &headers, &fields)
}

/// `POST /{tenant}/oauth2/v2.0/authorize`.
pub(crate) async fn post(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    begin(&shared, &tenant, &headers, &Fields::read(&body))
}

fn begin(app: &App, tenant: &str, headers: &HeaderMap, fields: &Fields) -> Response {
    let at = Circumstances::of(app, headers).called(fields.get("client-request-id"));
    let mut world = app.world();
    // Also a GET changes state here: a page now waits for its person.
    app.changed.notify_one();
    let (client, back, platform) = match door(&world, tenant, fields) {
        Ok(found) => found,
        Err(failure) => return page(&failure, &at),
    };
    match read(&world, (&client, platform), fields, (&back, &at)) {
        Ok(request) => proceed(app, &mut world, headers, &at, request),
        Err(failure) => reply::refuse(&back, &failure, &at),
    }
}

/// A refusal on a page of its own.
pub(super) fn page(failure: &Failure, at: &Circumstances) -> Response {
    let body = html! {
        (notice(failure.number, &failure.message))
        dl.accounts {
            dt { "Request Id" } dd { code { (at.trace) } }
            dt { "Correlation ID" } dd { code { (at.correlation) } }
            dt { "Timestamp" } dd { code { (crate::graph::moment(at.now)) } }
        }
    };
    let mut page = Page::new("Sorry, but we’re having trouble signing you in", body);
    page.aadsts = failure.number;
    at.mark(page.status(StatusCode::BAD_REQUEST).respond())
}

/// Who asks, and where the answer goes: what must be right before anything is sent anywhere.
fn door(world: &World, tenant: &str, fields: &Fields) -> Result<(Client, ReturnAddress, Platform), Failure> {
    check_tenant(world, tenant)?;
    fields.single()?;
    let client = client::named(world, tenant, fields)?;
    let first = client.redirects.first().map(|(_, uri)| uri.as_str());
    let uri = match fields.filled("redirect_uri").or(first) {
        Some(uri) => uri.to_owned(),
        None => return Err(Failure::new("invalid_request", 900_971, "No reply address provided.")),
    };
    let platform = client.platform(&uri).ok_or_else(|| {
        let shown: String = uri.chars().take(300).collect();
        let message = if client.redirects.is_empty() {
            return Failure::new(
                "invalid_request",
                500_113,
                "No reply address is registered for the application.",
            );
        } else {
            format!(
                "The redirect URI '{shown}' specified in the request does not match the redirect URIs configured for the application '{}'. Make sure the redirect URI sent in the request matches one added to your application.",
                client.id
            )
        };
        Failure::new("invalid_request", 50_011, message)
    })?;
    let wanted = wanted(fields);
    let mode = match fields.get("response_mode") {
        "query" => ResponseMode::Query,
        "fragment" => ResponseMode::Fragment,
        "form_post" => ResponseMode::FormPost,
        _ if wanted.is_ok_and(|wanted| wanted.id_token || wanted.token) => ResponseMode::Fragment,
        _ => ResponseMode::Query,
    };
    let state = fields.filled("state").map(str::to_owned);
    Ok((client, ReturnAddress { uri, mode, state }, platform))
}

fn wanted(fields: &Fields) -> Result<Wanted, Failure> {
    let text = fields.need("response_type")?;
    let mut wanted = Wanted::default();
    for word in text.split_whitespace() {
        match word {
            "code" => wanted.code = true,
            "id_token" => wanted.id_token = true,
            "token" => wanted.token = true,
            other => {
                let other: String = other.chars().take(60).collect();
                let message = format!("The value '{other}' of 'response_type' is not supported.");
                return Err(Failure::new("unsupported_response_type", 70_005, message));
            }
        }
    }
    Ok(wanted)
}

fn read(
    world: &World,
    (client, platform): (&Client, Platform),
    fields: &Fields,
    (back, at): (&ReturnAddress, &Circumstances),
) -> Result<Authorize, Failure> {
    let wanted = wanted(fields)?;
    allowed(client, wanted, back, fields)?;
    if fields.filled("request").is_some() || fields.filled("request_uri").is_some() {
        let message = "The 'request' and 'request_uri' parameters are not supported.";
        return Err(Failure::new("request_not_supported", 90_014, message));
    }
    let scope = fields.filled("scope").ok_or_else(|| missing("scope"))?;
    let asked = scope::parse(world, scope, &at.origin)?;
    if wanted.id_token && !asked.protocol.contains("openid") {
        let message = "The 'openid' scope is needed for an id_token.";
        return Err(Failure::new("invalid_request", 70_011, message));
    }
    let challenge = challenge(fields)?;
    if platform == Platform::Spa && wanted.code && challenge.is_none() {
        let message =
            "Proof Key for Code Exchange is required for cross-origin authorization code redemption.";
        return Err(Failure::new("invalid_request", 9_002_325, message));
    }
    Ok(Authorize {
        client: client.id,
        back: back.clone(),
        platform,
        wanted,
        asked,
        prompts: prompts(fields)?,
        nonce: fields.filled("nonce").map(str::to_owned),
        challenge,
        cae: fields.handles_challenges(),
        client_info: fields.get("client_info") == "1",
        login_hint: fields.get("login_hint").to_owned(),
        max_age: fields.filled("max_age").and_then(|text| text.parse().ok()),
        correlation: at.correlation,
    })
}

fn missing(name: &str) -> Failure {
    Failure::new(
        "invalid_request",
        900_144,
        format!("The request must contain the following parameter: '{name}'."),
    )
}

/// Whether the registration lets these come straight from here.
fn allowed(client: &Client, wanted: Wanted, back: &ReturnAddress, fields: &Fields) -> Result<(), Failure> {
    let refuse = |number, what: &str| {
        let message = format!("response_type '{what}' is not enabled for the application.");
        Err(Failure::new("unsupported_response_type", number, message))
    };
    if wanted.id_token && !client.implicit_id {
        return refuse(700_054, "id_token");
    }
    if wanted.token && !client.implicit_access {
        return refuse(700_051, "token");
    }
    if (wanted.id_token || wanted.token) && back.mode == ResponseMode::Query {
        let message = "'query' is not a supported value of 'response_mode' when requesting a token.";
        return Err(Failure::new("invalid_request", 70_007, message));
    }
    if wanted.id_token && fields.filled("nonce").is_none() {
        return Err(missing("nonce"));
    }
    Ok(())
}

fn challenge(fields: &Fields) -> Result<Option<Challenge>, Failure> {
    let Some(value) = fields.filled("code_challenge") else { return Ok(None) };
    let hashed = match fields.get("code_challenge_method") {
        "S256" => true,
        "plain" | "" => false,
        _ => {
            let message = "Invalid Code_Challenge_method parameter: it must be 'S256' or 'plain'.";
            return Err(Failure::new("invalid_request", 50_149, message));
        }
    };
    if !(43..=128).contains(&value.len()) {
        let message = "Invalid size of Code_Challenge parameter: it must have 43 to 128 characters.";
        return Err(Failure::new("invalid_request", 501_491, message));
    }
    Ok(Some(Challenge { value: value.to_owned(), hashed }))
}

fn prompts(fields: &Fields) -> Result<Prompts, Failure> {
    let mut prompts = Prompts::default();
    for word in fields.get("prompt").split_whitespace() {
        match word {
            "none" => prompts.none = true,
            "login" => prompts.login = true,
            "select_account" => prompts.select = true,
            "consent" | "admin_consent" => prompts.consent = true,
            "create" => {}
            _ => {
                let message = "Value of the 'prompt' parameter is not valid.";
                return Err(Failure::new("invalid_request", 90_023, message));
            }
        }
    }
    if prompts.none && (prompts.login || prompts.select || prompts.consent) {
        let message = "'none' cannot be combined with other values of 'prompt'.";
        return Err(Failure::new("invalid_request", 90_023, message));
    }
    Ok(prompts)
}

/// Lets somebody in who is signed in to this browser already, or shows the sign-in page.
fn proceed(
    app: &App,
    world: &mut World,
    headers: &HeaderMap,
    at: &Circumstances,
    request: Authorize,
) -> Response {
    let known = sign_in_page::signed_in(world, headers, at.now);
    let hinted = known.users.iter().find(|user| {
        let name = world.directory.any(**user).map(|user| user.text("userPrincipalName"));
        name.is_some_and(|name| name.eq_ignore_ascii_case(request.login_hint.trim()))
    });
    let silent = match (known.users.as_slice(), request.login_hint.trim()) {
        (_, hint) if !hint.is_empty() => hinted.copied(),
        ([only], _) => Some(*only),
        _ => None,
    };
    let old = request.max_age.is_some_and(|age| known.since + time::Duration::seconds(age) < at.now);
    let silent = silent.filter(|_| !old && !request.prompts.login && !request.prompts.select);
    if request.prompts.none && silent.is_none() {
        let failure = if known.users.len() > 1 {
            let message = "Either multiple user identities are available for the current request or selected account is not supported for the scenario.";
            Failure::new("interaction_required", 16_000, message)
        } else {
            let message = "Session information is not sufficient for single-sign-on.";
            Failure::new("login_required", 50_058, message)
        };
        return reply::refuse(&request.back, &failure, at);
    }
    let (hint, target) = (request.login_hint.clone(), reply::form_target(&request.back.uri));
    let fresh = request.prompts.login;
    let flow = sign_in_page::begin(app, world, Purpose::Authorize(Box::new(request)));
    if let Some(user) = silent {
        return finish::person_known(app, world, at, (&flow, user, known.since));
    }
    let prompt = sign_in_page::Prompt::new(&flow, &hint).leading_to(target).anew(fresh);
    sign_in_page::show(world, headers, at.now, &prompt)
}
