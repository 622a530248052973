//! Honest responses as different identity providers write them, one peculiarity each. The tenant signed all of them; each is
//! accepted, and names the same person. The kinds are those that other SAML libraries keep among their test data.

use crate::{
    by_hand::sign,
    stage::{ACS, AUDIENCE, TENANT, accepted, failed, judge, refused, unsigned},
};
use doorward_saml::CheckCode;

/// A name for the report, the text that is changed, and what it becomes.
type Spoil<'a> = (&'a str, &'a str, &'a str);

fn varied(text: &str, (name, from, to): Spoil<'_>) -> String {
    assert!(text.contains(from), "{name}: “{from}” is not in the response");
    text.replacen(from, to, 1)
}

const NAME: &str = ">b.simon@contoso.com<";
const CLAIM: &str = "<Attribute Name=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname\">";
const SOAP: &str = "xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"";

/// Something about an attribute, a time, a statement: what is changed in the unsigned text, and by what.
const HONEST: &[Spoil<'static>] = &[
    (
        "a declaration with standalone",
        "<samlp:Response",
        "<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<samlp:Response",
    ),
    (
        "consent",
        "<samlp:Response ",
        "<samlp:Response Consent=\"urn:oasis:names:tc:SAML:2.0:consent:unspecified\" ",
    ),
    (
        "extensions of somebody",
        "<samlp:Status>",
        "<samlp:Extensions><x:Hint xmlns:x=\"urn:x\" x:a=\"1\">h</x:Hint></samlp:Extensions><samlp:Status>",
    ),
    (
        "a message of success",
        "</samlp:Status>",
        "<samlp:StatusMessage>Fine</samlp:StatusMessage><samlp:StatusDetail/></samlp:Status>",
    ),
    (
        "a name with qualifiers",
        "<NameID ",
        "<NameID NameQualifier=\"https://idp\" SPNameQualifier=\"https://sp\" ",
    ),
    (
        "an address of the person",
        "<SubjectConfirmationData ",
        "<SubjectConfirmationData Address=\"192.0.2.7\" ",
    ),
    (
        "a name format of the attribute",
        CLAIM,
        "<Attribute FriendlyName=\"given\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\" Name=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname\">",
    ),
    (
        "a type of the value",
        "<AttributeValue>B<",
        "<AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">B<",
    ),
    (
        "a value that is nil",
        "<AttributeValue>B<",
        "<AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/><AttributeValue>B<",
    ),
    ("no session index", " SessionIndex=\"_session\"", ""),
    (
        "seven digits of a second",
        "NotBefore=\"2026-01-10T08:55:00.000Z\"",
        "NotBefore=\"2026-01-10T08:55:00.1234567Z\"",
    ),
    (
        "no fraction of a second",
        "NotBefore=\"2026-01-10T08:55:00.000Z\"",
        "NotBefore=\"2026-01-10T08:55:00Z\"",
    ),
    (
        "another time zone",
        "NotBefore=\"2026-01-10T08:55:00.000Z\"",
        "NotBefore=\"2026-01-10T03:55:00-05:00\"",
    ),
    ("a place of the person", "<AuthnContext>", "<SubjectLocality Address=\"192.0.2.7\"/><AuthnContext>"),
    (
        "authorities behind",
        "</AuthnContext>",
        "<AuthenticatingAuthority>https://other.example/</AuthenticatingAuthority></AuthnContext>",
    ),
    ("line ends of Windows between elements", "<Subject>", "\r\n\t<Subject>"),
    ("characters by number", NAME, ">b&#46;simon&#x40;contoso.com<"),
    ("used once", "</Conditions>", "<OneTimeUse/></Conditions>"),
    (
        "an issuer with its format",
        "<Issuer>",
        "<Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">",
    ),
    (
        "a prefix for the assertion that nobody uses",
        SOAP,
        "xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" xmlns:unused=\"urn:unused\"",
    ),
    (
        "an attribute in a namespace of its own",
        CLAIM,
        "<Attribute xmlns:x=\"urn:x\" x:OriginalIssuer=\"https://hr.example/\" Name=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname\">",
    ),
];

