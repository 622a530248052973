//! Browser sign-ins of applications (OAuth 2.0, OpenID Connect) half way: what was asked, and the codes handed out.

use super::sign_in::Grant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// What a client wants a token for. One token is for one resource.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// Client id of the resource.
    pub(crate) resource: Uuid,
    /// How the resource was written, with its last slash; "" for a short name.
    pub(crate) prefix: String,
    /// Permissions at the resource by their names; empty with `default`.
    pub(crate) scopes: BTreeSet<String>,
    /// `openid`, `profile`, `email`, `offline_access`.
    pub(crate) protocol: BTreeSet<String>,
    /// `.default`: whatever was consented to.
    pub(crate) default: bool,
}

/// Where a redirect URI is registered, which decides how its code may be redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Platform {
    Public,
    Spa,
    Web,
}

/// How the answer travels back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// What is wanted back; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) code: bool,
    pub(crate) id_token: bool,
    pub(crate) token: bool,
}

/// PKCE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge {
    pub(crate) value: String,
    /// `S256`; else `plain`.
    pub(crate) hashed: bool,
}

/// What the person is to be asked, whatever is known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Prompts {
    pub(crate) none: bool,
    pub(crate) login: bool,
    pub(crate) select: bool,
    pub(crate) consent: bool,
}

/// Where an answer goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReturnAddress {
    pub(crate) uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
}

/// A checked authorization request waiting for its person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Authorize {
    pub(crate) client: Uuid,
    pub(crate) back: ReturnAddress,
    pub(crate) platform: Platform,
    pub(crate) wanted: Wanted,
    pub(crate) asked: Asked,
    pub(crate) prompts: Prompts,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<Challenge>,
    /// The client handles claims challenges.
    pub(crate) cae: bool,
    /// `client_info` is wanted beside the code.
    pub(crate) client_info: bool,
    pub(crate) login_hint: String,
    /// Seconds since the password was typed, at most.
    pub(crate) max_age: Option<i64>,
    pub(crate) correlation: Uuid,
}

/// An admin consent request waiting for its administrator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AdminConsent {
    pub(crate) client: Uuid,
    pub(crate) back: Option<ReturnAddress>,
    pub(crate) asked: Asked,
    pub(crate) correlation: Uuid,
}

/// An authorization code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) platform: Platform,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) redeemed: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) expires: OffsetDateTime,
}
