//! What a client must know to use the tenant: exactly the JSON line that `doorward practice serve --json` prints.

use serde::{Deserialize, Serialize};
use std::{fmt, path::PathBuf};

/// Addresses and accounts of a running practice tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// Sign-in origin, for example `http://127.0.0.1:4711`.
    pub login: String,
    /// Graph root; `/v1.0/…` and `/beta/…` are served under it.
    pub graph: String,
    /// Directory id.
    pub tenant_id: String,
    /// Default domain of the tenant.
    pub domain: String,
    /// Doorward's client id in this tenant.
    pub client_id: String,
    /// Accounts to sign in with; the first is a Global Administrator.
    pub accounts: Vec<PracticeAccount>,
    /// The control interface.
    pub control: Control,
    /// With TLS: the certificate of the tenant's own authority, PEM, for clients to trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

/// An account of the practice tenant whose password may be told: nothing behind it is real.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAccount {
    /// User principal name.
    pub upn: String,
    /// Password.
    pub password: String,
    /// Display names of the directory roles the account holds.
    pub roles: Vec<String>,
}

/// How to steer the tenant from outside.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// Base URL of the control interface.
    pub url: String,
    /// Bearer token it asks for; new at every start.
    pub token: String,
}

// Told on purpose as JSON, but not by accident in a log.
impl fmt::Debug for PracticeAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PracticeAccount")
            .field("upn", &self.upn)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Control").field("url", &self.url).finish_non_exhaustive()
    }
}
