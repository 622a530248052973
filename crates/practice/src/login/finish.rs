//! The second half of a sign-in in the browser: the person is known; consent, then the answer.

use super::{
    authorize,
    circumstances::Circumstances,
    client::{self, Client},
    consent, consent_page,
    failure::Failure,
    id_token::{self, Companions},
    issue,
    journal::Attempt,
    proof::Proof,
    reply, resource, scope,
};
use crate::{
    app::App,
    state::{
        World,
        authorization::{Authorize, Code},
        secret::fingerprint,
        sign_in::{Grant, Purpose},
    },
};
use axum::response::Response;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Minutes an authorization code lives.
const CODE_MINUTES: i64 = 10;

/// What is known when nothing more has to be asked.
struct Settled<'a> {
    request: &'a Authorize,
    client: &'a Client,
    user: Uuid,
    since: OffsetDateTime,
}

/// Goes on with a flow whose person is known and typed a password at `since`.
pub(super) fn person_known(
    app: &App,
    world: &mut World,
    at: &Circumstances,
    (flow, user, since): (&str, Uuid, OffsetDateTime),
) -> Response {
    let Some((request, client)) = open(world, flow) else {
        return authorize::page(&gone(), at);
    };
    let at = &Circumstances { correlation: request.correlation, ..at.clone() };
    if let Some(waiting) = world.sign_in.flows.get_mut(flow) {
        waiting.user = Some(user);
        waiting.since = since;
    }
    let attempt = Attempt::of(world, &client, request.asked.resource).by(user, !request.prompts.none);
    if let Err(failure) = may_enter(world, &client, user).and_then(|()| attempt.permitted(world, at)) {
        attempt.failed(world, at, failure.number.unwrap_or_default(), &failure.message);
        return authorize::page(&failure, at);
    }
    let standing = resource::with_id(world, request.asked.resource)
        .ok_or_else(issue::broken)
        .and_then(|resource| consent::standing(world, &client, &resource, &request.asked, user));
    let standing = match standing {
        Ok(standing) => standing,
        Err(failure) => {
            attempt.failed(world, at, failure.number.unwrap_or_default(), &failure.message);
            world.sign_in.flows.remove(flow);
            return reply::refuse(&request.back, &failure, at);
        }
    };
    if standing.missing.is_empty() && !request.prompts.consent {
        world.sign_in.flows.remove(flow);
        return answer(app, world, at, &Settled { request: &request, client: &client, user, since });
    }
    if request.prompts.none {
        let failure = Failure { error: "interaction_required", ..consent::nobody_agreed(&client) };
        attempt.failed(world, at, 65_001, &failure.message);
        world.sign_in.flows.remove(flow);
        return reply::refuse(&request.back, &failure, at);
    }
    if !consent::may_agree(world, user, &standing.missing) {
        let message = format!(
            "{} needs permission to access resources that only an administrator can grant.",
            client.name
        );
        attempt.failed(world, at, consent::ADMIN_NEEDED, &message);
    }
    consent_page::show(world, &client, (flow, user), &standing.missing, reply::form_target(&request.back.uri))
}

/// The person has agreed to what the page listed, for themselves or for everyone.
pub(super) fn agreed(
    app: &App,
    world: &mut World,
    at: &Circumstances,
    (flow, for_all): (&str, bool),
) -> Response {
    let known = world.sign_in.flows.get(flow).and_then(|flow| Some((flow.user?, flow.since)));
    let (Some((request, client)), Some((user, since))) = (open(world, flow), known) else {
        return authorize::page(&gone(), at);
    };
    world.sign_in.flows.remove(flow);
    let at = &Circumstances { correlation: request.correlation, ..at.clone() };
    if let Err(failure) = agree(app, world, &client, (&request.asked, user, for_all)) {
        return authorize::page(&failure, at);
    }
    // Parties may have a service principal now.
    let client = client::find(world, client.id).unwrap_or(client);
    answer(app, world, at, &Settled { request: &request, client: &client, user, since })
}

/// Writes down that a person agrees to what is missing; 90094 if they may not.
pub(crate) fn agree(
    app: &App,
    world: &mut World,
    client: &Client,
    (asked, user, for_all): (&crate::state::authorization::Asked, Uuid, bool),
) -> Result<(), Failure> {
    let resource = resource::with_id(world, asked.resource).ok_or_else(issue::broken)?;
    let standing = consent::standing(world, client, &resource, asked, user)?;
    if !consent::may_agree(world, user, &standing.missing) {
        let message = "This application asks for permissions that only an administrator can grant.";
        return Err(Failure::new("access_denied", consent::ADMIN_NEEDED, message));
    }
    let everyone = for_all && consent::may_agree_for_all(world, user);
    consent::agree(app, world, client, &resource, (&standing.missing, Some(user).filter(|_| !everyone)));
    Ok(())
}

