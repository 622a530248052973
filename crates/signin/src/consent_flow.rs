//! Admin consent in the browser: an administrator agrees for everybody on Entra's own page, and the browser comes back
//! through the same kind of door as a sign-in. What it brings is a word, not a right: permissions count only once a token
//! holds them. Source: Microsoft's page on the admin consent endpoint.

use crate::{
    Authority, Scope, SignInContext, SignInError,
    browser_flow::{
        callback::Callback,
        loopback::{Loopback, Visit, Waiting},
        mark,
        page::Page,
    },
    classify::{Asked, Stage, classify},
    error::ProtocolFault,
};
use std::{fmt, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Asking an administrator.
#[derive(Debug, Clone, Copy)]
pub struct ConsentFlow;

/// A consent that waits for the browser. Dropping it closes the port.
pub struct PendingConsent {
    /// What to open in the administrator's browser, on this computer.
    pub consent_uri: Url,
    authority: Authority,
    scopes: Vec<Scope>,
    until: Instant,
    waiting: Waiting,
}

impl ConsentFlow {
    /// Opens the port and makes the address for the browser.
    ///
    /// # Errors
    /// No port can be opened, or the host is not one that may be addressed.
    pub async fn start(
        context: &SignInContext,
        authority: &Authority,
        scopes: &[Scope],
        limit: Duration,
    ) -> Result<PendingConsent, SignInError> {
        authority.check()?;
        let door =
            Loopback::open().await.map_err(|error| SignInError::NoListener { reason: error.to_string() })?;
        let state = mark(context.random.as_ref());
        let mut consent_uri = authority.admin_consent_url(scopes, &door.redirect_uri());
        consent_uri.query_pairs_mut().append_pair("state", &state);
        Ok(PendingConsent {
            consent_uri,
            authority: authority.clone(),
            scopes: scopes.to_vec(),
            until: Instant::now() + limit,
            waiting: door.serve(state),
        })
    }
}

impl PendingConsent {
    /// Waits until the browser comes back, the time is over or `cancel` is cancelled.
    ///
    /// # Errors
    /// The administrator or the tenant said no, nobody came back, or it was cancelled.
    pub async fn wait(mut self, cancel: CancellationToken) -> Result<(), SignInError> {
        let outcome = match self.waiting.visit(self.until, &cancel).await {
            Ok(Visit { callback, reply }) => {
                let outcome = self.judge(callback);
                let page = match &outcome {
                    Ok(()) => Page::consented(),
                    Err(error) => Page::failed(error),
                };
                // The browser may be gone by now.
                let _ = reply.send(page);
                outcome
            }
            Err(error) => Err(error),
        };
        self.waiting.close().await;
        outcome
    }

    fn judge(&self, callback: Callback) -> Result<(), SignInError> {
        match callback {
            Callback::Consented => Ok(()),
            Callback::Refused(refusal) => {
                let asked = Asked { authority: &self.authority, scopes: &self.scopes };
                Err(classify(refusal, Stage::Browser, &asked))
            }
            // Nobody asked for a code here; it is not redeemed.
            Callback::Code(_) => Err(ProtocolFault::Field { field: "admin_consent" }.into()),
        }
    }
}

impl fmt::Debug for PendingConsent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PendingConsent").finish_non_exhaustive()
    }
}
