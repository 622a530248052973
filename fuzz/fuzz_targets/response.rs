//! The reader and checker of responses: no input may panic or hang, and none may be accepted for somebody whom the
//! identity provider did not name.
#![no_main]

use doorward_saml::{Certificate, Expectation, Initiation, Outline, captured, check_xml};
use libfuzzer_sys::fuzz_target;
use std::{collections::BTreeSet, sync::LazyLock};
use time::{Duration, macros::datetime};

static EXPECTATION: LazyLock<Expectation> = LazyLock::new(|| {
    let pem = include_bytes!("../../crates/saml/tests/it/data/others/idp.pem");
    Expectation {
        issuer: "https://idp.example/metadata".to_owned(),
        audience: "https://sp.example/metadata".to_owned(),
        acs: "https://sp.example/acs".to_owned(),
        initiation: Initiation::ServiceProvider { request_id: "_req1234567890abcdef".to_owned() },
        certificates: Certificate::read_all(pem).expect("the seed's own certificate"),
        now: datetime!(2026-01-10 09:01 UTC),
        skew: Duration::minutes(3),
        allow_sha1: true,
        seen_ids: BTreeSet::new(),
    }
});

fuzz_target!(|bytes: &[u8]| {
    for message in captured(bytes).unwrap_or_default() {
        let _ = Outline::read(&message.xml);
        if let Some(facts) = check_xml(&message.xml, &EXPECTATION).facts {
            assert_eq!(facts.name_id, "user@example.com");
            assert_eq!(facts.issuer, EXPECTATION.issuer);
        }
    }
});
