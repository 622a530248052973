//! The User access URL: what a tile in My Apps opens.

use super::{refused::Refused, request, sso};
use crate::{app::Shared, login::Fields, state::object::Kind};
use axum::{
    extract::{OriginalUri, Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use uuid::Uuid;

/// `GET /api/signin/{appId}?tenantId=`: with a Sign-on URL the application begins (the page that plays the vendor
/// does), else the identity provider does.
pub(crate) async fn start(
    State(shared): State<Shared>,
    Path(app_id): Path<String>,
    uri: OriginalUri,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::read(uri.0.query().unwrap_or_default().as_bytes());
    let mut world = shared.world();
    let tenant = fields.get("tenantId");
    if !tenant.is_empty() && !world.tenant.is_meant_by(tenant) {
        return Refused::new(90_002, format!("The tenant “{tenant}” was not found."), "Compare the address.")
            .respond(&shared);
    }
    let instance = Uuid::parse_str(&app_id)
        .ok()
        .and_then(|app_id| world.directory.by_app_id(Kind::ServicePrincipal, app_id));
    let Some(instance) = instance else {
        let words = format!("An application with the id “{app_id}” was not found in {}.", world.tenant.name);
        return Refused::new(700_016, words, "Copy the User access URL again.").respond(&shared);
    };
    if instance.optional_text("loginUrl").is_some() {
        return Redirect::to(&format!("/vendor/{}", instance.text("appId"))).into_response();
    }
    match request::unsolicited(&world, instance) {
        Ok(sign_on) => {
            shared.changed.notify_one();
            sso::ask(&shared, &mut world, &headers, sign_on, fields.get("login_hint"))
        }
        Err(refused) => refused.respond(&shared),
    }
}
