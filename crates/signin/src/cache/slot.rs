//! One signed-in account in memory, and its form inside the seal.

use super::KnownAccount;
use crate::{Authority, SignedIn, TenantChoice, tokens::TokenSet};
use doorward_domain::Account;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
use time::OffsetDateTime;
use url::Url;
use zeroize::Zeroizing;

/// An account and its current tokens.
pub(crate) struct Slot {
    account: Account,
    /// Always the account's own tenant on the host that issued the tokens.
    authority: Authority,
    tokens: Mutex<TokenSet>,
    generation: AtomicU64,
    /// Claims that the tokens were last renewed with.
    claims: Mutex<Option<String>>,
    retired: AtomicBool,
    turn: tokio::sync::Mutex<()>,
}

impl Slot {
    pub(super) fn signed_in(signed_in: SignedIn) -> Self {
        let authority = signed_in.authority.with_tenant(TenantChoice::Id(signed_in.account.tenant));
        Self::new(signed_in.account, authority, signed_in.tokens)
    }

    fn new(account: Account, authority: Authority, tokens: TokenSet) -> Self {
        Self {
            account,
            authority,
            tokens: Mutex::new(tokens),
            generation: AtomicU64::new(0),
            claims: Mutex::new(None),
            retired: AtomicBool::new(false),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn tokens(&self) -> TokenSet {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts renewals.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// One renewal at a time.
    pub(crate) fn turn(&self) -> &tokio::sync::Mutex<()> {
        &self.turn
    }

    /// The tokens were renewed with these claims, or none are wanted.
    pub(crate) fn carries(&self, claims: Option<&str>) -> bool {
        let held = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.is_none() || held.as_deref() == claims
    }

    pub(crate) fn replace(&self, tokens: TokenSet, claims: Option<String>) {
        *self.claims.lock().unwrap_or_else(PoisonError::into_inner) = claims;
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Neither signed out nor replaced by a later sign-in.
    pub(crate) fn is_current(&self) -> bool {
        !self.retired.load(Ordering::Acquire)
    }

    pub(super) fn retire(&self) {
        self.retired.store(true, Ordering::Release);
    }

    pub(super) fn known(&self) -> KnownAccount {
        KnownAccount {
            account: self.account.clone(),
            login: self.authority.login.clone(),
            graph: self.authority.graph.clone(),
            client_id: self.authority.client_id.clone(),
            granted: self.tokens().granted,
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    account: &'a Account,
    login: &'a Url,
    graph: &'a Url,
    client_id: &'a str,
    granted: &'a [String],
    access: &'a str,
    refresh: Option<&'a str>,
    #[serde(with = "time::serde::rfc3339")]
    issued: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires: OffsetDateTime,
}

#[derive(Deserialize)]
struct Read {
    account: Account,
    login: Url,
    graph: Url,
    client_id: String,
    granted: Vec<String>,
    access: SecretString,
    refresh: Option<SecretString>,
    #[serde(with = "time::serde::rfc3339")]
    issued: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires: OffsetDateTime,
}

/// The bytes that go into the seal; `None` if they cannot be written.
pub(super) fn write(slots: &[Arc<Slot>]) -> Option<Zeroizing<Vec<u8>>> {
    // Room enough that the buffer need not grow, which would leave copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(4096 + slots.len() * 16 * 1024));
    plain.push(b'[');
    for (place, slot) in slots.iter().enumerate() {
        let tokens = slot.tokens();
        let written = Written {
            account: &slot.account,
            login: &slot.authority.login,
            graph: &slot.authority.graph,
            client_id: &slot.authority.client_id,
            granted: &tokens.granted,
            access: tokens.access.expose_secret(),
            refresh: tokens.refresh.as_ref().map(ExposeSecret::expose_secret),
            issued: tokens.issued,
            expires: tokens.expires,
        };
        if place > 0 {
            plain.push(b',');
        }
        serde_json::to_writer(&mut *plain, &written).ok()?;
    }
    plain.push(b']');
    Some(plain)
}

/// The accounts in opened bytes; `None` if they are not ours.
pub(super) fn read(plain: &[u8]) -> Option<Vec<Slot>> {
    let stored: Vec<Read> = serde_json::from_slice(plain).ok()?;
    let slot = |read: Read| {
        let tenant = TenantChoice::Id(read.account.tenant);
        let authority = Authority { login: read.login, graph: read.graph, client_id: read.client_id, tenant };
        let tokens = TokenSet {
            access: read.access,
            refresh: read.refresh,
            issued: read.issued,
            expires: read.expires,
            granted: read.granted,
        };
        Slot::new(read.account, authority, tokens)
    };
    Some(stored.into_iter().map(slot).collect())
}
