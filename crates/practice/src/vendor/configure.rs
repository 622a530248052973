//! Saves what an administrator pastes on the vendor's side.
//!
//! A metadata URL is read only from this tenant: the practice tenant opens no connection to anywhere.

use super::{facts, pages};
use crate::{
    app::{App, Shared},
    login::Fields,
    saml_idp::{answer::is_loopback, metadata},
    state::{World, vendor::VendorSide},
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use doorward_saml::{Binding, Certificate, IdpMetadata};
use url::Url;

/// `POST /vendor/{appId}/configure`.
pub(super) async fn submit(
    State(shared): State<Shared>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&body);
    let mut world = shared.world();
    let vendor = match facts::find(&world, &app_id) {
        Ok(vendor) => vendor,
        Err(response) => return *response,
    };
    match understand(&shared, &world, &headers, &fields) {
        Ok(mut side) => {
            // The relay state is made up once and stays: it may have been pasted into the tenant already.
            let old = world.vendors.get(&vendor.app_id);
            side.relay_state =
                old.map_or_else(|| relay_state(&shared, &vendor.name), |old| old.relay_state.clone());
            world.vendors.insert(vendor.app_id, side);
            pages::settings(&vendor, world.vendors.get(&vendor.app_id), None)
        }
        Err(problem) => pages::settings(&vendor, world.vendors.get(&vendor.app_id), Some(&problem)),
    }
}

fn relay_state(app: &App, name: &str) -> String {
    let slug: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let chance = app.options.random.uuid().simple().to_string();
    format!("{slug}-{}", &chance[..12])
}

fn understand(app: &App, world: &World, headers: &HeaderMap, fields: &Fields) -> Result<VendorSide, String> {
    let url = fields.get("metadata").trim();
    if !url.is_empty() {
        return from_metadata(app, world, headers, url);
    }
    let login = fields.get("login_url").trim();
    let certificate = fields.get("certificate").trim();
    if login.is_empty() || certificate.is_empty() {
        return Err("Paste the metadata URL, or both the Login URL and the certificate.".to_owned());
    }
    if Url::parse(login).is_err() {
        return Err("The Login URL is not a URL.".to_owned());
    }
    let read = Certificate::from_pem(certificate).or_else(|_| Certificate::from_base64(certificate));
    let certificate = read.map_err(|error| format!("The certificate cannot be read: {error}."))?;
    let issuer = fields.get("issuer").trim();
    Ok(VendorSide {
        issuer: if issuer.is_empty() { world.tenant.saml_issuer() } else { issuer.to_owned() },
        login_url: login.to_owned(),
        certificates: vec![certificate.der().to_vec()],
        ..VendorSide::default()
    })
}

fn from_metadata(app: &App, world: &World, headers: &HeaderMap, text: &str) -> Result<VendorSide, String> {
    let url = Url::parse(text).map_err(|_| "The metadata URL is not a URL.".to_owned())?;
    if !is_loopback(&url) || !url.path().ends_with("/federationmetadata.xml") {
        return Err("The vendor played here reads metadata of the practice tenant only.".to_owned());
    }
    let app_id = url.query_pairs().find(|(name, _)| name == "appid").map(|(_, value)| value.into_owned());
    let origin = app.origin(headers);
    let xml = metadata::describe(world, &app_id.unwrap_or_default(), &origin, app.now())
        .map_err(|(_, words)| words.to_owned())?;
    let metadata = IdpMetadata::parse(xml.as_bytes())
        .map_err(|error| format!("The metadata cannot be read: {error}."))?;
    let login = metadata.sign_in_by(&Binding::Redirect).unwrap_or_default().to_owned();
    Ok(VendorSide {
        issuer: metadata.entity_id,
        login_url: login,
        certificates: metadata.signing.iter().map(|certificate| certificate.der().to_vec()).collect(),
        ..VendorSide::default()
    })
}
