//! What the tenant as a whole is set to: licences, tenant-wide policies of which there is one each, eligible roles.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Microsoft Entra ID licences; P2 includes P1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Licence {
    Free,
    P1,
    P2,
}

/// A directory role somebody may activate but has not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Eligibility {
    pub(crate) principal: Uuid,
    /// Template id of the role.
    pub(crate) role: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) since: OffsetDateTime,
}

/// Settings of the whole tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TenantSettings {
    pub(crate) licence: Licence,
    /// Changed parts of policies of which there is one, by the name of the policy.
    #[serde(default)]
    pub(crate) policies: BTreeMap<String, Map<String, Value>>,
    #[serde(default)]
    pub(crate) eligible: Vec<Eligibility>,
    /// People and applications made for size: such a tenant is not saved after every change.
    #[serde(default)]
    pub(crate) generated: usize,
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self { licence: Licence::P1, policies: BTreeMap::new(), eligible: Vec::new(), generated: 0 }
    }
}

impl TenantSettings {
    /// Whether P1 features work.
    pub(crate) fn premium(&self) -> bool {
        self.licence >= Licence::P1
    }
}
