//! A Graph request, taken apart: version, path segments, query options, body, caller.

use super::{odata::query::Query, refusal::Refusal};
use crate::state::{directory::Lag, object::Object, secret::Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use doorward_domain::Random;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// `/v1.0` or `/beta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    Beta,
}

impl Version {
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// The verbs Graph uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Patch,
    Put,
    Delete,
    Other,
}

impl Verb {
    /// The verb as it stands in a request.
    pub(crate) fn of(method: &str) -> Self {
        match method {
            "GET" => Self::Get,
            "POST" => Self::Post,
            "PATCH" => Self::Patch,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            _ => Self::Other,
        }
    }
}

/// Who asks: a person through a client with scopes and directory roles, or an application by itself.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The person; for an application by itself its service principal, so that it can own things.
    pub(crate) user: Uuid,
    /// Object id of the service principal that asks by itself; `None`: a person asks.
    pub(crate) application: Option<Uuid>,
    /// Delegated scopes, or application permissions.
    pub(crate) scopes: BTreeSet<String>,
    /// Template ids of active directory roles.
    pub(crate) roles: BTreeSet<Uuid>,
}

impl Caller {
    /// Whether the caller owns the object.
    pub(crate) fn owns(&self, object: &Object) -> bool {
        object.owners().contains(&self.user)
    }
}

/// One Graph request.
pub(crate) struct Ask<'a> {
    pub(crate) verb: Verb,
    pub(crate) version: Version,
    /// Path below the version, decoded; `name(key='v')` arrives as two segments, the second with a leading `=`.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Query,
    /// `ConsistencyLevel: eventual` was sent.
    pub(crate) eventual: bool,
    /// `Prefer: odata.maxpagesize`.
    pub(crate) max_page_size: Option<usize>,
    pub(crate) body: Option<Value>,
    /// The body as it came, for the few that are not JSON.
    pub(crate) raw: Bytes,
    /// `Prefer: create-if-missing`.
    pub(crate) upsert: bool,
    /// Reads tell the state before the last change (a fault).
    pub(crate) stale: bool,
    /// Scheme, host and port that were asked.
    pub(crate) origin: &'a str,
    /// Path and query as asked, for next links.
    pub(crate) target: String,
    pub(crate) caller: Caller,
    pub(crate) now: OffsetDateTime,
    pub(crate) lag: Lag,
    pub(crate) random: &'a dyn Random,
    /// A fresh RSA key, made before the state was locked, for the one call that needs it.
    pub(crate) fresh_key: Option<&'a Secret>,
}

impl Ask<'_> {
    /// The body as an object.
    pub(crate) fn object(&self) -> Result<&Map<String, Value>, Refusal> {
        match &self.body {
            Some(Value::Object(body)) => Ok(body),
            Some(_) => Err(Refusal::new(400, "BadRequest", "The request body must be a JSON object.")),
            None => Err(Refusal::new(400, "BadRequest", "Empty Payload. JSON content expected.")),
        }
    }

    /// `@odata.context` for the given fragment.
    pub(crate) fn context(&self, fragment: &str) -> String {
        format!("{}/{}/$metadata#{fragment}", self.origin, self.version.segment())
    }

    /// An id that is no GUID, as Graph makes them for links between objects: 32 bytes in URL-safe base64.
    pub(crate) fn opaque_id(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Random bytes for a salt.
    pub(crate) fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.random.fill(&mut salt);
        salt
    }
}

/// Splits a path below the version into segments; `users('x')` and `applications(appId='x')` become two segments.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for raw in path.split('/').filter(|part| !part.is_empty()) {
        let decoded = decode(raw);
        match decoded.split_once('(').filter(|_| decoded.ends_with(')') && !decoded.starts_with('(')) {
            // A function without parameters may be called with or without its parentheses.
            Some((name, ")")) => found.push(name.to_owned()),
            Some((name, rest)) => {
                found.push(name.to_owned());
                let inside = rest.trim_end_matches(')');
                found.push(match inside.split_once('=') {
                    Some((key, value)) => format!("={}={}", key.trim(), unquote(value.trim())),
                    None => unquote(inside),
                });
            }
            None => found.push(decoded),
        }
    }
    found
}

fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace("''", "'"))
}

fn decode(text: &str) -> String {
    let protected = text.replace('+', "%2B");
    let pair = format!("v={protected}").replace('&', "%26");
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_apart_in_both_key_forms() {
        assert_eq!(segments("/users/a%23EXT%23@b"), ["users", "a#EXT#@b"]);
        assert_eq!(segments("/users('ann')/appRoleAssignments"), ["users", "ann", "appRoleAssignments"]);
        assert_eq!(segments("/applications(appId='12')"), ["applications", "=appId=12"]);
        assert_eq!(segments("/users/delta()"), ["users", "delta"]);
        assert_eq!(segments("/users/a+b@c"), ["users", "a+b@c"], "a plus sign in a path is a plus sign");
    }
}
