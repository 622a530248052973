//! Who signed in: the id_token of an answer, verified, and held against the tenant and the account that were meant.

use crate::{
    AccountKey, Authority, Discovery, SignInContext, SignInError, TenantChoice,
    error::ProtocolFault,
    id_token::{Expected, KeySet, fetch_keys, verify},
    tokens::{TokenAnswer, TokenSet, id_token},
};
use doorward_domain::Account;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, time::Duration};
use time::OffsetDateTime;

/// How often the keys are asked for once the code is already spent.
const KEY_TRIES: u32 = 4;
/// Pause before the keys are asked for again; doubled each time.
const KEY_PAUSE: Duration = Duration::from_secs(1);

/// A proven sign-in. Hand it to [`crate::TokenCache::add`]. Printing it shows no token.
pub struct SignedIn {
    /// Who, and in which tenant; from the verified id_token.
    pub account: Account,
    /// Permissions as the server listed them; may be fewer or more than asked for.
    pub granted: Vec<String>,
    pub(crate) authority: Authority,
    pub(crate) tokens: TokenSet,
}

/// What an answer has to prove.
pub(crate) struct Claimed<'a> {
    pub(crate) context: &'a SignInContext,
    pub(crate) authority: &'a Authority,
    pub(crate) discovery: &'a Discovery,
    /// Only this account will do.
    pub(crate) expected: Option<AccountKey>,
    pub(crate) nonce: Option<&'a str>,
}

impl Claimed<'_> {
    /// The sign-in that a token answer stands for.
    pub(crate) async fn prove(&self, answer: &TokenAnswer) -> Result<SignedIn, SignInError> {
        let now = self.context.clock.now();
        let tokens = TokenSet::read(answer, now, None)?;
        let token = id_token(answer).ok_or(ProtocolFault::Field { field: "id_token" })?;
        let keys = self.keys().await?;
        let account = self.account(&token, &keys, now)?;
        tracing::info!(tenant = %account.tenant, account = %account.object_id, "signed in");
        let granted = tokens.granted.clone();
        Ok(SignedIn { account, granted, authority: self.authority.clone(), tokens })
    }

    /// The code is spent by now: a short network failure must not cost the person a second sign-in.
    async fn keys(&self) -> Result<KeySet, SignInError> {
        let mut pause = KEY_PAUSE;
        for _ in 1..KEY_TRIES {
            match fetch_keys(self.context, self.discovery).await {
                Err(error) if error.is_transient() => tokio::time::sleep(pause).await,
                outcome => return outcome,
            }
            pause *= 2;
        }
        fetch_keys(self.context, self.discovery).await
    }

    fn account(
        &self,
        token: &SecretString,
        keys: &KeySet,
        now: OffsetDateTime,
    ) -> Result<Account, SignInError> {
        let issuer = &self.discovery.issuer;
        let expected = Expected { client_id: &self.authority.client_id, issuer, now, nonce: self.nonce };
        let account = verify(token.expose_secret(), keys, &expected)?;
        let asked = match &self.authority.tenant {
            TenantChoice::Id(id) => Some(*id),
            TenantChoice::Domain(_) => self.discovery.tenant,
            TenantChoice::Organizations => None,
        };
        match asked {
            Some(expected) if expected != account.tenant => {
                return Err(SignInError::OtherTenant { expected, found: account.tenant });
            }
            _ => {}
        }
        let found = AccountKey::of(&account);
        match self.expected {
            Some(expected) if expected != found => Err(SignInError::OtherAccount { expected, found }),
            _ => Ok(account),
        }
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignedIn")
            .field("account", &self.account)
            .field("granted", &self.granted)
            .finish_non_exhaustive()
    }
}
