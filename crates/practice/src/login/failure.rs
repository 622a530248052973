//! How the sign-in endpoints say no: an OAuth error with an AADSTS number.

use crate::app::App;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use time::macros::format_description;

/// A refused sign-in request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) error: &'static str,
    /// AADSTS number; `None` where Entra gives none.
    pub(crate) number: Option<u32>,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(error: &'static str, number: u32, message: impl Into<String>) -> Self {
        Self { error, number: Some(number), message: message.into() }
    }

    /// The JSON answer.
    pub(crate) fn respond(&self, app: &App) -> Response {
        let random = app.options.random.as_ref();
        let (trace, correlation) = (random.uuid().to_string(), random.uuid().to_string());
        let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");
        let timestamp = app.now().format(form).unwrap_or_default();
        let number = self.number.map(|number| format!("AADSTS{number}: ")).unwrap_or_default();
        let description = format!(
            "{number}{} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.message
        );
        let mut body = Map::new();
        body.insert("error".to_owned(), self.error.into());
        body.insert("error_description".to_owned(), description.into());
        body.insert("error_codes".to_owned(), self.number.map_or(json!([]), |number| json!([number])));
        body.insert("timestamp".to_owned(), timestamp.into());
        body.insert("trace_id".to_owned(), trace.into());
        body.insert("correlation_id".to_owned(), correlation.into());
        if let Some(number) = self.number {
            body.insert("error_uri".to_owned(), format!("/error?code={number}").into());
        }
        let status =
            if self.error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        (status, axum::Json(Value::Object(body))).into_response()
    }
}
