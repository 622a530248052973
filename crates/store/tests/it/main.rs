//! The store as its callers meet it.
