//! What went wrong, in the terms of what the person can do about it.

use serde::{Deserialize, Serialize};

/// One value per reaction, not one per cause. Each is a phrase key in the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nobody is signed in: show the sign-in page.
    NotSignedIn,
    /// The session ended: sign in again with the same account.
    SignInAgain,
    /// The code ran out: offer a new one.
    CodeExpired,
    /// Nobody came back from the browser in time: start again.
    SignInTimedOut,
    /// The tenant demands a stronger or fresher sign-in: sign in again in the browser, which carries the demand.
    InteractionRequired,
    /// No client registration is known for this cloud or tenant: register one, or name it.
    ClientMissing,
    /// The person said no on the sign-in page.
    SignInDeclined,
    /// The person pressed cancel here.
    Cancelled,
    /// Conditional access forbids this way of signing in.
    BlockedByPolicy,
    /// A permission has not been granted: an administrator must consent.
    ConsentMissing,
    /// The tenant, domain or cloud is not known to Entra.
    TenantUnknown,
    /// A different account or tenant signed in than the one expected.
    WrongAccount,
    /// The directory role is missing or not activated.
    RoleMissing,
    /// The tenant has not been confirmed as the right one.
    TenantNotConfirmed,
    /// A value cannot be used; `field` says which.
    InvalidInput,
    /// The name is used by another application.
    NameTaken,
    /// The Identifier is used by another application.
    IdentifierTaken,
    /// The domain is not a verified, managed domain of the tenant.
    DomainUnknown,
    /// The user name exists already.
    UserExists,
    /// What was previewed is no longer what would be done: look again.
    PlanChanged,
    /// The directory accepted the change but does not show it yet: wait on, or come back.
    NotSettledYet,
    /// The service asks for patience; `details` may hold the seconds.
    Throttled,
    /// The service cannot be reached; the work done so far is kept.
    Unreachable,
    /// The service answered with a failure of its own.
    ServiceFailed,
    /// What was asked for is not there (any more).
    NotFound,
    /// Somebody else changed the same thing meanwhile, here or in the directory.
    ChangedMeanwhile,
    /// Another Doorward already uses this profile.
    ProfileInUse,
    /// The tenant is no longer what the saved plan was made from.
    TenantMoved,
    /// The journal is damaged; it was left as it is.
    ProfileDamaged,
    /// The profile cannot be read or written.
    ProfileTrouble,
    /// The passphrase does not open the sealed tokens.
    WrongPassphrase,
    /// The test ran out of time before an answer came.
    ProofTimedOut,
    /// A mistake of ours; the log has more.
    Internal,
}

/// An error as it crosses the boundary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WireError {
    /// What the reader reacts to.
    pub code: ErrorCode,
    /// What happened, one sentence.
    pub message: String,
    /// What to do next, one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub hint: Option<String>,
    /// The input at fault, by the name it has in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub field: Option<String>,
    /// Microsoft's request id (or correlation id), for a support case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub request_id: Option<String>,
    /// Codes and facts for the fold: AADSTS number, Graph code, host.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub details: Option<String>,
}

impl WireError {
    /// An error with nothing but its code and sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, field: None, request_id: None, details: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the input at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds facts for the fold.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Adds Microsoft's request id.
    #[must_use]
    pub fn request_id(mut self, id: Option<String>) -> Self {
        self.request_id = id;
        self
    }
}

impl std::fmt::Display for WireError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for WireError {}
