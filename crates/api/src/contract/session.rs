//! Who is signed in, where.

use super::{
    Moment, WireError,
    journal::DamageView,
    signin::{Door, LackView},
};
use serde::{Deserialize, Serialize};

/// The present session. Without an account the interface shows the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Who is signed in; absent when nobody is.
    pub account: Option<AccountView>,
    /// The tenant of that account.
    pub tenant: Option<TenantView>,
    /// The session cannot go on as it is: why, and which door mends it. Absent while all is well.
    pub attention: Option<AttentionView>,
    /// Accounts signed in earlier whose session is still kept.
    pub others: Vec<AccountView>,
    /// Where the tokens are kept.
    pub sealing: SealingView,
    /// The journal is damaged: everything can be looked at, nothing is changed. Absent while it is sound.
    pub damage: Option<DamageView>,
    /// Version of the program.
    pub version: String,
}

/// Why the present account has to sign in once more. `signin_start` or `signin_browser` with `again` brings along what
/// is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AttentionView {
    /// `sign_in_again`, `interaction_required`, `consent_missing` or `blocked_by_policy`.
    pub error: WireError,
    /// The door that mends it.
    pub door: Door,
    /// Permissions that the next sign-in asks for in addition, by Graph name.
    pub scopes: Vec<String>,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Tenant id, GUID.
    pub tenant_id: String,
    /// Tenant name, for lists.
    pub tenant_name: String,
    /// Object id, GUID.
    pub object_id: String,
    /// User principal name.
    pub upn: String,
    /// Display name.
    pub name: String,
    /// The practice tenant's account.
    pub practice: bool,
}

/// A tenant as the header shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// Tenant id, GUID.
    pub id: String,
    /// Organization name.
    pub name: String,
    /// Default domain.
    pub domain: String,
    /// All verified domains; `managed` ones can hold a test user.
    pub domains: Vec<DomainView>,
    /// 0-7: which of the eight tenant colours marks it, always the same one.
    pub colour: u8,
    /// It is the built-in practice tenant.
    pub practice: bool,
    /// When the person confirmed that this is the tenant to write into; absent before.
    pub confirmed: Option<Moment>,
    /// Host that signs in, for example `login.microsoftonline.com`.
    pub login_host: String,
    /// Its cloud, by stable name; absent for a practice tenant or a proxy.
    pub cloud: Option<String>,
    /// What its cloud does not have.
    pub lacks: Vec<LackView>,
}

/// A verified domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct DomainView {
    /// For example `contoso.com`.
    pub name: String,
    /// Cloud passwords work here; a federated domain cannot hold a test user.
    pub managed: bool,
    /// Offered first.
    pub preferred: bool,
}

/// Where tokens are kept between starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SealingView {
    /// The place.
    pub kind: SealingKind,
    /// Why the keyring is not used, one sentence; absent while it is.
    pub trouble: Option<String>,
    /// A file sealed with a passphrase exists and waits for its passphrase.
    pub locked: bool,
}

/// The three places for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum SealingKind {
    /// A file sealed under a key in the system keyring.
    Keyring,
    /// A file sealed under a passphrase.
    Passphrase,
    /// In memory only: signing in again is needed after the next start.
    Memory,
}

/// Asks for the passphrase-sealed file: sets one up, or opens the existing one.
#[derive(Clone, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PassphraseEntry {
    /// At least 12 characters when a new file is made.
    pub passphrase: String,
}

impl std::fmt::Debug for PassphraseEntry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PassphraseEntry(…)")
    }
}

/// Names one kept account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRef {
    /// Tenant id, GUID.
    pub tenant_id: String,
    /// Object id, GUID.
    pub object_id: String,
}

/// Confirms that this tenant is the one to write into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TenantConfirmation {
    /// The id the person saw when saying yes; must be the session's tenant.
    pub tenant_id: String,
}
