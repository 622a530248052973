//! Why somebody cannot get in, in words that say what to do next.
//!
//! Decides what an error code of Entra (`AADSTS…`) or a SAML status means: what happened, where, what was expected and
//! what was found according to the application's own configuration, and the next action. It never shows Entra's
//! sentence as the only explanation, and it says so when it does not know a code. Pure: text and configuration in.

mod catalogue;
mod configuration;
mod evidence;
mod explain;
mod text;

pub use catalogue::{Action, Compare, Entry, Place, known_codes, known_statuses};
pub use configuration::Configuration;
pub use evidence::Evidence;
pub use explain::{Explanation, Next, Side, explain};
