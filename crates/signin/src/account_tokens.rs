//! Access tokens of one account: handed out while fresh, renewed once when due, whoever asks at the same time.
//!
//! A renewal runs to its end even if the caller goes away, because the server may already have replaced the refresh
//! token; the new one is kept before anyone sees the new access token. If the file cannot be written, the session goes
//! on in memory and [`TokenCache::is_saved`] says so.

use crate::{
    Scope, SignInContext, SignInError, TokenCache,
    cache::Slot,
    classify::{Asked, Stage},
    device_flow::ended,
    exchange::Exchange,
    scope::short_name,
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

    /// An access token for Graph. Renewed when five minutes or less are left, or when `renew` says that the server
    /// refused the one handed out before. If an early renewal fails for want of a network, the old token is
    /// handed out as long as it lives.
    ///
    /// # Errors
    /// [`SignInError::SignInAgain`] when the session is over; [`SignInError::Unreachable`] or [`SignInError::Busy`] when
    /// renewing did not work this time.
    pub async fn bearer(&self, renew: bool) -> Result<SecretString, SignInError> {
        let seen = self.slot.generation();
        if !renew {
            let tokens = self.slot.tokens();
            if self.slot.is_current() && tokens.is_fresh(self.context.clock.now()) {
                return Ok(tokens.access);
            }
        }
        let own = self.clone();
        let renewal = tokio::spawn(async move { own.renewed(seen, renew).await });
        renewal.await.unwrap_or(Err(SignInError::Cancelled))
    }

    /// Waits for its turn; whoever finds a newer token than the one it started from takes that.
    async fn renewed(&self, seen: u64, must: bool) -> Result<SecretString, SignInError> {
        let _turn = self.slot.turn().lock().await;
        if !self.slot.is_current() {
            return Err(SignInError::SignInAgain { refusal: None });
        }
        let tokens = self.slot.tokens();
        if self.slot.generation() != seen {
            return Ok(tokens.access);
        }
        match self.redeem(&tokens).await {
            Ok(next) => {
                let access = next.access.clone();
                self.slot.replace(next);
                if let Err(error) = self.cache.save().await {
                    tracing::warn!(%error, "renewed tokens are kept in memory only");
                }
                Ok(access)
            }
            Err(error) if !must && error.is_transient() && tokens.is_valid(self.context.clock.now()) => {
                tracing::debug!(code = error.code(), "early renewal failed; the token still lives");
                Ok(tokens.access)
            }
            Err(error) => Err(error),
        }
    }

    async fn redeem(&self, tokens: &TokenSet) -> Result<TokenSet, SignInError> {
        let refresh = tokens.refresh.as_ref().ok_or(SignInError::SignInAgain { refusal: None })?;
        let authority = self.slot.authority();
        let scopes = asked_again(&tokens.granted);
        let exchange = Exchange::new(&self.context, vec![refresh.expose_secret()]);
        let token = RefreshToken::new(refresh.expose_secret().to_owned());
        let outcome = client(authority)
            .exchange_refresh_token(&token)
            .add_scopes(scopes.iter().map(|scope| oauth2::Scope::new(scope.full(&authority.graph))))
            .request_async(&exchange)
            .await;
        let asked = Asked { authority, scopes: &scopes };
        let answer = outcome.map_err(|_| ended(exchange.take(), Stage::Refresh, &asked, "token"))?;
        TokenSet::read(&answer, self.context.clock.now(), Some(tokens))
    }
}

/// The same permissions as before: renewing can neither widen nor should it narrow them.
fn asked_again(granted: &[String]) -> Vec<Scope> {
    let protocol = ["openid", "profile", "offline_access"];
    let graph = granted
        .iter()
        .map(|name| short_name(name))
        .filter(|name| !name.is_empty() && *name != "email" && !protocol.contains(name));
    let graph = graph.map(|name| Scope::Graph(name.to_owned().into()));
    protocol.into_iter().map(|name| Scope::OpenId(name.into())).chain(graph).collect()
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
        let names: Vec<_> = asked_again(&granted).iter().map(|scope| scope.to_string()).collect();
        assert_eq!(names, ["openid", "profile", "offline_access", "User.Read"]);
    }
}
