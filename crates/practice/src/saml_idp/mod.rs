//! The SAML identity provider: metadata, single sign-on, identity-provider-initiated start.
//!
//! It decides who may sign in to an application and what is said about them; the form of the messages is
//! `doorward_saml`'s. Refusals carry Entra's numbers.

pub(crate) mod answer;
pub(crate) mod claims;
mod details;
pub(crate) mod groups;
pub(crate) mod launcher;
pub(crate) mod metadata;
pub(crate) mod my_apps;
mod policy;
pub(crate) mod refused;
mod request;
mod sign_out;
mod signed;
pub(crate) mod sso;
