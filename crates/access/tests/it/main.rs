//! What people paste, explained.
#![allow(clippy::unwrap_used, reason = "a test may end where its story breaks")]

use doorward_access::{Action, Configuration, Evidence, Place, explain, known_codes, known_statuses};
use std::collections::BTreeSet;

fn sentry() -> Configuration {
    Configuration {
        application: Some("Sentry".to_owned()),
        tenant_domain: Some("contoso.com".to_owned()),
        identifiers: vec!["https://sentry.io/saml/metadata/acme/".to_owned()],
        reply_urls: vec!["https://sentry.io/saml/acs/acme/".to_owned()],
        assigned: Some(vec!["Sales".to_owned()]),
        certificates: Some(1),
        enabled: Some(false),
        name_id_source: Some("user.mail".to_owned()),
        ..Configuration::default()
    }
}

const PAGE: &str = "<html><body><h1>Sign in</h1><p>Sorry, but we&#39;re having trouble signing you in.</p>\
    <div>AADSTS50105: Your administrator has configured the application Sentry (&#39;0a0a0a0a-1111-2222-3333-444444444444&#39;) \
    to block users unless they are specifically granted access. The signed in user &#39;b.simon@contoso.com&#39; is blocked.</div>\
    <p>Request Id: 11111111-AAAA-bbbb-cccc-222222222222</p><p>Correlation Id: 33333333-aaaa-bbbb-cccc-444444444444</p>\
    <p>Timestamp: 2026-01-10T09:00:00Z</p></body></html>";

#[test]
fn an_error_page_yields_code_ids_time_and_person() {
    let all = explain(PAGE, &sentry());
    let [found] = all.as_slice() else { panic!("one code, found {all:?}") };
    assert_eq!((found.code.as_str(), found.known, found.place), ("AADSTS50105", true, Place::Entra));
    assert_eq!(found.person.as_deref(), Some("b.simon@contoso.com"));
    assert_eq!(found.correlation_id.as_deref(), Some("33333333-aaaa-bbbb-cccc-444444444444"));
    assert_eq!(found.trace_id.as_deref(), Some("11111111-aaaa-bbbb-cccc-222222222222"));
    assert_eq!(found.timestamp.as_deref(), Some("2026-01-10T09:00:00Z"));
    let sides = found.sides.as_ref().unwrap();
    assert_eq!(
        (sides.expected.as_slice(), sides.actual.as_deref()),
        (&["Sales".to_owned()][..], Some("b.simon@contoso.com"))
    );
    assert_eq!(
        (found.next.action, found.next.value.as_deref()),
        (Action::AssignPerson, Some("b.simon@contoso.com"))
    );
}

#[test]
fn a_code_is_found_however_it_is_written() {
    for text in [
        "50105",
        " AADSTS50105 ",
        "aadsts50105",
        "AADSTS: 50105",
        "https://login.microsoftonline.com/error?code=50105",
        "https://sentry.io/cb?error=access_denied&error_description=AADSTS50105%3a+The+signed+in+user",
        "{\"error\":\"invalid_grant\",\"error_codes\":[50105],\"timestamp\":\"2026-01-10 09:00:00Z\"}",
        "Sign-in error code: 50105",
    ] {
        assert_eq!(Evidence::read(text).codes, [50105], "{text}");
    }
    for text in ["", "no number", "AADSTS", "AADSTSx", "12", "999999999999"] {
        assert_eq!(explain(text, &sentry()), [], "{text}");
    }
}

#[test]
fn a_wrong_reply_url_is_held_against_the_registered_one() {
    let text = "AADSTS50011: The redirect URI 'https://sentry.io/saml/acs/acme' specified in the request does not match \
                the redirect URIs configured for the application 'https://sentry.io/saml/metadata/acme/'.";
    let found = explain(text, &sentry()).remove(0);
    let sides = found.sides.unwrap();
    assert_eq!(sides.actual.as_deref(), Some("https://sentry.io/saml/acs/acme"));
    assert_eq!(sides.departs_at, Some(32), "the closing slash is missing there");
    assert_eq!(found.next.action, Action::AddReplyUrl);
    assert_eq!(found.next.value.as_deref(), Some("https://sentry.io/saml/acs/acme"));
}

#[test]
fn an_unknown_identifier_is_held_against_the_own_one() {
    let text = "AADSTS700016: Application with identifier 'https://sentry.io/saml/metadata/Acme/' was not found in the directory 'Contoso'.";
    let sides = explain(text, &sentry()).remove(0).sides.unwrap();
    assert_eq!(sides.actual.as_deref(), Some("https://sentry.io/saml/metadata/Acme/"));
    assert_eq!(sides.departs_at, Some(33), "a capital letter");
}

#[test]
fn other_settings_are_compared_too() {
    let sides = |code: &str| explain(code, &sentry()).remove(0).sides.unwrap();
    assert_eq!(sides("7000112").actual.as_deref(), Some("off"));
    assert_eq!(sides("50003").actual.as_deref(), Some("none is active"));
    assert_eq!(sides("501241").expected, ["a value in user.mail"]);
    assert_eq!(
        explain("50011", &Configuration::default())[0].sides,
        None,
        "nothing known is nothing compared"
    );
}

#[test]
fn a_saml_status_is_explained_the_exact_one_first() {
    let text = "urn:oasis:names:tc:SAML:2.0:status:Responder · urn:oasis:names:tc:SAML:2.0:status:NoPassive";
    let codes: Vec<_> = explain(text, &sentry()).into_iter().map(|found| found.code).collect();
    assert_eq!(
        codes,
        ["urn:oasis:names:tc:SAML:2.0:status:NoPassive", "urn:oasis:names:tc:SAML:2.0:status:Responder"]
    );
    assert_eq!(explain("RequestDenied", &sentry()).len(), 1);
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let found = explain("AADSTS999999", &sentry()).remove(0);
    assert!(!found.known);
    assert_eq!(found.link.as_deref(), Some("https://login.microsoftonline.com/error?code=999999"));
}

#[test]
fn the_catalogue_is_large_and_each_entry_speaks_in_sentences() {
    let codes: Vec<u32> = known_codes().collect();
    assert!(codes.len() >= 60, "{}", codes.len());
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "no code twice");
    for code in codes.iter().map(u32::to_string).chain(known_statuses().map(str::to_owned)) {
        let found = explain(&code, &Configuration::default()).remove(0);
        assert!(found.known && found.what.ends_with('.') && found.next.text.ends_with('.'), "{found:?}");
        assert!(!found.what.contains("AADSTS"), "the number is no explanation: {found:?}");
    }
}

#[test]
fn hostile_text_does_no_harm() {
    for text in [
        "<".repeat(100_000),
        "'".repeat(100_000),
        "AADSTS".repeat(10_000),
        "%".repeat(100_000),
        "&#x0;".repeat(100),
    ] {
        let _ = explain(&text, &sentry());
    }
    assert_eq!(explain("ÄÖ\u{202e}AADSTS50105\u{fffd}correlation id: ÄÄÄ", &sentry()).len(), 1);
}
