//! The sender over real connections, against a service that says exactly what a test wants to hear.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod batching;
mod odd_answers;
mod paging;
mod sending;
mod service;
