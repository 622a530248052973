//! Settings.

use serde::{Deserialize, Serialize};

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// All settings a person can change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Theme.
    pub theme: Theme,
    /// Microsoft cloud, by its stable name; empty: `global`.
    pub cloud: String,
    /// Client id of your own registration for real tenants; empty: what the tenant or the cloud has.
    pub client_id: String,
    /// Program that opens sign-in pages; empty: the system's browser.
    pub browser: String,
    /// Sign-in service; empty: the cloud's.
    pub login_url: String,
    /// Graph; empty: the cloud's.
    pub graph_url: String,
    /// Port of the local reply URL for Test SSO; 0: any free one.
    pub reply_port: u16,
}
