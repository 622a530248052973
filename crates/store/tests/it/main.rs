//! The store as its callers meet it: a directory, opened, used, hurt, and opened again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed step of a story is the test's failure")]

mod append_only;
mod cache;
mod crash;
mod damage;
mod lock;
mod migrations;
mod privacy;
mod rescue;
mod scene;
mod search;
mod tables;
mod two_hands;
