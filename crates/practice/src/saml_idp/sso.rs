//! The single sign-on endpoint: takes a request by redirect or POST, and ends in a Response or a refusal. Logout
//! requests come to the same address.

use super::{
    answer,
    details::{self, Details},
    groups,
    refused::Refused,
    request, sign_out,
    signed::{self, Carriage},
};
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
use doorward_saml::AuthnRequest;
use uuid::Uuid;

/// `GET /{tenant}/saml2`.
pub(crate) async fn redirect(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    let query = uri.0.query().unwrap_or_default();
    let fields = Fields::read(query.as_bytes());
    let xml = details::inflate(fields.get("SAMLRequest")).unwrap_or_default();
    let message = Message { fields: &fields, carriage: Carriage::Redirect { query }, xml: &xml };
    receive(&shared, &tenant, &headers, &message)
}

/// `POST /{tenant}/saml2`.
pub(crate) async fn post(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let xml = details::decode(fields.get("SAMLRequest")).unwrap_or_default();
    let message = Message { fields: &fields, carriage: Carriage::Post { xml: &xml }, xml: &xml };
    receive(&shared, &tenant, &headers, &message)
}

/// A message as it came.
struct Message<'a> {
    fields: &'a Fields,
    carriage: Carriage<'a>,
    /// "" if it cannot be decoded.
    xml: &'a str,
}

fn receive(shared: &Shared, tenant: &str, headers: &HeaderMap, message: &Message<'_>) -> Response {
    let fields = message.fields;
    if sign_out::is_logout(message.xml) {
        return sign_out::end(shared, headers, message.xml, fields.get("RelayState"));
    }
    if fields.filled("SAMLRequest").is_none() && fields.filled("SAMLResponse").is_some() {
        return sign_out::noted(shared, headers);
    }
    let at = Circumstances::of(shared, headers);
    let mut world = shared.world();
    // Also a GET changes state here: a page now waits for its person, or a refusal is written down.
    shared.changed.notify_one();
    match understand(&world, tenant, message) {
        Ok((sign_on, details)) => {
            let hint = fields.filled("login_hint").or(fields.filled("username")).unwrap_or_default();
            begin(shared, &mut world, headers, &at, (sign_on, details.passive, hint))
        }
        Err(refused) => {
            let issuer = details::read(message.xml).issuer;
            let mut attempt = match request::by_name(&world, &issuer) {
                Ok(instance) => named(instance.app_id(), instance.text("displayName"), instance.id),
                Err(_) => Attempt { app: None, ..Attempt::default() },
            };
            attempt = attempt.over(SignInProtocol::Saml20);
            attempt.interactive = true;
            attempt.failed(&mut world, &at, refused.number, &refused.words);
            refused.respond_as(shared, at.correlation)
        }
    }
}

/// Shows the sign-in page, or answers at once where the application wants no page.
fn begin(
    app: &App,
    world: &mut World,
    headers: &HeaderMap,
    at: &Circumstances,
    (sign_on, passive, hint): (SamlSignOn, bool, &str),
) -> Response {
    if !passive {
        return ask(app, world, headers, sign_on, hint);
    }
    let known = sign_in_page::signed_in(world, headers, at.now);
    match known.users.as_slice() {
        [only] if !sign_on.force_authn => finish(app, world, at, (&sign_on, *only)),
        _ => {
            let words = "Session information is not sufficient for single-sign-on.";
            attempt(world, &sign_on).failed(world, at, 50_058, words);
            answer::no_passive(app, world, &sign_on)
        }
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
    let anew = sign_on.force_authn;
    let flow = sign_in_page::begin(app, world, Purpose::Saml(sign_on));
    sign_in_page::show(world, headers, app.now(), &sign_in_page::Prompt::new(&flow, hint).anew(anew))
}

fn understand(world: &World, tenant: &str, message: &Message<'_>) -> Result<(SamlSignOn, Details), Refused> {
    if !world.tenant.is_meant_by(tenant) {
        return Err(Refused::new(
            90_002,
            format!("The tenant “{tenant}” was not found."),
            "Compare the Login URL at the application with the one shown for this tenant.",
        ));
    }
    let Some(text) = message.fields.filled("SAMLRequest") else {
        return Err(Refused::new(
            750_054,
            "There is neither a SAMLRequest nor a SAMLResponse in what was sent.",
            "This address is for applications. Start at the application, or from its tile.",
        ));
    };
    let request = match message.carriage {
        Carriage::Redirect { .. } => AuthnRequest::from_redirect(text),
        Carriage::Post { .. } => AuthnRequest::from_post(text),
    };
    let request = request.map_err(|error| request::unreadable(&error))?;
    let details = details::read(message.xml);
    if let Some(element) = details.unsupported {
        return Err(Refused::new(
            900_236,
            format!("The SAML request holds “{element}”, which is not supported."),
            "The application should leave this element out.",
        ));
    }
    let mut sign_on = request::judge(world, &request, message.fields.filled("RelayState"))?;
    sign_on.contexts.clone_from(&details.contexts);
    sign_on.comparison.clone_from(&details.comparison);
    let instance = world.directory.any(sign_on.service_principal);
    let application = instance.and_then(|instance| groups::application(world, instance));
    signed::judge(application, &details, &message.carriage)?;
    Ok((sign_on, details))
}

/// The person is known: checks that they may, and answers.
pub(crate) fn finish(
    app: &App,
    world: &mut World,
    at: &Circumstances,
    (sign_on, user): (&SamlSignOn, Uuid),
) -> Response {
    let record = attempt(world, sign_on).by(user, true);
    let permitted = record.permitted(world, at).map_err(|failure| {
        Refused::new(
            failure.number.unwrap_or(53_003),
            failure.message,
            "Change the Conditional Access policy, or sign in from where it allows.",
        )
    });
    match permitted.and_then(|()| answer::make(app, world, sign_on, user)) {
        Ok(message) => {
            record.succeeded(world, at);
            message.respond(world, sign_on)
        }
        Err(refused) => {
            record.failed(world, at, refused.number, &refused.words);
            refused.respond_as(app, at.correlation)
        }
    }
}

/// What a sign-on is written down as.
pub(crate) fn attempt(world: &World, sign_on: &SamlSignOn) -> Attempt {
    let instance = world.directory.any(sign_on.service_principal);
    let attempt = match instance {
        Some(instance) => named(instance.app_id(), instance.text("displayName"), instance.id),
        None => Attempt::default(),
    };
    attempt.over(SignInProtocol::Saml20)
}

fn named(app_id: Option<Uuid>, name: &str, instance: Uuid) -> Attempt {
    let app = app_id.map(|id| (id, name.to_owned()));
    let resource = app.clone().map(|(id, name)| (id, name, Some(instance)));
    Attempt { app, resource, interactive: true, ..Attempt::default() }
}
