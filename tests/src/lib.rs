//! The whole product, tried from outside: the real window on a virtual display, a person's moves, a browser that is played.
//!
//! This crate knows what a person knows: the words on the screen, the files that appear, the pages a browser is asked to
//! open. It finds things by role and name, as a screen reader does, and reaches into no part of the console. The walk
//! through one onboarding is written once; the end-to-end test asserts on it and the tour takes its pictures.
//!
//! Linux only: WebKitWebDriver drives the window.
#![cfg(target_os = "linux")]

pub mod between;
pub mod browser;
pub mod camera;
pub mod case;
pub mod desk;
pub mod machine;
pub mod measure;
pub mod person;
mod process;
pub mod tenant;
pub mod trouble;
pub mod walk;
pub mod window;

pub use between::Between;
pub use desk::Desk;
pub use machine::Machine;
pub use tenant::Tenant;
pub use trouble::Trouble;
pub use walk::Walk;
pub use window::Window;
