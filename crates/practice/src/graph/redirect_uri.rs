//! Rules for redirect URIs (Reply URLs): https or localhost, no fragment, none of the forbidden characters.

use super::refusal::Refusal;
use serde_json::Value;
use std::collections::BTreeSet;

/// Checks one redirect URI of the given platform (`web`, `spa`, `publicClient`).
pub(super) fn check(uri: &str, platform: &str) -> Result<(), Refusal> {
    let property = format!("{platform}.redirectUris");
    let invalid = || Refusal::invalid_value(&property, "Application");
    let parsed = url::Url::parse(uri).map_err(|_| invalid())?;
    if uri.contains(['!', '$', '\'', '(', ')', ',', ';']) || parsed.fragment().is_some() {
        return Err(invalid());
    }
    let local = matches!(parsed.host_str(), Some("localhost" | "127.0.0.1"));
    let fine = match parsed.scheme() {
        "https" => true,
        "http" => local,
        _ => platform == "publicClient",
    };
    if fine { Ok(()) } else { Err(invalid()) }
}

/// Checks `redirectUriSettings`: registered URIs only, no index twice.
pub(super) fn check_settings(settings: &[Value], registered: &[&str]) -> Result<(), Refusal> {
    let invalid = || Refusal::invalid_value("web.redirectUriSettings", "Application");
    let mut indexes = BTreeSet::new();
    for setting in settings {
        let uri = setting.get("uri").and_then(Value::as_str).ok_or_else(invalid)?;
        let index = setting.get("index").and_then(Value::as_i64);
        if !registered.contains(&uri) || index.is_some_and(|index| index < 0 || !indexes.insert(index)) {
            return Err(invalid());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn https_or_localhost_and_no_odd_characters() {
        assert!(check("https://sentry.io/saml/acs/acme/", "web").is_ok());
        assert!(check("https://segment-prod.auth0.com/login/callback?connection=acme", "web").is_ok());
        assert!(check("http://localhost:4711/acs", "web").is_ok(), "the console's own test listener");
        for wrong in ["http://sentry.io/acs", "sentry.io", "https://a.example/x;y", "https://a.example/#f"] {
            assert!(check(wrong, "web").is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_index_belongs_to_one_registered_uri() {
        let registered = ["https://a.example/1", "https://a.example/2"];
        let both = |first: i64, second: i64| {
            vec![
                json!({"uri": registered[0], "index": first}),
                json!({"uri": registered[1], "index": second}),
            ]
        };
        assert!(check_settings(&both(0, 1), &registered).is_ok());
        assert!(check_settings(&both(0, 0), &registered).is_err(), "two defaults are none");
        assert!(check_settings(&both(0, 1), &registered[..1]).is_err(), "only registered URIs have an index");
    }
}
