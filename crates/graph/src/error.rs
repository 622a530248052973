//! What can come back instead of an answer, by what the caller does next.

use crate::token::TokenError;
use serde_json::Value;
use std::time::Duration;

/// A request did not succeed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GraphError {
    /// There is no usable token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Nothing was sent, or a read got no answer: try again later.
    #[error("{host} cannot be reached: {reason}")]
    Unreachable {
        /// Host asked.
        host: String,
        /// Why, in a few words.
        reason: String,
    },
    /// A change was sent and the answer got lost: look whether it took effect before sending it again.
    #[error("the answer to a change was lost: {reason}")]
    Unknown {
        /// Why, in a few words.
        reason: String,
    },
    /// The service asks to wait longer than a request may.
    #[error("the service asks to wait {} seconds", after.as_secs())]
    Throttled {
        /// How long.
        after: Duration,
        /// Microsoft's request id.
        request_id: Option<String>,
    },
    /// Somebody stopped it before it was sent, or before it was asked again.
    #[error("stopped")]
    Cancelled,
    /// A change was asked for while nothing may be changed; it did not leave this computer.
    #[error("nothing may be changed at the moment")]
    Withheld,
    /// The service said no.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The answer is not what Graph sends (a captive portal, a cut body).
    #[error("the answer cannot be read: {what}")]
    Garbled {
        /// What is wrong with it.
        what: String,
    },
    /// A next page lies on another host; the token is not sent there.
    #[error("the next page lies on {host}, which is not Graph")]
    ForeignHost {
        /// The other host.
        host: String,
    },
}

/// Graph's own error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The most specific code, for example `Request_ResourceNotFound`.
    pub code: String,
    /// Graph's sentence.
    pub message: String,
    /// `details[]` as code and target.
    pub details: Vec<(String, String)>,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}

impl GraphError {
    /// Graph's own error, where that is what came back.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The object is not there, or not visible yet.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.refusal().is_some_and(|refusal| refusal.status == 404)
    }

    /// Microsoft's request id.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.request_id.as_deref(),
            Self::Throttled { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }
}

impl Refusal {
    /// Reads an OData error body. `innerError` may be nested and spelt either way; the innermost code is the most
    /// telling one.
    #[must_use]
    pub fn read(status: u16, body: &Value, header: Option<String>) -> Self {
        let error = &body["error"];
        let mut code = error["code"].as_str().unwrap_or_default().to_owned();
        let mut request_id = header;
        let mut inner = error;
        while let Some(next) = inner.get("innerError").or_else(|| inner.get("innererror")) {
            if let Some(text) = next["code"].as_str().filter(|text| !text.is_empty()) {
                text.clone_into(&mut code);
            }
            request_id = request_id.or_else(|| next["request-id"].as_str().map(str::to_owned));
            inner = next;
        }
        let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let details = error["details"]
            .as_array()
            .map(|list| list.iter().map(|detail| (text(detail, "code"), text(detail, "target"))).collect())
            .unwrap_or_default();
        Self { status, code, message: text(error, "message"), details, request_id }
    }

    /// Another object has the same unique value.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.code == "ObjectConflict"
            || self.details.iter().any(|(code, _)| code == "ObjectConflict")
            || self.message.contains("already exist")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_innermost_code_and_the_request_id_are_found_in_either_spelling() {
        let body = json!({ "error": { "code": "Request_BadRequest", "message": "no",
            "details": [{ "code": "ObjectConflict", "target": "userPrincipalName" }],
            "innererror": { "code": "Deeper", "request-id": "r-1" } } });
        let refusal = Refusal::read(400, &body, None);
        assert_eq!((refusal.code.as_str(), refusal.request_id.as_deref()), ("Deeper", Some("r-1")));
        assert!(refusal.is_conflict());
    }

    #[test]
    fn a_body_of_another_kind_is_an_empty_refusal_not_a_panic() {
        assert_eq!(Refusal::read(502, &json!("<html>"), None).code, "");
    }
}
