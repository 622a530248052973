//! Access tokens of one account: handed out while fresh, renewed once when due, whoever asks at the same time.
//!
//! A renewal can carry claims that Graph demanded, and can ask for permissions that the tenant has granted to this
//! client but that the token lacks so far. It can never raise a consent or a stronger sign-in: then it says which
//! sign-in a person has to make.
//!
//! A renewal runs to its end even if the caller goes away, because the server may already have replaced the refresh
//! token; the new one is kept before anyone sees the new access token. If the file cannot be written, the session goes
//! on in memory and [`TokenCache::is_saved`] says so.

use crate::{
    Scope, SignInContext, SignInError, TokenCache,
    cache::Slot,
    claims::{parameter, usable},
    classify::{Asked, Stage},
    device_flow::ended,
    exchange::Exchange,
    scope::{is_granted, short_name},
    tokens::{TokenSet, client},
};
use doorward_domain::Account;
use oauth2::RefreshToken;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, sync::Arc};

/// Hands out the access tokens of one account; cheap to clone, and all clones renew together.
#[derive(Clone)]
pub struct AccountTokens {
    slot: Arc<Slot>,
    cache: TokenCache,
    context: SignInContext,
}

/// What a token is wanted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The server refused the one handed out before.
    pub renew: bool,
    /// Claims that Graph demanded with its 401 (JSON).
    pub claims: Option<String>,
    /// Permissions it must hold; empty: those that the session has.
    pub scopes: Vec<Scope>,
}

impl Wanted {
    /// The token at hand would do while it lives.
    fn is_modest(&self) -> bool {
        !self.renew && self.claims.is_none() && self.scopes.is_empty()
    }
}

impl AccountTokens {
    pub(crate) fn new(slot: Arc<Slot>, cache: TokenCache, context: SignInContext) -> Self {
        Self { slot, cache, context }
    }

    /// Whose tokens these are.
    #[must_use]
    pub fn account(&self) -> &Account {
        self.slot.account()
    }

    /// Permissions as the server last listed them.
    #[must_use]
    pub fn granted(&self) -> Vec<String> {
        self.slot.tokens().granted
    }

    /// An access token for Graph. Renewed when five minutes or less are left, when it was refused, when claims are
    /// demanded or when a permission is missing in it. If an early renewal fails for want of a network, the old token is
    /// handed out as long as it lives.
    ///
    /// # Errors
    /// [`SignInError::SignInAgain`] when the session is over; [`SignInError::ClaimsRequired`],
    /// [`SignInError::BlockedByPolicy`] or [`SignInError::ConsentRequired`] when a person has to sign in once more;
    /// [`SignInError::Unreachable`] or [`SignInError::Busy`] when renewing did not work this time.
    pub async fn token(&self, wanted: Wanted) -> Result<SecretString, SignInError> {
        let seen = self.slot.generation();
        if !wanted.renew && wanted.claims.is_none() {
            let tokens = self.slot.tokens();
            let fresh = self.slot.is_current() && tokens.is_fresh(self.context.clock.now());
            if fresh && covered(&wanted.scopes, &tokens.granted) {
                return Ok(tokens.access);
            }
        }
        let own = self.clone();
        let renewal = tokio::spawn(async move { own.renewed(seen, &wanted).await });
        renewal.await.unwrap_or(Err(SignInError::Cancelled))
    }

    /// [`AccountTokens::token`] without claims or further permissions.
    ///
    /// # Errors
    /// As there.
    pub async fn bearer(&self, renew: bool) -> Result<SecretString, SignInError> {
        self.token(Wanted { renew, ..Wanted::default() }).await
    }

