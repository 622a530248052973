//! What can go wrong with a sign-in: one variant per reaction, not one per cause.

use crate::{AccountKey, Refusal, Unreachable};
use doorward_domain::TenantId;

/// Why there is no token. Each variant says what the caller does next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The caller cancelled: say nothing.
    #[error("sign-in was cancelled")]
    Cancelled,
    /// The person refused: offer to start again.
    #[error("the sign-in was declined in the browser")]
    Declined {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// Nobody entered the code in time: offer a new code.
    #[error("the code expired before it was used")]
    Expired,
    /// Nobody came back from the browser in time: offer to start again.
    #[error("nobody finished the sign-in in the browser in time")]
    TimedOut,
    /// No port on this computer could be opened for the browser's answer: offer the code.
    #[error("no local port could be opened for the browser's answer: {reason}")]
    NoListener {
        /// The system's reason.
        reason: String,
    },
    /// The tenant demands a sign-in that meets these claims (stronger, fresher, another place): start one that carries
    /// them.
    #[error("the tenant demands another sign-in")]
    ClaimsRequired {
        /// JSON for the `claims` parameter.
        claims: String,
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// A policy of the tenant stands in the way: explain it, offer another way in.
    #[error("a policy of the tenant blocks this sign-in")]
    BlockedByPolicy {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// Permissions are not granted yet: ask for them, or send an administrator to the consent page.
    #[error("permissions have not been granted yet")]
    ConsentRequired {
        /// Short names of the permissions that were asked for.
        scopes: Vec<String>,
        /// Only an administrator can grant them.
        administrator: bool,
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// The session is over (revoked, inactive, password changed, stronger sign-in wanted): start a new sign-in.
    #[error("a new sign-in is needed")]
    SignInAgain {
        /// The server's answer; `None` when there is nothing left to renew with.
        refusal: Option<Box<Refusal>>,
    },
    /// No such tenant in this cloud: correct the tenant.
    #[error("the tenant “{tenant}” is unknown here")]
    TenantUnknown {
        /// Tenant as it was asked for.
        tenant: String,
        /// The server's answer; `None` when the text cannot name a tenant at all.
        refusal: Option<Box<Refusal>>,
    },
    /// The account has no place in this tenant: use another account, or have it invited.
    #[error("the account does not belong to this tenant")]
    AccountNotInTenant {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// The registration of this program is wrong or missing: mend it or use another client id.
    #[error("the client registration does not allow this sign-in")]
    ClientMisconfigured {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// A personal Microsoft account: a work or school account is needed.
    #[error("personal Microsoft accounts cannot be used")]
    PersonalAccount,
    /// Another tenant answered than the one asked for: nothing is kept.
    #[error("signed in to tenant {found}, expected {expected}")]
    OtherTenant {
        /// Asked for.
        expected: TenantId,
        /// Answered.
        found: TenantId,
    },
    /// Another account signed in than the one awaited: nothing is kept.
    #[error("signed in as another account than expected")]
    OtherAccount {
        /// Awaited.
        expected: AccountKey,
        /// Signed in.
        found: AccountKey,
    },
    /// The service is overloaded: try again later.
    #[error("the sign-in service asks to try again later")]
    Busy {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
    /// The login host could not be reached, or something else answered in its place: check the network.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// The server answered in a way that this program must not accept: report it.
    #[error(transparent)]
    Protocol(#[from] ProtocolFault),
    /// The server refused for a reason with no reaction of its own: show number and ids.
    #[error("the sign-in was refused")]
    Refused {
        /// The server's answer.
        refusal: Box<Refusal>,
    },
}

/// An answer that breaks the protocol or our rules about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolFault {
    /// A host without TLS that is not loopback.
    #[error("{host} is not reached over TLS")]
    InsecureHost {
        /// The host.
        host: String,
    },
    /// A required field is missing or of the wrong kind.
    #[error("the answer lacks a usable “{field}”")]
    Field {
        /// Name on the wire.
        field: &'static str,
    },
    /// The answer is JSON but not what the endpoint must answer.
    #[error("the answer of the {endpoint} endpoint cannot be read")]
    Shape {
        /// `device code`, `token`, `discovery` or `keys`.
        endpoint: &'static str,
    },
    /// The page for the code lies at a host we do not send people to.
    #[error("the code should be entered at {host}, which is not a known sign-in page")]
    VerificationHost {
        /// The host.
        host: String,
    },
    /// The id_token does not hold.
    #[error("the identity in the answer cannot be trusted: {0}")]
    IdToken(#[from] IdTokenFault),
}

/// Why an id_token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    /// Not three base64url parts with JSON inside, or a claim is missing.
    #[error("it is malformed")]
    Malformed,
    /// Signed with anything but RS256.
    #[error("it is not signed with RS256")]
    Algorithm,
    /// The tenant publishes no key with this id.
    #[error("its signing key is unknown")]
    UnknownKey,
    /// The signature does not verify.
    #[error("its signature is wrong")]
    Signature,
    /// Issued by somebody else.
    #[error("its issuer is not the tenant")]
    Issuer,
    /// Issued for another client.
    #[error("it was issued for another client")]
    Audience,
    /// Not the answer to this sign-in.
    #[error("it answers another sign-in than this one")]
    Nonce,
    /// No longer valid, or this machine's clock is wrong.
    #[error("it has expired; is the clock of this machine right?")]
    Expired,
    /// Not valid yet, or this machine's clock is wrong.
    #[error("it is not valid yet; is the clock of this machine right?")]
    NotYet,
}

impl SignInError {
    /// Stable code, one per reaction.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Declined { .. } => "declined",
            Self::Expired => "code_expired",
            Self::TimedOut => "timed_out",
            Self::NoListener { .. } => "no_listener",
            Self::ClaimsRequired { .. } => "claims_required",
            Self::BlockedByPolicy { .. } => "blocked_by_policy",
            Self::ConsentRequired { .. } => "consent_required",
            Self::SignInAgain { .. } => "sign_in_again",
            Self::TenantUnknown { .. } => "tenant_unknown",
            Self::AccountNotInTenant { .. } => "account_not_in_tenant",
            Self::ClientMisconfigured { .. } => "client_misconfigured",
            Self::PersonalAccount => "personal_account",
            Self::OtherTenant { .. } => "other_tenant",
            Self::OtherAccount { .. } => "other_account",
            Self::Busy { .. } => "busy",
            Self::Unreachable(_) => "unreachable",
            Self::Protocol(_) => "protocol",
            Self::Refused { .. } => "refused",
        }
    }

    /// The server's answer with its ids, where there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Declined { refusal }
            | Self::ClaimsRequired { refusal, .. }
            | Self::BlockedByPolicy { refusal }
            | Self::ConsentRequired { refusal, .. }
            | Self::AccountNotInTenant { refusal }
            | Self::ClientMisconfigured { refusal }
            | Self::Busy { refusal }
            | Self::Refused { refusal } => Some(refusal),
            Self::SignInAgain { refusal } | Self::TenantUnknown { refusal, .. } => refusal.as_deref(),
            _ => None,
        }
    }

    /// The AADSTS number, where known.
    #[must_use]
    pub fn aadsts(&self) -> Option<u32> {
        self.refusal().and_then(|refusal| refusal.aadsts)
    }

    /// The same request may succeed a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy { .. })
    }
}
