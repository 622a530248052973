//! One look serves all who wait for the same object: an eye keeps what was seen last and lets one look at a time.

use std::sync::Arc;
use tokio::{
    sync::{Mutex, watch},
    time::Instant,
};

/// What was seen, and when the look began.
pub(crate) struct Seen<T> {
    pub(crate) began: Instant,
    pub(crate) value: Arc<T>,
}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self { began: self.began, value: Arc::clone(&self.value) }
    }
}

/// Looks at one object on behalf of many.
pub(crate) struct Eye<T> {
    pub(crate) seen: watch::Sender<Option<Seen<T>>>,
    /// Held while somebody looks.
    pub(crate) looking: Mutex<()>,
}

impl<T> Default for Eye<T> {
    fn default() -> Self {
        Self { seen: watch::channel(None).0, looking: Mutex::new(()) }
    }
}

impl<T> Eye<T> {
    /// What was seen last, if that look began at or after the given moment.
    pub(crate) fn since(&self, moment: Instant) -> Option<Seen<T>> {
        self.seen.borrow().clone().filter(|seen| seen.began >= moment)
    }

    /// What was seen last.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        self.seen.borrow().as_ref().map(|seen| Arc::clone(&seen.value))
    }

    /// Shows everybody what a look found.
    pub(crate) fn show(&self, began: Instant, value: T) -> Arc<T> {
        let value = Arc::new(value);
        self.seen.send_replace(Some(Seen { began, value: Arc::clone(&value) }));
        value
    }
}
