//! Sign-in against a small server whose every answer is written down beforehand.

#![allow(clippy::unwrap_used, reason = "in tests, helpers included, a panic is the report")]

mod browser;
mod keeping;
mod keyring_recipe;
mod logging;
mod renewing;
mod server;
mod signer;
mod signing_in;
mod world;
