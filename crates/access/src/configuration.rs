//! What is known about the application, as far as an error can be held against it.

use serde::{Deserialize, Serialize};

/// An application's settings and the person concerned. Everything may be missing; what is missing is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Configuration {
    /// Display name.
    pub application: Option<String>,
    /// Application (client) id.
    pub app_id: Option<String>,
    /// Tenant id.
    pub tenant_id: Option<String>,
    /// Primary or initial domain of the tenant.
    pub tenant_domain: Option<String>,
    /// Identifiers (Entity IDs).
    pub identifiers: Vec<String>,
    /// Reply URLs.
    pub reply_urls: Vec<String>,
    /// Sign-on URL.
    pub sign_on_url: Option<String>,
    /// Thumbprint of the active signing certificate.
    pub active_certificate: Option<String>,
    /// How many signing certificates there are.
    pub certificates: Option<usize>,
    /// `accountEnabled` of the service principal.
    pub enabled: Option<bool>,
    /// Assignment is required.
    pub assignment_required: Option<bool>,
    /// Names of people and groups that are assigned.
    pub assigned: Option<Vec<String>>,
    /// Source of the NameID, for example `user.mail`.
    pub name_id_source: Option<String>,
}
