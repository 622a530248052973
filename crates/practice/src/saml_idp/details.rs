//! What a request says beside who asks and where the answer goes: passive or not, how the person should have signed in,
//! whether it is signed, and elements Entra does not support.
//!
//! The message was read and found sound before (`doorward_saml::AuthnRequest`); this is a second look at a document of
//! bounded size, without a document type.

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::DeflateDecoder;
use quick_xml::{Reader, events::BytesStart, events::Event};
use std::io::Read;

/// Larger messages were refused before.
const LIMIT: u64 = 64 * 1024;

/// The further facts of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Details {
    /// Local name of the root.
    pub(super) root: String,
    pub(super) id: String,
    pub(super) issuer: String,
    pub(super) passive: bool,
    /// `AuthnContextClassRef`s.
    pub(super) contexts: Vec<String>,
    /// `Comparison`; "" means exact.
    pub(super) comparison: String,
    /// An element that Entra does not take.
    pub(super) unsupported: Option<&'static str>,
    /// URIs of all signature references in the document.
    pub(super) references: Vec<String>,
    /// Signatures directly under the root, and anywhere.
    pub(super) signatures: (usize, usize),
    /// `SessionIndex` of a logout request.
    pub(super) name_id: String,
}

/// The text of a message that came by redirect.
pub(super) fn inflate(encoded: &str) -> Option<String> {
    let bytes = STANDARD.decode(compact(encoded)).ok()?;
    let mut text = String::new();
    DeflateDecoder::new(bytes.as_slice()).take(LIMIT).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The text of a message that came by POST.
pub(super) fn decode(encoded: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(compact(encoded)).ok()?).ok()
}

fn compact(encoded: &str) -> String {
    encoded.chars().filter(|letter| !letter.is_ascii_whitespace()).collect()
}

/// Reads the facts. What cannot be read is left out: the message was judged elsewhere.
pub(super) fn read(xml: &str) -> Details {
    let mut reader = Reader::from_str(xml);
    let mut details = Details::default();
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                open(&mut details, &path, &tag);
                path.push(local(&tag));
            }
            Ok(Event::Empty(tag)) => open(&mut details, &path, &tag),
            Ok(Event::Text(text)) => {
                words(&mut details, &path, text.trim());
            }
            Ok(Event::End(_)) => {
                path.pop();
            }
            Ok(Event::Eof) | Err(_) => return details,
            Ok(_) => {}
        }
    }
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

fn open(details: &mut Details, path: &[String], tag: &BytesStart<'_>) {
    let attribute = |name: &str| {
        let found = tag.attributes().flatten().find(|found| found.key.as_ref() == name);
        found.map(|found| found.value.into_owned()).unwrap_or_default()
    };
    let name = local(tag);
    if name == "Signature" {
        details.signatures.1 += 1;
        details.signatures.0 += usize::from(path.len() == 1);
    }
    match (path, name.as_str()) {
        ([], _) => {
            details.passive = matches!(attribute("IsPassive").as_str(), "true" | "1");
            details.id = attribute("ID");
            details.root = name;
        }
        ([_], "RequestedAuthnContext") => details.comparison = attribute("Comparison"),
        ([_], "Subject") => details.unsupported = Some("Subject"),
        ([_], "Scoping") if !attribute("ProxyCount").is_empty() => {
            details.unsupported = Some("Scoping/@ProxyCount");
        }
        ([_, scoping], "IDPList" | "IDPListOption") if scoping == "Scoping" => {
            details.unsupported = Some("IDPList");
        }
        ([_, scoping], "RequesterID") if scoping == "Scoping" => details.unsupported = Some("RequesterID"),
        (_, "Reference") => details.references.push(attribute("URI")),
        _ => {}
    }
}

fn words(details: &mut Details, path: &[String], text: &str) {
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "Issuer"] => details.issuer.push_str(text),
        [_, "NameID"] => details.name_id.push_str(text),
        [_, "RequestedAuthnContext", "AuthnContextClassRef"] if !text.is_empty() => {
            details.contexts.push(text.to_owned());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = r##"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" IsPassive="true"><a:Issuer>urn:x</a:Issuer><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:Reference URI="#_1"/></ds:SignedInfo></ds:Signature><p:RequestedAuthnContext Comparison="minimum"><a:AuthnContextClassRef>urn:c</a:AuthnContextClassRef></p:RequestedAuthnContext><p:Scoping ProxyCount="1"/></p:AuthnRequest>"##;

    #[test]
    fn the_further_facts_are_found_whatever_the_prefixes() {
        let details = read(REQUEST);
        assert!(details.passive);
        assert_eq!((details.id.as_str(), details.issuer.as_str()), ("_1", "urn:x"));
        assert_eq!((details.comparison.as_str(), details.contexts[0].as_str()), ("minimum", "urn:c"));
        assert_eq!(details.unsupported, Some("Scoping/@ProxyCount"));
        assert_eq!((details.signatures, details.references.as_slice()), ((1, 1), &["#_1".to_owned()][..]));
        assert_eq!(read("<not xml").root, "", "nonsense yields nothing and no panic");
    }
}
