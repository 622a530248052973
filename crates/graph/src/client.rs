//! The one sender.

use crate::{
    budget::{Budgets, Family},
    error::{GraphError, Refusal},
    gate::WriteGate,
    gather::Gathering,
    request::{GraphRequest, Method, Reply},
    retry::{Decision, Failure, Retry, retry_after},
    token::{TokenNeed, Tokens, challenge},
};
use doorward_domain::{Clock, Random};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Requests under way at once in one tenant.
const SIDE_BY_SIDE: usize = 4;
/// Largest answer that is read, bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What a client is made of.
#[derive(Clone)]
pub struct GraphOptions {
    /// For example `https://graph.microsoft.com`.
    pub root: Url,
    /// Must not follow redirects to other hosts.
    pub http: reqwest::Client,
    /// Bearer tokens.
    pub tokens: Arc<dyn Tokens>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Request ids and jitter.
    pub random: Arc<dyn Random>,
}

/// Speaks to Graph in one tenant.
#[derive(Clone)]
pub struct GraphClient {
    options: GraphOptions,
    places: Arc<Semaphore>,
    budgets: Arc<Mutex<Budgets>>,
    skew: Arc<Mutex<Option<time::Duration>>>,
    cancel: CancellationToken,
    gate: WriteGate,
    /// Where reads wait for one another, if they do.
    gathering: Option<Arc<Gathering>>,
}

impl std::fmt::Debug for GraphClient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GraphClient({})", self.options.root)
    }
}

struct Failed {
    failure: Failure,
    error: GraphError,
    /// Claims that Graph asks for (continuous access evaluation).
    claims: Option<String>,
}

impl GraphClient {
    /// A client for one tenant's token source.
    #[must_use]
    pub fn new(options: GraphOptions) -> Self {
        Self {
            options,
            places: Arc::new(Semaphore::new(SIDE_BY_SIDE)),
            budgets: Arc::default(),
            skew: Arc::default(),
            cancel: CancellationToken::new(),
            gate: WriteGate::default(),
            gathering: None,
        }
    }

    pub(crate) fn gathered_by(&self, gathering: Option<Arc<Gathering>>) -> Self {
        Self { gathering, ..self.clone() }
    }

    /// The same client, stopped by this token: it sends nothing new and waits no longer. The answer to a change that is on
    /// its way is still awaited.
    #[must_use]
    pub fn stopped_by(&self, cancel: CancellationToken) -> Self {
        Self { cancel, ..self.clone() }
    }

    /// The same client behind a gate: while that is shut, nothing leaves that could change the directory.
    #[must_use]
    pub fn behind(&self, gate: WriteGate) -> Self {
        Self { gate, ..self.clone() }
    }

    /// How far this computer's clock is from the service's; positive when it is ahead. `None` before the first answer.
    #[must_use]
    pub fn clock_skew(&self) -> Option<time::Duration> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn jitter(&self) -> u32 {
        self.options.random.below(1001)
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.options.clock.now()
    }

