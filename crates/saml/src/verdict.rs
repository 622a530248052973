//! What came of checking a response: one named result per check, and facts only when all of them passed.

use crate::names::STATUS_SUCCESS;
use doorward_domain::Thumbprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// The result of checking one response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Every check passed.
    pub accepted: bool,
    /// All checks in the order of [`CheckCode::ALL`], each once.
    pub checks: Vec<Check>,
    /// What the response proves; only when accepted.
    pub facts: Option<Facts>,
    /// What a refused response claims. For display under the word "unverified", never for a decision.
    pub unverified: Option<Facts>,
    /// What the identity provider said about success or failure, when it could be read.
    pub status: Option<Status>,
    /// ID of the assertion, to be remembered until it ends.
    pub assertion_id: Option<String>,
    /// What deserves attention although it does not refuse the response.
    pub warnings: Vec<Warning>,
}

impl Verdict {
    /// The result of one check.
    #[must_use]
    pub fn check(&self, code: CheckCode) -> Option<&Check> {
        self.checks.iter().find(|check| check.code == code)
    }

    /// The checks that failed, in order.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Failed)
    }
}

/// One check and its result. `expected` and `found` are values, cut to 300 characters, to be shown as plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which check.
    pub code: CheckCode,
    /// How it went.
    pub outcome: Outcome,
    /// What would have passed.
    pub expected: Option<String>,
    /// What the message says.
    pub found: Option<String>,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Holds.
    Passed,
    /// Does not hold: the response is refused.
    Failed,
    /// Could not be looked at because something before it failed: the response is refused anyway.
    Skipped,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What is checked: one code for everything that a person can act on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum CheckCode { $($(#[$doc])* $name),+ }

        impl CheckCode {
            /// All checks, in the order in which they are made and shown.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

codes! {
    /// Base64, UTF-8, at most 512 KiB, one well-formed root, no document type declaration.
    WellFormed,
    /// No comments and no processing instructions.
    NoComments,
    /// The root is a SAML 2.0 `Response`.
    ResponseRoot,
    /// The identity provider reports success.
    SuccessStatus,
    /// Nothing in the message is encrypted.
    NotEncrypted,
    /// Exactly one assertion, directly under the response.
    SingleAssertion,
    /// Every `ID` is present once and is a name.
    UniqueIds,
    /// Response or assertion carries a signature.
    SignaturePresent,
    /// Signatures stand where they belong and cover exactly the element around them.
    SignatureShape,
    /// Only allowed algorithms are used.
    SignatureAlgorithm,
    /// Every signature is valid under a certificate of the trusted metadata.
    SignedByActiveCertificate,
    /// Response and assertion come from the expected identity provider.
    Issuer,
    /// The response was sent to our ACS.
    Destination,
    /// The response answers the request that waits, or no request when none does.
    InResponseTo,
    /// A bearer confirmation fits in full: recipient, end, request.
    SubjectConfirmation,
    /// The conditions hold now and are all understood.
    Conditions,
    /// The assertion is meant for us.
    Audience,
    /// Response and assertion were not issued in the future.
    IssueInstant,
    /// Exactly one subject with one name.
    Subject,
    /// The assertion says how the person authenticated, and the session has not ended.
    AuthnStatement,
    /// Every attribute can be read as a named list of texts.
    Attributes,
    /// The assertion was not used before.
    NotReplayed,
}

/// Something that does not refuse a response but wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum Warning {
    /// A signature or digest uses SHA-1, allowed by the switch for this application.
    Sha1,
    /// The RSA key that signed has fewer than 2048 bits.
    ShortKey {
        /// The certificate.
        thumbprint: Thumbprint,
        /// Length of the modulus, bits.
        bits: usize,
    },
    /// No request was named, so whether the response answers one was not looked at.
    RequestUnknown {
        /// What the response says it answers.
        request_id: String,
    },
    /// The certificate that signed is outside its validity.
    CertificateOutsideValidity {
        /// The certificate.
        thumbprint: Thumbprint,
        /// Valid from, UTC.
        #[serde(with = "time::serde::rfc3339")]
        from: OffsetDateTime,
        /// Valid until, UTC.
        #[serde(with = "time::serde::rfc3339")]
        until: OffsetDateTime,
    },
}

/// What the identity provider said about success or failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Top-level status URI.
    pub code: String,
    /// Second-level status URI.
    pub sub_code: Option<String>,
    /// Sentence for people.
    pub message: Option<String>,
}

impl Status {
    /// The top-level code is success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.code == STATUS_SUCCESS
    }

    /// The number after `AADSTS` in the message: the best hint at the cause.
    #[must_use]
    pub fn aadsts(&self) -> Option<u32> {
        let (_, after) = self.message.as_deref()?.split_once("AADSTS")?;
        let digits = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        after[..digits].parse().ok()
    }
}

/// What an assertion says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The identity provider's entity ID.
    pub issuer: String,
    /// The person.
    pub name_id: String,
    /// Format URI of the NameID.
    pub name_id_format: Option<String>,
    /// Whom the assertion is meant for; in an accepted response our own entity ID. Empty when none is named.
    pub audience: String,
    /// Session at the identity provider.
    pub session_index: Option<String>,
    /// How the person authenticated, URI.
    pub authn_context: Option<String>,
    /// When the person authenticated, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub authenticated: Option<OffsetDateTime>,
    /// Claims by URI, values whole and in order.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// End of the assertion's validity, UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_on_or_after: Option<OffsetDateTime>,
    /// Until when a bearer may bring the assertion, the latest of its confirmations, UTC.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub confirmed_until: Option<OffsetDateTime>,
    /// The trusted certificate that verified; always known in an accepted response.
    pub signed_by: Option<Thumbprint>,
    /// What it signed; empty where none verified, and in verdicts made before this was noted.
    #[serde(default)]
    pub signed: Vec<SignedPart>,
}

/// What a signature of a response covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedPart {
    /// The whole response.
    Response,
    /// The assertion.
    Assertion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aadsts_number_is_found_in_the_message() {
        let status =
            |message: &str| Status { code: String::new(), sub_code: None, message: Some(message.to_owned()) };
        assert_eq!(status("AADSTS50105: The user is not assigned").aadsts(), Some(50105));
        assert_eq!(status("Sorry, AADSTS7500529").aadsts(), Some(7_500_529));
        assert_eq!(status("AADSTS").aadsts(), None);
        assert_eq!(status("no number").aadsts(), None);
    }

    #[test]
    fn codes_are_snake_case_on_the_wire() {
        let text = serde_json::to_string(&CheckCode::SignedByActiveCertificate).unwrap();
        assert_eq!(text, "\"signed_by_active_certificate\"", "phrase keys are made of these");
    }
}
