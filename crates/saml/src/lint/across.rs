//! One field against another, and against other applications.

use super::{Finding, Grade, Lint, LintCode, alone::Address, finding};
use doorward_domain::SamlField;

pub(super) fn look(input: &Lint) -> Vec<Finding> {
    let value = |wanted: SamlField| {
        let found = input.fields.iter().find(|(field, _)| *field == wanted).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    };
    let (identifier, reply, sign_on) =
        (value(SamlField::Identifier), value(SamlField::ReplyUrl), value(SamlField::SignOnUrl));
    let mut findings = Vec::new();
    for (field, found) in [(SamlField::Identifier, identifier), (SamlField::ReplyUrl, reply)] {
        if found.is_none() && !input.fields.is_empty() {
            let message = format!("{} is empty, and no sign-on works without it.", field.portal_name());
            findings.push(finding(field, LintCode::Missing, Grade::Error, message));
        }
    }
    if let (Some(identifier), Some(reply)) = (identifier, reply) {
        findings.extend(hosts(SamlField::ReplyUrl, reply, "the Identifier", identifier));
        findings.extend(almost(SamlField::ReplyUrl, reply, "the Identifier", identifier));
    }
    if let (Some(reply), Some(sign_on)) = (reply, sign_on) {
        findings.extend(hosts(SamlField::SignOnUrl, sign_on, "the Reply URL", reply));
        if reply == sign_on {
            let message = "Sign-on URL and Reply URL are the same; a reply URL takes posts only, so a person who opens \
                           it sees an error.";
            findings.push(finding(SamlField::SignOnUrl, LintCode::SameAsOther, Grade::Warning, message));
        }
    }
    findings.extend(identifier.into_iter().flat_map(|identifier| taken(identifier, input)));
    findings
}

/// The last two labels of a host: near enough to tell one vendor from another.
fn family(value: &str) -> Option<String> {
    let host = Address::of(value)?.host.to_ascii_lowercase();
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    (labels.len() == 2).then(|| format!("{}.{}", labels[1], labels[0]))
}

fn hosts(field: SamlField, value: &str, other_name: &str, other: &str) -> Option<Finding> {
    let (own, others) = (family(value)?, family(other)?);
    (own != others).then(|| {
        let message = format!(
            "Leads to {own}, but {other_name} to {others}; is one of them another vendor's or a test's?"
        );
        finding(field, LintCode::OtherHost, Grade::Note, message)
    })
}

/// Equal but for case and a slash at the end.
fn alike(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    one != other && plain(one) == plain(other)
}

/// The first character in which two texts part, counted from 1.
fn parting(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(left, right)| left == right).count() + 1
}

fn almost(field: SamlField, value: &str, other_name: &str, other: &str) -> Option<Finding> {
    alike(value, other).then(|| {
        let at = parting(value, other);
        let message = format!("Differs from {other_name} at character {at} in case or a closing slash only; both are compared exactly.");
        finding(field, LintCode::AlmostOther, Grade::Warning, message).at(at)
    })
}

fn taken(identifier: &str, input: &Lint) -> Vec<Finding> {
    let field = SamlField::Identifier;
    let mut findings = Vec::new();
    for other in &input.others {
        if other.identifier == identifier {
            let message = format!(
                "The application {} has this Identifier already; Entra refuses a second.",
                other.application
            );
            findings.push(finding(field, LintCode::Taken, Grade::Error, message));
        } else if alike(identifier, &other.identifier) {
            let at = parting(identifier, &other.identifier);
            let message = format!(
                "The application {} has {}, which departs at character {at} in case or a closing slash only.",
                other.application, other.identifier
            );
            findings.push(finding(field, LintCode::AlmostTaken, Grade::Warning, message).at(at));
        }
    }
    findings
}
