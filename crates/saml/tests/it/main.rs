//! The crate from outside: an identity provider issues, a relying party checks, and an attacker stands between.

// The builders below serve tests only; a scene that cannot be set must stop the test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod another_signer;
mod attacks;
mod by_hand;
mod content;
mod entities;
mod limits;
mod metadata;
mod mutations;
mod other_signers;
mod redirect;
mod replay;
mod requests;
mod sign_on;
mod speed;
mod stage;
mod variants;
