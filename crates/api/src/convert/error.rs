//! Errors of the rooms, as reactions of the interface: what happened, what to do, and the facts for the fold.

use crate::contract::{ErrorCode, WireError};
use doorward_graph::{GraphError, TokenError};
use doorward_onboarding::{ApplyError, ApplyFailure, StepId, ports::DirectoryError};
use doorward_signin::{CacheError, Refusal, SignInError};
use doorward_store::StoreError;

/// Graph's errors, as the engine sees them.
pub(crate) fn directory_error(error: GraphError) -> DirectoryError {
    match error {
        GraphError::Token(
            TokenError::SignInAgain | TokenError::ClaimsRequired { .. } | TokenError::ConsentMissing { .. },
        ) => DirectoryError::SignInAgain,
        GraphError::Token(TokenError::Unreachable(reason)) => DirectoryError::Unreachable(reason),
        GraphError::Unreachable { host, reason } => DirectoryError::Unreachable(format!("{host}: {reason}")),
        GraphError::Unknown { reason } => DirectoryError::AnswerLost(reason),
        GraphError::Throttled { after, .. } => DirectoryError::Throttled(after),
        GraphError::Refused(refusal) => DirectoryError::Refused {
            status: refusal.status,
            conflict: refusal.is_conflict(),
            code: refusal.code,
            message: refusal.message,
            request_id: refusal.request_id,
        },
        GraphError::Garbled { what } => DirectoryError::Garbled(what),
        GraphError::ForeignHost { host } => DirectoryError::Garbled(format!("a next page on {host}")),
    }
}

pub(crate) fn graph_error(error: GraphError) -> WireError {
    directory_failure(directory_error(error))
}

pub(crate) fn directory_failure(error: DirectoryError) -> WireError {
    match error {
        DirectoryError::SignInAgain => WireError::new(ErrorCode::SignInAgain, "Your session has ended.")
            .hint("Sign in again with the same account; nothing is lost."),
        DirectoryError::Unreachable(reason) => {
            WireError::new(ErrorCode::Unreachable, "Microsoft Graph cannot be reached.")
                .hint("Look at the network, then try again. What was done so far is kept.")
                .details(reason)
        }
        DirectoryError::AnswerLost(reason) => WireError::new(
            ErrorCode::Unreachable,
            "The answer to a change got lost, so its outcome is not known yet.",
        )
        .hint("Try again: Doorward looks first whether it took effect, and does nothing twice.")
        .details(reason),
        DirectoryError::Throttled(after) => WireError::new(
            ErrorCode::Throttled,
            format!("Entra asks to wait {} seconds.", after.as_secs().max(1)),
        )
        .hint("Try again then.")
        .details(after.as_secs().to_string()),
        DirectoryError::Garbled(what) => {
            WireError::new(ErrorCode::ServiceFailed, "Something else than Microsoft Graph answered.")
                .hint("A guest network's log-in page or a proxy may stand between.")
                .details(what)
        }
        DirectoryError::Refused { status, code, message, conflict, request_id } => {
            let details = format!("HTTP {status} {code}: {message}");
            refused(status, &code, conflict).details(details).request_id(request_id)
        }
    }
}

fn refused(status: u16, code: &str, conflict: bool) -> WireError {
    match (status, code) {
        _ if conflict => WireError::new(ErrorCode::ChangedMeanwhile, "Another object has this value already.")
            .hint("Look at the preview again."),
        (_, "HostNameNotOnVerifiedDomain") => {
            WireError::new(ErrorCode::InvalidInput, "The tenant's policy does not accept this Identifier.")
                .field("identifier")
        }
        (401, _) => WireError::new(ErrorCode::SignInAgain, "Entra no longer accepts the session.")
            .hint("Sign in again with the same account; nothing is lost."),
        (403, _) => WireError::new(ErrorCode::RoleMissing, "Entra refused: your account may not do this at the moment.")
            .hint("Activate the role if you are eligible (for example Cloud Application Administrator), sign in again, and go on."),
        (404, _) => WireError::new(ErrorCode::NotFound, "The directory does not know this object (any more).")
            .hint("It may have been deleted meanwhile. Read the directory again."),
        (409 | 412, _) => WireError::new(ErrorCode::ChangedMeanwhile, "Somebody changed the same object meanwhile.")
            .hint("Look at the preview again."),
        (400..=499, _) => WireError::new(ErrorCode::InvalidInput, "Entra does not accept the change."),
        _ => WireError::new(ErrorCode::ServiceFailed, "Microsoft Graph failed.").hint("Try again in a moment."),
    }
}