#[test]
fn every_honest_peculiarity_is_accepted_however_it_is_signed() {
    for &spoil in HONEST {
        let text = varied(&unsigned(), spoil);
        for signed in [
            sign(&text, "_assertion", &TENANT),
            sign(&text, "_response", &TENANT),
            sign(&sign(&text, "_assertion", &TENANT), "_response", &TENANT),
        ] {
            let verdict = judge(&signed);
            assert!(verdict.accepted, "{}: {:?}", spoil.0, verdict.reasons());
            assert_eq!(verdict.facts.unwrap().name_id, "b.simon@contoso.com", "{}", spoil.0);
        }
    }
}

#[test]
fn several_restrictions_that_all_name_us_and_several_sessions_are_fine() {
    let ours = format!("<AudienceRestriction><Audience>{AUDIENCE}</Audience></AudienceRestriction>");
    let twice = varied(&unsigned(), ("twice", "</Conditions>", "%%</Conditions>")).replace("%%", &ours);
    accepted(&sign(&twice, "_assertion", &TENANT));
    let text = unsigned();
    let start = text.find("<AuthnStatement").unwrap();
    let end = text.find("</AuthnStatement>").unwrap() + "</AuthnStatement>".len();
    let doubled = format!("{}{}{}", &text[..end], &text[start..end], &text[end..]);
    accepted(&sign(&doubled, "_assertion", &TENANT));
}

#[test]
fn an_assertion_without_claims_still_names_somebody() {
    let text = unsigned();
    let start = text.find("<AttributeStatement").unwrap();
    let end = text.find("</AttributeStatement>").unwrap() + "</AttributeStatement>".len();
    let facts = accepted(&sign(&format!("{}{}", &text[..start], &text[end..]), "_assertion", &TENANT)).facts;
    assert!(facts.unwrap().attributes.is_empty());
}

#[test]
fn a_signature_in_lines_is_the_same_signature() {
    let signed = sign(&unsigned(), "_response", &TENANT);
    let (open, close) = ("<SignatureValue>", "</SignatureValue>");
    let (start, end) = (signed.find(open).unwrap() + open.len(), signed.find(close).unwrap());
    let plain: String = signed[start..end].split_whitespace().collect();
    let lines: Vec<&str> =
        plain.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    for wrapped in [format!("\n{}\n", lines.join("\n")), lines.join("&#13;\n"), lines.join("\r\n")] {
        accepted(&format!("{}{wrapped}{}", &signed[..start], &signed[end..]));
    }
}

#[test]
fn what_is_nearly_honest_is_refused_for_its_own_reason() {
    let acs = format!("Recipient=\"{ACS}\"");
    let case = acs.replace("sentry", "Sentry");
    for (name, from, to, code) in [
        ("letter case of the recipient", acs.as_str(), case.as_str(), CheckCode::SubjectConfirmation),
        (
            "a destination that begins right",
            "acme/\" InResponseTo",
            "acme/x\" InResponseTo",
            CheckCode::Destination,
        ),
        ("a blank before the audience", "<Audience>", "<Audience> ", CheckCode::Audience),
        (
            "a nested status",
            "status:Success\"/>",
            "status:Success\"/><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/>",
            CheckCode::SuccessStatus,
        ),
        (
            "an attribute that is encrypted",
            "<AttributeStatement>",
            "<AttributeStatement><EncryptedAttribute/>",
            CheckCode::NotEncrypted,
        ),
        (
            "an issuer that is no entity",
            "<Issuer>",
            "<Issuer Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">",
            CheckCode::Issuer,
        ),
        (
            "a time without a zone",
            "AuthnInstant=\"2026-01-10T09:00:00.000Z\"",
            "AuthnInstant=\"2026-01-10T09:00:00\"",
            CheckCode::AuthnStatement,
        ),
        ("no subject", "<Subject>", "<Subject xmlns=\"urn:x\">", CheckCode::Subject),
    ] {
        let signed = sign(&varied(&unsigned(), (name, from, to)), "_response", &TENANT);
        let codes = failed(&judge(&signed));
        assert!(codes.contains(&code), "{name}: {codes:?}");
    }
    refused(
        &sign(&unsigned().replace("_response", "_réponse"), "_assertion", &TENANT),
        &[CheckCode::UniqueIds],
    );
}
