//! The device code flow (RFC 8628): ask for a code, let a person enter it elsewhere, poll until the tenant decides.
//!
//! The `oauth2` crate keeps the polling rules (interval, `authorization_pending`, `slow_down` adds five seconds, doubled
//! pauses of at most ten seconds while the network is away); here are the deadline, cancelling, and what the answer
//! must prove. Expiry is counted by the monotonic clock from the moment the code arrived. After the machine slept
//! that clock may lag behind: then one more poll is sent and the tenant itself says that the code has expired.

use crate::{
    AccountKey, Authority, Discovery, Scope, SignInContext, SignInError, SignedIn, Unreachable,
    authority::{host_of, is_loopback, is_safe},
    claims::parameter,
    classify::{Asked, Stage, classify},
    cloud::Clouds,
    error::ProtocolFault,
    exchange::{Ending, Exchange},
    proof::Claimed,
    tokens::{TokenAnswer, client},
};
use chrono::{DateTime, Utc};
use oauth2::{
    DeviceAuthorizationResponse, DeviceCodeErrorResponse, DeviceCodeErrorResponseType,
    ExtraDeviceAuthorizationFields, RequestTokenError,
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};
use time::OffsetDateTime;
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;
use url::Url;

/// No server may make us poll faster than this.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Pauses while the network is away never grow beyond this.
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);

/// The device code flow.
#[derive(Debug, Clone, Copy)]
pub struct DeviceFlow;

/// A code that waits to be entered. Printing it shows no secret.
pub struct PendingCode {
    /// What the person types, for example `ABCD-EFGH`.
    pub user_code: String,
    /// Where the person types it; a known sign-in host, checked.
    pub verification_uri: Url,
    /// When the code expires, by the wall clock: for display.
    pub expires_at: OffsetDateTime,
    /// How long the code lives from the moment it was issued.
    pub expires_in: Duration,
    /// Pause between two polls.
    pub interval: Duration,
    /// The tenant's own instruction; may be empty. Text from outside: show it as text.
    pub message: String,
    issued: Instant,
    context: SignInContext,
    authority: Authority,
    discovery: Discovery,
    scopes: Vec<Scope>,
    expected: Option<AccountKey>,
    claims: String,
    details: DeviceAuthorizationResponse<Message>,
    progress: watch::Sender<Polling>,
}

/// What polling is doing, for a person who watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polling {
    /// The code has not been used yet.
    Waiting,
    /// The network is away; polling goes on.
    Retrying(Unreachable),
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Message {
    #[serde(default)]
    message: String,
}

impl ExtraDeviceAuthorizationFields for Message {}

impl DeviceFlow {
    /// Asks for a code.
    ///
    /// # Errors
    /// The tenant is unknown, the client is not registered, the host cannot be reached, or the answer sends people to
    /// a page that is not a known sign-in page.
    pub async fn start(
        context: &SignInContext,
        authority: &Authority,
        scopes: &[Scope],
    ) -> Result<PendingCode, SignInError> {
        authority.check()?;
        let (discovery, details) =
            tokio::try_join!(authority.discover(context), ask_for_code(context, authority, scopes))?;
        // The tenant's answer counts its seconds from before it reached us; a little early is the safe side.
        let issued = Instant::now();
        let expires_in = details.expires_in();
        let verification_uri = check_page(authority, details.verification_uri().as_str())?;
        let lifetime = time::Duration::try_from(expires_in).unwrap_or(time::Duration::MINUTE * 15);
        Ok(PendingCode {
            user_code: details.user_code().secret().clone(),
            verification_uri,
            expires_at: context.clock.now() + lifetime,
            expires_in,
            interval: details.interval().max(SHORTEST_PAUSE),
            message: details.extra_fields().message.clone(),
            issued,
            context: context.clone(),
            authority: authority.clone(),
            discovery,
            scopes: scopes.to_vec(),
            expected: None,
            claims: parameter(None),
            details,
            progress: watch::Sender::new(Polling::Waiting),
        })
    }
}

impl PendingCode {
    /// Only this account will do: another one is [`SignInError::OtherAccount`], and nothing of it is kept.
    #[must_use]
    pub fn expecting(self, account: AccountKey) -> Self {
        Self { expected: Some(account), ..self }
    }

    /// Claims that a resource or the tenant demanded (JSON). Whether Entra honours them here is not documented; where it
    /// does not, the browser is the way.
    #[must_use]
    pub fn demanding(self, claims: Option<&str>) -> Self {
        Self { claims: parameter(claims), ..self }
    }

    /// What polling is doing; take it before [`PendingCode::wait`].
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Polling> {
        self.progress.subscribe()
    }

