//! Content: responses that the tenant itself signed, each wrong in one thing. Every story has its honest twin.

use crate::stage::{
    ACS, AUDIENCE, ISSUER, NOW, REQUEST, accepted, claims, expectation, failed, honest, judge, refused,
    result, signed_after,
};
use doorward_saml::{CheckCode, NAME_ID_PERSISTENT, Outcome, SignWhat, check_xml};
use time::Duration;

/// Replaces text that must be there.
fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "“{from}” is not in the response");
    text.replace(from, to)
}

fn swapped(from: &str, to: &str) -> String {
    signed_after(|text| swap(&text, from, to))
}

#[test]
fn the_unspoilt_response_is_accepted() {
    accepted(&signed_after(|text| text));
}

#[test]
fn version_and_root_are_those_of_a_response() {
    let version = signed_after(|text| text.replacen("Version=\"2.0\"", "Version=\"1.1\"", 1));
    refused(&version, &[CheckCode::ResponseRoot]);
    let verdict = judge("<Response ID=\"_r\"/>");
    assert_eq!(failed(&verdict), [CheckCode::ResponseRoot], "a Response of no namespace is nothing");
}

#[test]
fn an_encrypted_assertion_is_called_encrypted() {
    let assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    let text = honest(SignWhat::Assertion);
    let (start, end) = (text.find("<Assertion ").unwrap(), text.find("</samlp:Response>").unwrap());
    let text = format!("{}<EncryptedAssertion xmlns=\"{assertion}\"/>{}", &text[..start], &text[end..]);
    let verdict = judge(&text);
    assert!(failed(&verdict).contains(&CheckCode::NotEncrypted));
    let single = result(&verdict, CheckCode::SingleAssertion).outcome;
    assert_eq!(single, Outcome::Skipped, "encrypted, not missing");
    assert!(verdict.reasons()[0].1.contains("encrypted"), "{:?}", verdict.reasons());
}

#[test]
fn the_issuer_is_compared_to_the_last_slash() {
    let bare = ISSUER.trim_end_matches('/');
    let inner = signed_after(|text| {
        let at = text.rfind(ISSUER).unwrap();
        format!("{}{bare}{}", &text[..at], &text[at + ISSUER.len()..])
    });
    refused(&inner, &[CheckCode::Issuer]);
    let outer = signed_after(|text| text.replacen(ISSUER, bare, 1));
    let verdict = refused(&outer, &[CheckCode::Issuer]);
    assert_eq!(result(&verdict, CheckCode::Issuer).found.as_deref(), Some(bare));
    let silent = signed_after(|text| {
        let element = format!("<Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{ISSUER}</Issuer>");
        swap(&text, &element, "")
    });
    accepted(&silent);
}

#[test]
fn the_destination_is_our_acs_or_absent() {
    let destination = format!(" Destination=\"{ACS}\"");
    refused(&swapped(&destination, &format!(" Destination=\"{ACS}x\"")), &[CheckCode::Destination]);
    refused(&swapped(&destination, " Destination=\"\""), &[CheckCode::Destination]);
    accepted(&swapped(&destination, ""));
}

#[test]
fn the_answer_names_the_request_that_waits_in_both_places() {
    let named = format!(" InResponseTo=\"{REQUEST}\"");
    let outer = signed_after(|text| text.replacen(&named, "", 1));
    refused(&outer, &[CheckCode::InResponseTo]);
    let inner = signed_after(|text| {
        let at = text.rfind(&named).unwrap();
        format!("{}{}", &text[..at], &text[at + named.len()..])
    });
    refused(&inner, &[CheckCode::InResponseTo, CheckCode::SubjectConfirmation]);
    refused(&swapped(REQUEST, "_another"), &[CheckCode::InResponseTo, CheckCode::SubjectConfirmation]);
}

