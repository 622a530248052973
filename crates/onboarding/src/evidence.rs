//! Evidence: a checked Test SSO, bound to one state of the configuration.

use crate::snapshot::Snapshot;
use doorward_saml::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The result of a Test SSO, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Entra started the sign-on.
    pub idp_initiated: bool,
    /// Everything that must pass has passed.
    pub accepted: bool,
    /// Hash of the configuration that was tested.
    pub configuration: String,
    /// The checks and, when accepted, what the application sees.
    pub verdict: Verdict,
}

/// SHA-256 over a JSON value in a fixed form (object keys sorted), lower-case hexadecimal.
#[must_use]
pub fn hash_of(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort();
            text.push('{');
            for key in keys {
                let _ = write!(text, "{key:?}:");
                canonical(&fields[key], text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

/// Names the configuration that a sign-on depends on. An old pass turns grey when it changes. A reply URL on the local
/// computer belongs to a test and does not count.
#[must_use]
pub fn configuration_hash(snapshot: &Snapshot) -> String {
    let local = |url: &&String| !url.starts_with("http://localhost") && !url.starts_with("http://127.0.0.1");
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    let application = snapshot.application.as_ref();
    let principal = snapshot.principal.as_ref();
    let mut assigned: Vec<String> = snapshot
        .assigned
        .iter()
        .map(|assigned| format!("{} {}", assigned.principal.id, assigned.role))
        .collect();
    assigned.sort();
    hash_of(&json!({
        "identifiers": application.map(|own| sorted(own.identifiers.clone())),
        "replyUrls": application.map(|own| sorted(own.reply_urls.iter().filter(local).cloned().collect())),
        "logoutUrl": application.and_then(|own| own.logout_url.clone()),
        "mode": principal.and_then(|own| own.mode),
        "signOnUrl": principal.and_then(|own| own.sign_on_url.clone()),
        "relayState": principal.and_then(|own| own.relay_state.clone()),
        "certificate": principal.and_then(|own| own.active_certificate),
        "enabled": principal.map(|own| own.enabled),
        "assignmentRequired": principal.map(|own| own.assignment_required),
        "assigned": assigned,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_order_does_not_matter_and_values_do() {
        let one = hash_of(&json!({ "a": 1, "b": [true, null] }));
        let other: Value = serde_json::from_str(r#"{ "b": [true, null], "a": 1 }"#).unwrap();
        assert_eq!(one, hash_of(&other));
        assert_ne!(one, hash_of(&json!({ "a": 2, "b": [true, null] })));
    }
}
