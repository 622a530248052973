use super::*;

fn of(field: SamlField, value: &str) -> Vec<(LintCode, Grade, Option<usize>)> {
    alone::look(field, value).into_iter().map(|found| (found.code, found.grade, found.at)).collect()
}

fn codes(field: SamlField, value: &str) -> Vec<LintCode> {
    of(field, value).into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn a_plain_address_raises_nothing() {
    assert_eq!(of(SamlField::ReplyUrl, "https://sentry.io/saml/acs/acme/"), []);
    assert_eq!(of(SamlField::Identifier, "urn:auth0:segment-prod:samlp-acme"), []);
    assert_eq!(of(SamlField::RelayState, "any thing"), []);
}

#[test]
fn each_rule_names_the_character_it_is_about() {
    use {Grade::*, LintCode::*};
    let reply = |value: &str| of(SamlField::ReplyUrl, value);
    assert_eq!(reply("http://a.example/acs"), [(Http, Error, Some(5))]);
    assert_eq!(
        reply("http://localhost:80/acs"),
        [(Localhost, Warning, Some(8)), (DefaultPort, Warning, Some(17))]
    );
    assert_eq!(reply("https://A.example/acs"), [(HostCase, Warning, Some(9))]);
    assert_eq!(reply("https://a.example:443/acs"), [(DefaultPort, Warning, Some(18))]);
    assert_eq!(reply("https://*.example/acs"), [(Wildcard, Error, Some(9))]);
    assert_eq!(reply("https://a.example/acs?x=1"), [(Query, Warning, Some(22))]);
    assert_eq!(reply("https://a.example/acs#x"), [(Fragment, Error, Some(22))]);
    assert_eq!(reply("https://a.example/(acs"), [(Forbidden, Error, Some(19))]);
    assert_eq!(reply("https://a.example/a b"), [(Space, Error, Some(20))]);
    assert_eq!(reply("https://a.example/<org>"), [(Placeholder, Error, Some(19))]);
    assert_eq!(reply("ftp://a.example/"), [(Scheme, Error, Some(1)), (TrailingSlash, Note, None)]);
    assert_eq!(reply("a.example/acs"), [(NotAbsolute, Error, Some(1))]);
    assert_eq!(reply("https:///acs"), [(Host, Error, Some(9))]);
    assert_eq!(reply("https://sso/acs"), [(Host, Warning, Some(9))]);
    assert_eq!(reply("https://me:pw@a.example/acs"), [(Credentials, Error, None)]);
    assert_eq!(reply("https://\u{430}.example/acs"), [(Lookalike, Warning, Some(9))], "a Cyrillic letter");
    assert_eq!(reply("https://a.example/Acs"), [(PathCase, Note, None)]);
    assert_eq!(reply(&format!("https://a.example/{}", "x".repeat(300))), [(Length, Error, Some(257))]);
    assert_eq!(reply("https://[::1]:8443/acs"), [(Localhost, Warning, Some(9))]);
}

#[test]
fn suggestions_change_only_what_is_wrong() {
    let suggested = |value: &str| alone::look(SamlField::ReplyUrl, value).remove(0).suggestion;
    assert_eq!(suggested("http://a.example/Acs?x=1").as_deref(), Some("https://a.example/Acs?x=1"));
    assert_eq!(suggested("https://A.Example/Acs").as_deref(), Some("https://a.example/Acs"));
    assert_eq!(suggested("https://a.example:443/acs").as_deref(), Some("https://a.example/acs"));
    assert_eq!(suggested("https://a.example/a cs").as_deref(), Some("https://a.example/acs"));
}

#[test]
fn an_identifier_is_held_to_fewer_rules_than_a_reply_url() {
    assert_eq!(codes(SamlField::Identifier, "http://a.example/x"), [LintCode::Http]);
    assert_eq!(of(SamlField::Identifier, "http://a.example/x")[0].1, Grade::Note);
    assert_eq!(codes(SamlField::Identifier, "my app"), [LintCode::Space, LintCode::NotAbsolute]);
    assert_eq!(codes(SamlField::Identifier, "https://a.example/(x)"), []);
}

#[test]
fn fields_are_held_against_each_other_and_against_other_applications() {
    let field = |field, value: &str| (field, value.to_owned());
    let known = |identifier: &str| Known { application: "Old".to_owned(), identifier: identifier.to_owned() };
    let input = Lint {
        fields: vec![
            field(SamlField::Identifier, "https://a.example/saml"),
            field(SamlField::ReplyUrl, "https://a.example/saml/"),
            field(SamlField::SignOnUrl, "https://b.test/login"),
        ],
        others: vec![known("https://a.example/saml"), known("https://a.example/SAML/"), known("urn:x")],
    };
    let found: Vec<_> = lint(&input).into_iter().map(|found| (found.code, found.at)).collect();
    use LintCode::*;
    assert_eq!(found, [(Taken, None), (AlmostTaken, Some(19)), (AlmostOther, Some(23)), (OtherHost, None)]);
    let empty = Lint { fields: vec![field(SamlField::Identifier, "urn:x")], ..Lint::default() };
    assert_eq!(lint(&empty)[0].code, Missing, "without a reply URL nothing works");
}
