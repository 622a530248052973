//! One field by itself.

use super::{Finding, Grade, LintCode, finding};
use doorward_domain::SamlField;

/// Characters that Entra does not take in a reply URL.
const FORBIDDEN: &[char] = &['!', '$', '\'', '(', ')', ',', ';'];

pub(super) fn look(field: SamlField, value: &str) -> Vec<Finding> {
    if field == SamlField::RelayState {
        return relay_state(value);
    }
    if value.is_empty() {
        return Vec::new();
    }
    let mut findings = letters(field, value);
    if field == SamlField::Identifier && !value.to_ascii_lowercase().starts_with("http") {
        findings.extend(identifier(value));
    } else {
        findings.extend(address(field, value));
    }
    findings
}

fn relay_state(value: &str) -> Vec<Finding> {
    let length = value.len();
    // SAML 2.0 bindings, 3.4.3: RelayState must not exceed 80 bytes.
    let long = (length > 80).then(|| {
        let message =
            format!("SAML allows 80 bytes of Relay State; this has {length}, and some vendors cut it.");
        finding(SamlField::RelayState, LintCode::Length, Grade::Warning, message)
    });
    long.into_iter().collect()
}

/// Rules on single characters and the length, for any kind of value.
fn letters(field: SamlField, value: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let place = |wanted: &dyn Fn(char) -> bool| value.chars().position(wanted).map(|at| at + 1);
    if let Some(at) = place(&|letter| letter.is_whitespace() || letter.is_control()) {
        let cleaned: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let message = format!("There is a blank or control character at character {at}.");
        findings.push(finding(field, LintCode::Space, Grade::Error, message).at(at).suggest(cleaned));
    }
    let strange = |letter: char| !letter.is_ascii() && !letter.is_whitespace() && !letter.is_control();
    if let Some(at) = place(&strange) {
        let letter = value.chars().nth(at - 1).unwrap_or_default();
        let message = format!(
            "Character {at} is U+{:04X}, no ASCII letter; sign-on compares byte for byte, so type it afresh.",
            u32::from(letter)
        );
        findings.push(finding(field, LintCode::Lookalike, Grade::Warning, message).at(at));
    }
    let (length, longest) = (value.chars().count(), if field == SamlField::ReplyUrl { 256 } else { 255 });
    if length > longest {
        let message = format!("Entra takes at most {longest} characters; this has {length}.");
        findings.push(finding(field, LintCode::Length, Grade::Error, message).at(longest + 1));
    }
    if let Some(at) = place(&|letter| matches!(letter, '<' | '>' | '{' | '}')) {
        let message = format!("A placeholder was left standing at character {at}.");
        findings.push(finding(field, LintCode::Placeholder, Grade::Error, message).at(at));
    }
    if let Some(at) = place(&|letter| letter == '*') {
        let message = "A wildcard (*) does not work: the comparison at sign-on is exact.";
        findings.push(finding(field, LintCode::Wildcard, Grade::Error, message).at(at));
    }
    findings
}

/// An Identifier that is no web address: any absolute URI will do, a bare word will not in every tenant.
fn identifier(value: &str) -> Option<Finding> {
    let scheme = value.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    let plausible = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    (!plausible).then(|| {
        let message = "An Identifier is usually an absolute URI (https://… or urn:…); a bare word works only where \
                       the vendor sends exactly this word.";
        finding(SamlField::Identifier, LintCode::NotAbsolute, Grade::Warning, message)
    })
}

/// A web address taken apart without changing a letter of it.
pub(super) struct Address<'a> {
    pub(super) scheme: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) host: &'a str,
    pub(super) port: Option<&'a str>,
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) fragment: Option<&'a str>,
}

impl<'a> Address<'a> {
    pub(super) fn of(value: &'a str) -> Option<Self> {
        let (scheme, rest) = value.split_once("://")?;
        let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(rest, part)| (rest, Some(part)));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, part)| (rest, Some(part)));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) =
            authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
        let bracket = place.rfind(']').unwrap_or(0);
        let (host, port) = match place[bracket..].rfind(':') {
            Some(colon) => (&place[..bracket + colon], Some(&place[bracket + colon + 1..])),
            None => (place, None),
        };
        Some(Self { scheme, user, host, port, path, query, fragment })
    }

    pub(super) fn is_local(&self) -> bool {
        let host = self.host.to_ascii_lowercase();
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]"
    }
}

fn address(field: SamlField, value: &str) -> Vec<Finding> {
    let Some(address) = Address::of(value) else {
        let message = "This is no absolute address: it must begin with https:// and a host name.";
        let shortened = value.trim_start_matches(['/', ':']);
        return vec![
            finding(field, LintCode::NotAbsolute, Grade::Error, message)
                .at(1)
                .suggest(format!("https://{shortened}")),
        ];
    };
    let mut findings = scheme(field, value, &address);
    findings.extend(host(field, value, &address));
    findings.extend(path(field, value, &address));
    findings
}

