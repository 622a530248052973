//! Signing in to Entra ID: by device code or in the browser, tokens, and the cache that keeps them sealed.
//!
//! This crate decides who is signed in, in which tenant, and with which permissions; it hands out access tokens and
//! renews them. It refuses personal accounts, tokens whose identity cannot be verified, hosts other than the ones it
//! was pointed at, and redirects. It knows nothing of windows, of the database or of Graph: whoever calls shows the
//! code or opens the browser, and whoever talks to Graph asks [`AccountTokens::token`] for a token.
//!
//! Three rules hold throughout. Secrets are typed, so that no message, log or error can contain one. A token goes
//! back only to the login host that issued it. Time and chance come from the [`SignInContext`], and waiting is measured
//! by a monotonic clock, so a wrong wall clock cannot end a sign-in early.

mod account_tokens;
mod authority;
mod browser_flow;
mod cache;
mod claims;
mod classify;
mod cloud;
mod consent_flow;
mod context;
mod device_flow;
mod discovery;
mod error;
mod exchange;
mod http;
mod id_token;
mod proof;
mod refusal;
mod scope;
mod tokens;

/// A tenant's signing key, shared with the integration tests.
#[cfg(test)]
#[path = "../tests/it/signer.rs"]
mod signer;

pub use account_tokens::{AccountTokens, Wanted};
pub use authority::{Authority, TenantChoice};
pub use browser_flow::{BROWSER_LIMIT, BrowserFlow, BrowserOptions, PendingBrowser};
pub use cache::{
    AccountKey, CacheError, CacheSettings, Discarded, KeyStore, KeyringTrouble, KnownAccount, Sealing,
    SealingChoice, SealingReport, SystemKeyring, TokenCache,
};
pub use cloud::{Cloud, Clouds, FALLBACK_CLIENT_ID, Lack};
pub use consent_flow::{ConsentFlow, PendingConsent};
pub use context::SignInContext;
pub use device_flow::{DeviceFlow, PendingCode, Polling};
pub use discovery::Discovery;
pub use error::{IdTokenFault, ProtocolFault, SignInError};
pub use http::{SignInHttp, Unreachable, UnreachableReason};
pub use proof::SignedIn;
pub use refusal::Refusal;
pub use scope::{Feature, Scope, is_granted, missing_scopes, scopes_for};
