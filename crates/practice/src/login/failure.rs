//! How the sign-in endpoints say no: an OAuth error with an AADSTS number.

use super::circumstances::Circumstances;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, macros::format_description};

/// A refused sign-in request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) error: &'static str,
    /// AADSTS number; `None` where Entra gives none.
    pub(crate) number: Option<u32>,
    pub(crate) message: String,
    /// What a client may do about it: `consent_required`, `basic_action`, …
    pub(crate) suberror: Option<&'static str>,
    /// Claims to send along with the next interactive sign-in, JSON.
    pub(crate) claims: Option<String>,
    /// Seconds for the `Retry-After` header.
    pub(crate) retry_after: Option<u32>,
    /// An HTTP status other than the error's own.
    pub(crate) status: Option<StatusCode>,
}

impl Failure {
    pub(crate) fn new(error: &'static str, number: u32, message: impl Into<String>) -> Self {
        Self { number: Some(number), ..Self::unnumbered(error, message) }
    }

    /// An error of RFC 8628 for which Entra has no number.
    pub(crate) fn unnumbered(error: &'static str, message: impl Into<String>) -> Self {
        Self {
            error,
            number: None,
            message: message.into(),
            suberror: None,
            claims: None,
            retry_after: None,
            status: None,
        }
    }

    pub(crate) fn suberror(mut self, suberror: &'static str) -> Self {
        self.suberror = Some(suberror);
        self
    }

    /// 900144: a parameter of the body is missing.
    pub(crate) fn missing(name: &str) -> Self {
        let message = format!("The request body must contain the following parameter: '{name}'.");
        Self::new("invalid_request", 900_144, message)
    }

    /// The description with number, ids and time, as Entra words it.
    pub(crate) fn describe(&self, at: &Circumstances) -> String {
        let number = self.number.map(|number| format!("AADSTS{number}: ")).unwrap_or_default();
        format!(
            "{number}{} Trace ID: {} Correlation ID: {} Timestamp: {}",
            self.message,
            at.trace,
            at.correlation,
            timestamp(at.now)
        )
    }

    /// The JSON answer.
    pub(crate) fn respond(&self, at: &Circumstances) -> Response {
        let mut body = Map::new();
        body.insert("error".to_owned(), self.error.into());
        body.insert("error_description".to_owned(), self.describe(at).into());
        body.insert("error_codes".to_owned(), self.number.map_or(json!([]), |number| json!([number])));
        body.insert("timestamp".to_owned(), timestamp(at.now).into());
        body.insert("trace_id".to_owned(), at.trace.to_string().into());
        body.insert("correlation_id".to_owned(), at.correlation.to_string().into());
        if let Some(number) = self.number {
            body.insert("error_uri".to_owned(), format!("{}/error?code={number}", at.origin).into());
        }
        if let Some(suberror) = self.suberror {
            body.insert("suberror".to_owned(), suberror.into());
        }
        if let Some(claims) = &self.claims {
            body.insert("claims".to_owned(), claims.as_str().into());
        }
        let mut response = (self.status(), axum::Json(Value::Object(body))).into_response();
        if self.status() == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        at.mark(response)
    }

    fn status(&self) -> StatusCode {
        let own =
            if self.error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        self.status.unwrap_or(own)
    }
}

/// As the `timestamp` of an error body.
pub(crate) fn timestamp(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}
