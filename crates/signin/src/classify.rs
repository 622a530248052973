//! From a refusal to the reaction it calls for. The AADSTS number decides where it is known, the OAuth error
//! otherwise, the text never. Source of the numbers: Microsoft's list of sign-in error codes.

use crate::{Authority, Refusal, Scope, SignInError, claims::usable};

/// Which request was refused: the same number can call for different reactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Discovery,
    Start,
    Poll,
    Refresh,
    /// The error came back through the browser.
    Browser,
    /// The code that the browser brought is being redeemed.
    Redeem,
}

/// What was asked for, for messages that name it.
pub(crate) struct Asked<'a> {
    pub(crate) authority: &'a Authority,
    pub(crate) scopes: &'a [Scope],
}

/// The reaction to a refusal.
pub(crate) fn classify(refusal: Refusal, stage: Stage, asked: &Asked<'_>) -> SignInError {
    let refusal = Box::new(refusal);
    if refusal.is_passing() {
        return SignInError::Busy { refusal };
    }
    let reaction =
        by_number(&refusal, stage, asked).unwrap_or_else(|| by_error(refusal.clone(), stage, asked));
    match reaction {
        SignInError::SignInAgain { .. } => match refusal.claims.as_deref().and_then(usable) {
            Some(claims) => SignInError::ClaimsRequired { claims, refusal },
            None => reaction,
        },
        _ => reaction,
    }
}

fn by_number(refusal: &Refusal, stage: Stage, asked: &Asked<'_>) -> Option<SignInError> {
    let refusal = Box::new(refusal.clone());
    Some(match refusal.aadsts? {
        53000..=53004 | 53011 | 50097 | 50131 | 530_032..=530_035 => SignInError::BlockedByPolicy { refusal },
        // The code from the browser was used before or came too late: another round mends it.
        54005 | 70008 | 70000 if stage == Stage::Redeem => SignInError::TimedOut,
        65001 | 65004 => consent(refusal, asked, false),
        90094 | 90095 | 90099 => consent(refusal, asked, true),
        50133 | 50173 | 70008 | 70043 | 700_082 | 700_084 | 50089 | 50058 | 50072 | 50074 | 50076 | 50078
        | 50079 | 50158 => SignInError::SignInAgain { refusal: Some(refusal) },
        90002 | 90038 | 50059 | 900_382 | 900_432 => unknown_tenant(refusal, asked),
        50020 | 90072 | 16000 | 50034 | 50177 | 500_212 | 500_213 => {
            SignInError::AccountNotInTenant { refusal }
        }
        65002 | 65005 | 650_052 | 650_056 | 650_057 | 70001 | 700_016 | 7_000_112 | 7_000_218 | 700_025
        | 50194 | 500_011 | 70011 | 28002 | 700_022 | 50011 | 500_113 | 900_971 | 50105 | 9_002_327 => {
            SignInError::ClientMisconfigured { refusal }
        }
        50196 => SignInError::Busy { refusal },
        70019 | 70020 => SignInError::Expired,
        _ => return None,
    })
}

fn by_error(refusal: Box<Refusal>, stage: Stage, asked: &Asked<'_>) -> SignInError {
    match (refusal.error.as_str(), stage) {
        ("authorization_declined" | "access_denied", _) => SignInError::Declined { refusal },
        ("expired_token" | "code_expired", _) => SignInError::Expired,
        ("consent_required", _) => consent(refusal, asked, false),
        ("invalid_tenant", _) => unknown_tenant(refusal, asked),
        ("server_error" | "slow_down", _) => SignInError::Busy { refusal },
        ("invalid_client" | "unauthorized_client" | "invalid_scope" | "unsupported_grant_type", _) => {
            SignInError::ClientMisconfigured { refusal }
        }
        ("invalid_grant", Stage::Refresh) | ("interaction_required" | "login_required", _) => {
            SignInError::SignInAgain { refusal: Some(refusal) }
        }
        _ => SignInError::Refused { refusal },
    }
}

