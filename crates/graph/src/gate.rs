//! The gate that every change passes: shut, a client is one that can only read.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether changes may leave. Clones are the same gate; a new one is open.
#[derive(Debug, Clone, Default)]
pub struct WriteGate(Arc<AtomicBool>);

impl WriteGate {
    /// Holds all changes back from now on.
    pub fn shut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Lets changes pass again.
    pub fn open(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// Changes are held back.
    #[must_use]
    pub fn is_shut(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
