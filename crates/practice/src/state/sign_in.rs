//! What the sign-in endpoints remember: device codes, tokens, browser sessions and pages half filled in.
//!
//! Tokens are stored under their fingerprint only, so that the state file cannot be replayed against another reader.

use super::authorization::{AdminConsent, Asked, Authorize, Code};
pub(crate) use super::sign_in_log::{AccessStatus, SignInLog, SignInProtocol, SignInRecord};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// Where a device code stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CodeState {
    /// Nobody has answered yet.
    Pending,
    /// This user said yes.
    Approved { user: Uuid },
    /// Somebody said no.
    Declined,
    /// Its tokens were handed out.
    Redeemed,
}

/// One device authorization request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DeviceCode {
    pub(crate) user_code: String,
    pub(crate) client: Uuid,
    #[serde(default)]
    pub(crate) asked: Asked,
    /// The client handles claims challenges.
    #[serde(default)]
    pub(crate) cae: bool,
    pub(crate) state: CodeState,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) expires: OffsetDateTime,
    /// The last poll, to notice impatience.
    #[serde(with = "time::serde::rfc3339::option", default)]
    pub(crate) polled: Option<OffsetDateTime>,
}

/// An access or refresh token: who, through which client, for what, until when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Grant {
    /// Object id of the person; of the client's service principal where no person is behind it (`app_only`).
    pub(crate) user: Uuid,
    pub(crate) client: Uuid,
    /// Client id of the resource the token is for; nil: Microsoft Graph.
    #[serde(default)]
    pub(crate) resource: Uuid,
    /// Names of permissions: delegated ones with the protocol's own, or application permissions where `app_only`.
    pub(crate) scopes: BTreeSet<String>,
    #[serde(default)]
    pub(crate) app_only: bool,
    /// How the resource was written, for the `scope` of answers.
    #[serde(default)]
    pub(crate) prefix: String,
    /// `.default` was asked for.
    #[serde(default)]
    pub(crate) default: bool,
    /// The client handles claims challenges: its tokens end when they are revoked, not only when they expire.
    #[serde(default)]
    pub(crate) cae: bool,
    /// Born of a device code; stays so through refreshes.
    #[serde(default)]
    pub(crate) by_device_code: bool,
    #[serde(default)]
    pub(crate) nonce: Option<String>,
    /// When the person typed the password.
    #[serde(with = "time::serde::rfc3339", default = "long_ago")]
    pub(crate) signed_in: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339", default = "long_ago")]
    pub(crate) issued: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) expires: OffsetDateTime,
}

fn long_ago() -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH
}

/// A browser in which somebody signed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BrowserSession {
    /// Signed-in users, the latest first.
    pub(crate) users: Vec<Uuid>,
    /// When the latest of them typed a password.
    #[serde(with = "time::serde::rfc3339", default = "long_ago")]
    pub(crate) since: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) expires: OffsetDateTime,
}

/// A sign-in page waiting for its person: what happens once the person is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flow {
    pub(crate) purpose: Purpose,
    /// The person, once known.
    pub(crate) user: Option<Uuid>,
    /// When the person typed the password.
    #[serde(with = "time::serde::rfc3339", default = "long_ago")]
    pub(crate) since: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) expires: OffsetDateTime,
}

/// Why somebody is asked to sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Purpose {
    /// A device code typed in by hand; named by its user code.
    Device { user_code: String },
    /// SAML single sign-on.
    Saml(SamlSignOn),
    /// An application's sign-in in the browser.
    Authorize(Box<Authorize>),
    /// An administrator's consent for everyone.
    AdminConsent(Box<AdminConsent>),
    /// The page with a person's applications.
    MyApps,
}

