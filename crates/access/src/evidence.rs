//! Finding codes, ids and times in what was pasted.

use crate::{catalogue, text};
use serde::Serialize;

/// What a pasted text says, before anything is explained.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// AADSTS numbers in the order they occur, each once.
    pub codes: Vec<u32>,
    /// SAML status URIs in the order they occur, each once.
    pub statuses: Vec<String>,
    /// Correlation id.
    pub correlation_id: Option<String>,
    /// Trace or request id.
    pub trace_id: Option<String>,
    /// When it happened, as written.
    pub timestamp: Option<String>,
    /// What stands in quotation marks: addresses, identifiers, people.
    #[serde(skip)]
    pub(crate) quoted: Vec<String>,
}

/// How every SAML status begins.
const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";

impl Evidence {
    /// Reads a code with or without `AADSTS`, an error page's text or markup, an address, an answer of the token
    /// service, or a SAML status URI.
    #[must_use]
    pub fn read(pasted: &str) -> Self {
        let text = text::plain(pasted);
        let lower = text.to_ascii_lowercase();
        Self {
            codes: codes(&text, &lower),
            statuses: statuses(&text),
            correlation_id: guid_after(&text, &lower, &["correlation id", "correlation_id", "correlationid"]),
            trace_id: guid_after(
                &text,
                &lower,
                &["trace id", "trace_id", "request id", "request_id", "requestid"],
            ),
            timestamp: timestamp(&text, &lower),
            quoted: quoted(&text),
        }
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn digits(text: &str) -> Option<u32> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    (3..=8).contains(&end).then(|| text[..end].parse().ok()).flatten()
}

fn codes(text: &str, lower: &str) -> Vec<u32> {
    let mut codes = Vec::new();
    let trimmed = text.trim();
    if let Some(code) = digits(trimmed).filter(|_| trimmed.bytes().all(|byte| byte.is_ascii_digit())) {
        codes.push(code);
    }
    for (at, _) in lower.match_indices("aadsts") {
        let after = text[at + 6..].trim_start_matches([' ', ':', '-', '#']);
        digits(after).into_iter().for_each(|code| push(&mut codes, code));
    }
    // Answers of the token service, sign-in logs, and the deep link to one error.
    for name in ["error_codes", "errorcode", "error code", "/error?code=", "sign-in error code"] {
        for (at, _) in lower.match_indices(name) {
            let after =
                text[at + name.len()..].trim_start_matches(['"', '\'', ':', '=', '[', ' ', '\t', '\r', '\n']);
            digits(after).into_iter().for_each(|code| push(&mut codes, code));
        }
    }
    codes
}

fn statuses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(STATUS) {
        let name = &text[at + STATUS.len()..];
        let end = name.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(name.len());
        if end > 0 {
            push(&mut found, format!("{STATUS}{}", &name[..end]));
        }
    }
    // A bare name, when nothing else was given.
    let trimmed = text.trim();
    let known = catalogue::known_statuses()
        .find(|uri| uri.strip_prefix(STATUS).is_some_and(|name| name.eq_ignore_ascii_case(trimmed)));
    if let Some(uri) = known {
        push(&mut found, uri.to_owned());
    }
    found
}

/// A GUID not far behind one of these names.
fn guid_after(text: &str, lower: &str, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let after = &text[lower.find(name)? + name.len()..];
        let after = after.trim_start_matches(['"', '\'', ':', '=', ' ', '\t', '\r', '\n']);
        after.get(..36).filter(|id| is_guid(id)).map(str::to_ascii_lowercase)
    })
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// `2026-01-10 09:00:00Z` or `2026-01-10T09:00:00.000Z`, after its name.
fn timestamp(text: &str, lower: &str) -> Option<String> {
    let after = &text[lower.find("timestamp")? + "timestamp".len()..];
    let after = after.trim_start_matches(['"', '\'', ':', '=', ' ', '\t', '\r', '\n']);
    let end = after
        .find(|letter: char| !(letter.is_ascii_digit() || "-:.TZ+ ".contains(letter)))
        .unwrap_or(after.len());
    let found = after[..end].trim();
    (found.len() >= 19 && found.as_bytes().get(4) == Some(&b'-')).then(|| found.chars().take(32).collect())
}

/// What stands between quotation marks of any usual kind, short enough to be a value.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [('\'', '\''), ('‘', '’'), ('“', '”')] {
        let mut from = 0;
        // An error page has a handful; looking at more would let a hostile text take its time.
        for _ in 0..200 {
            let Some(start) = text[from..].find(open).map(|at| from + at) else { break };
            let inside = start + open.len_utf8();
            // An apostrophe inside a word opens nothing and closes nothing.
            let opens = open != close || !text[..start].ends_with(char::is_alphanumeric);
            let end = text[inside..].match_indices(close).map(|(at, _)| inside + at).find(|&end| {
                open != close || !text[end + close.len_utf8()..].starts_with(char::is_alphanumeric)
            });
            let Some(end) = end else { break };
            let value = &text[inside..end];
            let fits = opens && !value.is_empty() && value.len() <= 512 && !value.contains('\n');
            if fits {
                push(&mut found, value.to_owned());
            }
            from = if fits { end + close.len_utf8() } else { inside };
        }
    }
    found
}