#[test]
fn the_bearer_confirmation_fits_in_full() {
    let code = [CheckCode::SubjectConfirmation];
    refused(&swapped(&format!("Recipient=\"{ACS}\""), "Recipient=\"https://evil.example/\""), &code);
    refused(&swapped("Recipient=", "NotBefore=\"2026-01-10T08:00:00Z\" Recipient="), &code);
    refused(&swapped("NotOnOrAfter=\"2026-01-10T10:05:00.000Z\" Recipient", "Recipient"), &code);
    let ended =
        swapped("NotOnOrAfter=\"2026-01-10T10:05:00.000Z\" R", "NotOnOrAfter=\"2026-01-10T08:57:00Z\" R");
    refused(&ended, &code);
    let holder = swapped("cm:bearer", "cm:holder-of-key");
    refused(&holder, &[CheckCode::InResponseTo, CheckCode::SubjectConfirmation]);
}

#[test]
fn confirmations_that_do_not_concern_us_are_ignored() {
    let other = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"/>\
                 <SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
                 <SubjectConfirmationData Recipient=\"https://other.example/\"/></SubjectConfirmation>";
    let text = signed_after(|text| {
        text.replacen("<SubjectConfirmation ", &format!("{other}<SubjectConfirmation "), 1)
    });
    accepted(&text);
}

#[test]
fn conditions_hold_now_with_three_minutes_for_the_clocks() {
    let text = honest(SignWhat::Assertion);
    let at = |offset: Duration| {
        let mut then = expectation();
        then.now = NOW + offset;
        failed(&check_xml(text.as_bytes(), &then))
    };
    assert_eq!(at(Duration::minutes(67)), [], "ended two minutes ago: within the tolerance");
    let ended = at(Duration::minutes(68));
    assert_eq!(ended, [CheckCode::SubjectConfirmation, CheckCode::Conditions], "the end itself is too late");
    assert_eq!(at(Duration::minutes(-3)), [], "our clock may be three minutes slow");
    assert_eq!(at(Duration::minutes(-4)), [CheckCode::IssueInstant]);
    assert_eq!(at(Duration::minutes(-9)), [CheckCode::Conditions, CheckCode::IssueInstant]);
}

#[test]
fn nobody_can_widen_the_tolerance() {
    let mut generous = expectation();
    generous.skew = Duration::days(1);
    generous.now = NOW + Duration::hours(2);
    let verdict = check_xml(honest(SignWhat::Assertion).as_bytes(), &generous);
    assert_eq!(failed(&verdict), [CheckCode::SubjectConfirmation, CheckCode::Conditions]);
}

#[test]
fn instants_are_instants() {
    let from = "NotBefore=\"2026-01-10T08:55:00.000Z\"";
    accepted(&swapped(from, "NotBefore=\"2026-01-10T09:55:00.000+01:00\""));
    for wrong in ["yesterday", "", "2026-01-10T08:55:00"] {
        refused(&swapped(from, &format!("NotBefore=\"{wrong}\"")), &[CheckCode::Conditions]);
    }
    let inverted = swapped(from, "NotBefore=\"2026-01-10T10:05:00.000Z\"");
    refused(&inverted, &[CheckCode::Conditions]);
}

#[test]
fn conditions_are_there_and_understood() {
    let known = "<OneTimeUse/><ProxyRestriction Count=\"0\"/></Conditions>";
    accepted(&swapped("</Conditions>", known));
    refused(&swapped("</Conditions>", "<Condition/></Conditions>"), &[CheckCode::Conditions]);
    let none = signed_after(|text| {
        let (start, end) = (text.find("<Conditions").unwrap(), text.find("</Conditions>").unwrap() + 13);
        format!("{}{}", &text[..start], &text[end..])
    });
    refused(&none, &[CheckCode::Conditions, CheckCode::Audience]);
}

#[test]
fn every_audience_restriction_contains_us() {
    let ours = format!("<Audience>{AUDIENCE}</Audience>");
    let other = "<Audience>https://other.example/</Audience>";
    accepted(&swapped(&ours, &format!("{other}{ours}")));
    let verdict = refused(&swapped(&ours, other), &[CheckCode::Audience]);
    assert_eq!(result(&verdict, CheckCode::Audience).expected.as_deref(), Some(AUDIENCE));
    assert_eq!(result(&verdict, CheckCode::Audience).found.as_deref(), Some("https://other.example/"));
    let narrowed = format!("</AudienceRestriction><AudienceRestriction>{other}</AudienceRestriction>");
    refused(&swapped("</AudienceRestriction>", &narrowed), &[CheckCode::Audience]);
    let empty =
        signed_after(|text| swap(&text, &format!("<AudienceRestriction>{ours}</AudienceRestriction>"), ""));
    refused(&empty, &[CheckCode::Audience]);
    refused(&swapped(&ours, &format!("<Audience>{AUDIENCE}evil</Audience>")), &[CheckCode::Audience]);
}