    /// Polls until the person has decided, the code expires or `cancel` is cancelled. Network failures in between are
    /// waited out.
    ///
    /// # Errors
    /// One variant per reaction; see [`SignInError`].
    pub async fn wait(self, cancel: CancellationToken) -> Result<SignedIn, SignInError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SignInError::Cancelled),
            outcome = self.finish() => outcome,
        }
    }

    async fn finish(self) -> Result<SignedIn, SignInError> {
        let deadline = self.issued + self.expires_in;
        let answer = match tokio::time::timeout_at(deadline, self.poll()).await {
            Ok(answer) => answer?,
            Err(_) => return Err(SignInError::Expired),
        };
        let claimed = Claimed {
            context: &self.context,
            authority: &self.authority,
            discovery: &self.discovery,
            expected: self.expected,
            nonce: None,
        };
        claimed.prove(&answer).await
    }

    async fn poll(&self) -> Result<TokenAnswer, SignInError> {
        let watcher = |ending: &Ending| self.tell(ending);
        let exchange =
            Exchange::new(&self.context, vec![self.details.device_code().secret()]).watched(&watcher);
        let start = self.issued;
        let outcome = client(&self.authority)
            .exchange_device_access_token(&self.details)
            .add_extra_param("claims", self.claims.clone())
            .set_time_fn(move || monotonic(start))
            .set_max_backoff_interval(LONGEST_BACKOFF.max(self.interval))
            .request_async(&exchange, |pause| tokio::time::sleep(pause.max(SHORTEST_PAUSE)), None)
            .await;
        let asked = Asked { authority: &self.authority, scopes: &self.scopes };
        outcome.map_err(|error| match error {
            // The crate's own count, when a wake-up came too late for ours.
            RequestTokenError::ServerResponse(answer) if is_expiry(&answer) => SignInError::Expired,
            _ => ended(exchange.take(), Stage::Poll, &asked, "token"),
        })
    }

    fn tell(&self, ending: &Ending) {
        let state = match ending {
            Ending::Unreachable(lost) => Polling::Retrying(lost.clone()),
            Ending::Answered | Ending::Refused(_) => Polling::Waiting,
        };
        tracing::debug!(?state, "polled for the device code");
        self.progress.send_if_modified(|current| {
            let changed = *current != state;
            *current = state;
            changed
        });
    }
}

async fn ask_for_code(
    context: &SignInContext,
    authority: &Authority,
    scopes: &[Scope],
) -> Result<DeviceAuthorizationResponse<Message>, SignInError> {
    let exchange = Exchange::new(context, Vec::new());
    let names = scopes.iter().map(|scope| oauth2::Scope::new(scope.full(&authority.graph)));
    let outcome = client(authority).exchange_device_code().add_scopes(names).request_async(&exchange).await;
    outcome.map_err(|_| ended(exchange.take(), Stage::Start, &Asked { authority, scopes }, "device code"))
}

/// Why a request of the `oauth2` crate failed, from what the exchange saw.
pub(crate) fn ended(
    ending: Option<Ending>,
    stage: Stage,
    asked: &Asked<'_>,
    endpoint: &'static str,
) -> SignInError {
    match ending {
        Some(Ending::Refused(refusal)) => classify(refusal, stage, asked),
        Some(Ending::Unreachable(lost)) => SignInError::Unreachable(lost),
        Some(Ending::Answered) | None => SignInError::Protocol(ProtocolFault::Shape { endpoint }),
    }
}

/// People are sent to the sign-in pages of the cloud, to the login host itself, or within this machine.
fn check_page(authority: &Authority, text: &str) -> Result<Url, SignInError> {
    let page = Url::parse(text).map_err(|_| ProtocolFault::Field { field: "verification_uri" })?;
    let host = host_of(&page);
    let of_cloud = Clouds::of_login(&authority.login)
        .is_some_and(|cloud| page.scheme() == "https" && cloud.verification_hosts.contains(&host.as_str()));
    let own = is_safe(&page) && page.host() == authority.login.host();
    let local = is_loopback(&page) && is_loopback(&authority.login) && is_safe(&page);
    if of_cloud || own || local { Ok(page) } else { Err(ProtocolFault::VerificationHost { host }.into()) }
}

fn is_expiry(answer: &DeviceCodeErrorResponse) -> bool {
    *answer.error() == DeviceCodeErrorResponseType::ExpiredToken
}

/// Time since the code arrived, in the form the `oauth2` crate reckons in.
fn monotonic(start: Instant) -> DateTime<Utc> {
    let elapsed = chrono::Duration::from_std(start.elapsed()).unwrap_or(chrono::Duration::MAX);
    DateTime::<Utc>::UNIX_EPOCH.checked_add_signed(elapsed).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl fmt::Debug for PendingCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PendingCode")
            .field("verification_uri", &self.verification_uri.as_str())
            .field("expires_at", &self.expires_at)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
