//! The catalogue: one entry per code, as data. Sentences are ours; the facts come from Microsoft's list of AADSTS codes and
//! from SAML 2.0 core, section 3.2.2.2.

mod account;
mod application;
mod client;
mod policy;
mod status;

use serde::{Deserialize, Serialize};

/// Where it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the tenant.
    Entra,
    /// At the application's side.
    Vendor,
    /// In the browser or on the device.
    Browser,
    /// In this program or on this computer.
    Here,
}

/// What to hold the error against in the application's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Nothing of the application is concerned.
    Nothing,
    /// The reply URL in the request against the registered ones.
    ReplyUrl,
    /// The request's Issuer against the Identifiers.
    Identifier,
    /// The person against who is assigned.
    Assignment,
    /// The person against the tenant.
    Person,
    /// The tenant asked for against the application's.
    Tenant,
    /// The active signing certificate.
    Certificate,
    /// Whether the application is switched on.
    Enabled,
    /// Where the NameID comes from.
    NameIdSource,
}

/// What can be done; one value per button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Assign the person or a group that holds them directly.
    AssignPerson,
    /// Register the reply URL that the vendor sends.
    AddReplyUrl,
    /// Make Identifier and the vendor's Issuer the same.
    FixIdentifier,
    /// Make and activate a signing certificate.
    CreateCertificate,
    /// Switch the application on.
    EnableApplication,
    /// Fill the person's attribute, or take another source for the NameID.
    FixNameId,
    /// Upload the vendor's certificate for signed requests.
    UploadRequestCertificate,
    /// Change something in the vendor's settings or ask them to.
    AskVendor,
    /// Consent as an administrator.
    GrantConsent,
    /// Correct the registration's permissions or settings.
    FixRegistration,
    /// Make a new client secret.
    NewSecret,
    /// Sign in again.
    SignInAgain,
    /// Sign in with another account.
    UseOtherAccount,
    /// Sign in through the browser instead of by device code.
    UseBrowserSignIn,
    /// Name the right tenant.
    CheckTenant,
    /// Reset or change the password.
    ResetPassword,
    /// Switch the account on, or unblock it.
    EnableAccount,
    /// Register or pass the second factor.
    CompleteMfa,
    /// Use a device that the tenant manages.
    UseManagedDevice,
    /// Look at the Conditional Access policy in the sign-in log.
    ReviewPolicy,
    /// Ask the administrators of the person's home tenant.
    AskHomeTenant,
    /// Buy or switch on what the tenant lacks.
    GetLicence,
    /// Wait and try again.
    TryLater,
    /// Read the sign-in log for the details.
    ReadSignInLog,
    /// Nothing needs doing.
    Nothing,
}

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The number after `AADSTS`.
    pub code: u32,
    /// What happened, one or two sentences.
    pub what: &'static str,
    /// Where.
    pub place: Place,
    /// What to hold it against.
    pub compare: Compare,
    /// What can be done.
    pub action: Action,
    /// The same in words.
    pub advice: &'static str,
}

/// One SAML status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatusEntry {
    pub(crate) uri: &'static str,
    pub(crate) what: &'static str,
    pub(crate) place: Place,
    pub(crate) action: Action,
    pub(crate) advice: &'static str,
}

/// One line of the catalogue.
const fn entry(code: u32, place: Place, compare: Compare, action: Action, words: [&'static str; 2]) -> Entry {
    Entry { code, what: words[0], place, compare, action, advice: words[1] }
}

fn all() -> impl Iterator<Item = &'static Entry> {
    [application::ENTRIES, account::ENTRIES, policy::ENTRIES, client::ENTRIES].into_iter().flatten()
}

/// Every AADSTS number that can be explained.
pub fn known_codes() -> impl Iterator<Item = u32> {
    all().map(|entry| entry.code)
}

/// Every SAML status URI that can be explained.
pub fn known_statuses() -> impl Iterator<Item = &'static str> {
    status::ENTRIES.iter().map(|entry| entry.uri)
}

pub(crate) fn find(code: u32) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}

pub(crate) fn find_status(uri: &str) -> Option<&'static StatusEntry> {
    status::ENTRIES.iter().find(|entry| entry.uri == uri)
}
