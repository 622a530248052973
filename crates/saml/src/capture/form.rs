//! Forms: `SAMLResponse=…&RelayState=…` in a body or a URL, and pages with a form that posts itself.

use super::{Capture, Carrier, message};

/// The value of a parameter before its escapes are undone.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Reads a form body, a query or a whole URL.
pub(super) fn pairs(text: &str) -> Option<Capture> {
    let (place, query) = match text.split_once('?') {
        Some((place, query)) if place.contains("://") || place.starts_with('/') => (Some(place), query),
        _ => (None, text),
    };
    let query = query.split('#').next().unwrap_or(query);
    // A signature without its algorithm is one as well: whoever signed it meant it to count.
    let algorithm = parameter(query, "SigAlg").or(parameter(query, "Signature").map(|_| ""));
    from_parts(
        parameter(query, "SAMLResponse"),
        parameter(query, "SAMLRequest"),
        parameter(query, "RelayState"),
    )
    .map(|found| Capture {
        sent_to: place.map(str::to_owned),
        query_signature: algorithm.map(|text| unescape(text).unwrap_or_default()),
        ..found
    })
}

/// A form of WS-Federation.
pub(super) fn is_ws_federation(text: &str) -> bool {
    parameter(text, "wresult").is_some()
}

fn from_parts(response: Option<&str>, request: Option<&str>, relay_state: Option<&str>) -> Option<Capture> {
    let value = response.or(request)?;
    let (xml, _) = message(&unescape(value)?)?;
    Some(Capture {
        xml,
        carrier: Carrier::Form,
        is_request: response.is_none(),
        relay_state: relay_state.and_then(|state| unescape(&state.replace('+', " "))),
        sent_to: None,
        query_signature: None,
    })
}

/// Undoes the escapes of a URL. A plus sign stays one: base64 knows it, and never a blank.
pub(super) fn unescape(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A page whose form carries the message, as identity providers send it to the browser.
pub(super) fn page(text: &str) -> Option<Capture> {
    let response = input(text, "SAMLResponse");
    let request = input(text, "SAMLRequest");
    let value = response.as_deref().or(request.as_deref())?;
    let (xml, _) = message(value)?;
    Some(Capture {
        xml,
        carrier: Carrier::Page,
        is_request: response.is_none(),
        relay_state: input(text, "RelayState"),
        sent_to: attribute(tag(text, "form", |_| true)?, "action"),
        query_signature: None,
    })
}

fn input(text: &str, name: &str) -> Option<String> {
    let found = tag(text, "input", |tag| attribute(tag, "name").as_deref() == Some(name))?;
    attribute(found, "value")
}

/// The first tag of this name that fits.
fn tag<'a>(text: &'a str, name: &str, fits: impl Fn(&str) -> bool) -> Option<&'a str> {
    let is_name = |piece: &&str| {
        piece.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && piece[name.len()..].starts_with(|next: char| next.is_ascii_whitespace())
    };
    text.split('<')
        .skip(1)
        .filter(is_name)
        .map(|piece| piece.split('>').next().unwrap_or(piece))
        .find(|tag| fits(tag))
}

/// The value of a quoted attribute, character references undone.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.rsplit(|letter: char| letter.is_ascii_whitespace() || letter == '/').next()?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
        let (value, following) = after[1..].split_once(quote)?;
        if key.eq_ignore_ascii_case(name) {
            return quick_xml::escape::unescape(value).ok().map(std::borrow::Cow::into_owned);
        }
        rest = following;
    }
    None
}
