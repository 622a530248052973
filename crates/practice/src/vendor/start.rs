//! Service-provider-initiated sign-on: the vendor sends an AuthnRequest to the login URL it was given.

use super::{facts, pages};
use crate::{app::Shared, saml_idp::answer::is_loopback};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use doorward_saml::{AuthnRequest, request_id};
use url::Url;

/// Requests older than this are forgotten, in seconds.
const WAIT: i64 = 600;

/// `GET /vendor/{appId}/start`.
pub(super) async fn start(State(shared): State<Shared>, Path(app_id): Path<String>) -> Response {
    let now = shared.now();
    let mut world = shared.world();
    let vendor = match facts::find(&world, &app_id) {
        Ok(vendor) => vendor,
        Err(response) => return *response,
    };
    let side = world.vendors.get_mut(&vendor.app_id);
    let (Some(side), Some(identifier), Some(acs)) = (side, &vendor.identifier, vendor.consumers.first())
    else {
        let problem = "Single sign-on cannot start yet: it must be set up on both sides first.";
        return pages::settings(&vendor, None, Some(problem));
    };
    let login = Url::parse(&side.login_url).ok().filter(is_loopback);
    let Some(login) = login else {
        let problem = "The Login URL given to the vendor does not lead to the practice tenant.";
        return pages::settings(&vendor, Some(side), Some(problem));
    };
    let request = AuthnRequest {
        id: request_id(shared.options.random.as_ref()),
        issuer: identifier.clone(),
        acs: Some(acs.clone()),
        issued: now,
        destination: Some(login.to_string()),
        name_id_format: None,
        force_authn: false,
    };
    side.waiting.retain(|_, issued| *issued + WAIT > now.unix_timestamp());
    side.waiting.insert(request.id.clone(), now.unix_timestamp());
    shared.changed.notify_one();
    Redirect::to(request.redirect_url(&login, None).as_str()).into_response()
}
