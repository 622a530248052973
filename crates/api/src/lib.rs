//! The contract and its thin bodies: what the window and the terminal can ask for, without knowing either.

mod console;
pub mod contract;

pub use console::{Console, ConsoleOptions};