    /// Waits for its turn; whoever finds a newer token than the one it started from, and one that will do, takes that.
    async fn renewed(&self, seen: u64, wanted: &Wanted) -> Result<SecretString, SignInError> {
        let _turn = self.slot.turn().lock().await;
        if !self.slot.is_current() {
            return Err(SignInError::SignInAgain { refusal: None });
        }
        let tokens = self.slot.tokens();
        let newer = self.slot.generation() != seen && self.slot.carries(wanted.claims.as_deref());
        if newer && covered(&wanted.scopes, &tokens.granted) {
            return Ok(tokens.access);
        }
        match self.redeem(&tokens, wanted).await {
            Ok(next) => {
                let access = next.access.clone();
                let enough = covered(&wanted.scopes, &next.granted);
                self.slot.replace(next, wanted.claims.clone());
                if let Err(error) = self.cache.save().await {
                    tracing::warn!(%error, "renewed tokens are kept in memory only");
                }
                if enough { Ok(access) } else { Err(not_granted(&wanted.scopes)) }
            }
            Err(error)
                if wanted.is_modest()
                    && error.is_transient()
                    && tokens.is_valid(self.context.clock.now()) =>
            {
                tracing::debug!(code = error.code(), "early renewal failed; the token still lives");
                Ok(tokens.access)
            }
            Err(error) => Err(error),
        }
    }

    async fn redeem(&self, tokens: &TokenSet, wanted: &Wanted) -> Result<TokenSet, SignInError> {
        let refresh = tokens.refresh.as_ref().ok_or(SignInError::SignInAgain { refusal: None })?;
        let authority = self.slot.authority();
        let scopes = asked_again(&tokens.granted, &wanted.scopes);
        let exchange = Exchange::new(&self.context, vec![refresh.expose_secret()]);
        let token = RefreshToken::new(refresh.expose_secret().to_owned());
        let outcome = client(authority)
            .exchange_refresh_token(&token)
            .add_scopes(scopes.iter().map(|scope| oauth2::Scope::new(scope.full(&authority.graph))))
            .add_extra_param("claims", parameter(wanted.claims.as_deref()))
            .request_async(&exchange)
            .await;
        let asked = Asked { authority, scopes: &scopes };
        let answer = outcome.map_err(|_| {
            demanded(ended(exchange.take(), Stage::Refresh, &asked, "token"), wanted.claims.as_deref())
        })?;
        TokenSet::read(&answer, self.context.clock.now(), Some(tokens))
    }
}

/// What a renewal was made for comes back to whoever has to sign in: Graph's demand stands until it is met.
fn demanded(error: SignInError, challenge: Option<&str>) -> SignInError {
    match (error, challenge.and_then(usable)) {
        (SignInError::SignInAgain { refusal: Some(refusal) }, Some(claims)) => {
            SignInError::ClaimsRequired { claims, refusal }
        }
        (error, _) => error,
    }
}

/// The server renewed but left permissions out: nobody has granted them.
fn not_granted(scopes: &[Scope]) -> SignInError {
    SignInError::ConsentRequired {
        scopes: scopes.iter().map(Scope::to_string).collect(),
        administrator: false,
        refusal: Box::default(),
    }
}

fn covered(wanted: &[Scope], granted: &[String]) -> bool {
    wanted.iter().all(|scope| is_granted(scope, granted))
}

/// The same permissions as before, and those that are wanted now.
fn asked_again(granted: &[String], wanted: &[Scope]) -> Vec<Scope> {
    let protocol = ["openid", "profile", "offline_access"];
    let graph = granted
        .iter()
        .map(|name| short_name(name))
        .filter(|name| !name.is_empty() && *name != "email" && !protocol.contains(name));
    let graph = graph.map(|name| Scope::Graph(name.to_owned().into()));
    let mut scopes: Vec<Scope> =
        protocol.into_iter().map(|name| Scope::OpenId(name.into())).chain(graph).collect();
    scopes.extend(wanted.iter().filter(|scope| !is_granted(scope, granted)).cloned());
    scopes
}

impl fmt::Debug for AccountTokens {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AccountTokens").field("account", self.account()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewal_asks_for_what_was_granted_before() {
        let granted = ["https://graph.microsoft.com/User.Read".into(), "openid".into(), "email".into()];
        let names: Vec<_> = asked_again(&granted, &[]).iter().map(|scope| scope.to_string()).collect();
        assert_eq!(names, ["openid", "profile", "offline_access", "User.Read"]);
    }
}
