//! One sender for the sign-in endpoints. It follows no redirect (a device code or refresh token must not wander to
//! another host), reads no more than 1 MiB, and accepts JSON only: whatever a captive portal or a proxy answers in the
//! server's place is network trouble, never "no".

use async_trait::async_trait;
use oauth2::{HttpRequest, HttpResponse, http};
use serde::de::IgnoredAny;
use std::{error::Error, fmt, sync::Arc, time::Duration};

const MAX_ANSWER: usize = 1024 * 1024;
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const WHOLE_LIMIT: Duration = Duration::from_secs(30);

/// The login host could not be reached, or something else answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} cannot be reached: {reason}")]
pub struct Unreachable {
    /// Host that was asked.
    pub host: String,
    /// What stood in the way.
    pub reason: UnreachableReason,
    /// Technical detail for a fold; empty if there is none. Never holds a URL or a body.
    pub detail: String,
}

/// What stood in the way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreachableReason {
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The name does not resolve.
    #[error("the name does not resolve")]
    Name,
    /// No TLS connection to trust: an unknown certificate, often a proxy's, or no TLS at all. There is no switch to turn
    /// this check off.
    #[error("no TLS connection that can be trusted")]
    Tls,
    /// No connection, or the proxy refused.
    #[error("no connection")]
    Connection,
    /// The connection ended in mid-answer.
    #[error("the connection was cut")]
    Cut,
    /// The answer is larger than 1 MiB.
    #[error("the answer is too large")]
    TooLarge,
    /// A redirect, which these endpoints never send: often the log-in page of a guest network.
    #[error("it was redirected elsewhere")]
    Redirected,
    /// Not JSON: often the log-in page of a guest network.
    #[error("something else answered in its place")]
    NotJson,
    /// The server or a gateway is in trouble, or asks for a pause.
    #[error("it answered with status {status}")]
    Trouble {
        /// HTTP status.
        status: u16,
    },
}

#[async_trait]
pub(crate) trait Transport: Send + Sync {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable>;
}

/// Sends sign-in requests; cheap to clone.
#[derive(Clone)]
pub struct SignInHttp(Arc<dyn Transport>);

impl fmt::Debug for SignInHttp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SignInHttp")
    }
}

impl SignInHttp {
    /// Finishes a client that the caller prepared with its own certificates, proxy and user agent: no redirects, time
    /// limits (10 s to connect, 30 s in all).
    ///
    /// # Errors
    /// The TLS set-up or the proxy settings of this machine cannot be used.
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, reqwest::Error> {
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_LIMIT)
            .timeout(WHOLE_LIMIT)
            .build()?;
        Ok(Self(Arc::new(Network(client))))
    }

    #[cfg(test)]
    pub(crate) fn over(transport: impl Transport + 'static) -> Self {
        Self(Arc::new(transport))
    }

    /// One request, one JSON answer of any status below 500 save 429 and redirects.
    pub(crate) async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let host = request.uri().host().unwrap_or("(no host)").to_owned();
        let answer = self.0.send(request).await?;
        let status = answer.status();
        let fault = if status.is_redirection() {
            Some(UnreachableReason::Redirected)
        } else if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            Some(UnreachableReason::Trouble { status: status.as_u16() })
        } else if serde_json::from_slice::<IgnoredAny>(answer.body()).is_err() {
            Some(UnreachableReason::NotJson)
        } else {
            None
        };
        match fault {
            Some(reason) => Err(Unreachable { host, reason, detail: String::new() }),
            None => Ok(answer),
        }
    }
}

struct Network(reqwest::Client);

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let host = request.uri().host().unwrap_or("(no host)").to_owned();
        let lost = |error: reqwest::Error| Unreachable {
            host: host.clone(),
            reason: reason(&error),
            detail: detail(error),
        };
        let request = reqwest::Request::try_from(request).map_err(lost)?;
        let mut answer = self.0.execute(request).await.map_err(lost)?;
        let mut whole = http::Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            if whole.body().len() + chunk.len() > MAX_ANSWER {
                return Err(Unreachable { host, reason: UnreachableReason::TooLarge, detail: String::new() });
            }
            whole.body_mut().extend_from_slice(&chunk);
        }
        Ok(whole)
    }
}

/// TLS and name resolution have no kind of their own in `reqwest`; their texts in the chain of causes tell them.
fn reason(error: &reqwest::Error) -> UnreachableReason {
    let causes = causes(error).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| causes.contains(word));
    if error.is_timeout() {
        UnreachableReason::Timeout
    } else if error.is_connect()
        && says(&["certificate", "tls", "handshake", "corrupt message", "fatal alert"])
    {
        UnreachableReason::Tls
    } else if error.is_connect() && says(&["dns", "lookup"]) {
        UnreachableReason::Name
    } else if error.is_connect() || error.is_builder() {
        UnreachableReason::Connection
    } else {
        UnreachableReason::Cut
    }
}

fn detail(error: reqwest::Error) -> String {
    causes(&error.without_url()).chars().take(300).collect()
}

fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(next) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
