//! Errors of the rooms, as reactions of the interface: what happened, what to do, and the facts for the fold.

use crate::contract::{ErrorCode, WireError};
use doorward_graph::{GraphError, TokenError};
use doorward_onboarding::{
    ApplyError, ApplyFailure, StepId,
    ports::{DirectoryError, JournalError},
};
use doorward_signin::CacheError;
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
        GraphError::Cancelled => DirectoryError::Stopped,
        GraphError::Withheld => DirectoryError::Withheld,
        GraphError::Garbled { what } => DirectoryError::Garbled(what),
        GraphError::ForeignHost { host } => DirectoryError::Garbled(format!("a next page on {host}")),
    }
}

/// Nothing may be changed while the journal is not there to hold it.
pub(crate) fn withheld() -> WireError {
    WireError::new(ErrorCode::ProfileDamaged, "The journal is damaged, so nothing is changed.")
        .hint("Rebuild the journal first; looking around, checking and explaining work as ever.")
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
        DirectoryError::Stopped => WireError::new(ErrorCode::Cancelled, "Stopped before the next change.")
            .hint("What was done so far stands; go on whenever you like."),
        DirectoryError::Withheld => withheld(),
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
        ApplyFailure::ChangedMeanwhile { field, planned, found } => WireError::new(
            ErrorCode::ChangedMeanwhile,
            format!("{field} was changed by somebody else meanwhile, so it was left as it is."),
        )
        .hint("Look at the preview again, then decide.")
        .details(format!("expected {planned:?}, found {found:?}")),
        ApplyFailure::Cancelled => WireError::new(ErrorCode::Cancelled, "Stopped before the next change.")
            .hint("What was done so far stands; go on whenever you like."),
        ApplyFailure::Journal(JournalError(cause)) => {
            let text = format!(
                "The journal cannot be written, so nothing more was sent: {}.",
                cause.trim_end_matches('.')
            );
            WireError::new(ErrorCode::ProfileTrouble, text)
                .hint("Mend that, then go on: what was sent already is looked up, and nothing is done twice.")
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
    let wire = if wire.code == ErrorCode::RoleMissing { name_role(wire, error.step) } else { wire };
    let details = match &wire.details {
        Some(details) => format!("step {step}; {details}"),
        None => format!("step {step}"),
    };
    wire.details(details)
}

/// Names the role that a refused step needs, so that nobody has to guess which one to activate.
fn name_role(wire: WireError, step: StepId) -> WireError {
    let role =
        if step == StepId::CreateUser { "User Administrator" } else { "Cloud Application Administrator" };
    let mut wire = wire.hint(format!(
        "Activate the role {role} if you are eligible, sign in again, and go on where it stands."
    ));
    wire.message = format!("Entra refused: your account does not hold the role {role} at the moment.");
    wire
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
        StoreError::Damaged { file, path, damage } => {
            WireError::new(ErrorCode::ProfileDamaged, format!("{file} is damaged: {damage}."))
                .hint("It was left as it is, and so is what stands in Entra. Put the last backup in its place, or rebuild it (in the window, or by `doorward journal rebuild`).")
                .details(path.display().to_string())
        }
        StoreError::Full { file } => {
            WireError::new(ErrorCode::ProfileTrouble, format!("There is no room on the disk for {file}."))
                .hint("Make room on the disk, then try again; nothing was sent meanwhile.")
        }
        StoreError::Busy { file } => {
            WireError::new(ErrorCode::ProfileTrouble, format!("Another program holds {file}."))
                .hint("Close it, then try again; nothing was sent meanwhile.")
        }
        other => WireError::new(ErrorCode::ProfileTrouble, format!("The profile cannot be used: {other}."))
            .hint("Look at the folder of the profile and who may write there."),
    }
}
