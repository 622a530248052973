//! Judges an AuthnRequest as Entra does: known issuer, registered reply URL, supported name format.

use super::refused::Refused;
use crate::state::{
    World,
    object::{Kind, Object},
    sign_in::SamlSignOn,
};
use doorward_saml::{
    AuthnRequest, NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED, RequestError,
};
use serde_json::Value;

/// A request that could not be read.
pub(super) fn unreadable(error: &RequestError) -> Refused {
    match error {
        RequestError::BadId => Refused::new(
            7_500_529,
            "The ID of the SAML request is not valid: it must not begin with a digit.",
            "The application must send another ID; begin it with a letter or an underscore.",
        ),
        RequestError::NoIssuer => Refused::new(
            700_016,
            "The SAML request names no issuer.",
            "The application must put its Identifier (Entity ID) into the request.",
        ),
        other => Refused::new(
            75_005,
            format!("The SAML request is not valid: {other}."),
            "Compare how the application encodes its request: deflate, base64 and URL encoding for the redirect binding; base64 alone for POST.",
        ),
    }
}

/// What the sign-on would be, if the request may be answered.
pub(super) fn judge(
    world: &World,
    request: &AuthnRequest,
    relay_state: Option<&str>,
) -> Result<SamlSignOn, Refused> {
    let instance = by_name(world, &request.issuer)?;
    enabled(instance)?;
    if let Some(format) = &request.name_id_format
        && ![NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT, NAME_ID_UNSPECIFIED]
            .contains(&format.as_str())
    {
        return Err(Refused::new(
            75_016,
            format!("The name format “{format}” is not supported."),
            "The application should ask for emailAddress, persistent, transient or unspecified.",
        ));
    }
    let acs = match &request.acs {
        Some(acs) if instance.texts("replyUrls").contains(&acs.as_str()) => acs.clone(),
        Some(acs) => {
            return Err(Refused::new(
                50_011,
                format!(
                    "The reply URL “{acs}” in the request is not one of those configured for the application."
                ),
                "Add exactly this URL to the application’s Reply URLs; capital letters and the last slash count.",
            ));
        }
        None => default_acs(world, instance)?,
    };
    Ok(SamlSignOn {
        service_principal: instance.id,
        acs,
        audience: request.issuer.clone(),
        in_response_to: Some(request.id.clone()),
        relay_state: relay_state.map(str::to_owned),
        name_id_format: request.name_id_format.clone(),
        force_authn: request.force_authn,
        contexts: Vec::new(),
        comparison: String::new(),
    })
}

/// A sign-on nobody asked for: the application's own identifier, default reply URL and relay state.
pub(super) fn unsolicited(world: &World, instance: &Object) -> Result<SamlSignOn, Refused> {
    enabled(instance)?;
    let app_id = instance.text("appId");
    let names = instance.texts("servicePrincipalNames");
    let audience = names
        .iter()
        .find(|name| **name != app_id)
        .map_or_else(|| format!("spn:{app_id}"), |name| (*name).to_owned());
    let relay =
        instance.properties.get("samlSingleSignOnSettings").and_then(|settings| settings.get("relayState"));
    Ok(SamlSignOn {
        service_principal: instance.id,
        acs: default_acs(world, instance)?,
        audience,
        in_response_to: None,
        relay_state: relay.and_then(Value::as_str).filter(|state| !state.is_empty()).map(str::to_owned),
        name_id_format: None,
        force_authn: false,
        contexts: Vec::new(),
        comparison: String::new(),
    })
}

pub(super) fn by_name<'w>(world: &'w World, issuer: &str) -> Result<&'w Object, Refused> {
    let named = |instance: &&Object| instance.texts("servicePrincipalNames").contains(&issuer);
    let found = world.directory.live(Kind::ServicePrincipal).find(named);
    found.filter(|instance| instance.text("preferredSingleSignOnMode") == "saml").ok_or_else(|| {
        Refused::new(
            700_016,
            format!("An application with the identifier “{issuer}” was not found in {}.", world.tenant.name),
            "Compare the application’s Entity ID with the Identifier configured here, letter by letter. A change made a moment ago may still be on its way.",
        )
    })
}

fn enabled(instance: &Object) -> Result<(), Refused> {
    if instance.flag("accountEnabled") {
        return Ok(());
    }
    Err(Refused::new(
        7_000_112,
        format!("The application “{}” is disabled.", instance.text("displayName")),
        "An administrator can enable it for users to sign in.",
    ))
}

/// The reply URL with the lowest index; without any index the first one.
fn default_acs(world: &World, instance: &Object) -> Result<String, Refused> {
    let application =
        instance.app_id().and_then(|app_id| world.directory.by_app_id(Kind::Application, app_id));
    let mirrored = instance.texts("replyUrls");
    let settings = application
        .and_then(|application| application.properties.get("web"))
        .and_then(|web| web.get("redirectUriSettings"))
        .and_then(Value::as_array);
    let indexed = settings
        .into_iter()
        .flatten()
        .filter_map(|setting| Some((setting.get("index")?.as_i64()?, setting.get("uri")?.as_str()?)))
        .filter(|(_, uri)| mirrored.contains(uri))
        .min_by_key(|(index, _)| *index);
    let chosen = indexed.map(|(_, uri)| uri).or_else(|| mirrored.first().copied());
    chosen.map(str::to_owned).ok_or_else(|| {
        Refused::new(
            500_113,
            "No reply address is registered for the application.",
            "Add the application’s Reply URL (Assertion Consumer Service URL).",
        )
    })
}
