//! Admin consent: an administrator agrees for everyone, in the browser.

use super::{
    authorize, check_tenant,
    circumstances::Circumstances,
    client::{self, Client, Origin},
    consent, consent_page,
    failure::Failure,
    fields::Fields,
    issue, reply,
    resource::{self, Permission, Resource},
    scope, sign_in_page,
};
use crate::{
    app::{App, Shared},
    page::Page,
    state::{
        World,
        authorization::{AdminConsent, Asked, ResponseMode, ReturnAddress},
        directory::Assignment,
        sign_in::Purpose,
    },
};
use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::HeaderMap,
    response::Response,
};
use maud::html;
use serde_json::Value;
use uuid::Uuid;

/// `GET /{tenant}/v2.0/adminconsent` and `GET /{tenant}/adminconsent`.
pub(crate) async fn get(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    let at = Circumstances::of(&shared, &headers);
    let mut world = shared.world();
    shared.changed.notify_one();
    let (client, back) = match door(&world, &tenant, &fields) {
        Ok(found) => found,
        Err(failure) => return authorize::page(&failure, &at),
    };
    // Version 1 of the endpoint names no scopes: everything the registration lists.
    let text = fields.filled("scope").unwrap_or("https://graph.microsoft.com/.default");
    let asked = match scope::parse(&world, text, &at.origin) {
        Ok(asked) => asked,
        Err(failure) => return refuse(back.as_ref(), &failure, &at, &world),
    };
    let target = back.as_ref().and_then(|back| reply::form_target(&back.uri));
    let request = AdminConsent { client: client.id, back, asked, correlation: at.correlation };
    let flow = sign_in_page::begin(&shared, &mut world, Purpose::AdminConsent(Box::new(request)));
    let prompt = sign_in_page::Prompt::new(&flow, fields.get("login_hint")).leading_to(target);
    sign_in_page::show(&world, &headers, at.now, &prompt)
}

fn door(world: &World, tenant: &str, fields: &Fields) -> Result<(Client, Option<ReturnAddress>), Failure> {
    check_tenant(world, tenant)?;
    let client = client::named(world, "", fields)?;
    let Some(uri) = fields.filled("redirect_uri") else { return Ok((client, None)) };
    if client.platform(uri).is_none() {
        let shown: String = uri.chars().take(300).collect();
        let message = format!(
            "The redirect URI '{shown}' specified in the request does not match the redirect URIs configured for the application '{}'.",
            client.id
        );
        return Err(Failure::new("invalid_request", 50_011, message));
    }
    let state = fields.filled("state").map(str::to_owned);
    let back = ReturnAddress { uri: uri.to_owned(), mode: ResponseMode::Query, state };
    Ok((client, Some(back)))
}

/// A refusal; Entra says `admin_consent=True` all the same.
fn refuse(back: Option<&ReturnAddress>, failure: &Failure, at: &Circumstances, world: &World) -> Response {
    let Some(back) = back else { return authorize::page(failure, at) };
    let values = vec![
        ("error", failure.error.to_owned()),
        ("error_description", failure.describe(at)),
        ("admin_consent", "True".to_owned()),
        ("tenant", world.tenant.id.to_string()),
    ];
    reply::send(back, values)
}

/// Shows the signed-in administrator what is asked for.
pub(super) fn ask(
    world: &World,
    at: &Circumstances,
    (flow, user): (&str, Uuid),
    request: &AdminConsent,
) -> Response {
    if !consent::may_agree_for_all(world, user) {
        let failure = Failure::new(
            "access_denied",
            consent::ADMIN_NEEDED,
            "Only an administrator can agree for the whole organization. Sign in with an administrator's account.",
        );
        return authorize::page(&failure, at);
    }
    let Some(wish) = wish(world, request) else { return authorize::page(&issue::broken(), at) };
    let body = html! {
        p.lead { strong { (wish.client.name) } " asks for these permissions, for everyone in " strong { (world.tenant.name) } ":" }
        (consent_page::permissions(&wish.delegated))
        @if !wish.application.is_empty() {
            p { "And by itself, without a signed-in person:" }
            ul.scopes { @for (_, name) in &wish.application { li { code { (name) } } } }
        }
        form #consent method="post" action="/adminconsent" {
            input type="hidden" name="flow" value=(flow);
            div.row {
                button type="submit" name="answer" value="accept" { "Accept" }
                button.quiet type="submit" name="answer" value="decline" { "Cancel" }
            }
        }
    };
    let mut page = Page::new("Permissions requested: review for your organization", body);
    page.form_target = request.back.as_ref().and_then(|back| reply::form_target(&back.uri));
    page.respond()
}

/// What an agreement would give.
struct Wish {
    client: Client,
    resource: Resource,
    delegated: Vec<Permission>,
    /// Ids and names of application permissions.
    application: Vec<(Uuid, String)>,
}

