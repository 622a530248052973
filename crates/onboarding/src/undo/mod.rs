//! Taking back what a run did, to the exact former values, and nothing else.
//!
//! The journal says what was done (`deed`) and what stood there before (`former`); the tenant says what stands there now
//! (`present`). From these three the way back is planned (`plan`), newest first, shown, and carried out (`apply`). What
//! others did since is respected (`restore`); a certificate in use is never removed; what has to stay is said before.

mod apply;
mod deed;
mod findings;
mod former;
mod plan;
mod present;
mod restore;

pub use deed::{Deed, Done, deeds};
pub use findings::undo_findings;
pub use former::{Former, FormerField};
pub use plan::{Take, UndoPlan, UndoState, UndoStep, plan_undo};
pub use present::Present;
pub use restore::Conflict;
