//! The contract in a window.
//!
//! This crate is a leaf: it wires the console's commands and events to one web view and guards that web view's edges.
//! It decides nothing about sign-in, onboarding or tenants, and it refuses to let the page go anywhere but its own origin.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod commands;
mod desk;
mod error;
mod events;
mod shell;

use error::WindowError;

fn main() -> Result<(), WindowError> {
    shell::run()
}