/// The person said no.
pub(super) fn declined(world: &mut World, at: &Circumstances, flow: &str) -> Response {
    let user = world.sign_in.flows.get(flow).and_then(|flow| flow.user);
    let Some((request, client)) = open(world, flow) else { return authorize::page(&gone(), at) };
    world.sign_in.flows.remove(flow);
    let at = &Circumstances { correlation: request.correlation, ..at.clone() };
    let failure = Failure::new("access_denied", 65_004, "User declined to consent to access the app.")
        .suberror("cancel");
    let mut attempt = Attempt::of(world, &client, request.asked.resource);
    attempt.user = user;
    attempt.interactive = true;
    attempt.failed(world, at, 65_004, &failure.message);
    reply::refuse(&request.back, &failure, at)
}

fn open(world: &World, flow: &str) -> Option<(Authorize, Client)> {
    let Purpose::Authorize(request) = &world.sign_in.flows.get(flow)?.purpose else { return None };
    Some(((**request).clone(), client::find(world, request.client)?))
}

fn gone() -> Failure {
    Failure::new(
        "invalid_request",
        165_900,
        "This sign-in page is too old. Go back to the application and start again.",
    )
}

/// Assignment, where the application asks for it.
fn may_enter(world: &World, client: &Client, user: Uuid) -> Result<(), Failure> {
    let Some(instance) = client.instance.and_then(|id| world.directory.any(id)) else { return Ok(()) };
    if !instance.flag("appRoleAssignmentRequired") || !world.directory.access(user, instance.id).is_empty() {
        return Ok(());
    }
    let name = world.directory.any(user).map_or("", |user| user.text("userPrincipalName"));
    let message = format!(
        "Your administrator has configured the application {} ('{}') to block users unless they are specifically granted ('assigned') access to the application. The signed-in user '{name}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
        client.name, client.id
    );
    Err(Failure::new("access_denied", 50_105, message))
}

/// Code, tokens, or both, on their way back.
fn answer(app: &App, world: &mut World, at: &Circumstances, settled: &Settled<'_>) -> Response {
    let attempt = Attempt::of(world, settled.client, settled.request.asked.resource)
        .by(settled.user, !settled.request.prompts.none);
    let outcome = values(app, world, at, settled);
    attempt.ended(world, at, &outcome);
    match outcome {
        Ok(values) => at.mark(reply::send(&settled.request.back, values)),
        Err(failure) => reply::refuse(&settled.request.back, &failure, at),
    }
}

fn values(
    app: &App,
    world: &mut World,
    at: &Circumstances,
    settled: &Settled<'_>,
) -> Result<reply::Values, Failure> {
    let request = settled.request;
    let grant = grant(world, at, settled)?;
    let mut values = Vec::new();
    let mut code = None;
    if request.wanted.code {
        let text = format!("1.{}", app.token());
        let held = Code {
            grant: grant.clone(),
            redirect_uri: request.back.uri.clone(),
            platform: request.platform,
            challenge: request.challenge.clone(),
            redeemed: false,
            expires: at.now + Duration::minutes(CODE_MINUTES),
        };
        world.sign_in.codes.insert(fingerprint(&text), held);
        values.push(("code", text.clone()));
        code = Some(text);
    }
    let mut access = None;
    if request.wanted.token {
        let (token, seconds) = issue::access(app, world, &grant, Proof::None, at)?;
        values.push(("access_token", token.clone()));
        values.push(("token_type", "Bearer".to_owned()));
        values.push(("expires_in", seconds.to_string()));
        values.push(("scope", scope::list(&grant)));
        access = Some(token);
    }
    if request.wanted.id_token {
        let companions = Companions { code: code.as_deref(), access_token: access.as_deref() };
        let token = id_token::make(world, &grant, at, companions).map_err(|_| issue::broken())?;
        values.push(("id_token", token));
    }
    if request.client_info {
        values.push(("client_info", id_token::client_info(settled.user, world.tenant.id)));
    }
    values.push(("session_state", app.options.random.uuid().to_string()));
    Ok(values)
}

fn grant(world: &World, at: &Circumstances, settled: &Settled<'_>) -> Result<Grant, Failure> {
    let asked = &settled.request.asked;
    let resource = resource::with_id(world, asked.resource).ok_or_else(issue::broken)?;
    let standing = consent::standing(world, settled.client, &resource, asked, settled.user)?;
    Ok(Grant {
        user: settled.user,
        client: settled.client.id,
        resource: asked.resource,
        scopes: standing.granted.into_iter().chain(asked.protocol.iter().cloned()).collect(),
        app_only: false,
        prefix: asked.prefix.clone(),
        default: asked.default,
        cae: settled.request.cae,
        by_device_code: false,
        nonce: settled.request.nonce.clone(),
        signed_in: settled.since,
        issued: at.now,
        expires: at.now + Duration::minutes(CODE_MINUTES),
    })
}
