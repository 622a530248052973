//! Responses that other people's software signed: libxmlsec, Python's signxml and lxml, Node's xml-crypto.
//!
//! The files under `data/others` were written for these tests and signed with keys that were thrown away afterwards;
//! each varies what real identity providers vary.

use doorward_saml::{Certificate, CheckCode, Expectation, Initiation, Warning, check_xml};
use std::{collections::BTreeSet, path::PathBuf};
use time::{Duration, macros::datetime};

fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/others").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn trusting(keys: &[&str]) -> Expectation {
    Expectation {
        issuer: "https://idp.example/metadata".to_owned(),
        audience: "https://sp.example/metadata".to_owned(),
        acs: "https://sp.example/acs".to_owned(),
        initiation: Initiation::ServiceProvider { request_id: "_req1234567890abcdef".to_owned() },
        certificates: keys
            .iter()
            .flat_map(|key| Certificate::read_all(&data(&format!("{key}.pem"))).unwrap())
            .collect(),
        now: datetime!(2026-01-10 09:01 UTC),
        skew: Duration::minutes(3),
        allow_sha1: false,
        seen_ids: BTreeSet::new(),
    }
}

#[test]
fn every_honest_form_is_accepted_and_read_alike() {
    for (file, keys) in [
        ("xmlsec-both-pretty.xml", &["idp"][..]),
        ("xmlsec-no-prefix.xml", &["idp"]),
        ("xmlsec-response.xml", &["idp"]),
        ("xmlsec-key-name-and-value.xml", &["idp"]),
        ("xmlsec-inclusive-prefixes.xml", &["idp"]),
        ("xmlsec-targeted-id.xml", &["idp"]),
        ("xmlsec-no-key-info.xml", &["idp2", "ec", "idp"]),
        ("xmlsec-two-keys.xml", &["idp2", "idp"]),
        ("xmlsec-ecdsa.xml", &["ec"]),
        ("xmlsec-sha512.xml", &["idp"]),
        ("xmlsec-crlf.xml", &["idp"]),
        ("signxml-both.xml", &["idp"]),
        ("signxml-ecdsa.xml", &["ec"]),
        ("xml-crypto-assertion.xml", &["idp"]),
    ] {
        let verdict = check_xml(&data(file), &trusting(keys));
        assert!(verdict.accepted, "{file}: {:?}", verdict.reasons());
        let facts = verdict.facts.unwrap();
        assert_eq!(facts.name_id, "user@example.com", "{file}");
        assert_eq!(facts.attributes["groups"], ["a & b", "Grüße 漢"], "{file}");
        assert_eq!(verdict.warnings, [], "{file}");
    }
}

#[test]
fn an_identifier_of_elements_is_read_as_the_name_it_is() {
    let facts = check_xml(&data("xmlsec-targeted-id.xml"), &trusting(&["idp"])).facts.unwrap();
    assert_eq!(facts.attributes["urn:oid:1.3.6.1.4.1.5923.1.1.1.10"], ["abc123"]);
    assert_eq!(facts.attributes["novalue"], [""; 0], "an attribute without value is shown all the same");
}

#[test]
fn an_unasked_response_is_accepted_only_where_it_is_allowed() {
    let unasked = data("xmlsec-unasked.xml");
    let allowing = Expectation { initiation: Initiation::IdentityProvider, ..trusting(&["idp"]) };
    assert!(check_xml(&unasked, &allowing).accepted);
    for initiation in [trusting(&["idp"]).initiation, Initiation::Unknown] {
        let verdict = check_xml(&unasked, &Expectation { initiation, ..trusting(&["idp"]) });
        assert_eq!(verdict.reasons()[0].0, CheckCode::InResponseTo);
    }
}

#[test]
fn weak_signatures_are_refused_and_named() {
    for (file, key) in [
        ("xmlsec-sha1.xml", "idp"),
        ("lxml-sha1-sha1.xml", "mixed"),
        ("lxml-sha1-sha256.xml", "mixed"),
        ("lxml-sha256-sha1.xml", "mixed"),
    ] {
        let verdict = check_xml(&data(file), &trusting(&[key]));
        let (code, sentence) = verdict.reasons().remove(0);
        assert_eq!(code, CheckCode::SignatureAlgorithm, "{file}");
        assert!(sentence.contains("SHA-1 is broken"), "{file}: {sentence}");
        let lenient = Expectation { allow_sha1: true, ..trusting(&[key]) };
        let verdict = check_xml(&data(file), &lenient);
        assert!(verdict.accepted, "{file}: {:?}", verdict.reasons());
        assert_eq!(verdict.warnings, [Warning::Sha1], "{file}");
    }
    let lenient = Expectation { allow_sha1: true, ..trusting(&["idp"]) };
    let strong = check_xml(&data("xmlsec-sha512.xml"), &lenient);
    assert_eq!(strong.warnings, [], "the switch alone is no warning");
    let verdict = check_xml(&data("xmlsec-1024-bits.xml"), &trusting(&["small"]));
    assert!(verdict.reasons()[0].1.contains("1024 bits"), "{:?}", verdict.reasons());
}

#[test]
fn two_signatures_by_two_keys_need_both_of_them() {
    for key in ["idp", "idp2"] {
        let verdict = check_xml(&data("xmlsec-two-keys.xml"), &trusting(&[key]));
        assert_eq!(
            verdict.reasons()[0].0,
            CheckCode::SignedByActiveCertificate,
            "{key} alone made one of them"
        );
    }
}

#[test]
fn the_styles_of_common_identity_providers_are_accepted() {
    for style in ["adfs", "okta", "shib", "onelogin", "keycloak", "odd", "prefix-list"] {
        let file = format!("style-{style}.xml");
        let verdict = check_xml(&data(&file), &trusting(&["styles"]));
        assert!(verdict.accepted, "{file}: {:?}", verdict.reasons());
        assert_eq!(verdict.facts.unwrap().attributes["mail"], ["user@example.com"], "{file}");
        let verdict = check_xml(&data(&file), &trusting(&["idp"]));
        assert_eq!(verdict.reasons()[0].0, CheckCode::SignedByActiveCertificate, "{file}: another's key");
    }
}
