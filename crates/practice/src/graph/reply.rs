//! What a Graph resource answers with, before it becomes HTTP.

use serde_json::Value;

/// A successful answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// 200 with a body.
    Ok(Value),
    /// 201 with the whole new object and, if it has one, its address.
    Created { body: Value, location: Option<String> },
    /// 204.
    NoContent,
    /// 200 with plain text: a number (`/$count`) or one property (`/$value`).
    Text(String),
}
