//! The console as a whole, without a window: commands in, directory changed, against a practice tenant with its faults.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may end where its story breaks")]

mod catalog;
mod drift;
mod elsewhere;
mod faults;
mod foreseeing;
mod guards;
mod journal;
mod office;
mod practice;
mod proving;
mod random;
mod resuming;
mod secrets;
mod sessions;
mod shown;
mod stopping;
mod undo;
mod undo_steps;
