//! How many responses are checked in a second, and how soon a hostile one is refused.
//!
//! The tests that measure hold the promises themselves (2,000 checks a second on one core, a refusal within 50 ms), so this
//! only builds and runs them where their figures mean something.

use crate::{place::Place, task_error::TaskError, tool::Tool};

/// Runs the measuring tests of the SAML room in a release build.
pub(crate) fn measure(place: &Place) -> Result<(), TaskError> {
    let words = "test --release -p doorward-saml --test it speed -- --ignored --nocapture --test-threads=1";
    Tool::cargo(place).words(words).run()
}
