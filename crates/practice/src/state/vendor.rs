//! What an administrator has entered on the vendor's side of an application.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The vendor's half of one SAML connection.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct VendorSide {
    /// Identity provider entity id.
    pub(crate) issuer: String,
    /// Where AuthnRequests go.
    pub(crate) login_url: String,
    /// Trusted certificates, DER.
    pub(crate) certificates: Vec<Vec<u8>>,
    /// The relay state the vendor made up when the connection was saved.
    pub(crate) relay_state: String,
    /// Requests that wait for their Response: id to issue time (Unix seconds).
    #[serde(default)]
    pub(crate) waiting: BTreeMap<String, i64>,
    /// Assertion ids seen before.
    #[serde(default)]
    pub(crate) seen: BTreeSet<String>,
}
