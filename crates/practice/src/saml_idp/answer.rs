//! Makes the signed Response and the page that carries it to the application.

use super::{claims, groups, policy, refused::Refused};
use crate::{
    app::App,
    page::Page,
    state::{World, keys::SamlKey, object::Object, sign_in::SamlSignOn},
};
use axum::response::Response;
use base64::{Engine, engine::general_purpose::STANDARD};
use doorward_saml::{
    AUTHN_CONTEXT_PASSWORD, Assertion, Certificate, Failure, STATUS_RESPONDER, SigningKey, issue,
    issue_failure,
};
use maud::html;
use time::Duration;
use uuid::Uuid;

/// Entra's assertions live this long.
const LIFETIME: Duration = Duration::minutes(70);

/// A Response on its way.
pub(crate) struct Message {
    /// Base64 of the XML.
    encoded: String,
}

/// Checks that the person may use the application, and signs.
pub(super) fn make(app: &App, world: &World, sign_on: &SamlSignOn, user: Uuid) -> Result<Message, Refused> {
    let gone = || {
        Refused::new(700_016, "The application is not there any more.", "Ask an administrator of the tenant.")
    };
    let instance = world.directory.any(sign_on.service_principal).ok_or_else(gone)?;
    let person = world.directory.any(user).ok_or_else(gone)?;
    may_use(world, instance, person)?;
    suits(sign_on)?;
    let key = world.signing_key(instance.id, app.now()).ok_or_else(|| {
        Refused::new(
            50_003,
            "The application has no signing certificate.",
            "Create a signing certificate for the application and activate it.",
        )
    })?;
    let xml = sign(app, world, sign_on, (instance, person), key)?;
    Ok(Message { encoded: STANDARD.encode(xml) })
}

fn may_use(world: &World, instance: &Object, person: &Object) -> Result<(), Refused> {
    if !person.flag("accountEnabled") {
        return Err(Refused::new(50_057, "The account is disabled.", "An administrator can enable it."));
    }
    let assigned = !world.directory.access(person.id, instance.id).is_empty();
    if assigned || !instance.flag("appRoleAssignmentRequired") {
        return Ok(());
    }
    Err(Refused::new(
        50_105,
        format!(
            "{} is not assigned to “{}”, neither directly nor through a group they are a direct member of.",
            person.text("userPrincipalName"),
            instance.text("displayName")
        ),
        "Assign the person, or a group they are directly in. Nested groups give no access.",
    ))
}

/// Whether a password is what the application asked for.
fn suits(sign_on: &SamlSignOn) -> Result<(), Refused> {
    const PASSWORD: [&str; 3] = [
        AUTHN_CONTEXT_PASSWORD,
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
    ];
    let exact = matches!(sign_on.comparison.as_str(), "" | "exact");
    let fits = sign_on.contexts.iter().any(|context| PASSWORD.contains(&context.as_str()));
    if sign_on.contexts.is_empty() || (exact && fits) {
        return Ok(());
    }
    Err(Refused::new(
        75_011,
        format!(
            "The method by which the person signed in (Password) does not match the requested one ({}{}).",
            sign_on.contexts.join(", "),
            if exact {
                String::new()
            } else {
                format!("; comparison “{}”, only “exact” is supported", sign_on.comparison)
            }
        ),
        "The application should leave RequestedAuthnContext out of its request.",
    ))
}

fn sign(
    app: &App,
    world: &World,
    sign_on: &SamlSignOn,
    (instance, person): (&Object, &Object),
    key: &SamlKey,
) -> Result<String, Refused> {
    let broken = || {
        Refused::new(50_003, "The signing certificate cannot be used.", "Create a new one and activate it.")
    };
    let certificate = Certificate::from_der(&key.pair.certificate).map_err(|_| broken())?;
    let key = SigningKey::from_pkcs8_pem(key.pair.key.reveal(), certificate).map_err(|_| broken())?;
    let random = app.options.random.as_ref();
    let id = || format!("_{}", random.uuid());
    let (assertion_id, response_id, session) = (id(), id(), id());
    let mapping = policy::mapping(world, instance);
    let mapped = mapping.as_ref().and_then(|mapping| mapping.name_id(world, person));
    let (name, format) = claims::name_id(
        person,
        sign_on.service_principal,
        (sign_on.name_id_format.as_deref(), mapped),
        random.uuid(),
    );
    let now = app.now();
    let attributes = claims::attributes(world, person, instance, mapping.as_ref());
    let application = groups::application(world, instance);
    let holders: Vec<&Object> = application.into_iter().chain([instance]).collect();
    let assertion = Assertion {
        issuer: &world.tenant.saml_issuer(),
        audience: &sign_on.audience,
        acs: &sign_on.acs,
        in_response_to: sign_on.in_response_to.as_deref(),
        name_id: &name,
        name_id_format: format,
        attributes: &attributes,
        issued: now,
        not_before: now - Duration::minutes(5),
        not_on_or_after: now - Duration::minutes(5) + LIFETIME,
        session_index: &session,
        assertion_id: &assertion_id,
        response_id: &response_id,
        authn_context: AUTHN_CONTEXT_PASSWORD,
    };
    issue(&assertion, &key, policy::signs(world, &holders)).map_err(|_| broken())
}

impl Message {
    /// A page whose one form posts the Response: to the application itself where it listens on this computer, else
    /// to the page that plays the vendor. Nothing ever leaves the computer.
    pub(super) fn respond(&self, world: &World, sign_on: &SamlSignOn) -> Response {
        let instance = world.directory.any(sign_on.service_principal);
        let local = url::Url::parse(&sign_on.acs).ok().filter(is_loopback);
        let origin = local.as_ref().map(|url| url.origin().ascii_serialization());
        let action = match local {
            Some(_) => sign_on.acs.clone(),
            None => format!("/vendor/{}/acs", instance.map_or("", |instance| instance.text("appId"))),
        };
        let name = instance.map_or("the application", |instance| instance.text("displayName"));
        let body = html! {
            p.lead { "You are signed in. Your browser carries the answer to " strong { (name) } "." }
            form #saml-response method="post" action=(action) {
                input type="hidden" name="SAMLResponse" value=(self.encoded);
                @if let Some(state) = &sign_on.relay_state {
                    input type="hidden" name="RelayState" value=(state);
                }
                @if origin.is_none() { input type="hidden" name="acs" value=(sign_on.acs); }
                button type="submit" { "Continue" }
            }
        };
        let mut page = Page::new("Signing in", body);
        page.form_target = origin;
        page.submits = true;
        page.respond()
    }
}

/// A Response that says: nobody is signed in, and no page was wanted.
pub(super) fn no_passive(app: &App, world: &World, sign_on: &SamlSignOn) -> Response {
    let failure = Failure {
        issuer: &world.tenant.saml_issuer(),
        acs: &sign_on.acs,
        in_response_to: sign_on.in_response_to.as_deref(),
        response_id: &format!("_{}", app.options.random.uuid()),
        issued: app.now(),
        status: STATUS_RESPONDER,
        sub_status: Some("urn:oasis:names:tc:SAML:2.0:status:NoPassive"),
        message: "AADSTS50058: Session information is not sufficient for single-sign-on.",
    };
    match issue_failure(&failure) {
        Ok(xml) => Message { encoded: STANDARD.encode(xml) }.respond(world, sign_on),
        Err(_) => Refused::new(50_058, "Nobody is signed in.", "Sign in first.").respond(app),
    }
}

/// Whether an address stays on this computer.
pub(crate) fn is_loopback(url: &url::Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
