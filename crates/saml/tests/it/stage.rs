//! The scene of every story: Entra as `idp`, Sentry as relying party, one moment in time.

use crate::by_hand::sign;
use doorward_saml::{
    AUTHN_CONTEXT_PASSWORD, Assertion, Certificate, Check, CheckCode, Expectation, Initiation, NAME_ID_EMAIL,
    Outcome, SignWhat, SigningKey, Verdict, check_xml, issue,
};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use std::{collections::BTreeSet, sync::LazyLock};
use time::{Duration, OffsetDateTime, macros::datetime};

pub(crate) const ISSUER: &str = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/";
pub(crate) const AUDIENCE: &str = "https://sentry.example/saml/metadata/acme/";
pub(crate) const ACS: &str = "https://sentry.example/saml/acs/acme/";
pub(crate) const REQUEST: &str = "_0123456789abcdef0123456789abcdef";
pub(crate) const NOW: OffsetDateTime = datetime!(2026-01-10 09:00:00 UTC);

/// A key pair whose private half is at hand, so that tests can sign what the crate would never issue.
pub(crate) struct Signer {
    /// The private key.
    pub(crate) pem: String,
    /// The same key as the crate takes it.
    pub(crate) key: SigningKey,
}

impl Signer {
    fn new(name: &str) -> Self {
        let (pem, certificate) = pair(name);
        let key = SigningKey::from_pkcs8_pem(&pem, certificate).unwrap();
        Self { pem, key }
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        self.key.certificate()
    }
}

/// The key that the tenant signs with.
pub(crate) static TENANT: LazyLock<Signer> = LazyLock::new(|| Signer::new("Sentry SSO"));
/// A key that the relying party never heard of.
pub(crate) static MALLORY: LazyLock<Signer> = LazyLock::new(|| Signer::new("Mallory"));

/// A fresh RSA-2048 pair, valid 2025 to 2028.
pub(crate) fn pair(name: &str) -> (String, Certificate) {
    let private = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = datetime!(2025-01-01 00:00:00 UTC);
    params.not_after = datetime!(2028-01-01 00:00:00 UTC);
    let certificate = params.self_signed(&private).unwrap();
    (private.serialize_pem(), Certificate::from_der(certificate.der()).unwrap())
}

/// Claims as Entra sends them.
pub(crate) fn claims() -> Vec<(String, Vec<String>)> {
    let claim = |name: &str, values: &[&str]| {
        let uri = format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}");
        (uri, values.iter().map(|value| (*value).to_owned()).collect())
    };
    vec![
        claim("givenname", &["B"]),
        claim("surname", &["Simon & <Söhne>"]),
        claim("role", &["Admin", "User"]),
    ]
}

/// An honest assertion for B.Simon.
pub(crate) fn assertion(attributes: &[(String, Vec<String>)]) -> Assertion<'_> {
    Assertion {
        issuer: ISSUER,
        audience: AUDIENCE,
        acs: ACS,
        in_response_to: Some(REQUEST),
        name_id: "b.simon@contoso.com",
        name_id_format: NAME_ID_EMAIL,
        attributes,
        issued: NOW,
        not_before: NOW - Duration::minutes(5),
        not_on_or_after: NOW + Duration::minutes(65),
        session_index: "_session",
        assertion_id: "_assertion",
        response_id: "_response",
        authn_context: AUTHN_CONTEXT_PASSWORD,
    }
}

/// An honest response.
pub(crate) fn honest(sign: SignWhat) -> String {
    issue(&assertion(&claims()), &TENANT.key, sign).unwrap()
}

/// A response whose content is wrong although the tenant itself signed it: `spoil` works on the unsigned text.
pub(crate) fn signed_after(spoil: impl FnOnce(String) -> String) -> String {
    sign(&spoil(unsigned()), "_assertion", &TENANT)
}

/// The honest response without any signature.
pub(crate) fn unsigned() -> String {
    let text = honest(SignWhat::Assertion);
    let (start, end) = signature_range(&text);
    format!("{}{}", &text[..start], &text[end..])
}

/// Where the first signature stands.
pub(crate) fn signature_range(text: &str) -> (usize, usize) {
    let start = text.find("<Signature ").unwrap();
    let end = text.find("</Signature>").unwrap() + "</Signature>".len();
    (start, end)
}

/// What the relying party expects.
pub(crate) fn expectation() -> Expectation {
    Expectation {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        acs: ACS.to_owned(),
        initiation: Initiation::ServiceProvider { request_id: REQUEST.to_owned() },
        certificates: vec![TENANT.certificate().clone()],
        now: NOW,
        skew: Duration::minutes(3),
        allow_sha1: false,
        seen_ids: BTreeSet::new(),
    }
}

/// The verdict on a text under the usual expectation.
pub(crate) fn judge(text: &str) -> Verdict {
    check_xml(text.as_bytes(), &expectation())
}

/// The result of one check.
pub(crate) fn result(verdict: &Verdict, code: CheckCode) -> &Check {
    verdict.check(code).unwrap()
}

/// Which checks failed.
pub(crate) fn failed(verdict: &Verdict) -> Vec<CheckCode> {
    verdict.failures().map(|check| check.code).collect()
}

/// The text is refused, and exactly these checks say why.
pub(crate) fn refused(text: &str, codes: &[CheckCode]) -> Verdict {
    let verdict = judge(text);
    assert!(!verdict.accepted, "must be refused: {text}");
    assert_eq!(verdict.facts, None, "a refused response proves nothing");
    assert_eq!(failed(&verdict), codes, "{:?}", verdict.failures().collect::<Vec<_>>());
    verdict
}

/// The text is accepted.
pub(crate) fn accepted(text: &str) -> Verdict {
    let verdict = judge(text);
    assert!(verdict.accepted, "{:?}", verdict.failures().collect::<Vec<_>>());
    assert!(verdict.checks.iter().all(|check| check.outcome == Outcome::Passed));
    verdict
}
