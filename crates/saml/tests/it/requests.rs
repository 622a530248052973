//! Requests on their way from the relying party to the identity provider.

use crate::stage::{ACS, AUDIENCE, NOW, REQUEST};
use base64::{Engine, engine::general_purpose::STANDARD};
use doorward_domain::Random;
use doorward_saml::{AuthnRequest, NAME_ID_EMAIL, RequestError, XmlFault, request_id};
use flate2::{Compression, write::DeflateEncoder};
use std::io::Write as _;
use url::Url;

struct Fixed(u8);

impl Random for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0);
    }
}

fn request() -> AuthnRequest {
    AuthnRequest {
        id: REQUEST.to_owned(),
        issuer: AUDIENCE.to_owned(),
        acs: Some(ACS.to_owned()),
        issued: NOW,
        destination: Some("https://login.example/saml2?a=1&b=2".to_owned()),
        name_id_format: Some(NAME_ID_EMAIL.to_owned()),
        force_authn: true,
    }
}

fn deflated(text: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn post(xml: &str) -> Result<AuthnRequest, RequestError> {
    AuthnRequest::from_post(&STANDARD.encode(xml))
}

#[test]
fn a_request_travels_in_a_url_and_arrives_whole() {
    let sso = Url::parse("https://login.example/tenant/saml2?appid=7").unwrap();
    let url = request().redirect_url(&sso, Some("/issues?a=b&c=d e"));
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    assert_eq!(query[0], ("appid".to_owned(), "7".to_owned()), "a query that was there stays");
    assert_eq!(query[2], ("RelayState".to_owned(), "/issues?a=b&c=d e".to_owned()));
    assert_eq!(AuthnRequest::from_redirect(&query[1].1), Ok(request()));
    assert_eq!(request().redirect_url(&sso, None).query_pairs().count(), 2, "no relay state, no parameter");
}

#[test]
fn a_request_travels_in_a_form_and_the_optional_parts_may_be_missing() {
    let bare =
        AuthnRequest { acs: None, destination: None, name_id_format: None, force_authn: false, ..request() };
    assert_eq!(post(&bare.to_xml()), Ok(bare));
    assert_eq!(post(&request().to_xml()), Ok(request()));
}

#[test]
fn an_id_has_128_random_bits_and_begins_with_an_underscore() {
    assert_eq!(request_id(&Fixed(0xab)), format!("_{}", "ab".repeat(16)));
    assert_ne!(request_id(&Fixed(1)), request_id(&Fixed(2)));
}

#[test]
fn each_fault_has_its_name() {
    let xml = request().to_xml();
    assert_eq!(AuthnRequest::from_redirect("%%%"), Err(RequestError::NotBase64));
    let undeflated = AuthnRequest::from_redirect(&STANDARD.encode(&xml));
    assert_eq!(undeflated, Err(RequestError::NotDeflated), "a posted request in a URL");
    assert_eq!(post(&xml.replace(REQUEST, "1abc")), Err(RequestError::BadId), "Entra: AADSTS7500529");
    assert_eq!(post(&xml.replace("2026-01-10T09:00:00.000Z", "now")), Err(RequestError::BadInstant));
    assert_eq!(post(&xml.replace(AUDIENCE, "")), Err(RequestError::NoIssuer));
    let other = xml.replace("AuthnRequest", "LogoutRequest");
    assert_eq!(post(&other), Err(RequestError::NotAuthnRequest { found: "LogoutRequest".to_owned() }));
    assert!(matches!(post(&xml.replace("Version=\"2.0\"", "")), Err(RequestError::NotAuthnRequest { .. })));
    assert_eq!(post(&format!("<!DOCTYPE x>{xml}")), Err(RequestError::Xml(XmlFault::DocumentType)));
}

#[test]
fn a_bomb_is_not_inflated_to_the_end() {
    let bomb = deflated(&vec![b' '; 50 * 1024 * 1024]);
    assert!(bomb.len() < 128 * 1024, "it is small on the wire: {}", bomb.len());
    assert_eq!(AuthnRequest::from_redirect(&bomb), Err(RequestError::TooLarge));
    assert_eq!(AuthnRequest::from_post(&"A".repeat(200_000)), Err(RequestError::TooLarge));
}
