//! The federation metadata document: per application with `?appid=`, tenant-wide without.

use crate::{app::Shared, page::Page, state::World, state::object::Kind};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use doorward_saml::{Binding, Certificate, Endpoint, IdpMetadata};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    appid: String,
}

/// `GET /{tenant}/federationmetadata/2007-06/federationmetadata.xml`.
pub(crate) async fn document(
    State(shared): State<Shared>,
    Path(tenant): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let world = shared.world();
    if !world.tenant.is_meant_by(&tenant) {
        return Page::error(Some(90_002), "Sign-in failed", "There is no tenant of this name here.")
            .respond();
    }
    match describe(&world, &wanted.appid, &shared.origin(&headers), shared.now()) {
        Ok(xml) => ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response(),
        Err((number, words)) => Page::error(Some(number), "No metadata", words).respond(),
    }
}

/// The document for one application (or none), with addresses on the given origin; else an AADSTS number and words.
pub(crate) fn describe(
    world: &World,
    app_id: &str,
    origin: &str,
    now: time::OffsetDateTime,
) -> Result<String, (u32, &'static str)> {
    let signing = signing(world, app_id, now)?;
    let location = format!("{origin}/{}/saml2", world.tenant.id);
    let endpoint = |binding| Endpoint { binding, location: location.clone() };
    let metadata = IdpMetadata {
        entity_id: world.tenant.saml_issuer(),
        sign_in: vec![endpoint(Binding::Redirect), endpoint(Binding::Post)],
        sign_out: vec![endpoint(Binding::Redirect)],
        signing,
    };
    Ok(metadata.to_xml())
}

/// The active certificate first, then the others that are still valid: readers must accept all during a rollover.
/// Without an application the tenant's own key, which signs no application's Response.
fn signing(
    world: &World,
    app_id: &str,
    now: time::OffsetDateTime,
) -> Result<Vec<Certificate>, (u32, &'static str)> {
    let readable = |der: &[u8]| Certificate::from_der(der).ok();
    if app_id.is_empty() {
        return Ok(readable(&world.token_key.certificate).into_iter().collect());
    }
    let unknown = (700_016, "There is no application with this client id in the tenant.");
    let app_id = Uuid::parse_str(app_id).map_err(|_| unknown)?;
    let instance = world.directory.by_app_id(Kind::ServicePrincipal, app_id).ok_or(unknown)?;
    let active = world.signing_key(instance.id, now);
    let active =
        active.ok_or((50_003, "The application has no signing certificate yet: create one first."))?;
    let others = world
        .certificates(instance.id)
        .filter(|key| key.pair.ends > now && key.pair.certificate != active.pair.certificate);
    Ok([active].into_iter().chain(others).filter_map(|key| readable(&key.pair.certificate)).collect())
}
