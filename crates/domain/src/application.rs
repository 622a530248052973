//! Applications in their three forms: gallery entry, registration, tenant-local instance.

use crate::{AppId, AppRoleId, ObjectId, SigningCertificate, TemplateId, Thumbprint};
use serde::{Deserialize, Serialize};

/// How people sign in to an application (`preferredSingleSignOnMode`, `supportedSingleSignOnModes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SsoMode {
    /// SAML 2.0.
    Saml,
    /// OpenID Connect.
    Oidc,
    /// Entra replays a stored password.
    Password,
    /// The application's entry says it cannot be integrated.
    #[serde(rename = "notSupported")]
    NotSupported,
    /// Signs in elsewhere, or a value newer than this program.
    #[serde(other)]
    Other,
}

/// A gallery entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationTemplate {
    /// Gallery id.
    pub id: TemplateId,
    /// Name in the gallery.
    pub name: String,
    /// Who publishes the application; may be empty.
    pub publisher: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Ways to sign on that the entry supports.
    pub modes: Vec<SsoMode>,
    /// Gallery categories, for example `productivity`.
    pub categories: Vec<String>,
}

/// The registration (`application`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Object id of the registration.
    pub id: ObjectId,
    /// Client id.
    pub app_id: AppId,
    /// Display name.
    pub name: String,
    /// Gallery entry it was made from.
    pub template: Option<TemplateId>,
    /// `identifierUris`: Identifier (Entity ID) values.
    pub identifiers: Vec<String>,
    /// `web.redirectUris`: Reply URL (ACS) values.
    pub reply_urls: Vec<String>,
    /// `web.logoutUrl`.
    pub logout_url: Option<String>,
}

/// The tenant-local instance (`servicePrincipal`), shown in the portal as an enterprise application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePrincipal {
    /// Object id of the instance.
    pub id: ObjectId,
    /// Client id.
    pub app_id: AppId,
    /// Display name.
    pub name: String,
    /// Gallery entry it was made from.
    pub template: Option<TemplateId>,
    /// `accountEnabled`: people may sign in.
    pub enabled: bool,
    /// `appRoleAssignmentRequired`.
    pub assignment_required: bool,
    /// `preferredSingleSignOnMode`.
    pub mode: Option<SsoMode>,
    /// `loginUrl`: Sign-on URL.
    pub sign_on_url: Option<String>,
    /// `samlSingleSignOnSettings.relayState`.
    pub relay_state: Option<String>,
    /// `notificationEmailAddresses`.
    pub notification_emails: Vec<String>,
    /// `servicePrincipalNames`: identifiers as the sign-in service sees them.
    pub names: Vec<String>,
    /// `replyUrls`, mirrored from the registration.
    pub reply_urls: Vec<String>,
    /// Roles that can be assigned.
    pub app_roles: Vec<AppRole>,
    /// `preferredTokenSigningKeyThumbprint`.
    pub active_certificate: Option<Thumbprint>,
    /// Signing certificates, one entry per certificate (Graph lists three per certificate).
    pub certificates: Vec<SigningCertificate>,
}

/// A role of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRole {
    /// Role id.
    pub id: AppRoleId,
    /// Name shown to people.
    pub name: String,
    /// Value that travels in the token; empty or absent for `msiam_access`.
    pub value: Option<String>,
    /// May be assigned at all.
    pub enabled: bool,
    /// `allowedMemberTypes` contains `User` (which covers groups).
    pub for_people: bool,
}

impl AppRole {
    /// The technical role that every template-made SAML application carries.
    #[must_use]
    pub fn is_msiam_access(&self) -> bool {
        self.name.eq_ignore_ascii_case("msiam_access") || self.value.as_deref() == Some("msiam_access")
    }
}
