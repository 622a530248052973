//! Every command of the contract as a function that yields a boxed future.
//!
//! The compiler makes the code of an `async fn` where its future is polled, and with it the code of all that it awaits. A host
//! that awaited the console's methods would compile the whole engine once more, minutes in an optimised build; these
//! futures are polled here already, so that a host only calls them.

use crate::{
    Console, ConsoleOptions,
    contract::{
        WireError, catalog, drift, files, home, journal, list, plan, practice, preview, proof, registration,
        run, saml, search, session, settings, signin, undo,
    },
};
use std::{pin::Pin, sync::Arc};

/// A future that can be sent elsewhere.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// [`Console::open`].
#[must_use]
pub fn open(options: ConsoleOptions) -> Pending<Result<Arc<Console>, WireError>> {
    Box::pin(Console::open(options))
}

/// [`Console::close`].
#[must_use]
pub fn close(console: Arc<Console>) -> Pending<()> {
    Box::pin(async move { console.close().await })
}

macro_rules! boxed {
    ($($(#[$doc:meta])* $name:ident($request:path) -> $response:path, reads [$($read:ident),*], stales [$($stale:ident),*];)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $name(console: Arc<Console>, request: $request) -> Pending<Result<$response, WireError>> {
                Box::pin(async move { console.$name(request).await })
            }
        )*
    };
}
crate::for_each_command!(boxed);
