//! An assertion proves one sign-on.

use crate::stage::{expectation, failed, honest};
use doorward_saml::{CheckCode, Expectation, Initiation, ReplayGuard, SignWhat, Warning, check_xml};
use time::Duration;

fn base64(text: &str) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text)
}

#[test]
fn the_second_use_is_refused_even_after_a_restart() {
    let response = base64(&honest(SignWhat::Assertion));
    let mut guard = ReplayGuard::default();
    assert!(guard.check(&response, &expectation()).accepted);
    let kept = serde_json::to_string(&guard).unwrap();
    let mut after: ReplayGuard = serde_json::from_str(&kept).unwrap();
    let again = after.check(&response, &expectation());
    assert_eq!(failed(&again), [CheckCode::NotReplayed]);
    assert_eq!(after.len(), 1, "a refused one is not remembered anew");
}

#[test]
fn a_refused_response_uses_nothing_up() {
    let response = base64(&honest(SignWhat::Assertion));
    let mut guard = ReplayGuard::default();
    let elsewhere = Expectation { audience: "https://other.example".to_owned(), ..expectation() };
    assert!(!guard.check(&response, &elsewhere).accepted);
    assert!(guard.is_empty(), "otherwise anybody could burn somebody else's assertion");
    assert!(guard.check(&response, &expectation()).accepted);
}

#[test]
fn what_has_ended_is_forgotten() {
    let response = base64(&honest(SignWhat::Assertion));
    let mut guard = ReplayGuard::default();
    let verdict = guard.check(&response, &expectation());
    let end = verdict.facts.as_ref().unwrap().confirmed_until.unwrap();
    guard.remember(&check_xml(b"", &expectation()), end + Duration::minutes(3));
    assert_eq!(guard.len(), 1, "within the tolerance of clocks it might still come again");
    guard.remember(&check_xml(b"", &expectation()), end + Duration::minutes(11));
    assert!(guard.is_empty());
}

#[test]
fn without_a_known_request_the_response_must_agree_with_itself() {
    let unknown = Expectation { initiation: Initiation::Unknown, ..expectation() };
    let verdict = check_xml(honest(SignWhat::Assertion).as_bytes(), &unknown);
    assert!(verdict.accepted);
    assert!(matches!(verdict.warnings.as_slice(), [Warning::RequestUnknown { .. }]), "and it is said");
    let other = honest(SignWhat::Assertion).replacen("InResponseTo=\"_0", "InResponseTo=\"_1", 1);
    let codes = failed(&check_xml(other.as_bytes(), &unknown));
    assert!(codes.contains(&CheckCode::InResponseTo), "{codes:?}");
}
