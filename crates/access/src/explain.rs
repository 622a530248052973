//! Turning evidence into explanations.

use crate::{
    catalogue::{self, Action, Compare, Entry, Place},
    configuration::Configuration,
    evidence::Evidence,
};
use serde::Serialize;

/// One code explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// `AADSTS50105`, or a SAML status URI.
    pub code: String,
    /// The catalogue knows it.
    pub known: bool,
    /// What happened.
    pub what: String,
    /// Where.
    pub place: Place,
    /// What the configuration of the application says, and what the error says.
    pub sides: Option<Side>,
    /// What to do.
    pub next: Next,
    /// Microsoft's page about the code.
    pub link: Option<String>,
    /// The person named in the text.
    pub person: Option<String>,
    /// Correlation id, for support.
    pub correlation_id: Option<String>,
    /// Trace or request id, for support.
    pub trace_id: Option<String>,
    /// When it happened, as written.
    pub timestamp: Option<String>,
}

/// Expected against actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// What is compared, for people.
    pub subject: String,
    /// What the application's configuration holds; empty when it is not known.
    pub expected: Vec<String>,
    /// What the error names; `None` when it names nothing.
    pub actual: Option<String>,
    /// First character in which the actual value departs from the expected one that is nearest, counted from 1.
    pub departs_at: Option<usize>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Next {
    /// For a button.
    pub action: Action,
    /// In words.
    pub text: String,
    /// The value that the action needs, for example the reply URL to register.
    pub value: Option<String>,
}

/// Explains what was pasted; empty when it holds neither an AADSTS number nor a SAML status.
///
/// AADSTS numbers come first, being more exact. Of two statuses the second-level one comes first.
#[must_use]
pub fn explain(pasted: &str, configuration: &Configuration) -> Vec<Explanation> {
    let evidence = Evidence::read(pasted);
    let codes = evidence.codes.iter().map(|&code| one(code, &evidence, configuration));
    let statuses = evidence.statuses.iter().rev().map(|uri| status(uri, &evidence));
    codes.chain(statuses).collect()
}

fn one(code: u32, evidence: &Evidence, configuration: &Configuration) -> Explanation {
    let Some(entry) = catalogue::find(code) else { return unknown(code, evidence) };
    let sides = sides(entry, evidence, configuration);
    let value = match entry.action {
        Action::AddReplyUrl | Action::FixIdentifier => sides.as_ref().and_then(|sides| sides.actual.clone()),
        Action::AssignPerson => person(evidence),
        _ => None,
    };
    Explanation {
        known: true,
        what: entry.what.to_owned(),
        place: entry.place,
        sides,
        next: Next { action: entry.action, text: entry.advice.to_owned(), value },
        ..blank(format!("AADSTS{code}"), Some(code), evidence)
    }
}

fn unknown(code: u32, evidence: &Evidence) -> Explanation {
    let text =
        "Open Microsoft's page about it, or look the sign-in up in the sign-in log by its correlation id.";
    Explanation {
        what: format!("The code {code} is not in this catalogue."),
        next: Next { action: Action::ReadSignInLog, text: text.to_owned(), value: None },
        ..blank(format!("AADSTS{code}"), Some(code), evidence)
    }
}

fn status(uri: &str, evidence: &Evidence) -> Explanation {
    let blank = blank(uri.to_owned(), None, evidence);
    match catalogue::find_status(uri) {
        Some(entry) => Explanation {
            known: true,
            what: entry.what.to_owned(),
            place: entry.place,
            next: Next { action: entry.action, text: entry.advice.to_owned(), value: None },
            ..blank
        },
        None => Explanation { what: "This status is not one of SAML 2.0's.".to_owned(), ..blank },
    }
}

fn blank(code: String, number: Option<u32>, evidence: &Evidence) -> Explanation {
    let text = "The vendor's or the tenant's log may tell more.".to_owned();
    Explanation {
        code,
        known: false,
        what: String::new(),
        place: Place::Entra,
        sides: None,
        next: Next { action: Action::ReadSignInLog, text, value: None },
        link: number.map(|number| format!("https://login.microsoftonline.com/error?code={number}")),
        person: person(evidence),
        correlation_id: evidence.correlation_id.clone(),
        trace_id: evidence.trace_id.clone(),
        timestamp: evidence.timestamp.clone(),
    }
}

/// A quoted address of a person.
fn person(evidence: &Evidence) -> Option<String> {
    let is_person = |text: &&String| {
        text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
            && !text.contains([' ', '/', ':'])
    };
    evidence.quoted.iter().find(is_person).cloned()
}

fn sides(entry: &Entry, evidence: &Evidence, configuration: &Configuration) -> Option<Side> {
    let address = || evidence.quoted.iter().find(|text| text.contains("://")).cloned();
    let yes = |value: Option<bool>| value.map(|value| if value { "on" } else { "off" }.to_owned());
    let (subject, expected, actual) = match entry.compare {
        Compare::Nothing => return None,
        Compare::ReplyUrl => ("Reply URL", configuration.reply_urls.clone(), address()),
        Compare::Identifier => {
            ("Identifier (Entity ID)", configuration.identifiers.clone(), evidence.quoted.first().cloned())
        }
        Compare::Assignment => (
            "Assigned people and groups",
            configuration.assigned.clone().unwrap_or_default(),
            person(evidence),
        ),
        Compare::Person | Compare::Tenant => {
            let tenant =
                configuration.tenant_domain.iter().chain(&configuration.tenant_id).cloned().collect();
            let named = if entry.compare == Compare::Person {
                person(evidence)
            } else {
                evidence.quoted.first().cloned()
            };
            ("Tenant", tenant, named)
        }
        Compare::Certificate => {
            let active = configuration.active_certificate.clone();
            let state = configuration.certificates.map(|count| match (count, &active) {
                (0, _) => "no signing certificate".to_owned(),
                (_, None) => "none is active".to_owned(),
                (_, Some(thumbprint)) => format!("{thumbprint} is active"),
            });
            ("Signing certificate", vec!["an active signing certificate".to_owned()], state)
        }
        Compare::Enabled => {
            ("Enabled for users to sign in", vec!["on".to_owned()], yes(configuration.enabled))
        }
        Compare::NameIdSource => {
            let source =
                configuration.name_id_source.iter().map(|source| format!("a value in {source}")).collect();
            ("Source of the NameID", source, Some("empty".to_owned()))
        }
    };
    if expected.is_empty() && actual.is_none() {
        return None;
    }
    let exact = matches!(entry.compare, Compare::ReplyUrl | Compare::Identifier);
    let departs_at = actual.as_deref().filter(|_| exact).and_then(|actual| departs_at(actual, &expected));
    Some(Side { subject: subject.to_owned(), expected, actual, departs_at })
}

/// The first character in which a value departs from the one that is like it for longest; `None` when one is the same.
fn departs_at(actual: &str, expected: &[String]) -> Option<usize> {
    let shared =
        |other: &String| actual.chars().zip(other.chars()).take_while(|(left, right)| left == right).count();
    if expected.iter().any(|other| other == actual) {
        return None;
    }
    expected.iter().map(shared).max().map(|length| length + 1)
}
