//! The `claims` parameter: what this client can do, and what a resource demanded of the next token.
//!
//! Doorward always says that it understands claims challenges (`cp1`, continuous access evaluation); a challenge is
//! merged into that, so that neither gets lost. What is not a JSON object of a sensible size is refused: the text comes
//! from an HTTP header and goes into a request of ours. Source: Microsoft's pages on claims challenges and client
//! capabilities.

use serde_json::{Map, Value, json};

/// Largest challenge that is passed on, bytes.
const LARGEST: usize = 8 * 1024;

/// The parameter's value: our capability and, where there is one, the challenge. A challenge that cannot be used is left
/// out; Graph will then ask once more.
pub(crate) fn parameter(challenge: Option<&str>) -> String {
    let mut claims = capability();
    if let Some(wanted) = challenge.and_then(read) {
        merge(&mut claims, wanted);
    }
    Value::Object(claims).to_string()
}

/// A challenge as this program may pass it on; `None` when it is none.
pub(crate) fn usable(challenge: &str) -> Option<String> {
    read(challenge).map(|claims| Value::Object(claims).to_string())
}

fn read(text: &str) -> Option<Map<String, Value>> {
    if text.len() > LARGEST {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(claims)) if !claims.is_empty() => Some(claims),
        _ => None,
    }
}

fn capability() -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("access_token".to_owned(), json!({ "xms_cc": { "values": ["cp1"] } }));
    claims
}

/// Two levels deep: kind of token, then claim. Our own capability stands whatever the challenge says about it.
fn merge(own: &mut Map<String, Value>, wanted: Map<String, Value>) {
    for (kind, demanded) in wanted {
        match (own.get_mut(&kind), demanded) {
            (Some(Value::Object(known)), Value::Object(demanded)) => {
                for (claim, value) in demanded {
                    if claim != "xms_cc" {
                        known.insert(claim, value);
                    }
                }
            }
            // Not an object: no claim of ours gives way to it.
            (Some(_), _) => {}
            (None, demanded) => {
                own.insert(kind, demanded);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(challenge: &str) -> Value {
        serde_json::from_str(&parameter(Some(challenge))).unwrap()
    }

    #[test]
    fn a_challenge_joins_our_capability() {
        let both = merged(r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#);
        assert_eq!(both["access_token"]["nbf"]["value"], "1700000000");
        assert_eq!(both["access_token"]["xms_cc"]["values"][0], "cp1", "and does not replace it");
        let other = merged(r#"{"id_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
        assert_eq!(other["id_token"]["acrs"]["value"], "c1");
        assert_eq!(other["access_token"]["xms_cc"]["values"][0], "cp1");
    }

    #[test]
    fn a_challenge_cannot_take_our_capability_away() {
        let hostile = merged(r#"{"access_token":{"xms_cc":{"values":[]},"acrs":{"value":"c2"}}}"#);
        assert_eq!(hostile["access_token"]["xms_cc"]["values"][0], "cp1");
        assert_eq!(hostile["access_token"]["acrs"]["value"], "c2");
        let replaced = merged(r#"{"access_token":"nonsense"}"#);
        assert_eq!(replaced["access_token"]["xms_cc"]["values"][0], "cp1");
    }

    #[test]
    fn nonsense_is_left_out() {
        let plain = parameter(None);
        for text in ["", "[]", "{}", "{", "\"claims\"", "null"] {
            assert_eq!(parameter(Some(text)), plain, "“{text}” is no challenge");
            assert_eq!(usable(text), None);
        }
        let endless = format!("{{\"a\":\"{}\"}}", "x".repeat(LARGEST));
        assert_eq!(parameter(Some(&endless)), plain, "nor is what no server would send");
    }
}
