//! The directory and who is signed in to it.

use crate::{ObjectId, TenantId};
use serde::{Deserialize, Serialize};

/// One Entra directory as `GET /organization` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// Directory id.
    pub id: TenantId,
    /// The organization's name.
    pub name: String,
    /// Verified domains; never empty for a real tenant.
    pub domains: Vec<Domain>,
}

/// A verified domain of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// For example `contoso.com`.
    pub name: String,
    /// New users get this domain unless another is chosen.
    pub is_default: bool,
    /// The `*.onmicrosoft.com` domain the tenant was born with.
    pub is_initial: bool,
    /// Passwords are checked by Entra (`Managed`); a federated domain cannot hold a cloud-only test user.
    pub is_managed: bool,
}

/// A person signed in to one tenant. The key is `tenant` + `object_id`; the rest is for display and may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Directory the token was issued for (`tid`).
    pub tenant: TenantId,
    /// The person's object id there (`oid`).
    pub object_id: ObjectId,
    /// `preferred_username`.
    pub upn: String,
    /// Display name.
    pub name: String,
}
