//! Taking back what a run did, to the exact former values, and nothing else.

mod former;

pub use former::{Former, FormerField};