/// A checked AuthnRequest, or an identity-provider-initiated start, waiting for its person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SamlSignOn {
    /// Object id of the service principal.
    pub(crate) service_principal: Uuid,
    /// Where the Response goes.
    pub(crate) acs: String,
    /// The request's issuer, or the identifier when nobody asked.
    pub(crate) audience: String,
    /// The request's id; `None` when identity-provider-initiated.
    pub(crate) in_response_to: Option<String>,
    pub(crate) relay_state: Option<String>,
    pub(crate) name_id_format: Option<String>,
    /// The password must be typed, whoever is signed in already.
    #[serde(default)]
    pub(crate) force_authn: bool,
    /// How the person should have signed in; empty: any way.
    #[serde(default)]
    pub(crate) contexts: Vec<String>,
    /// How strictly the above is meant; "" means exact.
    #[serde(default)]
    pub(crate) comparison: String,
}

/// Everything the sign-in endpoints remember.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// By fingerprint of the device code.
    pub(crate) device_codes: BTreeMap<String, DeviceCode>,
    /// By fingerprint of the access token.
    pub(crate) access: BTreeMap<String, Grant>,
    /// By fingerprint of the refresh token.
    pub(crate) refresh: BTreeMap<String, Grant>,
    /// By fingerprint of the cookie.
    pub(crate) browsers: BTreeMap<String, BrowserSession>,
    /// By flow id.
    pub(crate) flows: BTreeMap<String, Flow>,
    /// By fingerprint of the authorization code.
    #[serde(default)]
    pub(crate) codes: BTreeMap<String, Code>,
    /// Sessions and tokens of a person from before this moment are over. `signInSessionsValidFromDateTime` says so too.
    #[serde(default)]
    pub(crate) revoked: BTreeMap<Uuid, i128>,
    /// Every attempt to sign in, for `/auditLogs/signIns`.
    #[serde(default)]
    pub(crate) log: SignInLog,
}

impl SignIn {
    /// Forgets what has been over for a while, so that the state does not grow for ever.
    pub(crate) fn forget_expired(&mut self, now: OffsetDateTime) {
        let grace = time::Duration::hours(1);
        self.device_codes.retain(|_, code| code.expires + grace > now);
        self.access.retain(|_, grant| grant.expires + grace > now);
        self.refresh.retain(|_, grant| grant.expires > now);
        self.browsers.retain(|_, browser| browser.expires > now);
        self.flows.retain(|_, flow| flow.expires > now);
        self.codes.retain(|_, code| code.expires + grace > now);
        self.log.forget_old(now);
    }

    /// Ends all sessions and tokens of a person.
    pub(crate) fn revoke(&mut self, user: Uuid, now: OffsetDateTime) {
        self.revoked.insert(user, now.unix_timestamp_nanos());
        for browser in self.browsers.values_mut() {
            browser.users.retain(|known| *known != user);
        }
    }

    /// Whether what was granted has been revoked since.
    pub(crate) fn is_revoked(&self, grant: &Grant) -> bool {
        self.revoked.get(&grant.user).is_some_and(|since| grant.issued.unix_timestamp_nanos() < *since)
    }

    /// The device code a person would type; case, spaces and hyphens do not count.
    pub(crate) fn by_user_code(&mut self, typed: &str) -> Option<&mut DeviceCode> {
        let wanted = plain(typed);
        self.device_codes.values_mut().find(|code| plain(&code.user_code) == wanted)
    }
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_user_code_is_found_however_it_is_typed() {
        let mut sign_in = SignIn::default();
        let code = DeviceCode {
            user_code: "KXQP7M2WD".to_owned(),
            client: Uuid::nil(),
            asked: Asked::default(),
            cae: false,
            state: CodeState::Pending,
            expires: datetime!(2026-11-20 09:15 UTC),
            polled: None,
        };
        sign_in.device_codes.insert("x".to_owned(), code);
        assert!(sign_in.by_user_code(" kxqp-7m2 wd").is_some(), "people add hyphens and forget capitals");
        assert!(sign_in.by_user_code("KXQP7M2WE").is_none());
    }
}
