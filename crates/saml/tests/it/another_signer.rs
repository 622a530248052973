//! A second opinion: a response signed by other software.
//!
//! `data/another-signer.xml` was signed with Python's own canonicaliser and the `cryptography` package, twice (assertion
//! and response), in another style than ours: other prefixes, indentation, single quotes, references to characters,
//! CDATA, an unused namespace, RSA-3072 with SHA-384 over SHA-512. The private key was thrown away. The reverse, that
//! what this crate signs verifies there, was tried by hand for all three ways of signing.

use crate::stage::{NOW, expectation, failed};
use doorward_saml::{Certificate, CheckCode, Expectation, check_xml};

const RESPONSE: &str = include_str!("data/another-signer.xml");
const CERTIFICATE: &str = include_str!("data/another-signer.pem");

fn trusting() -> Expectation {
    Expectation { certificates: vec![Certificate::from_pem(CERTIFICATE).unwrap()], ..expectation() }
}

#[test]
fn what_other_software_signed_is_accepted_and_read_as_it_was_meant() {
    let verdict = check_xml(RESPONSE.as_bytes(), &trusting());
    assert!(verdict.accepted, "{:?}", verdict.failures().collect::<Vec<_>>());
    let facts = verdict.facts.unwrap();
    assert_eq!(facts.name_id, "sören&co@contoso.com");
    assert_eq!(facts.attributes["name"], ["<S&ouml;ren> \tand co"], "CDATA and references are text");
    assert_eq!(facts.signed_by, Some(trusting().certificates[0].thumbprint()));
    assert!(facts.authenticated.unwrap() < NOW, "seven digits of a second are read");
}

#[test]
fn a_blank_in_the_signed_text_counts_and_one_in_a_tag_does_not() {
    let inside = RESPONSE.replace("  <saml2:Subject>", "   <saml2:Subject>");
    assert_ne!(inside, RESPONSE);
    assert_eq!(failed(&check_xml(inside.as_bytes(), &trusting())), [CheckCode::SignedByActiveCertificate]);
    let tag = RESPONSE.replace("Version='2.0'", "Version = \"2.0\" ");
    assert_ne!(tag, RESPONSE);
    assert!(check_xml(tag.as_bytes(), &trusting()).accepted, "canonically the same");
}