pub(crate) fn apply_error(error: ApplyError) -> WireError {
    let step = error.step.to_string();
    let wire = match error.failure {
        ApplyFailure::Directory(DirectoryError::Refused { conflict: true, message, request_id, .. })
            if error.step == StepId::CreateUser =>
        {
            WireError::new(ErrorCode::UserExists, "A person of this user name exists already.")
                .hint("Take another user name, or test with the existing person.")
                .field("userName")
                .details(message)
                .request_id(request_id)
        }
        ApplyFailure::Directory(DirectoryError::Refused { conflict: true, message, request_id, .. })
            if error.step == StepId::Identifiers =>
        {
            WireError::new(ErrorCode::IdentifierTaken, "Another application holds this Identifier.")
                .field("identifier")
                .details(message)
                .request_id(request_id)
        }
        ApplyFailure::Directory(error) => directory_failure(error),
        ApplyFailure::NotSettled => WireError::new(
            ErrorCode::NotSettledYet,
            "Entra accepted the change, but the directory does not show it yet.",
        )
        .hint("Wait on, or come back later: the run goes on where it stands."),
        ApplyFailure::Cancelled => WireError::new(ErrorCode::Cancelled, "Stopped before the next change.")
            .hint("What was done so far stands; go on whenever you like."),
        ApplyFailure::Journal(error) => {
            WireError::new(ErrorCode::ProfileTrouble, "The journal cannot be written, so nothing was sent.")
                .hint("Look whether the disk is full.")
                .details(error.to_string())
        }
        ApplyFailure::Missing(what) => WireError::new(
            ErrorCode::InvalidInput,
            format!("An earlier page comes first: {what} is not there yet."),
        ),
        ApplyFailure::Odd(what) => {
            WireError::new(ErrorCode::ServiceFailed, "Microsoft Graph's answer lacks something.")
                .details(what)
        }
    };
    let details = match &wire.details {
        Some(details) => format!("step {step}; {details}"),
        None => format!("step {step}"),
    };
    wire.details(details)
}

pub(crate) fn sign_in_error(error: SignInError) -> WireError {
    let facts = error.refusal().map(refusal_facts);
    let correlation = error.refusal().and_then(|refusal| refusal.correlation_id.clone());
    let mut wire =
        tenant_trouble(&error).or_else(|| account_trouble(&error)).unwrap_or_else(|| flow_trouble(error));
    if let Some(facts) = facts {
        wire = wire.details(facts);
    }
    wire.request_id(correlation)
}

/// What the tenant does not allow.
fn tenant_trouble(error: &SignInError) -> Option<WireError> {
    Some(match error {
        SignInError::BlockedByPolicy { .. } => WireError::new(
            ErrorCode::BlockedByPolicy,
            "A Conditional Access policy of the tenant blocks this way of signing in.",
        )
        .hint("Many tenants block device codes. Ask the tenant's administrators for an exception for your account."),
        SignInError::ConsentRequired { scopes, .. } => {
            let wire = WireError::new(
                ErrorCode::ConsentMissing,
                "Permissions have not been granted to this client in the tenant.",
            );
            match scopes.as_slice() {
                [] => wire.hint("An administrator of the tenant has to consent."),
                scopes => wire.hint(format!("An administrator has to consent to: {}.", scopes.join(", "))),
            }
        }
        SignInError::TenantUnknown { tenant, .. } => {
            WireError::new(ErrorCode::TenantUnknown, format!("Entra does not know the tenant “{tenant}”."))
                .hint("Check the spelling, or leave the box empty for your own tenant.")
                .field("tenant")
        }
        SignInError::ClientMisconfigured { .. } => {
            WireError::new(ErrorCode::InvalidInput, "The client registration does not allow this sign-in.")
                .hint("Its setting “Allow public client flows” must be on. Check the client id in Settings.")
                .field("clientId")
        }
        _ => return None,
    })
}

