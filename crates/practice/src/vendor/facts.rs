//! What the vendor knows about itself: its name, its Entity ID, its ACS.

use crate::{
    page::Page,
    state::{World, object::Kind},
};
use axum::response::Response;
use serde_json::Value;
use uuid::Uuid;

/// One application, seen from the vendor's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vendor {
    pub(super) app_id: Uuid,
    pub(super) name: String,
    /// Entity ID.
    pub(super) identifier: Option<String>,
    /// Assertion consumer services, the default one first. Addresses on this computer are left out: those belong to
    /// somebody's own test listener.
    pub(super) consumers: Vec<String>,
}

/// The vendor behind a client id.
pub(super) fn find(world: &World, app_id: &str) -> Result<Vendor, Box<Response>> {
    let unknown = || {
        Box::new(
            Page::error(
                None,
                "No such application",
                "There is no application with this client id in the practice tenant.",
            )
            .respond(),
        )
    };
    let app_id = Uuid::parse_str(app_id).map_err(|_| unknown())?;
    let instance = world.directory.by_app_id(Kind::ServicePrincipal, app_id).ok_or_else(unknown)?;
    let own = instance.text("appId");
    let identifier = instance.texts("servicePrincipalNames").into_iter().find(|name| *name != own);
    let application = world.directory.by_app_id(Kind::Application, app_id);
    let settings = application
        .and_then(|application| application.properties.get("web"))
        .and_then(|web| web.get("redirectUriSettings"))
        .and_then(Value::as_array);
    let index = |uri: &str| {
        let setting = settings.into_iter().flatten().find(|setting| setting["uri"].as_str() == Some(uri));
        setting.and_then(|setting| setting["index"].as_i64()).unwrap_or(i64::MAX)
    };
    let mut consumers: Vec<String> = instance.texts("replyUrls").into_iter().map(str::to_owned).collect();
    consumers.retain(|uri| url::Url::parse(uri).is_ok_and(|uri| !crate::saml_idp::answer::is_loopback(&uri)));
    consumers.sort_by_key(|uri| index(uri));
    Ok(Vendor {
        app_id,
        name: instance.text("displayName").to_owned(),
        identifier: identifier.map(str::to_owned),
        consumers,
    })
}
