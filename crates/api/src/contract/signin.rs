//! Signing in: with a code, or in the browser.

use super::{Moment, WireError};
use serde::{Deserialize, Serialize};

/// Where to sign in, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SignInStart {
    /// The built-in practice tenant (started if needed). Everything is asked for at once: nothing there is real.
    Practice,
    /// A real tenant.
    Entra {
        /// Tenant id or verified domain; empty for the account's home tenant.
        tenant: String,
        /// Cloud, by its stable name; absent: as in Settings.
        #[serde(default)]
        #[specta(optional)]
        cloud: Option<String>,
        /// What permissions are needed for; empty: looking.
        #[serde(default)]
        #[specta(optional)]
        purposes: Option<Vec<Purpose>>,
    },
    /// A kept account once more: what its session lacks is asked for, with what the tenant demanded.
    Again {
        /// Tenant id, GUID.
        #[serde(rename = "tenantId")]
        tenant_id: String,
        /// Object id, GUID.
        #[serde(rename = "objectId")]
        object_id: String,
    },
}

/// What permissions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Read applications, policies, people and groups.
    Look,
    /// Onboard applications: configure, assign, create test users.
    Onboard,
    /// Register Doorward in the tenant.
    Register,
    /// Read the sign-in log, for a test that rests on it.
    Log,
}

/// The two doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// A code, typed on any device.
    Code,
    /// The browser of this computer.
    Browser,
}

/// The code to type in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CodeView {
    /// Shown large.
    pub user_code: String,
    /// The page where it is typed.
    pub verification_uri: String,
    /// Seconds the code is good for, from its issue.
    pub expires_in: u32,
    /// When it ends.
    pub expires_at: Moment,
    /// The practice tenant asks.
    pub practice: bool,
    /// Permissions asked for, by Graph name.
    pub scopes: Vec<String>,
}

/// The address that a browser of this computer has to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BrowserView {
    /// Opened by `signin_open`; good for this one sign-in.
    pub authorization_uri: String,
    /// Where the browser comes back to, on this computer.
    pub redirect_uri: String,
    /// Seconds until the wait ends, from its start.
    pub expires_in: u32,
    /// When it ends.
    pub expires_at: Moment,
    /// The practice tenant asks.
    pub practice: bool,
    /// Permissions asked for, by Graph name.
    pub scopes: Vec<String>,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInPhase {
    /// No sign-in is under way.
    Idle,
    /// The code has been issued; the person is at the browser.
    Waiting {
        /// The code.
        code: CodeView,
    },
    /// The browser of this computer is to come back.
    Browser {
        /// The address.
        browser: BrowserView,
    },
    /// Signed in.
    Done,
    /// It ended without a session.
    Failed {
        /// Why.
        error: WireError,
    },
}

/// What can be chosen before signing in, and what would be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct WaysView {
    /// Microsoft's clouds, the global one first.
    pub clouds: Vec<CloudView>,
    /// The cloud of the settings, by its stable name.
    pub cloud: String,
    /// Address of a sign-in service that stands instead of the cloud's; absent: the cloud's own.
    pub login_url: Option<String>,
    /// Whose registration signs in where no other is known for the tenant.
    pub client: ClientOrigin,
    /// Tenants with a registration of their own.
    pub registrations: Vec<RegisteredView>,
}

/// Whose client registration signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ClientOrigin {
    /// `DOORWARD_CLIENT_ID`.
    Environment,
    /// The client id in Settings.
    Settings,
    /// Microsoft Graph Command Line Tools, shared with every script that uses it.
    Shared,
    /// None: this cloud has no shared client. One has to be named or registered first.
    Missing,
}

/// A cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudView {
    /// Stable name: `global`, `us-gov`, `us-dod`, `china`.
    pub name: String,
    /// Name to show.
    pub title: String,
    /// Sign-in service.
    pub login_url: String,
    /// Graph.
    pub graph_url: String,
    /// Admin portal.
    pub portal_url: String,
    /// Page on which codes are typed.
    pub device_page: String,
    /// What this cloud does not have.
    pub lacks: Vec<LackView>,
}

/// Something that a cloud does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct LackView {
    /// Stable name, for example `signing_certificates`.
    pub code: String,
    /// What it means, one sentence.
    pub text: String,
}

/// A tenant's own registration of this program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredView {
    /// Tenant id, GUID.
    pub tenant_id: String,
    /// Tenant name, as last seen.
    pub tenant_name: String,
    /// Client id, GUID.
    pub client_id: String,
}
