//! The practice tenant's controls.

use serde::{Deserialize, Serialize};

/// The practice tenant as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeView {
    /// It is running.
    pub running: bool,
    /// Where, for clients that should be pointed at it.
    pub url: Option<String>,
    /// Its default domain.
    pub domain: Option<String>,
    /// Accounts to sign in with; nothing here is real.
    pub accounts: Vec<PracticeAccountView>,
    /// Milliseconds until new objects become visible.
    pub lag_ms: u32,
    /// Milliseconds that every answer takes longer.
    pub latency_ms: u32,
    /// Seconds its clock is set ahead; negative: behind.
    pub clock_offset_s: i32,
    /// Troubles that can be ordered, in reading order.
    pub troubles: Vec<PracticeFault>,
    /// Troubles that are ordered and still to come.
    pub ordered: Vec<PracticeTrouble>,
}

/// What the practice tenant can be told to do wrong; named as on its control interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PracticeFault {
    /// Graph asks for patience: 429 with `Retry-After`.
    Throttle,
    /// Graph answers 503.
    Outage,
    /// An answer takes longer.
    Slow,
    /// The connection ends before the request is looked at.
    CutBefore,
    /// The request takes effect, and the connection ends without an answer.
    CutAfter,
    /// The application is made and the answer says 404.
    InstantiateLost,
    /// A change is refused as for an object that is too young.
    YoungForbidden,
    /// Identifiers are refused as if SAML mode had not spread yet.
    ModeUnsettled,
    /// A new object does not show.
    NotVisible,
    /// A read tells the state before the last change.
    StaleReads,
    /// The access token is refused once.
    TokenRefused,
    /// Every token of the person is revoked.
    TokenRevoked,
    /// Directory roles do not count, as before they are activated.
    RoleNotActivated,
    /// Nobody has agreed to what a token is asked for.
    ConsentMissing,
    /// Sign-in by code is blocked by policy.
    DeviceCodeBlocked,
    /// Active certificates have ended.
    CertificateExpired,
    /// The clock is wrong until troubles are called off.
    ClockSkew,
}

impl PracticeFault {
    /// All, in reading order: the network, the directory, the person's rights, the certificate, the clock.
    pub const ALL: [Self; 17] = [
        Self::Throttle,
        Self::Outage,
        Self::Slow,
        Self::CutBefore,
        Self::CutAfter,
        Self::InstantiateLost,
        Self::YoungForbidden,
        Self::ModeUnsettled,
        Self::NotVisible,
        Self::StaleReads,
        Self::TokenRefused,
        Self::TokenRevoked,
        Self::RoleNotActivated,
        Self::ConsentMissing,
        Self::DeviceCodeBlocked,
        Self::CertificateExpired,
        Self::ClockSkew,
    ];
}

/// An ordered trouble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeTrouble {
    /// Which.
    pub name: PracticeFault,
    /// How many requests it will still meet; 1 to 100. A wrong clock lasts until troubles are called off.
    pub count: u32,
    /// How much later the answer comes (`slow`; the tenant's usual value when left out) or how much the clock is ahead
    /// (`clock_skew`, negative: behind).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<i32>,
}

/// A practice account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAccountView {
    /// User principal name.
    pub upn: String,
    /// Password; practice only.
    pub password: String,
    /// Directory roles.
    pub roles: Vec<String>,
}

/// Changes the practice tenant's behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PracticeSettings {
    /// Milliseconds until new objects become visible, at most 60 000.
    pub lag_ms: u32,
    /// Milliseconds that every answer takes longer, at most 60 000.
    pub latency_ms: u32,
    /// Seconds its clock is ahead, at most ten years; negative: behind.
    pub clock_offset_s: i32,
}
