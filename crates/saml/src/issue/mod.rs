//! The identity provider's side: responses as Entra emits them, for the practice tenant.
//!
//! What is decided here is the shape: where the signature stands, what it covers, which algorithms. Who may sign in and
//! what is claimed about the person is decided by the caller.

mod key;
mod seal;

pub use key::{KeyError, SigningKey};

use crate::{
    encoding,
    names::{ASSERTION, BEARER, PROTOCOL, STATUS_SUCCESS},
    xml::Markup,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What is said about a person, and to whom.
#[derive(Debug, Clone)]
pub struct Assertion<'a> {
    /// The identity provider's entity ID.
    pub issuer: &'a str,
    /// The relying party's entity ID.
    pub audience: &'a str,
    /// Where the response goes: Destination and Recipient.
    pub acs: &'a str,
    /// ID of the request that is answered; `None` when the identity provider begins.
    pub in_response_to: Option<&'a str>,
    /// The person.
    pub name_id: &'a str,
    /// Format URI of the NameID.
    pub name_id_format: &'a str,
    /// Claims in order: URI and values.
    pub attributes: &'a [(String, Vec<String>)],
    /// Moment of issue and of authentication.
    pub issued: OffsetDateTime,
    /// Valid from.
    pub not_before: OffsetDateTime,
    /// Valid until, exclusive; also the end of the subject confirmation.
    pub not_on_or_after: OffsetDateTime,
    /// Session at the identity provider.
    pub session_index: &'a str,
    /// ID of the assertion; begins with a letter or an underscore.
    pub assertion_id: &'a str,
    /// ID of the response; begins with a letter or an underscore.
    pub response_id: &'a str,
    /// How the person authenticated, URI; see [`crate::AUTHN_CONTEXT_PASSWORD`].
    pub authn_context: &'a str,
}

/// A refusal, told to the relying party.
#[derive(Debug, Clone)]
pub struct Failure<'a> {
    /// The identity provider's entity ID.
    pub issuer: &'a str,
    /// Where the response goes.
    pub acs: &'a str,
    /// ID of the request that is answered.
    pub in_response_to: Option<&'a str>,
    /// ID of the response.
    pub response_id: &'a str,
    /// Moment of issue.
    pub issued: OffsetDateTime,
    /// Top-level status URI; anything but success.
    pub status: &'a str,
    /// Second-level status URI.
    pub sub_status: Option<&'a str>,
    /// Sentence for people, in Entra with an AADSTS number.
    pub message: &'a str,
}

/// What is signed (`TokenResponseSigningPolicy` in Entra).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignWhat {
    /// The assertion: Entra's default.
    Assertion,
    /// The response around it.
    Response,
    /// Both.
    Both,
}

/// Why a response could not be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// An ID is empty or not an XML name, or both IDs are the same.
    #[error("the IDs of response and assertion must be two different XML names")]
    BadId,
    /// A failure was to be told with the status of success.
    #[error("a failure cannot carry the status of success")]
    NotAFailure,
    /// The signature could not be made.
    #[error("the signature could not be made")]
    Signing,
}

/// Issues a signed response: XML text, not yet base64. The signature stands right after Issuer, with exclusive
/// canonicalisation, RSA-SHA256 and the certificate in KeyInfo.
///
/// # Errors
/// [`IssueError::BadId`] or [`IssueError::Signing`].
pub fn issue(assertion: &Assertion<'_>, key: &SigningKey, sign: SignWhat) -> Result<String, IssueError> {
    let (inner, outer) = (assertion.assertion_id, assertion.response_id);
    if !is_name(inner) || !is_name(outer) || inner == outer {
        return Err(IssueError::BadId);
    }
    let mut statement = body(assertion);
    // The inner signature comes first: what the outer one covers must be final.
    if matches!(sign, SignWhat::Assertion | SignWhat::Both) {
        statement = seal::seal(&statement, inner, key)?;
    }
    let head = Head {
        issuer: assertion.issuer,
        acs: assertion.acs,
        in_response_to: assertion.in_response_to,
        id: outer,
        issued: assertion.issued,
    };
    let mut xml = head.open();
    xml.open("samlp:Status", &[])
        .empty("samlp:StatusCode", &[("Value", STATUS_SUCCESS)])
        .close()
        .graft(&statement);
    let response = xml.finish();
    match sign {
        SignWhat::Assertion => Ok(response),
        SignWhat::Response | SignWhat::Both => seal::seal(&response, outer, key),
    }
}

