//! What kept somebody from signing in, as reactions of the interface: one sentence, one way out.

use crate::contract::{Door, ErrorCode, WireError};
use doorward_signin::{IdTokenFault, ProtocolFault, Refusal, SignInError};

/// The error, with a way out that fits the door it happened at.
pub(crate) fn sign_in_error(error: SignInError, door: Door) -> WireError {
    let facts = error.refusal().map(refusal_facts).filter(|facts| !facts.is_empty());
    let correlation = error.refusal().and_then(|refusal| refusal.correlation_id.clone());
    let mut wire = tenant_trouble(&error, door)
        .or_else(|| account_trouble(&error))
        .unwrap_or_else(|| flow_trouble(error, door));
    if let Some(facts) = facts {
        wire = wire.details(facts);
    }
    wire.request_id(correlation)
}

/// What the tenant does not allow.
fn tenant_trouble(error: &SignInError, door: Door) -> Option<WireError> {
    Some(match error {
        SignInError::BlockedByPolicy { .. } => blocked(door),
        SignInError::ClaimsRequired { .. } => WireError::new(
            ErrorCode::InteractionRequired,
            "The tenant demands another sign-in before it goes on: stronger, fresher or from a known place.",
        )
        .hint("Sign in again with the browser; Doorward carries the demand along, and nothing is lost."),
        SignInError::ConsentRequired { scopes, administrator, .. } => consent(scopes, *administrator),
        SignInError::TenantUnknown { tenant, .. } => {
            WireError::new(ErrorCode::TenantUnknown, format!("Entra does not know the tenant “{tenant}”."))
                .hint("Check the spelling and the cloud, or leave the box empty for your own tenant.")
                .field("tenant")
        }
        SignInError::ClientMisconfigured { refusal } => client(refusal),
        _ => return None,
    })
}

fn blocked(door: Door) -> WireError {
    match door {
        Door::Code => WireError::new(
            ErrorCode::BlockedByPolicy,
            "A Conditional Access policy of the tenant blocks signing in with a code.",
        )
        .hint("Sign in with the browser instead: it can prove device and place, which a code cannot."),
        Door::Browser => WireError::new(
            ErrorCode::BlockedByPolicy,
            "A Conditional Access policy of the tenant blocks this sign-in, in the browser as well.",
        )
        .hint(
            "Sign in from a device and a place that the policy accepts, or ask the tenant's administrators.",
        ),
    }
}

fn consent(scopes: &[String], administrator: bool) -> WireError {
    let text = "Permissions have not been granted to this client in the tenant.";
    let wire = WireError::new(ErrorCode::ConsentMissing, text);
    let who = if administrator { "An administrator has to consent" } else { "Sign in again and consent" };
    match scopes {
        [] => wire.hint("An administrator of the tenant has to consent."),
        scopes => wire.hint(format!("{who}: {}.", scopes.join(", "))),
    }
}

/// The registration of this program: which of its settings stands in the way. Source of the numbers: Microsoft's list of
/// sign-in error codes.
fn client(refusal: &Refusal) -> WireError {
    let hint = match refusal.aadsts {
        Some(7_000_218 | 700_025) => {
            "Its setting “Allow public client flows” must be on, and it must not have a secret."
        }
        Some(50011 | 500_113 | 900_971 | 9_002_327) => {
            "It needs the redirect http://localhost under “Mobile and desktop applications”."
        }
        Some(700_016 | 70001) => {
            "This tenant does not know the client id. Register Doorward there, or check the client id in Settings."
        }
        Some(7_000_112) => "It is disabled in the tenant: an administrator can allow sign-ins to it again.",
        Some(50105) => {
            "It is meant for assigned people only: an administrator has to assign your account to it."
        }
        Some(50194) => "It belongs to one tenant only: name that tenant when you sign in.",
        Some(65002) => "This client id may not ask for these permissions. Use a registration of your own.",
        Some(65005 | 650_056 | 650_057) => "Its list of permissions lacks what Doorward asks for.",
        _ => "Its setting “Allow public client flows” must be on. Check the client id in Settings.",
    };
    WireError::new(ErrorCode::InvalidInput, "The client registration does not allow this sign-in.")
        .hint(hint)
        .field("clientId")
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
                .hint("Sign in again and pick the account that was signed in before.")
                .details(format!("expected {}, found {}", expected.object_id, found.object_id))
        }
        _ => return None,
    })
}

