//! The body of a refusal from the sign-in endpoints, kept as facts. The `oauth2` crate keeps `error` and its
//! description only; the numbers and ids that a support call needs are read here from the raw answer.

use serde::Deserialize;

/// What the server said when it refused. Holds nothing secret: texts that repeat a secret of ours are dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// OAuth error, for example `invalid_grant`. Branch on this, never on texts.
    pub error: String,
    /// The AADSTS number, from `error_codes` or from the text.
    pub aadsts: Option<u32>,
    /// Finer reason, for example `consent_required`.
    pub suberror: Option<String>,
    /// Claims that a new sign-in must bring along (JSON).
    pub claims: Option<String>,
    /// The server's id for the exchange; support asks for it.
    pub correlation_id: Option<String>,
    /// The server's id for this one request.
    pub trace_id: Option<String>,
    /// When, as the server wrote it.
    pub timestamp: Option<String>,
    /// First sentence of the server's own text, without ids, at most 300 characters. For a fold, not a headline.
    pub description: String,
}

#[derive(Deserialize)]
struct Wire {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    error_codes: Vec<u32>,
    suberror: Option<String>,
    claims: Option<String>,
    correlation_id: Option<String>,
    trace_id: Option<String>,
    timestamp: Option<String>,
}

impl Refusal {
    /// Reads an error body; `None` if it is not one. `secrets` are values we sent: a text that repeats one is dropped.
    pub(crate) fn read(body: &[u8], secrets: &[&str]) -> Option<Self> {
        let wire: Wire = serde_json::from_slice(body).ok()?;
        let leaks = |text: &str| secrets.iter().any(|secret| !secret.is_empty() && text.contains(secret));
        let clean = |text: String, length: usize| {
            let text: String = text.chars().filter(|letter| !letter.is_control()).take(length).collect();
            (!text.is_empty() && !leaks(&text)).then_some(text)
        };
        let number = number_in(&wire.error_description);
        let whole = if leaks(&wire.error_description) { String::new() } else { wire.error_description };
        let sentence = first_sentence(&whole).to_owned();
        Some(Self {
            error: clean(wire.error, 64).unwrap_or_default(),
            aadsts: wire.error_codes.first().copied().or(number),
            suberror: wire.suberror.and_then(|text| clean(text, 64)),
            claims: wire.claims.filter(|text| text.len() <= 4096 && !leaks(text)),
            correlation_id: wire.correlation_id.and_then(|text| clean(text, 64)),
            trace_id: wire.trace_id.and_then(|text| clean(text, 64)),
            timestamp: wire.timestamp.and_then(|text| clean(text, 40)),
            description: clean(sentence, 300).unwrap_or_default(),
        })
    }

    /// Reads the error that came back through the browser. Entra puts its ids into the description there.
    pub(crate) fn redirected(error: &str, description: &str, subcode: Option<&str>) -> Self {
        let clean = |text: &str, length: usize| -> String {
            text.chars().filter(|letter| !letter.is_control()).take(length).collect()
        };
        let id = |name: &str| {
            let (_, rest) = description.split_once(name)?;
            let id: String = rest
                .trim_start()
                .chars()
                .take_while(|letter| letter.is_ascii_hexdigit() || *letter == '-')
                .take(36)
                .collect();
            (id.len() == 36).then_some(id)
        };
        Self {
            error: clean(error, 64),
            aadsts: number_in(description),
            suberror: subcode.map(|text| clean(text, 64)).filter(|text| !text.is_empty()),
            claims: None,
            correlation_id: id("Correlation ID:"),
            trace_id: id("Trace ID:"),
            timestamp: None,
            description: clean(first_sentence(description), 300),
        }
    }

    /// The service is overloaded or briefly out of order.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self.aadsts, Some(90006 | 90033 | 90055)) || self.error == "temporarily_unavailable"
    }
}

/// `AADSTS50173: ...` -> 50173.
fn number_in(text: &str) -> Option<u32> {
    let digits = text.split_once("AADSTS")?.1;
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// The text up to the ids that Entra appends.
fn first_sentence(text: &str) -> &str {
    let end =
        [" Trace ID:", "\r", "\n"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text[..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_of_an_entra_error_is_kept() {
        let body = br#"{"error":"invalid_grant","error_description":"AADSTS50173: The grant has expired. Trace ID: 1\r\nCorrelation ID: 2",
            "error_codes":[50173],"timestamp":"2026-11-22 10:00:00Z","trace_id":"t","correlation_id":"c","suberror":"bad_token","claims":"{}"}"#;
        let refusal = Refusal::read(body, &[]).unwrap();
        assert_eq!(refusal.error, "invalid_grant");
        assert_eq!(refusal.aadsts, Some(50173));
        assert_eq!(refusal.description, "AADSTS50173: The grant has expired.", "ids have their own fields");
        assert_eq!((refusal.trace_id.as_deref(), refusal.correlation_id.as_deref()), (Some("t"), Some("c")));
        assert_eq!((refusal.suberror.as_deref(), refusal.claims.as_deref()), (Some("bad_token"), Some("{}")));
    }

    #[test]
    fn the_number_is_found_in_the_text_when_the_list_is_missing() {
        let refusal =
            Refusal::read(br#"{"error":"x","error_description":"AADSTS7000218: no"}"#, &[]).unwrap();
        assert_eq!(refusal.aadsts, Some(7_000_218));
    }

    #[test]
    fn a_text_that_repeats_our_secret_is_dropped() {
        let body = br#"{"error":"invalid_grant","error_description":"token s3cret-value is bad","suberror":"s3cret-value"}"#;
        let refusal = Refusal::read(body, &["s3cret-value"]).unwrap();
        assert!(!format!("{refusal:?}").contains("s3cret"), "no secret may ride in an error");
        assert_eq!(refusal.error, "invalid_grant", "the machine-readable part stays");
    }

    #[test]
    fn an_error_from_the_browser_keeps_its_number_and_ids() {
        let id = "6f7c1e0a-2a61-4f0b-9d5e-3e6a2f8f1a22";
        let text = format!(
            "AADSTS65004: User declined to consent. Trace ID: x\r\nCorrelation ID: {id}\r\nTimestamp: 1"
        );
        let refusal = Refusal::redirected("access_denied", &text, Some("cancel"));
        assert_eq!((refusal.aadsts, refusal.correlation_id.as_deref()), (Some(65004), Some(id)));
        assert_eq!(refusal.description, "AADSTS65004: User declined to consent.");
        assert_eq!(refusal.trace_id, None, "what is no id is not kept as one");
        let hostile = Refusal::redirected(&"e".repeat(9000), &"d".repeat(9000), None);
        assert_eq!((hostile.error.len(), hostile.description.len()), (64, 300), "texts from outside are cut");
    }

    #[test]
    fn other_bodies_are_not_refusals() {
        for body in [&b"<html>"[..], b"", b"{}", b"[]", b"{\"error\":{\"code\":\"x\"}}"] {
            assert_eq!(Refusal::read(body, &[]), None);
        }
    }
}