#[test]
fn nothing_is_issued_in_the_future() {
    let issued = "IssueInstant=\"2026-01-10T09:00:00.000Z\"";
    let outer = signed_after(|text| text.replacen(issued, "IssueInstant=\"2026-01-10T09:04:00Z\"", 1));
    refused(&outer, &[CheckCode::IssueInstant]);
    refused(&swapped(issued, ""), &[CheckCode::IssueInstant]);
}

#[test]
fn one_subject_with_one_name() {
    let name = "<NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">b.simon@contoso.com</NameID>";
    for wrong in ["", &name.repeat(2), "<NameID/>", "<NameID> </NameID>", "<NameID>a<x/>b</NameID>"] {
        refused(&swapped(name, wrong), &[CheckCode::Subject]);
    }
    let twice = swapped("<Conditions ", "<Subject><NameID>admin</NameID></Subject><Conditions ");
    refused(&twice, &[CheckCode::Subject]);
}

#[test]
fn the_session_has_begun_and_not_ended() {
    let statement = "<AuthnStatement ";
    accepted(&swapped(statement, "<AuthnStatement SessionNotOnOrAfter=\"2026-01-10T17:00:00Z\" "));
    let ended = swapped(statement, "<AuthnStatement SessionNotOnOrAfter=\"2026-01-10T08:00:00Z\" ");
    refused(&ended, &[CheckCode::AuthnStatement]);
    let none = signed_after(|text| {
        let (start, end) =
            (text.find("<AuthnStatement").unwrap(), text.find("</AuthnStatement>").unwrap() + 17);
        format!("{}{}", &text[..start], &text[end..])
    });
    refused(&none, &[CheckCode::AuthnStatement]);
}

#[test]
fn attributes_are_lists_of_whole_texts() {
    let split = "</AttributeStatement><AttributeStatement><Attribute Name=\"x\"><AttributeValue>1</AttributeValue></Attribute>\
                 <Attribute Name=\"x\"><AttributeValue>2</AttributeValue></Attribute></AttributeStatement>";
    let facts = accepted(&swapped("</AttributeStatement>", split)).facts.unwrap();
    assert_eq!(facts.attributes["x"], ["1", "2"], "nothing unknown is dropped");
    let name = format!("<AttributeValue>\n<NameID Format=\"{NAME_ID_PERSISTENT}\">B</NameID>\n<");
    let facts = accepted(&swapped("<AttributeValue>B<", &name)).facts.unwrap();
    assert_eq!(
        facts.attributes[&claims()[0].0],
        ["B"],
        "a name inside a value is that name, as eduPersonTargetedID"
    );
    let nameless = swapped("<AttributeStatement>", "<AttributeStatement><Attribute/>");
    refused(&nameless, &[CheckCode::Attributes]);
}

#[test]
fn messages_of_other_protocols_are_named_as_such() {
    for (text, said) in [
        (
            r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:1.0:protocol" ResponseID="_1"/>"#,
            "Response of SAML 1.1",
        ),
        (
            r#"<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"/>"#,
            "of WS-Federation",
        ),
        (
            r#"<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>"#,
            "without the Response around it",
        ),
        (
            r#"<p:LogoutResponse xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>"#,
            "LogoutResponse of SAML 2.0",
        ),
        ("<html/>", "Response: html."),
    ] {
        let verdict = refused(text, &[CheckCode::ResponseRoot]);
        assert!(verdict.reasons()[0].1.contains(said), "{:?}", verdict.reasons());
    }
    let form = doorward_saml::captured(b"wa=wsignin1.0&wresult=%3Ct%3ARequest");
    assert_eq!(form, Err(doorward_saml::CaptureError::WsFederation));
}