/// The flow itself ended early.
fn flow_trouble(error: SignInError, door: Door) -> WireError {
    let again = match door {
        Door::Code => "get a new code",
        Door::Browser => "start again",
    };
    match error {
        SignInError::Cancelled => WireError::new(ErrorCode::Cancelled, "Sign-in was cancelled."),
        SignInError::Declined { .. } => {
            WireError::new(ErrorCode::SignInDeclined, "The sign-in was declined in the browser.")
                .hint(format!("If that was a mistake, {again}."))
        }
        SignInError::Expired => {
            WireError::new(ErrorCode::CodeExpired, "The code ran out before it was used.")
                .hint("Get a new code; it is good for a quarter of an hour.")
        }
        SignInError::TimedOut => {
            WireError::new(ErrorCode::SignInTimedOut, "The browser did not come back with an answer in time.")
                .hint("Start again. If the browser showed an error, its AADSTS number says why; a code works without coming back.")
        }
        SignInError::NoListener { reason } => {
            WireError::new(ErrorCode::Unreachable, "No port of this computer could be opened for the browser's answer.")
                .hint("Sign in with a code instead.")
                .details(reason)
        }
        SignInError::SignInAgain { .. } => WireError::new(ErrorCode::SignInAgain, "The session has ended.")
            .hint("Sign in again with the same account; nothing is lost."),
        SignInError::Busy { .. } => {
            WireError::new(ErrorCode::Throttled, "The sign-in service asks to try again later.")
        }
        SignInError::Unreachable(unreachable) => {
            WireError::new(ErrorCode::Unreachable, format!("{unreachable}."))
                .hint(format!("Look at the network or the proxy, then {again}."))
                .details(unreachable.detail)
        }
        SignInError::Protocol(fault) => protocol(&fault),
        _ => WireError::new(ErrorCode::ServiceFailed, "The sign-in service refused.")
            .hint("The details say why."),
    }
}

fn protocol(fault: &ProtocolFault) -> WireError {
    match fault {
        ProtocolFault::InsecureHost { host } => WireError::new(
            ErrorCode::InvalidInput,
            format!("{host} is addressed without TLS, so nothing was sent there."),
        )
        .hint("Use an https address. Clear text is for this very computer only, where the practice tenant lives.")
        .field("loginUrl"),
        ProtocolFault::IdToken(IdTokenFault::Expired | IdTokenFault::NotYet) => WireError::new(
            ErrorCode::ServiceFailed,
            "The answer is not valid at the time that this computer shows.",
        )
        .hint("Set this computer's clock (date, time, time zone), then sign in again.")
        .details(fault.to_string()),
        _ => WireError::new(ErrorCode::ServiceFailed, "The sign-in service's answer cannot be trusted.")
            .hint("Nothing of it was kept. A proxy that rewrites answers may stand between.")
            .details(fault.to_string()),
    }
}

fn refusal_facts(refusal: &Refusal) -> String {
    let number = refusal.aadsts.map(|number| format!("AADSTS{number} ")).unwrap_or_default();
    let at = refusal.timestamp.as_deref().unwrap_or_default();
    format!("{number}{} {} {at}", refusal.error, refusal.description).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(aadsts: u32) -> Box<Refusal> {
        Box::new(Refusal { error: "x".to_owned(), aadsts: Some(aadsts), ..Refusal::default() })
    }

    #[test]
    fn a_blocked_code_leads_to_the_browser_and_a_blocked_browser_does_not() {
        let at = |door| sign_in_error(SignInError::BlockedByPolicy { refusal: refused(53003) }, door);
        assert!(at(Door::Code).hint.unwrap().contains("with the browser instead"));
        assert!(!at(Door::Browser).hint.unwrap().contains("instead"), "that would lead in a circle");
        assert!(at(Door::Code).details.unwrap().contains("AADSTS53003"));
    }

    #[test]
    fn a_clear_text_host_is_called_what_it_is() {
        let fault = ProtocolFault::InsecureHost { host: "login.example.com".to_owned() };
        let error = sign_in_error(SignInError::Protocol(fault), Door::Code);
        assert!(error.message.contains("login.example.com") && error.message.contains("without TLS"));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("loginUrl")));
    }

    #[test]
    fn a_wrong_clock_is_called_one() {
        let fault = ProtocolFault::IdToken(IdTokenFault::NotYet);
        let error = sign_in_error(SignInError::Protocol(fault), Door::Browser);
        assert!(error.hint.unwrap().contains("clock"));
    }

    #[test]
    fn each_fault_of_a_registration_names_the_setting() {
        let hint = |number| {
            let error = SignInError::ClientMisconfigured { refusal: refused(number) };
            sign_in_error(error, Door::Browser).hint.unwrap()
        };
        assert!(hint(7_000_218).contains("public client flows"));
        assert!(hint(50011).contains("http://localhost"));
        assert!(hint(50105).contains("assign"));
        assert!(hint(700_016).contains("Register Doorward"));
    }
}
