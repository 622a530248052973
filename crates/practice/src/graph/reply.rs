//! What a Graph resource answers with, before it becomes HTTP.

use serde_json::Value;

/// A successful answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// 200 with a body.
    Ok(Value),
    /// 201 with the whole new object.
    Created(Value),
    /// 204.
    NoContent,
    /// 200 with a plain number (`/$count`).
    Text(String),
}