/// The account is not the right one.
fn account_trouble(error: &SignInError) -> Option<WireError> {
    Some(match error {
        SignInError::AccountNotInTenant { .. } => {
            WireError::new(ErrorCode::WrongAccount, "This account does not belong to the tenant.")
                .hint("Sign in with an account of the tenant, or have yours invited.")
        }
        SignInError::PersonalAccount => {
            WireError::new(ErrorCode::WrongAccount, "Personal Microsoft accounts cannot be used here.")
                .hint("Sign in with a work or school account.")
        }
        SignInError::OtherTenant { expected, found } => {
            WireError::new(ErrorCode::WrongAccount, "Another tenant signed in than the one expected.")
                .hint("Sign in again and pick an account of the right tenant.")
                .details(format!("expected {expected}, found {found}"))
        }
        SignInError::OtherAccount { expected, found } => {
            WireError::new(ErrorCode::WrongAccount, "Another account signed in than the one expected.")
                .details(format!("expected {}, found {}", expected.object_id, found.object_id))
        }
        _ => return None,
    })
}

/// The flow itself ended early.
fn flow_trouble(error: SignInError) -> WireError {
    match error {
        SignInError::Cancelled => WireError::new(ErrorCode::Cancelled, "Sign-in was cancelled."),
        SignInError::Declined { .. } => {
            WireError::new(ErrorCode::SignInDeclined, "The sign-in was declined in the browser.")
                .hint("Get a new code if that was a mistake.")
        }
        SignInError::Expired => {
            WireError::new(ErrorCode::CodeExpired, "The code ran out before it was used.")
                .hint("Get a new code; it is good for a quarter of an hour.")
        }
        SignInError::SignInAgain { .. } => WireError::new(ErrorCode::SignInAgain, "The session has ended.")
            .hint("Sign in again with the same account; nothing is lost."),
        SignInError::Busy { .. } => {
            WireError::new(ErrorCode::Throttled, "The sign-in service asks to try again later.")
        }
        SignInError::Unreachable(unreachable) => {
            WireError::new(ErrorCode::Unreachable, format!("{unreachable}."))
                .hint("Look at the network or the proxy, then get a new code.")
                .details(unreachable.detail)
        }
        SignInError::Protocol(fault) => {
            WireError::new(ErrorCode::ServiceFailed, "The sign-in service's answer cannot be trusted.")
                .details(fault.to_string())
        }
        _ => WireError::new(ErrorCode::ServiceFailed, "The sign-in service refused.")
            .hint("The details say why."),
    }
}

fn refusal_facts(refusal: &Refusal) -> String {
    let number = refusal.aadsts.map(|number| format!("AADSTS{number} ")).unwrap_or_default();
    let at = refusal.timestamp.as_deref().unwrap_or_default();
    format!("{number}{} {} {at}", refusal.error, refusal.description).trim().to_owned()
}

pub(crate) fn cache_error(error: CacheError) -> WireError {
    match error {
        CacheError::WrongPassphrase | CacheError::EmptyPassphrase => {
            WireError::new(ErrorCode::WrongPassphrase, format!("Not opened: {error}.")).field("passphrase")
        }
        CacheError::PassphraseNeeded => {
            WireError::new(ErrorCode::WrongPassphrase, "The saved sign-ins are sealed with a passphrase.")
                .field("passphrase")
        }
        other => {
            WireError::new(ErrorCode::ProfileTrouble, format!("The saved sign-ins cannot be used: {other}."))
                .hint("You can go on; you will be asked to sign in again next time.")
        }
    }
}

pub(crate) fn store_error(error: StoreError) -> WireError {
    match error {
        StoreError::Stale { .. } => {
            WireError::new(ErrorCode::ChangedMeanwhile, "Another window changed this run meanwhile.")
                .hint("Open it again to see its present state.")
        }
        StoreError::NoSuchRun { .. } => {
            WireError::new(ErrorCode::NotFound, "This run is not there (any more).")
        }
        other => WireError::new(ErrorCode::ProfileTrouble, format!("The profile cannot be used: {other}."))
            .hint("Look whether the disk is full or another program holds the profile."),
    }
}
