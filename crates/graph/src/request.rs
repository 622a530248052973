//! A request as a value, and its answer.

use crate::error::GraphError;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;

/// HTTP methods that Graph uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Create or act.
    Post,
    /// Change.
    Patch,
    /// Remove.
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        })
    }
}

/// One request. Paths stand below `/v1.0`, with a leading slash.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphRequest {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    pub(crate) eventual: bool,
    /// Asks `/beta`, which carries no promise of support.
    pub(crate) beta: bool,
    /// Whoever asks knows that a second sending changes nothing more.
    repeatable: bool,
    /// A request of another method that only carries reads.
    reads: bool,
    /// What it costs its family, where the path does not tell.
    cost: Option<f64>,
}

impl GraphRequest {
    /// Reads a path.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path, None)
    }

    /// Any request, as a plan has it.
    pub fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body,
            eventual: false,
            beta: false,
            repeatable: false,
            reads: false,
            cost: None,
        }
    }

    /// A POST.
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::Post, path, Some(body))
    }

    /// Says that sending it again changes nothing more than sending it once: it is then repeated as a read would be.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Says that it carries nothing but reads: a batch of them.
    pub(crate) fn reading(mut self) -> Self {
        self.reads = true;
        self.repeatable()
    }

    /// It changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == Method::Get || self.reads
    }

    pub(crate) fn costing(mut self, cost: f64) -> Self {
        self.cost = Some(cost);
        self
    }

    /// Adds a query option such as `$select`.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Asks the advanced index (`ConsistencyLevel: eventual`), which `$search` and `$count` need.
    #[must_use]
    pub fn eventual(mut self) -> Self {
        self.eventual = true;
        self
    }

    /// Asks the beta of Graph, for what v1.0 does not tell. Not for requests that change something, nor for batches.
    #[must_use]
    pub fn beta(mut self) -> Self {
        self.beta = true;
        self
    }

    /// Nothing is changed by sending it twice.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.method == Method::Get || self.repeatable
    }

    /// What it costs its family.
    pub(crate) fn units(&self) -> f64 {
        self.cost.unwrap_or_else(|| crate::budget::cost(self))
    }

    /// Path and query, as they stand after the version segment. Graph wants `%20`, not `+`, inside `$filter` and
    /// `$search`.
    pub(crate) fn relative(&self) -> String {
        let pairs: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{name}={}", segment(value))).collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }
}

/// Quotes a text for `$filter`: apostrophes are doubled.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A path segment, percent-encoded (`#` in guests' names, for example).
#[must_use]
pub(crate) fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A successful answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// HTTP status, 2xx.
    pub status: u16,
    /// Body; `Null` where there was none.
    pub body: Value,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}

impl Reply {
    /// The body as a type.
    ///
    /// # Errors
    /// [`GraphError::Garbled`] when it is not of the form.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, GraphError> {
        serde_json::from_value(self.body).map_err(|error| GraphError::Garbled { what: error.to_string() })
    }
}
