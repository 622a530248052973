//! Drives a running practice tenant over real HTTP, as a stranger would.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail loudly, as tests do")]

mod browser;
mod daemon;
mod device_code;
mod faults;
mod garbage;
mod graph_applications;
mod graph_directory;
mod guard;
mod harness;
mod id_token;
mod infrastructure;
mod onboarding;
mod queries;
mod restart;
mod rules;
mod saml_requests;
mod sign_on;
mod size;
mod spoiling;
mod tls;
mod vendor;
mod wire;
