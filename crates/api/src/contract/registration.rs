//! Doorward's own client registration in a tenant.

use super::PlanView;
use serde::{Deserialize, Serialize};

/// What to register.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RegistrationAsk {
    /// Name of the registration; empty: `Doorward`.
    pub name: String,
    /// Only permissions for reading: whoever signs in with it cannot change anything.
    pub read_only: bool,
}

/// Writes what was previewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationApply {
    /// As it was previewed.
    pub ask: RegistrationAsk,
    /// Hash of the preview; another plan is refused (`plan_changed`).
    pub plan: String,
}

/// A registration as it would be, or is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationView {
    /// Tenant id, GUID.
    pub tenant_id: String,
    /// Tenant name.
    pub tenant_name: String,
    /// What remains to be written; no steps: all is as it should be.
    pub plan: PlanView,
    /// The registration that was found or made.
    pub client: Option<RegisteredClient>,
    /// Permissions it asks for.
    pub scopes: Vec<RegisteredScope>,
    /// The page on which an administrator consents for everybody; absent before the registration is there.
    pub admin_consent_uri: Option<String>,
    /// Sign-ins to this tenant use it from now on.
    pub remembered: bool,
}

/// A registration in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredClient {
    /// Client id, GUID.
    pub client_id: String,
    /// Object id of the application, GUID.
    pub application_id: String,
    /// Object id of the service principal, GUID; absent while there is none.
    pub service_principal_id: Option<String>,
    /// Display name.
    pub name: String,
    /// It was there before.
    pub adopted: bool,
}

/// A permission of the registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredScope {
    /// Graph name, for example `Application.Read.All`.
    pub name: String,
    /// Its id in this tenant's Graph, GUID.
    pub id: String,
    /// Only an administrator can consent; otherwise each person can for themselves.
    pub administrator: bool,
}
