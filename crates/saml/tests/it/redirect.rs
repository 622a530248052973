//! Messages of the redirect binding, whose signature stands in the address: none of it makes a response signed.

use crate::stage::{MALLORY, REQUEST, Signer, TENANT, expectation, failed, honest, unsigned};
use doorward_saml::{Capture, CheckCode, SignWhat, captured, check_captured};
use flate2::{Compression, write::DeflateEncoder};
use rcgen::{KeyPair, PKCS_RSA_SHA256, SigningKey as _};
use std::io::Write as _;
use url::form_urlencoded::byte_serialize;

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

fn escaped(bytes: &[u8]) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    byte_serialize(BASE64_STANDARD.encode(bytes).as_bytes()).collect()
}

/// The address that carries a message, signed over exactly the octets that the binding names (bindings, 3.4.4.1).
fn address(xml: &str, signer: &Signer) -> String {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(xml.as_bytes()).unwrap();
    let algorithm: String = byte_serialize(RSA_SHA256.as_bytes()).collect();
    let message = escaped(&deflated.finish().unwrap());
    let octets = format!("SAMLResponse={message}&RelayState=%2Fissues&SigAlg={algorithm}");
    let key = KeyPair::from_pem_and_sign_algo(&signer.pem, &PKCS_RSA_SHA256).unwrap();
    let signature = escaped(&key.sign(octets.as_bytes()).unwrap());
    format!("https://sentry.example/saml/acs/acme/?{octets}&Signature={signature}")
}

fn taken(address: &str) -> Capture {
    let found = captured(address.as_bytes()).unwrap().remove(0);
    assert!(found.query_signature.is_some(), "the signature in the address was seen");
    found
}

#[test]
fn a_response_signed_in_its_address_only_is_not_signed() {
    for signer in [&TENANT, &MALLORY] {
        let found = taken(&address(&unsigned(), signer));
        assert_eq!(found.query_signature.as_deref(), Some(RSA_SHA256));
        let verdict = check_captured(&found, &expectation());
        assert!(!verdict.accepted && verdict.facts.is_none(), "whoever signed the address");
        assert_eq!(failed(&verdict), [CheckCode::SignaturePresent]);
        let (_, said) = verdict.reasons().remove(0);
        assert!(said.contains("over the query only") && said.contains("rsa-sha256"), "{said}");
    }
}

#[test]
fn a_signature_inside_counts_whatever_the_address_says() {
    let whole = address(&honest(SignWhat::Response), &MALLORY);
    assert!(check_captured(&taken(&whole), &expectation()).accepted, "its own signature holds");
    let forged = address(&honest(SignWhat::Response).replace("b.simon@", "admin@"), &TENANT);
    let verdict = check_captured(&taken(&forged), &expectation());
    assert_eq!(failed(&verdict), [CheckCode::SignedByActiveCertificate], "a good address mends nothing");
}

#[test]
fn a_signature_without_its_algorithm_is_seen_as_well() {
    let whole = address(&unsigned(), &TENANT);
    let (start, end) = (whole.find("&SigAlg=").unwrap(), whole.find("&Signature=").unwrap());
    let found = taken(&format!("{}{}", &whole[..start], &whole[end..]));
    assert_eq!(found.query_signature.as_deref(), Some(""));
    assert_eq!(failed(&check_captured(&found, &expectation())), [CheckCode::SignaturePresent]);
}

#[test]
fn a_signed_logout_response_lets_nobody_in() {
    let logout = format!(
        "<samlp:LogoutResponse xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_out\" Version=\"2.0\" \
         IssueInstant=\"2026-01-10T09:00:00Z\" InResponseTo=\"{REQUEST}\"><samlp:Status><samlp:StatusCode \
         Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status></samlp:LogoutResponse>"
    );
    let verdict = check_captured(&taken(&address(&logout, &TENANT)), &expectation());
    assert_eq!(failed(&verdict), [CheckCode::ResponseRoot]);
    assert!(verdict.reasons()[0].1.contains("LogoutResponse of SAML 2.0"), "{:?}", verdict.reasons());
}
