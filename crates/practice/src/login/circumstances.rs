//! Where and when a sign-in request came in: what error bodies, tokens and the sign-in log say about it.

use crate::app::App;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// One request to a sign-in endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Circumstances {
    /// Scheme, host and port that were asked.
    pub(crate) origin: String,
    pub(crate) now: OffsetDateTime,
    /// This request's own id.
    pub(crate) trace: Uuid,
    /// The client's id of the attempt, if it sent one, else one made here.
    pub(crate) correlation: Uuid,
    pub(crate) user_agent: String,
    /// The client sent an id and wants it back.
    pub(super) echo: bool,
}

impl Circumstances {
    pub(crate) fn of(app: &App, headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let sent = Uuid::parse_str(text("client-request-id")).ok();
        let random = app.options.random.as_ref();
        Self {
            origin: app.origin(headers),
            now: app.now(),
            trace: random.uuid(),
            correlation: sent.unwrap_or_else(|| random.uuid()),
            user_agent: text(header::USER_AGENT.as_str()).chars().take(300).collect(),
            echo: sent.is_some(),
        }
    }

    /// The client named its attempt in a parameter of a page's address.
    pub(crate) fn called(mut self, name: &str) -> Self {
        if let Ok(name) = Uuid::parse_str(name) {
            self.correlation = name;
        }
        self
    }

    /// Puts the ids into the headers of an answer.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        let mut set = |name: &'static str, id: Uuid| {
            if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        };
        set("x-ms-request-id", self.trace);
        if self.echo {
            set("client-request-id", self.correlation);
        }
        response
    }
}
