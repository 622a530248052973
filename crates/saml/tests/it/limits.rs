//! Input that nobody honest sends: refused quickly and without harm.

use crate::stage::{accepted, expectation, failed, honest, judge, refused};
use doorward_saml::{CheckCode, SignWhat, check, check_xml};
use std::time::{Duration, Instant};

/// Refused as malformed, within the two seconds that any input may take.
fn refused_quickly(bytes: &[u8]) {
    let start = Instant::now();
    let verdict = check_xml(bytes, &expectation());
    assert!(!verdict.accepted);
    assert_eq!(failed(&verdict), [CheckCode::WellFormed]);
    assert!(start.elapsed() < Duration::from_secs(2), "took {:?}", start.elapsed());
}

#[test]
fn ten_megabytes_are_too_much_in_either_form() {
    let huge = honest(SignWhat::Assertion).replace("b.simon", &"b".repeat(10 * 1024 * 1024));
    refused_quickly(huge.as_bytes());
    assert_eq!(failed(&check(&"A".repeat(10 * 1024 * 1024), &expectation())), [CheckCode::WellFormed]);
}

#[test]
fn a_document_type_declaration_is_refused_before_it_can_define_anything() {
    let honest = honest(SignWhat::Assertion);
    for declaration in [
        "<!DOCTYPE Response>",
        "<!DOCTYPE r SYSTEM \"http://evil.example/x.dtd\">",
        "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
    ] {
        refused_quickly(format!("{declaration}{honest}").as_bytes());
    }
    refused_quickly(honest.replace("b.simon", "&undefined;").as_bytes());
}

#[test]
fn nesting_has_a_limit() {
    let deep = format!("{}{}", "<a>".repeat(60_000), "</a>".repeat(60_000));
    refused_quickly(deep.as_bytes());
    let within = honest(SignWhat::Assertion);
    let deep = within.replace("<samlp:Status>", &format!("{}<samlp:Status>", "<x>".repeat(100_000)));
    refused_quickly(deep.as_bytes());
}

#[test]
fn crowds_of_attributes_and_namespaces_do_not_stall() {
    let attributes: String = (0..40_000).map(|index| format!(" a{index}=''")).collect();
    refused_quickly(format!("<r{attributes}/>").as_bytes());
    let namespaces: String = (0..20_000).map(|index| format!(" xmlns:n{index}='u'")).collect();
    refused_quickly(format!("<r{namespaces}/>").as_bytes());
}

/// An honest response with `count` elements deep under thousands of namespaces in one of its values.
fn crowd(count: usize) -> String {
    let namespaces: String = (0..60).map(|index| format!(" xmlns:n{index}='urn:n{index}'")).collect();
    let nest = format!("<x{namespaces}>").repeat(40);
    let crowd = format!("{nest}{}{}", "<y/>".repeat(count), "</x>".repeat(40));
    let text =
        honest(SignWhat::Assertion).replacen("<AttributeValue>B<", &format!("<AttributeValue>B{crowd}<"), 1);
    assert!(text.len() < 512 * 1024, "it must come past the size limit to mean anything: {}", text.len());
    text
}

#[test]
fn a_crowd_of_elements_under_many_namespaces_is_answered_in_time() {
    refused_quickly(crowd(90_000).as_bytes());
    let text = crowd(19_000);
    let start = Instant::now();
    assert!(!judge(&text).accepted);
    assert!(start.elapsed() < Duration::from_secs(2), "took {:?}", start.elapsed());
}

#[test]
fn text_is_utf_8_and_ends_with_its_root() {
    let honest = honest(SignWhat::Assertion);
    let with = |extra: &[u8]| [honest.as_bytes(), extra].concat();
    accepted(&format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>{honest}\n"));
    refused_quickly(&with(b"\xff"));
    refused_quickly(&with(b"\0"));
    refused_quickly(&with(b"trailing"));
    refused_quickly(&with(b"<r/>"));
    refused_quickly(format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{honest}").as_bytes());
    refused_quickly(&honest.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    for nothing in [&b""[..], b" ", b"<", b"<a", b"<a><b></a>", b"no xml"] {
        refused_quickly(nothing);
    }
}

#[test]
fn a_response_cut_short_anywhere_is_refused_and_never_panics() {
    let honest = honest(SignWhat::Both);
    for end in (0..honest.len()).step_by(7) {
        refused(&honest[..end], &[CheckCode::WellFormed]);
    }
}

#[test]
fn a_response_with_any_byte_changed_is_never_accepted_for_somebody_else() {
    let honest = honest(SignWhat::Both).into_bytes();
    for at in (0..honest.len()).step_by(13) {
        let mut bytes = honest.clone();
        bytes[at] ^= 1;
        let verdict = check_xml(&bytes, &expectation());
        if let Some(facts) = verdict.facts {
            assert_eq!(facts.name_id, "b.simon@contoso.com", "byte {at}");
        }
    }
}
