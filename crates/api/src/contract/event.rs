//! What the console tells without being asked.

use super::{Moment, ProofView, RunView, SessionView, SignInPhase, Tag};
use serde::{Deserialize, Serialize};

/// A push from the console. In the window it arrives as the Tauri event `doorward`.
#[allow(clippy::large_enum_variant, reason = "a sign-in tells a session once; boxes would save nothing")]
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The sign-in under way took a step.
    SignIn {
        /// Where it stands.
        phase: SignInPhase,
        /// The new session, once `phase` is `done`.
        session: Option<SessionView>,
    },
    /// A run moved: a step was accepted, settled, failed.
    Run {
        /// The whole run as it is now.
        run: Box<RunView>,
    },
    /// A Test SSO moved.
    Proof {
        /// The test as it is now.
        proof: ProofView,
    },
    /// Something read before is out of date.
    Stale {
        /// What to read again.
        tags: Vec<Tag>,
        /// Since when.
        at: Moment,
    },
}
