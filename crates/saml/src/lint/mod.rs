//! Looking at the five SAML fields before they are written: what Entra refuses, and what fails later at sign-on.
//!
//! Everything is compared as text, byte for byte, as the two sides do at sign-on; nothing is normalised. A vendor's URL
//! pattern is held against the value elsewhere, where recipes are known.
//!
//! Source of the rules: Graph and Entra documentation on identifier URIs and redirect URIs (lengths, schemes,
//! characters); URL syntax is RFC 3986.

mod across;
mod alone;

use doorward_domain::SamlField;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Entra refuses it, or no sign-on can succeed with it.
    Error,
    /// Allowed, and often wrong.
    Warning,
    /// Worth knowing.
    Note,
}

/// What was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LintCode {
    /// White space or a control character.
    Space,
    /// Looks like ASCII and is not, or is not seen at all.
    Lookalike,
    /// Longer than the service takes.
    Length,
    /// Not an absolute address, or not an absolute URI.
    NotAbsolute,
    /// Another scheme than https.
    Scheme,
    /// http beyond this computer.
    Http,
    /// This computer.
    Localhost,
    /// A host that no other computer can find, or none at all.
    Host,
    /// A user name or password before the host.
    Credentials,
    /// Capital letters in the host.
    HostCase,
    /// Capital letters in the path.
    PathCase,
    /// With or without a slash at the end.
    TrailingSlash,
    /// The port that the scheme has anyway.
    DefaultPort,
    /// `*`.
    Wildcard,
    /// A query.
    Query,
    /// A fragment, which never reaches the application.
    Fragment,
    /// A character that reply URLs must not contain.
    Forbidden,
    /// `<…>`, `{…}` or a word of an example left standing.
    Placeholder,
    /// Identifier and another field on different hosts.
    OtherHost,
    /// Two fields that ought to be the same, or different, are not.
    SameAsOther,
    /// Two fields that differ in case or a slash only.
    AlmostOther,
    /// Another application has this Identifier.
    Taken,
    /// Another application has an Identifier that differs in case or a slash only.
    AlmostTaken,
    /// Departs from the vendor's pattern.
    Pattern,
    /// A field that sign-on needs is empty.
    Missing,
}

/// One thing noticed about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The field.
    pub field: SamlField,
    /// What.
    pub code: LintCode,
    /// How much it weighs.
    pub grade: Grade,
    /// The first character concerned, counted from 1.
    pub at: Option<usize>,
    /// One sentence.
    pub message: String,
    /// A value that would be right.
    pub suggestion: Option<String>,
}

/// What is linted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lint {
    /// Values by field, as typed. A field that is not used is left out.
    pub fields: Vec<(SamlField, String)>,
    /// Identifiers of other applications in the tenant.
    pub others: Vec<Known>,
}

/// Another application and one of its Identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Display name.
    pub application: String,
    /// Identifier.
    pub identifier: String,
}

/// Everything noticed, the gravest first, then in the portal's order of fields.
#[must_use]
pub fn lint(input: &Lint) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        input.fields.iter().flat_map(|(field, value)| alone::look(*field, value)).collect();
    findings.extend(across::look(input));
    findings.sort_by_key(|finding| (finding.grade, finding.field, finding.code));
    findings
}

/// A finding under construction.
fn finding(field: SamlField, code: LintCode, grade: Grade, message: impl Into<String>) -> Finding {
    Finding { field, code, grade, at: None, message: message.into(), suggestion: None }
}

impl Finding {
    fn at(self, at: usize) -> Self {
        Self { at: Some(at), ..self }
    }

    fn suggest(self, value: impl Into<String>) -> Self {
        Self { suggestion: Some(value.into()), ..self }
    }
}

#[cfg(test)]
mod tests;