/// Issues a response that says no: status, sub-status and sentence, no assertion, unsigned as Entra does.
///
/// # Errors
/// [`IssueError::BadId`] or [`IssueError::NotAFailure`].
pub fn issue_failure(failure: &Failure<'_>) -> Result<String, IssueError> {
    if !is_name(failure.response_id) {
        return Err(IssueError::BadId);
    }
    if failure.status == STATUS_SUCCESS {
        return Err(IssueError::NotAFailure);
    }
    let head = Head {
        issuer: failure.issuer,
        acs: failure.acs,
        in_response_to: failure.in_response_to,
        id: failure.response_id,
        issued: failure.issued,
    };
    let mut xml = head.open();
    xml.open("samlp:Status", &[]).open("samlp:StatusCode", &[("Value", failure.status)]);
    if let Some(code) = failure.sub_status {
        xml.empty("samlp:StatusCode", &[("Value", code)]);
    }
    xml.close().leaf("samlp:StatusMessage", &[], failure.message);
    Ok(xml.finish())
}

/// What every response begins with.
struct Head<'a> {
    issuer: &'a str,
    acs: &'a str,
    in_response_to: Option<&'a str>,
    id: &'a str,
    issued: OffsetDateTime,
}

impl Head<'_> {
    fn open(&self) -> Markup {
        let issued = encoding::instant(self.issued);
        let mut attributes =
            vec![("ID", self.id), ("Version", "2.0"), ("IssueInstant", &issued), ("Destination", self.acs)];
        attributes.extend(self.in_response_to.map(|id| ("InResponseTo", id)));
        attributes.push(("xmlns:samlp", PROTOCOL));
        let mut xml = Markup::default();
        xml.open("samlp:Response", &attributes).leaf("Issuer", &[("xmlns", ASSERTION)], self.issuer);
        xml
    }
}

/// The assertion without its signature.
fn body(assertion: &Assertion<'_>) -> String {
    let issued = encoding::instant(assertion.issued);
    let (from, until) =
        (encoding::instant(assertion.not_before), encoding::instant(assertion.not_on_or_after));
    let mut xml = Markup::default();
    xml.open(
        "Assertion",
        &[
            ("ID", assertion.assertion_id),
            ("IssueInstant", &issued),
            ("Version", "2.0"),
            ("xmlns", ASSERTION),
        ],
    );
    xml.leaf("Issuer", &[], assertion.issuer);
    subject(&mut xml, assertion, &until);
    xml.open("Conditions", &[("NotBefore", &from), ("NotOnOrAfter", &until)])
        .open("AudienceRestriction", &[]);
    xml.leaf("Audience", &[], assertion.audience).close().close();
    attributes(&mut xml, assertion.attributes);
    xml.open("AuthnStatement", &[("AuthnInstant", &issued), ("SessionIndex", assertion.session_index)]);
    xml.open("AuthnContext", &[]).leaf("AuthnContextClassRef", &[], assertion.authn_context);
    xml.finish()
}

fn subject(xml: &mut Markup, assertion: &Assertion<'_>, until: &str) {
    let mut data = vec![("NotOnOrAfter", until), ("Recipient", assertion.acs)];
    data.extend(assertion.in_response_to.map(|id| ("InResponseTo", id)));
    xml.open("Subject", &[]).leaf("NameID", &[("Format", assertion.name_id_format)], assertion.name_id);
    xml.open("SubjectConfirmation", &[("Method", BEARER)])
        .empty("SubjectConfirmationData", &data)
        .close()
        .close();
}

fn attributes(xml: &mut Markup, attributes: &[(String, Vec<String>)]) {
    // The schema wants at least one attribute in a statement.
    if attributes.is_empty() {
        return;
    }
    xml.open("AttributeStatement", &[]);
    for (name, values) in attributes {
        xml.open("Attribute", &[("Name", name)]);
        for value in values {
            xml.leaf("AttributeValue", &[], value);
        }
        xml.close();
    }
    xml.close();
}

/// An ASCII XML name without colon: what an `xs:ID` may safely be inside a same-document reference.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.'))
}