fn wish(world: &World, request: &AdminConsent) -> Option<Wish> {
    let client = client::find(world, request.client)?;
    let resource = resource::with_id(world, request.asked.resource)?;
    let wanted = |ids: &[Uuid], kind: &str| -> Vec<Value> {
        let instance = resource.instance.and_then(|id| world.directory.any(id));
        let published = instance.map(|instance| instance.items(kind).to_vec()).unwrap_or_default();
        let id = |row: &Value| row["id"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        published.into_iter().filter(|row| id(row).is_some_and(|id| ids.contains(&id))).collect()
    };
    let (scopes, roles) = required(world, &client, &resource);
    let delegated = if request.asked.default {
        let names = wanted(&scopes, "oauth2PermissionScopes");
        let named = |known: &&Permission| names.iter().any(|row| row["value"].as_str() == Some(&known.name));
        resource.permissions.iter().filter(named).cloned().collect()
    } else {
        let named = |known: &&Permission| request.asked.scopes.contains(&known.name);
        resource.permissions.iter().filter(named).cloned().collect()
    };
    let application = if request.asked.default {
        let named = |row: &Value| {
            Some((Uuid::parse_str(row["id"].as_str()?).ok()?, row["value"].as_str()?.to_owned()))
        };
        wanted(&roles, "appRoles").iter().filter_map(named).collect()
    } else {
        Vec::new()
    };
    Some(Wish { client, resource, delegated, application })
}

/// Ids of the delegated and application permissions that the registration lists for the resource.
fn required(world: &World, client: &Client, resource: &Resource) -> (Vec<Uuid>, Vec<Uuid>) {
    let application = client.application.and_then(|id| world.directory.any(id));
    let rows = application.map(|application| application.items("requiredResourceAccess")).unwrap_or_default();
    let own = resource.id.to_string();
    let access = rows
        .iter()
        .filter(|row| row["resourceAppId"].as_str() == Some(&own))
        .filter_map(|row| row["resourceAccess"].as_array())
        .flatten();
    let (mut scopes, mut roles) = (Vec::new(), Vec::new());
    for row in access {
        let Some(id) = row["id"].as_str().and_then(|id| Uuid::parse_str(id).ok()) else { continue };
        match row["type"].as_str() {
            Some("Role") => roles.push(id),
            _ => scopes.push(id),
        }
    }
    (scopes, roles)
}

/// `POST /adminconsent`.
pub(crate) async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::read(&body);
    let at = Circumstances::of(&shared, &headers);
    let mut world = shared.world();
    let flow = world.sign_in.flows.remove(fields.get("flow")).filter(|flow| flow.expires > at.now);
    let Some((Some(user), Purpose::AdminConsent(request))) = flow.map(|flow| (flow.user, flow.purpose))
    else {
        return Page::error(None, "This page is too old", "Go back to where you started and try again.")
            .respond();
    };
    let at = Circumstances { correlation: request.correlation, ..at };
    if fields.get("answer") != "accept" || !consent::may_agree_for_all(&world, user) {
        let failure = Failure::new("access_denied", 65_004, "User declined to consent to access the app.");
        return refuse(request.back.as_ref(), &failure, &at, &world);
    }
    let Some(wish) = wish(&world, &request) else { return authorize::page(&issue::broken(), &at) };
    give(&shared, &mut world, &wish);
    done(&world, &request)
}

fn give(app: &App, world: &mut World, wish: &Wish) {
    if wish.client.origin != Origin::Doorward {
        consent::agree(app, world, &wish.client, &wish.resource, (&wish.delegated, None));
    }
    // The agreement may have made the service principals.
    let instance = client::find(world, wish.client.id).and_then(|client| client.instance);
    let resource = resource::with_id(world, wish.resource.id).and_then(|resource| resource.instance);
    let (Some(instance), Some(resource)) = (instance, resource) else { return };
    for (role, _) in &wish.application {
        let there = world.directory.assignments.iter().any(|assignment| {
            assignment.principal == instance && assignment.resource == resource && assignment.role == *role
        });
        if !there {
            world.directory.assignments.push(Assignment {
                id: app.token(),
                principal: instance,
                resource,
                role: *role,
                created: app.now(),
            });
        }
    }
}

fn done(world: &World, request: &AdminConsent) -> Response {
    let Some(back) = &request.back else {
        let body = html! { p.lead { "The permissions were granted for everyone. You can close this page." } };
        return Page::new("Consent granted", body).respond();
    };
    let Asked { prefix, scopes, default, .. } = &request.asked;
    let mut names: Vec<String> = scopes.iter().map(|name| format!("{prefix}{name}")).collect();
    if *default {
        names.push(format!("{prefix}.default"));
    }
    let values = vec![
        ("admin_consent", "True".to_owned()),
        ("tenant", world.tenant.id.to_string()),
        ("scope", names.join(" ")),
    ];
    reply::send(back, values)
}
