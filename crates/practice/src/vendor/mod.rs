//! The page that plays the vendor: the other half of a SAML connection, so that an onboarding can be walked to its end.
//!
//! It is a service provider of its own: it knows only what an administrator entered here (metadata URL, or login URL
//! and certificate) and checks a Response with `doorward_saml::check`, as a careful vendor would. It trusts nothing
//! from the directory except the addresses that the vendor itself would know.

mod acs;
mod configure;
mod facts;
mod pages;
mod start;

use crate::app::Shared;
use axum::{
    Router,
    routing::{get, post},
};

/// All routes below `/vendor`.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/{app_id}", get(pages::show))
        .route("/{app_id}/configure", post(configure::submit))
        .route("/{app_id}/start", get(start::start))
        .route("/{app_id}/acs", post(acs::receive))
}
