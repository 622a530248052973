//! What Entra accepts in a SAML field, whatever the vendor's pattern.
//!
//! Source: Graph and Entra documentation on identifier URIs and redirect URIs (lengths, schemes, forbidden characters).

use doorward_domain::SamlField;

/// Why Entra, or a sign-on through it, would not take a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlProblem {
    /// White space or a control character at this place, counted from 1.
    Space(usize),
    /// Longer than the service takes.
    TooLong(usize),
    /// Not `https://` (only the local computer may do without).
    NotHttps,
    /// No host name.
    NoHost,
    /// A wildcard; the comparison at sign-on is exact.
    Wildcard,
    /// A character that reply URLs must not contain, with its place counted from 1.
    Forbidden(char, usize),
    /// A fragment (`#…`) never reaches the application.
    Fragment,
    /// `<…>` was left standing.
    Unfilled,
}

/// Holds one value against the rules of its field.
pub(crate) fn problem(field: SamlField, value: &str) -> Option<UrlProblem> {
    let place = |wanted: &dyn Fn(char) -> bool| value.chars().position(wanted).map(|at| at + 1);
    if let Some(at) = place(&|letter| letter.is_whitespace() || letter.is_control()) {
        return (field != SamlField::RelayState).then_some(UrlProblem::Space(at));
    }
    if value.contains('<') || value.contains('>') {
        return Some(UrlProblem::Unfilled);
    }
    let longest = if field == SamlField::ReplyUrl { 256 } else { 255 };
    if field != SamlField::RelayState && value.chars().count() > longest {
        return Some(UrlProblem::TooLong(longest));
    }
    match field {
        SamlField::RelayState => None,
        SamlField::Identifier => value.contains('*').then_some(UrlProblem::Wildcard),
        SamlField::ReplyUrl => {
            let forbidden = |letter: char| matches!(letter, '!' | '$' | '\'' | '(' | ')' | ',' | ';');
            let found = value.chars().enumerate().find(|(_, letter)| forbidden(*letter));
            address(value)
                .or_else(|| value.contains('*').then_some(UrlProblem::Wildcard))
                .or_else(|| found.map(|(at, letter)| UrlProblem::Forbidden(letter, at + 1)))
                .or_else(|| value.contains('#').then_some(UrlProblem::Fragment))
        }
        SamlField::SignOnUrl | SamlField::LogoutUrl => address(value),
    }
}

fn address(value: &str) -> Option<UrlProblem> {
    let local = ["http://localhost", "http://127.0.0.1"].iter().any(|start| value.starts_with(start));
    let rest = match value.strip_prefix("https://") {
        Some(rest) => rest,
        None if local => return None,
        None => return Some(UrlProblem::NotHttps),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plausible =
        !host.is_empty() && !host.starts_with(['.', ':']) && host.contains(|c: char| c.is_alphanumeric());
    (!plausible).then_some(UrlProblem::NoHost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_urls_are_held_to_their_rules() {
        let of = |value: &str| problem(SamlField::ReplyUrl, value);
        assert_eq!(of("https://sentry.io/saml/acs/acme/"), None);
        assert_eq!(of("http://sentry.io/"), Some(UrlProblem::NotHttps));
        assert_eq!(of("http://localhost:8080/acs"), None, "the local computer may do without TLS");
        assert_eq!(of("https://*.sentry.io/"), Some(UrlProblem::Wildcard));
        assert_eq!(of("https://sentry.io/a b"), Some(UrlProblem::Space(20)));
        assert_eq!(of("https://sentry.io/(x)"), Some(UrlProblem::Forbidden('(', 19)));
        assert_eq!(of("https:///acs"), Some(UrlProblem::NoHost));
        assert_eq!(of(&format!("https://x/{}", "a".repeat(260))), Some(UrlProblem::TooLong(256)));
    }

    #[test]
    fn an_identifier_need_not_be_an_address() {
        assert_eq!(problem(SamlField::Identifier, "urn:auth0:segment-prod:samlp-acme"), None);
        assert_eq!(problem(SamlField::Identifier, "urn:<X>"), Some(UrlProblem::Unfilled));
    }

    #[test]
    fn relay_state_is_free_text() {
        assert_eq!(problem(SamlField::RelayState, "any thing"), None);
    }
}
