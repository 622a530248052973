//! The single sign-on endpoint: takes a request by redirect or POST, and ends in a Response or a refusal.

use super::{answer, refused::Refused, request};
use crate::{
    app::{App, Shared},
    login::{Fields, circumstances::Circumstances, journal::Attempt, sign_in_page},
    state::{
        World,
        sign_in::{Purpose, SamlSignOn, SignInProtocol},
    },
};
use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::HeaderMap,
    response::Response,
};
use doorward_saml::{AuthnRequest, RequestError};
use time::OffsetDateTime;
use uuid::Uuid;

/// `GET /{tenant}/saml2`.
pub(crate) async fn redirect(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    receive(&shared, &tenant, &headers, &fields, AuthnRequest::from_redirect)
}

/// `POST /{tenant}/saml2`.
pub(crate) async fn post(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    receive(&shared, &tenant, &headers, &Fields::read(&body), AuthnRequest::from_post)
}

fn receive(
    app: &App,
    tenant: &str,
    headers: &HeaderMap,
    fields: &Fields,
    read: fn(&str) -> Result<AuthnRequest, RequestError>,
) -> Response {
    let mut world = app.world();
    match understand(&world, tenant, fields, read) {
        Ok(sign_on) => {
            // Also a GET changes state here: a page now waits for its person.
            app.changed.notify_one();
            ask(app, &mut world, headers, sign_on, fields.get("login_hint"))
        }
        Err(refused) => refused.respond(app),
    }
}

/// Shows the sign-in page for a sign-on.
pub(super) fn ask(
    app: &App,
    world: &mut World,
    headers: &HeaderMap,
    sign_on: SamlSignOn,
    hint: &str,
) -> Response {
    let flow = sign_in_page::begin(app, world, Purpose::Saml(sign_on));
    sign_in_page::show(world, headers, app.now(), &sign_in_page::Prompt::new(&flow, hint))
}

fn understand(
    world: &World,
    tenant: &str,
    fields: &Fields,
    read: fn(&str) -> Result<AuthnRequest, RequestError>,
) -> Result<SamlSignOn, Refused> {
    if !world.tenant.is_meant_by(tenant) {
        return Err(Refused::new(
            90_002,
            format!("The tenant “{tenant}” was not found."),
            "Compare the Login URL at the application with the one shown for this tenant.",
        ));
    }
    let text = fields.get("SAMLRequest");
    if text.is_empty() {
        return Err(Refused::new(
            750_054,
            "There is neither a SAMLRequest nor a SAMLResponse in what was sent.",
            "This address is for applications. Start at the application, or from its tile.",
        ));
    }
    let request = read(text).map_err(|error| request::unreadable(&error))?;
    let relay = fields.get("RelayState");
    request::judge(world, &request, Some(relay).filter(|relay| !relay.is_empty()))
}

/// The person is known, and typed a password at `since`: checks that they may, and answers.
pub(crate) fn finish(
    app: &App,
    world: &mut World,
    at: &Circumstances,
    (sign_on, user, since): (&SamlSignOn, Uuid, OffsetDateTime),
) -> Response {
    let _ = since;
    let record = attempt(world, sign_on).by(user, true);
    match answer::make(app, world, sign_on, user) {
        Ok(message) => {
            record.succeeded(world, at);
            message.respond(world, sign_on)
        }
        Err(refused) => {
            record.failed(world, at, refused.number, &refused.words);
            refused.respond(app)
        }
    }
}

/// What a sign-on is written down as.
pub(crate) fn attempt(world: &World, sign_on: &SamlSignOn) -> Attempt {
    let instance = world.directory.any(sign_on.service_principal);
    let app = instance.and_then(|instance| Some((instance.app_id()?, instance.text("displayName").to_owned())));
    let resource = app.clone().map(|(id, name)| (id, name, Some(sign_on.service_principal)));
    Attempt { app, resource, ..Attempt::default() }.over(SignInProtocol::Saml20)
}