    /// Waits, unless somebody stops it.
    pub(crate) async fn pause(&self, wait: Duration) -> Result<(), GraphError> {
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            () = self.cancel.cancelled() => Err(GraphError::Cancelled),
        }
    }

    /// Waits until the request's family has room for it.
    async fn afford(&self, family: Family, units: f64) -> Result<(), GraphError> {
        loop {
            if self.cancel.is_cancelled() {
                return Err(GraphError::Cancelled);
            }
            let taken = {
                let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
                budgets.take(family, units, self.now())
            };
            match taken {
                Ok(()) => return Ok(()),
                Err(wait) => self.pause(wait).await?,
            }
        }
    }

    pub(crate) fn hold_back(&self, family: Family, wait: Duration) {
        self.budgets.lock().unwrap_or_else(PoisonError::into_inner).hold(family, wait, self.now());
    }

    /// Sends a request, waiting and repeating as the retry rule allows.
    ///
    /// # Errors
    /// See [`GraphError`]; a change whose fate is open comes back as [`GraphError::Unknown`].
    pub async fn send(&self, request: &GraphRequest) -> Result<Reply, GraphError> {
        if let Some(gathering) = self.gathering.as_ref().filter(|_| request.method == Method::Get) {
            return self.send_gathered(gathering, request).await;
        }
        self.send_alone(request).await
    }

    /// Sends a request by itself.
    pub(crate) async fn send_alone(&self, request: &GraphRequest) -> Result<Reply, GraphError> {
        let url = self.address(request)?;
        self.send_to(&url, request).await
    }

    /// Follows a next link, which must lie on the same origin.
    pub(crate) async fn follow(&self, link: &str) -> Result<Reply, GraphError> {
        let url = Url::parse(link).map_err(|error| GraphError::Garbled { what: error.to_string() })?;
        if url.origin() != self.options.root.origin() {
            return Err(GraphError::ForeignHost { host: url.host_str().unwrap_or_default().to_owned() });
        }
        let path = url.path().strip_prefix("/v1.0").unwrap_or(url.path());
        self.send_to(&url, &GraphRequest::get(path).eventual()).await
    }

    async fn send_to(&self, url: &Url, request: &GraphRequest) -> Result<Reply, GraphError> {
        if self.gate.is_shut() && !request.is_read() {
            return Err(GraphError::Withheld);
        }
        let rule = Retry { is_read: request.is_repeatable() };
        let family = Family::of(&request.path);
        let mut renewed = false;
        let mut tries = 0;
        loop {
            tries += 1;
            self.afford(family, request.units()).await?;
            let failed = match self.try_once(url, request, &TokenNeed::default()).await {
                Ok(reply) => return Ok(reply),
                Err(failed) if matches!(failed.failure, Failure::Status(401, _)) && !renewed => {
                    renewed = true;
                    let need = TokenNeed { claims: failed.claims, renew: true, ..TokenNeed::default() };
                    match self.try_once(url, request, &need).await {
                        Ok(reply) => return Ok(reply),
                        Err(failed) => failed,
                    }
                }
                Err(failed) => failed,
            };
            match rule.decide(&failed.failure, tries, self.jitter()) {
                Decision::Again(wait) => {
                    tracing::info!(
                        path = url.path(),
                        tries,
                        wait_ms = wait.as_millis() as u64,
                        "asking again"
                    );
                    if matches!(failed.failure, Failure::Status(429, _)) {
                        self.hold_back(family, wait);
                    }
                    self.pause(wait).await?;
                }
                Decision::Stop => return Err(failed.error),
            }
        }
    }

    async fn try_once(&self, url: &Url, request: &GraphRequest, need: &TokenNeed) -> Result<Reply, Failed> {
        let token = self.options.tokens.token(need).await.map_err(|error| Failed {
            failure: Failure::Status(0, None),
            error: GraphError::Token(error),
            claims: None,
        })?;
        let _place = self.places.acquire().await;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut sending = self
            .options
            .http
            .request(method, url.clone())
            .bearer_auth(token.expose_secret())
            .header("client-request-id", self.options.random.uuid().to_string())
            .timeout(Duration::from_secs(60));
        if request.eventual {
            sending = sending.header("ConsistencyLevel", "eventual");
        }
        if let Some(body) = &request.body {
            sending = sending.json(body);
        }
        let sent = self.now();
        let answer = sending.send().await.map_err(|error| self.broken(url, request, &error))?;
        let status = answer.status();
        let headers = answer.headers().clone();
        self.compare_clocks(&headers, sent);
        let request_id = headers.get("request-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
        tracing::debug!(method = %request.method, path = url.path(), status = status.as_u16(), request_id);
        let bytes = read_capped(answer).await.map_err(|error| self.broken(url, request, &error))?;
        if status.is_success() {
            let body = body_of(&bytes).map_err(|error| unreadable(request, error))?;
            return Ok(Reply { status: status.as_u16(), body, request_id });
        }
        Err(self.refused(request, status.as_u16(), &headers, &bytes, request_id))
    }

    fn compare_clocks(&self, headers: &HeaderMap, sent: OffsetDateTime) {
        let date = headers.get(DATE).and_then(|value| value.to_str().ok());
        if let Some(skew) = date.and_then(|date| crate::skew::skew(date, sent, self.now())) {
            *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
    }

    fn refused(
        &self,
        request: &GraphRequest,
        status: u16,
        headers: &HeaderMap,
        bytes: &[u8],
        request_id: Option<String>,
    ) -> Failed {
        let after = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| retry_after(text, self.options.clock.now().into()));
        let body = serde_json::from_slice(bytes).unwrap_or(Value::Null);
        let refusal = Refusal::read(status, &body, request_id.clone());
        let error = match status {
            429 => GraphError::Throttled { after: after.unwrap_or(Duration::from_secs(30)), request_id },
            500..=599 if !request.is_repeatable() => {
                let id = request_id.as_deref().unwrap_or("none");
                GraphError::Unknown {
                    reason: format!("the service answered {status} {} (request {id})", refusal.code),
                }
            }
            _ => GraphError::Refused(Box::new(refusal)),
        };
        Failed { failure: Failure::Status(status, after), error, claims: challenge(headers) }
    }

    fn broken(&self, url: &Url, request: &GraphRequest, error: &reqwest::Error) -> Failed {
        let reason = plain_reason(error);
        let host = url.host_str().unwrap_or_default().to_owned();
        if error.is_connect() || error.is_builder() {
            return Failed {
                failure: Failure::NotSent,
                error: GraphError::Unreachable { host, reason },
                claims: None,
            };
        }
        let error = if request.is_repeatable() {
            GraphError::Unreachable { host, reason }
        } else {
            GraphError::Unknown { reason }
        };
        Failed { failure: Failure::NoAnswer, error, claims: None }
    }

    fn address(&self, request: &GraphRequest) -> Result<Url, GraphError> {
        let root = self.options.root.as_str().trim_end_matches('/');
        let version = if request.beta { "beta" } else { "v1.0" };
        Url::parse(&format!("{root}/{version}{}", request.relative()))
            .map_err(|error| GraphError::Garbled { what: error.to_string() })
    }
}

/// A 2xx whose body cannot be read: a read may be asked again, a change has to be looked up.
fn unreadable(request: &GraphRequest, error: GraphError) -> Failed {
    let error =
        if request.is_repeatable() { error } else { GraphError::Unknown { reason: error.to_string() } };
    Failed { failure: Failure::NoAnswer, error, claims: None }
}

/// The innermost cause, without the address (which may hold names).
fn plain_reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

async fn read_capped(mut answer: reqwest::Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if (bytes.len() + chunk.len()) as u64 > LARGEST {
            bytes.clear();
            bytes.extend_from_slice(b"answer too large");
            break;
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn body_of(bytes: &[u8]) -> Result<Value, GraphError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|error| GraphError::Garbled { what: error.to_string() })
}
