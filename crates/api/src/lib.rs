//! The contract and its thin bodies: what the window and the terminal can ask for, without knowing either.
//!
//! This crate knows every room and wires them: it hands the engine its ports, keeps sessions and runs, and turns the
//! rooms' own types and errors into the contract's. It decides nothing about tenants, plans or responses itself.

mod attention;
mod browser;
mod catalog;
pub mod commands;
mod console;
pub mod contract;
mod convert;
mod directory;
mod drift;
mod endpoints;
mod environment;
mod explain;
mod files;
mod handover;
mod home;
mod journal;
mod machine;
mod practice;
mod preview;
mod proof;
mod registration;
mod run;
mod saml;
mod search;
mod session;
mod settings;
mod signin;
mod trust;
mod undo;
mod vault;
mod ways;
mod wires;

pub use browser::{Browser, SystemBrowser};
pub use catalog::{fetch_page, material, own as own_recipes, recipes_only};
pub use console::{Console, ConsoleOptions};
pub use environment::Environment;
pub use machine::{Machine, SystemClock, SystemRandom};
pub use run::Whole;
pub use trust::Trust;

/// The practice tenant as a program of its own, and the person with a browser who visits it.
pub mod practice_tenant {
    pub use doorward_practice::{Options, Practice, StartError, Welcome, serve, visitor::Visitor};
}
