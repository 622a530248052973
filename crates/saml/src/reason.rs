//! Each failed check in one sentence that says what is wrong and, where it is not plain, what that means.

use crate::{Check, CheckCode, Verdict};

impl Verdict {
    /// Why the response is refused: the code of each failed check and a sentence about it, in order. Empty when accepted.
    ///
    /// A response that fails no check is still refused when one could not be made; that check is named then.
    #[must_use]
    pub fn reasons(&self) -> Vec<(CheckCode, String)> {
        if self.accepted {
            return Vec::new();
        }
        let failed: Vec<_> = self.failures().map(|check| (check.code, check.sentence())).collect();
        if !failed.is_empty() {
            return failed;
        }
        let open = self.checks.iter().find(|check| check.outcome == crate::Outcome::Skipped);
        open.map(|check| (check.code, format!("The check {:?} could not be made.", check.code)))
            .into_iter()
            .collect()
    }
}

impl Check {
    /// What a failed check means, in one sentence with the values.
    #[must_use]
    pub fn sentence(&self) -> String {
        let found = self.found.as_deref().unwrap_or("nothing");
        let expected = self.expected.as_deref().unwrap_or("something else");
        match self.code {
            CheckCode::WellFormed => format!("The message cannot be read: {found} (expected: {expected})."),
            CheckCode::NoComments => {
                format!(
                    "The message holds {found}; such asides can make two programs read two different names."
                )
            }
            CheckCode::ResponseRoot => format!("The message is not a SAML 2.0 Response: {found}."),
            CheckCode::SuccessStatus => format!("The identity provider reports a failure: {found}."),
            CheckCode::NotEncrypted => {
                format!("The message is encrypted ({found}) and cannot be checked: {expected}.")
            }
            CheckCode::SingleAssertion => format!("There must be {expected}; found: {found}."),
            CheckCode::UniqueIds => format!("The IDs cannot be trusted: expected {expected}, found {found}."),
            CheckCode::SignaturePresent if found == "none" => "Nothing in the message is signed.".to_owned(),
            CheckCode::SignaturePresent => {
                format!(
                    "Nothing in the message is signed: there is {found}, and web sign-on takes a Response by POST with a \
                     signature inside it."
                )
            }
            CheckCode::SignatureShape => {
                format!("The signature is out of shape: {found}; expected {expected}.")
            }
            CheckCode::SignatureAlgorithm => algorithm(found, expected),
            CheckCode::SignedByActiveCertificate => signer(found, expected),
            CheckCode::Issuer => format!("Another issuer: expected {expected}, found {found}."),
            CheckCode::Destination => {
                format!("Sent to another Destination: expected {expected}, found {found}.")
            }
            CheckCode::InResponseTo => {
                format!("InResponseTo does not fit: expected {expected}, found {found}.")
            }
            CheckCode::SubjectConfirmation => {
                format!("No bearer confirmation of the subject fits: expected {expected}, found {found}.")
            }
            CheckCode::Conditions => {
                format!("The conditions do not hold: expected {expected}, found {found}.")
            }
            CheckCode::Audience => format!("Meant for another audience: expected {expected}, found {found}."),
            CheckCode::IssueInstant => {
                format!("Issued at a time that cannot be: expected {expected}, found {found}.")
            }
            CheckCode::Subject => format!("The subject is not clear: expected {expected}, found {found}."),
            CheckCode::AuthnStatement => format!("Nothing valid says how the person signed in: {found}."),
            CheckCode::Attributes => format!("The attributes cannot be read: {found}."),
            CheckCode::NotReplayed => format!("A replay: the assertion {found} was used before."),
        }
    }
}

fn algorithm(found: &str, expected: &str) -> String {
    let name = found.rsplit(['#', '/']).next().unwrap_or(found).to_ascii_lowercase();
    let why = if name.contains("hmac") {
        "an HMAC has no place where the other half of the key is public"
    } else if name.ends_with("sha1") {
        "SHA-1 is broken; it can be allowed for one application, with a warning"
    } else if name.contains("md5") {
        "MD5 is broken"
    } else {
        "it is not one that can be trusted here"
    };
    format!("The algorithm {found} is not accepted: {why}. Expected: {expected}.")
}

fn signer(found: &str, expected: &str) -> String {
    if found.len() == 40 && found.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        format!("Signed by another certificate, {found}; expected {expected}.")
    } else {
        format!("The signature does not hold: {found}. Expected one by {expected}.")
    }
}
