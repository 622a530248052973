//! How Graph says no: an OData error with a code, a message and, for directory rules, details.

use serde_json::{Value, json};

/// One entry of `error.details`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) code: &'static str,
    pub(crate) target: String,
    pub(crate) message: String,
}

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) details: Vec<Detail>,
    /// `WWW-Authenticate` of a 401 that asks for more than a new token.
    pub(crate) challenge: Option<String>,
    /// For a sub-error that clients look at, inside `innerError`.
    pub(crate) inner_code: Option<&'static str>,
    /// Seconds for the `Retry-After` header.
    pub(crate) retry_after: Option<u32>,
    /// Claims the client must sign in with, for the `WWW-Authenticate` header of a 401.
    pub(crate) claims: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
            challenge: None,
            inner_code: None,
            retry_after: None,
            claims: None,
        }
    }

    /// 400 `Request_BadRequest`.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "Request_BadRequest", message)
    }

    /// 400 for a value a property cannot hold.
    pub(crate) fn invalid_value(property: &str, resource: &str) -> Self {
        let message = format!("Invalid value specified for property '{property}' of resource '{resource}'.");
        Self::bad_request(message.clone()).with_detail("InvalidValue", property, message)
    }

    /// 400 for a value another object holds already.
    pub(crate) fn conflict(property: &str) -> Self {
        let message = format!("Another object with the same value for property {property} already exists.");
        Self::bad_request(message.clone()).with_detail("ObjectConflict", property, message)
    }

    /// 400 for a query the service does not answer.
    pub(crate) fn unsupported_query(message: impl Into<String>) -> Self {
        Self::new(400, "Request_UnsupportedQuery", message)
    }

    /// 404 for an object that is not there, or not there yet.
    pub(crate) fn not_found(id: &str) -> Self {
        Self::new(
            404,
            "Request_ResourceNotFound",
            format!(
                "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    }

    /// 403: scope, directory role or both are missing; Graph does not say which.
    pub(crate) fn denied() -> Self {
        Self::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    }

    /// 403 for a feature the tenant has no licence for.
    pub(crate) fn unlicensed(feature: &str) -> Self {
        Self::new(
            403,
            "Authorization_RequestDenied",
            format!("Your tenant does not have the Microsoft Entra ID P1 licence that {feature} needs."),
        )
    }

    /// 400 for references to objects that are members or owners already.
    pub(crate) fn reference_exists(relation: &str) -> Self {
        Self::bad_request(format!(
            "One or more added object references already exist for the following modified properties: '{relation}'."
        ))
    }

    /// 400 for a path segment the model does not know.
    pub(crate) fn no_segment(segment: &str) -> Self {
        Self::new(400, "BadRequest", format!("Resource not found for the segment '{segment}'."))
    }

    /// 405 for a verb the resource does not take.
    pub(crate) fn wrong_verb() -> Self {
        Self::new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
    }

    /// 401 with Graph's code for tokens.
    pub(crate) fn token(message: &str) -> Self {
        Self::new(401, "InvalidAuthenticationToken", message)
    }

    pub(crate) fn with_detail(
        mut self,
        code: &'static str,
        target: &str,
        message: impl Into<String>,
    ) -> Self {
        self.details.push(Detail { code, target: target.to_owned(), message: message.into() });
        self
    }

    /// The body; `inner` is the `innerError` of this answer.
    pub(crate) fn body(&self, mut inner: Value) -> Value {
        if let Some(code) = self.inner_code {
            inner["code"] = code.into();
        }
        let mut error = json!({ "code": self.code, "message": self.message, "innerError": inner });
        if !self.details.is_empty() {
            let details = self.details.iter().map(
                |detail| json!({ "code": detail.code, "target": detail.target, "message": detail.message }),
            );
            error["details"] = details.collect();
        }
        json!({ "error": error })
    }
}
