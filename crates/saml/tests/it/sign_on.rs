//! Honest sign-ons, and the honest ways in which they fail.

use crate::by_hand::sign;
use crate::stage::{
    ACS, AUDIENCE, ISSUER, MALLORY, NOW, REQUEST, TENANT, accepted, assertion, claims, expectation, failed,
    honest, judge, pair, refused, result, unsigned,
};
use doorward_saml::{
    Assertion, CheckCode, Failure, Initiation, IssueError, KeyError, NAME_ID_EMAIL, Outcome,
    STATUS_REQUEST_DENIED, STATUS_REQUESTER, STATUS_SUCCESS, SignWhat, SignedPart, SigningKey, Verdict,
    Warning, check, check_xml, issue, issue_failure,
};
use time::{Duration, macros::datetime};

fn failure() -> Failure<'static> {
    Failure {
        issuer: ISSUER,
        acs: ACS,
        in_response_to: Some(REQUEST),
        response_id: "_response",
        issued: NOW,
        status: STATUS_REQUESTER,
        sub_status: Some(STATUS_REQUEST_DENIED),
        message: "AADSTS50105: B.Simon is not assigned to a role for the application.",
    }
}

#[test]
fn britta_signs_in_and_everything_about_her_is_proven() {
    for sign in [SignWhat::Assertion, SignWhat::Response, SignWhat::Both] {
        let verdict = accepted(&honest(sign));
        let facts = verdict.facts.expect("accepted means facts");
        assert_eq!(verdict.unverified, None, "nothing is unverified about an accepted response");
        assert_eq!(facts.name_id, "b.simon@contoso.com");
        assert_eq!(facts.name_id_format.as_deref(), Some(NAME_ID_EMAIL));
        assert_eq!((facts.issuer.as_str(), facts.audience.as_str()), (ISSUER, AUDIENCE));
        assert_eq!(facts.session_index.as_deref(), Some("_session"));
        assert_eq!(facts.authenticated, Some(NOW));
        assert_eq!(
            facts.attributes,
            claims().into_iter().collect(),
            "claims arrive whole, in order, unescaped"
        );
        assert_eq!(facts.signed_by, Some(TENANT.certificate().thumbprint()));
        let parts: &[SignedPart] = match sign {
            SignWhat::Assertion => &[SignedPart::Assertion],
            SignWhat::Response => &[SignedPart::Response],
            SignWhat::Both => &[SignedPart::Response, SignedPart::Assertion],
        };
        assert_eq!(facts.signed, parts, "what was signed is told");
        assert_eq!(verdict.assertion_id.as_deref(), Some("_assertion"), "remembered against a repeat");
        assert_eq!(verdict.warnings, [], "{sign:?}");
    }
}

#[test]
fn the_form_field_is_base64_and_a_verdict_survives_storage() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let field = STANDARD.encode(honest(SignWhat::Assertion));
    let verdict = check(&field, &expectation());
    assert!(verdict.accepted);
    let wrapped: String =
        field.as_bytes().chunks(76).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
    assert!(check(&wrapped, &expectation()).accepted, "line breaks are only line breaks");
    let stored = serde_json::to_string(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&stored).unwrap(), verdict);
    for wrong in [field.replacen('P', "%50", 1), format!("{field}!"), String::new()] {
        assert_eq!(failed(&check(&wrong, &expectation())), [CheckCode::WellFormed]);
    }
}

#[test]
fn during_a_rollover_either_certificate_will_do() {
    let mut both = expectation();
    both.certificates.insert(0, MALLORY.certificate().clone());
    let verdict = check_xml(honest(SignWhat::Both).as_bytes(), &both);
    assert_eq!(
        verdict.facts.unwrap().signed_by,
        Some(TENANT.certificate().thumbprint()),
        "the one that signed"
    );
}

#[test]
fn a_refusal_shows_status_and_sentence_and_names_no_person() {
    let text = issue_failure(&failure()).unwrap();
    let verdict = judge(&text);
    assert!(!verdict.accepted);
    let status = verdict.status.clone().expect("it was read");
    assert_eq!((status.code.as_str(), status.aadsts()), (STATUS_REQUESTER, Some(50105)));
    assert_eq!(status.sub_code.as_deref(), Some(STATUS_REQUEST_DENIED));
    assert_eq!(
        failed(&verdict).first(),
        Some(&CheckCode::SuccessStatus),
        "the cause comes before its consequences"
    );
    assert_eq!(
        result(&verdict, CheckCode::Issuer).outcome,
        Outcome::Passed,
        "what can be evaluated is evaluated"
    );
    assert_eq!(result(&verdict, CheckCode::Subject).outcome, Outcome::Skipped);
    assert_eq!(verdict.unverified, None, "there is nobody to name");
}

