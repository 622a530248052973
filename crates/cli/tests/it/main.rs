//! The program as scripts call it: its own binary, driven whole, against the practice tenant.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where its story breaks")]

mod browser_door;
mod catalog;
mod explain;
mod onboarding;
mod program;
mod saml;
mod signing_in;