fn scheme(field: SamlField, value: &str, address: &Address<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rest = &value[address.scheme.len()..];
    let is_identifier = field == SamlField::Identifier;
    let refused = if is_identifier { Grade::Note } else { Grade::Error };
    match address.scheme {
        "https" => {}
        "http" if address.is_local() => {}
        "http" if is_identifier => {
            let message = "An Identifier may begin with http://, but only if the vendor sends it exactly so.";
            findings.push(finding(field, LintCode::Http, Grade::Note, message).at(5));
        }
        "http" => {
            let message = "Entra takes http:// for this computer only; use https://.";
            findings.push(
                finding(field, LintCode::Http, Grade::Error, message).at(5).suggest(format!("https{rest}")),
            );
        }
        other if other.eq_ignore_ascii_case("https") => {
            let message = "Write the scheme in small letters; the comparison is exact.";
            findings.push(
                finding(field, LintCode::Scheme, Grade::Warning, message)
                    .at(1)
                    .suggest(format!("https{rest}")),
            );
        }
        other => {
            let message = format!("The scheme is {other}; Entra takes https here.");
            findings.push(finding(field, LintCode::Scheme, refused, message).at(1));
        }
    }
    if address.is_local() && !is_identifier {
        let message = "This address leads to the computer of whoever signs in; fit for a test only.";
        findings
            .push(finding(field, LintCode::Localhost, Grade::Warning, message).at(address.scheme.len() + 4));
    }
    findings
}

fn host(field: SamlField, value: &str, address: &Address<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // The host begins after the scheme and, where there is one, after the user name.
    let start = address.scheme.chars().count() + 4 + address.user.map_or(0, |user| user.chars().count() + 1);
    let shorter = |piece: &str, by: &str| value.replacen(piece, by, 1);
    if let Some(user) = address.user {
        let message = "A user name before the host does not belong into an address that others see.";
        let better = shorter(&format!("{user}@"), "");
        findings.push(finding(field, LintCode::Credentials, Grade::Error, message).suggest(better));
    }
    let bare = !address.host.contains('.') && !address.host.starts_with('[') && !address.is_local();
    let broken = address.host.is_empty()
        || address.host.starts_with(['.', '-'])
        || address.host.contains("..")
        || !address.host.contains(|letter: char| letter.is_alphanumeric() || letter == ':');
    if broken {
        findings
            .push(finding(field, LintCode::Host, Grade::Error, "There is no proper host name.").at(start));
    } else if bare {
        let message = "The host name has no dot: only computers inside one network can find it.";
        findings.push(finding(field, LintCode::Host, Grade::Warning, message).at(start));
    }
    if let Some(at) = address.host.chars().position(|letter| letter.is_ascii_uppercase()) {
        let message =
            "Capital letters in the host: browsers write it small, and a comparison byte for byte fails.";
        let better = shorter(address.host, &address.host.to_ascii_lowercase());
        findings
            .push(finding(field, LintCode::HostCase, Grade::Warning, message).at(start + at).suggest(better));
    }
    let default = matches!((address.scheme, address.port), ("https", Some("443")) | ("http", Some("80")));
    if default || address.port == Some("") {
        let port = address.port.unwrap_or_default();
        let message = format!(
            "“:{port}” is the port that {} has anyway; vendors usually send the address without.",
            address.scheme
        );
        let better = shorter(&format!("{}:{port}", address.host), address.host);
        let at = start + address.host.chars().count();
        findings.push(finding(field, LintCode::DefaultPort, Grade::Warning, message).at(at).suggest(better));
    }
    findings
}

fn path(field: SamlField, value: &str, address: &Address<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_reply = field == SamlField::ReplyUrl;
    let forbidden = value.chars().enumerate().find(|(_, letter)| FORBIDDEN.contains(letter));
    if let Some((at, letter)) = forbidden.filter(|_| is_reply) {
        let message = format!("Entra does not take “{letter}” (character {}) in a reply URL.", at + 1);
        findings.push(finding(field, LintCode::Forbidden, Grade::Error, message).at(at + 1));
    }
    let place = |piece: &str| value.find(piece).map(|byte| value[..byte].chars().count() + 1);
    if address.path.chars().any(|letter| letter.is_ascii_uppercase()) && field != SamlField::SignOnUrl {
        let message = "Capital letters in the path count: it must be written exactly as the vendor sends it.";
        findings.push(finding(field, LintCode::PathCase, Grade::Note, message));
    }
    if address.path == "/" && is_reply {
        let message = "The reply URL is the bare host; vendors nearly always have a path for it.";
        findings.push(finding(field, LintCode::TrailingSlash, Grade::Note, message));
    }
    if let Some(query) = address.query {
        let grade = if is_reply { Grade::Warning } else { Grade::Note };
        let message = "A query is compared as well, byte for byte, and is allowed for work accounts only.";
        findings.push(Finding {
            at: place(&format!("?{query}")),
            ..finding(field, LintCode::Query, grade, message)
        });
    }
    if let Some(fragment) = address.fragment {
        let grade = if field == SamlField::Identifier { Grade::Note } else { Grade::Error };
        let message = "The part after # never reaches the application.";
        let found = finding(field, LintCode::Fragment, grade, message).suggest(value.replacen(
            &format!("#{fragment}"),
            "",
            1,
        ));
        findings.push(Finding { at: place("#"), ..found });
    }
    findings
}