fn consent(refusal: Box<Refusal>, asked: &Asked<'_>, administrator: bool) -> SignInError {
    let scopes = asked.scopes.iter().filter(|scope| matches!(scope, Scope::Graph(_)));
    SignInError::ConsentRequired { scopes: scopes.map(Scope::to_string).collect(), administrator, refusal }
}

fn unknown_tenant(refusal: Box<Refusal>, asked: &Asked<'_>) -> SignInError {
    SignInError::TenantUnknown { tenant: asked.authority.tenant_segment(), refusal: Some(refusal) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clouds, Feature, TenantChoice, scopes_for};

    fn react(error: &str, aadsts: Option<u32>, stage: Stage) -> SignInError {
        let authority =
            Authority::of(Clouds::global(), "c", TenantChoice::Domain("contoso.com".into())).unwrap();
        let asked = Asked { authority: &authority, scopes: &scopes_for(&[Feature::Look]) };
        classify(Refusal { error: error.into(), aadsts, ..Refusal::default() }, stage, &asked)
    }

    #[test]
    fn each_known_number_has_its_reaction() {
        let table = [
            (53003, "blocked_by_policy"),
            (530_033, "blocked_by_policy"),
            (65001, "consent_required"),
            (90094, "consent_required"),
            (50173, "sign_in_again"),
            (700_082, "sign_in_again"),
            (70043, "sign_in_again"),
            (50076, "sign_in_again"),
            (90002, "tenant_unknown"),
            (50020, "account_not_in_tenant"),
            (700_016, "client_misconfigured"),
            (7_000_218, "client_misconfigured"),
            (50194, "client_misconfigured"),
            (90033, "busy"),
            (70020, "code_expired"),
            (50053, "refused"),
            (50011, "client_misconfigured"),
            (50105, "client_misconfigured"),
        ];
        for (number, code) in table {
            let error = react("invalid_request", Some(number), Stage::Poll);
            assert_eq!(error.code(), code, "AADSTS{number}");
        }
    }

    #[test]
    fn without_a_number_the_oauth_error_decides() {
        assert_eq!(react("authorization_declined", None, Stage::Poll).code(), "declined");
        assert_eq!(react("invalid_grant", None, Stage::Refresh).code(), "sign_in_again");
        assert_eq!(
            react("invalid_grant", None, Stage::Poll).code(),
            "refused",
            "there is no session to renew yet"
        );
        assert_eq!(react("bad_verification_code", Some(70018), Stage::Poll).code(), "refused");
        assert_eq!(react("unheard_of", None, Stage::Start).code(), "refused");
    }

    #[test]
    fn a_refusal_that_demands_claims_says_so() {
        let authority = Authority::of(Clouds::global(), "c", TenantChoice::Organizations).unwrap();
        let asked = Asked { authority: &authority, scopes: &[] };
        let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["p"]}}}"#;
        let refusal = Refusal {
            error: "interaction_required".into(),
            aadsts: Some(50076),
            claims: Some(claims.into()),
            ..Refusal::default()
        };
        let SignInError::ClaimsRequired { claims: wanted, .. } = classify(refusal, Stage::Refresh, &asked)
        else {
            panic!("the next sign-in has to carry them")
        };
        assert_eq!(wanted, claims);
    }

    #[test]
    fn a_spent_code_asks_for_another_round_only_where_a_browser_brought_it() {
        assert_eq!(react("invalid_grant", Some(54005), Stage::Redeem).code(), "timed_out");
        assert_eq!(react("invalid_grant", Some(70008), Stage::Refresh).code(), "sign_in_again");
    }

    #[test]
    fn missing_consent_names_what_was_asked_for() {
        let SignInError::ConsentRequired { scopes, administrator, .. } =
            react("invalid_grant", Some(65001), Stage::Poll)
        else {
            panic!("65001 is missing consent")
        };
        assert_eq!(
            scopes,
            [
                "User.Read",
                "Application.Read.All",
                "Policy.Read.All",
                "User.ReadBasic.All",
                "GroupMember.Read.All"
            ]
        );
        assert!(!administrator, "65001 alone does not say that only an administrator can help");
    }
}
