//! The engine through real processes: a terminal, a tenant, and something between them that has bad days.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod count;
mod crash;
mod faults;
mod merging;
mod profile;
mod random;
mod requests;
mod taking_back;
