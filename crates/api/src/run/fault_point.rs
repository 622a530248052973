//! Dying on purpose, for the crash test: `DOORWARD_FAULT_POINT=n` ends the process, as a power cut would, when it passes
//! the n-th boundary of the journal. Only debug builds look at the variable; a release build has no such way to die.

/// Passes a boundary of the journal: before a line is written, after what is known was saved, after the line.
#[cfg(debug_assertions)]
pub(crate) fn pass() {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    };
    static FATAL: LazyLock<Option<u64>> =
        LazyLock::new(|| std::env::var("DOORWARD_FAULT_POINT").ok().and_then(|text| text.parse().ok()));
    static PASSED: AtomicU64 = AtomicU64::new(0);
    if let Some(fatal) = *FATAL
        && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == fatal
    {
        // No destructor runs and nothing is flushed, as with `kill -9`.
        std::process::abort();
    }
}

/// Passes a boundary of the journal: nothing to do in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn pass() {}
