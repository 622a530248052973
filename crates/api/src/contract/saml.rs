//! SAML by hand: captured responses, typed fields, a vendor's metadata, errors explained.

use super::{CheckView, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An error to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExplainText {
    /// A code, an error page's text or address, a SAML status.
    pub text: String,
    /// Hold it against this run's application.
    pub run: Option<String>,
}

/// What a text was found to mean; empty when it holds neither a code nor a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Explanations {
    /// The most exact first.
    pub explanations: Vec<ExplanationView>,
}

/// One code explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationView {
    /// `AADSTS50105`, or a SAML status URI.
    pub code: String,
    /// The catalogue knows it.
    pub known: bool,
    /// What happened.
    pub what: String,
    /// `entra`, `vendor`, `browser` or `here`.
    pub place: String,
    /// What is compared; absent when nothing is.
    pub subject: Option<String>,
    /// What the application's configuration holds.
    pub expected: Vec<String>,
    /// What the error names.
    pub actual: Option<String>,
    /// First character that departs, counted from 1.
    pub departs_at: Option<u32>,
    /// What a button could do, a phrase key: `assign_person`, `add_reply_url`, `fix_identifier`, `sign_in_again` …
    pub action: String,
    /// The value that the action needs.
    pub action_value: Option<String>,
    /// What to do, in words.
    pub advice: String,
    /// Microsoft's page about the code.
    pub link: Option<String>,
    /// The person named in the text.
    pub person: Option<String>,
    /// Correlation id.
    pub correlation_id: Option<String>,
    /// Trace or request id.
    pub trace_id: Option<String>,
    /// When it happened, as written.
    pub timestamp: Option<String>,
}

/// A captured response to be held against a run's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CapturedCheck {
    /// The run.
    pub run: String,
    /// What was pasted or dropped: base64, XML, a form body, an address, a page, or a recording of the browser.
    pub text: String,
    /// ID of the request, when it is known.
    pub request_id: Option<String>,
    /// The response must be unasked for.
    pub unasked: bool,
    /// When it was captured, RFC 3339; absent: now. A response lives for minutes only.
    pub at: Option<String>,
}

/// Whether a captured response would let somebody in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CapturedVerdict {
    /// Every check passed.
    pub accepted: bool,
    /// Why not, a sentence each.
    pub reasons: Vec<String>,
    /// What deserves attention all the same.
    pub warnings: Vec<String>,
    /// Every check in order.
    pub checks: Vec<CheckView>,
    /// Who was named; when not accepted, this and the claims are unverified.
    pub person: Option<String>,
    /// Claims by name.
    pub claims: BTreeMap<String, Vec<String>>,
    /// Where a recording says that it was sent.
    pub sent_to: Option<String>,
    /// What Entra's status means, when it reported a failure.
    pub explanations: Vec<ExplanationView>,
}

/// Fields as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LintFields {
    /// `identifier`, `reply_url`, `sign_on_url`, `relay_state`, `logout_url` and their values.
    pub fields: BTreeMap<String, String>,
}

/// What was noticed about typed fields, the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LintView {
    /// Each remark.
    pub remarks: Vec<LintRemark>,
}

/// One remark about one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LintRemark {
    /// The field.
    pub field: String,
    /// What, a phrase key: `http`, `host_case`, `trailing_slash` …
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// First character concerned, counted from 1.
    pub at: Option<u32>,
    /// One sentence.
    pub message: String,
    /// A value that would be right.
    pub suggestion: Option<String>,
}

/// A vendor's metadata as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetadataText {
    /// XML.
    pub text: String,
}

/// What a vendor's metadata fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetadataView {
    /// Entity ID.
    pub entity_id: String,
    /// Values by field, to be put into the answers' `overrides`.
    pub fields: BTreeMap<String, String>,
    /// Name formats that the vendor takes, most wanted first.
    pub name_id_formats: Vec<String>,
    /// The vendor's certificates.
    pub keys: Vec<MetadataKey>,
    /// The vendor signs its requests.
    pub requests_signed: bool,
}

/// A certificate in metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct MetadataKey {
    /// `signing`, `encryption` or `any`.
    pub purpose: String,
    /// Thumbprint.
    pub thumbprint: String,
    /// Subject.
    pub subject: String,
    /// Valid until.
    pub ends: super::Moment,
}