#[test]
fn a_signed_refusal_is_known_to_come_from_the_tenant() {
    let text = sign(&issue_failure(&failure()).unwrap(), "_response", &TENANT);
    let verdict = judge(&text);
    assert!(!verdict.accepted, "a refusal stays a refusal");
    assert_eq!(result(&verdict, CheckCode::SignedByActiveCertificate).outcome, Outcome::Passed);
    assert_eq!(failed(&verdict), [CheckCode::SuccessStatus, CheckCode::SingleAssertion]);
}

#[test]
fn success_must_be_said_exactly_once() {
    let text = unsigned();
    let twice = "<samlp:Status><samlp:StatusCode Value=\"x\"/></samlp:Status></samlp:Response>";
    for wrong in [text.replace(STATUS_SUCCESS, STATUS_REQUESTER), text.replace("</samlp:Response>", twice)] {
        assert!(failed(&judge(&wrong)).contains(&CheckCode::SuccessStatus));
    }
}

#[test]
fn an_unasked_response_is_accepted_only_where_that_is_allowed_and_nobody_waits() {
    let claims = claims();
    let unasked = Assertion { in_response_to: None, ..assertion(&claims) };
    let text = issue(&unasked, &TENANT.key, SignWhat::Assertion).unwrap();
    let mut open = expectation();
    open.initiation = Initiation::IdentityProvider;
    assert!(check_xml(text.as_bytes(), &open).accepted);
    refused(&text, &[CheckCode::InResponseTo, CheckCode::SubjectConfirmation]);
    let answer = check_xml(honest(SignWhat::Assertion).as_bytes(), &open);
    assert_eq!(
        failed(&answer),
        [CheckCode::InResponseTo, CheckCode::SubjectConfirmation],
        "an answer to a request that we never made was stolen from somebody"
    );
}

#[test]
fn the_same_assertion_is_not_accepted_twice() {
    let mut again = expectation();
    again.seen_ids.insert("_assertion".to_owned());
    let verdict = check_xml(honest(SignWhat::Assertion).as_bytes(), &again);
    assert_eq!(failed(&verdict), [CheckCode::NotReplayed]);
    again.seen_ids = ["_other".to_owned()].into();
    assert!(check_xml(honest(SignWhat::Assertion).as_bytes(), &again).accepted);
}

#[test]
fn an_expired_certificate_is_a_warning_because_entra_signs_with_it() {
    let claims = claims();
    let later = datetime!(2029-06-01 12:00:00 UTC);
    let late = Assertion {
        issued: later,
        not_before: later,
        not_on_or_after: later + Duration::hours(1),
        ..assertion(&claims)
    };
    let mut then = expectation();
    then.now = later;
    let verdict = check_xml(issue(&late, &TENANT.key, SignWhat::Assertion).unwrap().as_bytes(), &then);
    assert!(verdict.accepted, "{:?}", failed(&verdict));
    assert!(matches!(verdict.warnings.as_slice(), [Warning::CertificateOutsideValidity { .. }]));
}

#[test]
fn nothing_wrong_is_ever_issued() {
    let claims = claims();
    let issued = |wrong: Assertion<'_>| issue(&wrong, &TENANT.key, SignWhat::Both);
    for id in ["", "1abc", "a b", "_response"] {
        let wrong = Assertion { assertion_id: id, ..assertion(&claims) };
        assert_eq!(issued(wrong), Err(IssueError::BadId), "“{id}” would make the reference ambiguous");
    }
    let success = Failure { status: STATUS_SUCCESS, ..failure() };
    assert_eq!(issue_failure(&success), Err(IssueError::NotAFailure));
}

#[test]
fn hostile_claims_stay_claims() {
    let evil = "</AttributeValue></Attribute><Attribute Name=\"role\"><AttributeValue>owner";
    let attributes = vec![("x\" y=\"".to_owned(), vec![evil.to_owned()])];
    let text = issue(&assertion(&attributes), &TENANT.key, SignWhat::Assertion).unwrap();
    let facts = accepted(&text).facts.unwrap();
    assert_eq!(facts.attributes, attributes.into_iter().collect(), "text never becomes markup");
}

#[test]
fn a_key_must_belong_to_its_certificate_and_is_never_printed() {
    let (pem, certificate) = pair("Pair");
    let other = MALLORY.certificate().clone();
    assert_eq!(SigningKey::from_pkcs8_pem(&pem, other).err(), Some(KeyError::NotAPair));
    assert_eq!(SigningKey::from_pkcs8_pem("nonsense", certificate.clone()).err(), Some(KeyError::NotRsa));
    let shown = format!("{:?}", SigningKey::from_pkcs8_pem(&pem, certificate.clone()).unwrap());
    assert_eq!(shown, format!("SigningKey({}, private key redacted)", certificate.thumbprint()));
}
