//! What every sign-in request needs from outside: a way to send, the time, and chance.

use crate::SignInHttp;
use doorward_domain::{Clock, Random};
use std::{fmt, sync::Arc};

/// The surroundings of a sign-in; cheap to clone.
#[derive(Clone)]
pub struct SignInContext {
    /// Sends requests.
    pub http: SignInHttp,
    /// Tells expiry.
    pub clock: Arc<dyn Clock>,
    /// Makes request ids.
    pub random: Arc<dyn Random>,
}

impl fmt::Debug for SignInContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SignInContext").finish_non_exhaustive()
    }
}
