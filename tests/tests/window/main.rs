//! The real window, end to end. Run by `cargo xtask test`, which builds the window and brings the virtual display's programs.
#![cfg(target_os = "linux")]

mod bad_input;
mod edges;
mod importing;
mod onboarding;
mod resume;
