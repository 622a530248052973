//! What a tutorial says, as data, with the place of each reading and what is doubtful about it.

use super::page::Form;
use serde::Serialize;

/// The facts of one tutorial. Names and values are those of the JSON that `doorward catalog read` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The application's name, as in the heading.
    pub app: String,
    /// `saml`, `oidc`, `linked`, `password` or `provisioning`.
    pub kind: Guide,
    /// Who can start the sign-on.
    pub sso_initiated: Vec<Starter>,
    /// Whether the page says so; otherwise it follows from the fields.
    pub sso_initiated_stated: bool,
    /// Identifier (Entity ID).
    pub identifier: FieldFacts,
    /// Reply URL.
    pub reply_url: FieldFacts,
    /// Sign-on URL.
    pub sign_on_url: FieldFacts,
    /// Relay State; `None` when not asked for.
    pub relay_state: Option<FieldFacts>,
    /// Logout URL; `None` when not asked for.
    pub logout_url: Option<FieldFacts>,
    /// What the signing certificate step takes first.
    pub certificate: CertificateForm,
    /// All it takes.
    pub certificate_all: Vec<CertificateForm>,
    /// Values taken from Entra to the application.
    pub copies: Vec<Copied>,
    /// The page only says "copy the appropriate URLs".
    pub copies_generic: bool,
    /// Whether people come into being at their first sign-on; `None` when the page is silent.
    pub jit: Option<bool>,
    /// How the test user at the application comes to exist, first way named.
    pub provisioning: Way,
    /// Every way named.
    pub provisioning_all: Vec<Way>,
    /// Claims to add or change.
    pub claims: Vec<ClaimFact>,
    /// The attribute that the name identifier must carry.
    pub name_id: Option<String>,
    /// `response_and_assertion`, if asked.
    pub signing_option: Option<String>,
    /// The test user's name.
    pub test_user: Option<String>,
    /// Names of the placeholders in the URL values, in order.
    pub placeholders: Vec<String>,
    /// Who sets up the application's side.
    pub app_config: AppConfig,
}

/// Kinds of tutorials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Guide {
    /// SAML single sign-on.
    Saml,
    /// OpenID Connect.
    Oidc,
    /// A link to another sign-on.
    Linked,
    /// Stored passwords.
    Password,
    /// Automatic provisioning, no sign-on.
    Provisioning,
}

/// Who starts a sign-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Starter {
    /// Entra.
    Idp,
    /// The application.
    Sp,
}

/// What the page says about one URL field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldFacts {
    /// The page asks for a value.
    pub required: bool,
    /// Values with placeholders.
    pub patterns: Vec<String>,
    /// Values to be typed as they stand.
    pub fixed: Vec<String>,
    /// `sp`: only where the application starts the sign-on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Starter>,
    /// The value has to be fetched from the application.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_app: bool,
}

/// Forms that the signing certificate is handed over in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateForm {
    /// Certificate (Base64).
    Base64,
    /// Certificate (Raw).
    Raw,
    /// Federation metadata as a file.
    MetadataXml,
    /// Federation metadata by address.
    MetadataUrl,
    /// Only the thumbprint.
    Thumbprint,
    /// Certificate (PEM).
    Pem,
    /// "Certificate", without a kind.
    Unspecified,
    /// Nothing is taken.
    None,
}

/// Values that Entra has for the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Copied {
    /// Microsoft Entra Identifier.
    EntraIdentifier,
    /// Login URL.
    LoginUrl,
    /// Logout URL.
    LogoutUrl,
    /// App federation metadata URL.
    MetadataUrl,
}

/// How people come to exist at the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// At their first sign-on.
    Jit,
    /// By the application's administrator.
    ManualAdmin,
    /// By the vendor's support.
    ManualSupport,
    /// By automatic provisioning.
    Automatic,
    /// The page names none.
    None,
}

/// A claim to add or change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimFact {
    /// Its name.
    pub name: String,
    /// The attribute it is filled from; `None` where the value comes from the application.
    pub source: Option<String>,
    /// Its namespace.
    pub namespace: Option<String>,
}

/// Who sets up the application's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AppConfig {
    /// An administrator, by steps on the page.
    AdminSteps,
    /// The vendor's support.
    SupportTeam,
    /// Steps on another page.
    ExternalLink,
}

/// One reading with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Name of the fact, as in [`Facts`].
    pub fact: &'static str,
    /// What was read.
    pub value: String,
    /// Line of the source, counted from 1; 0, with an empty span, for what follows from the page's silence.
    pub line: usize,
    /// Bytes of the source, first and one past the last.
    pub span: (usize, usize),
    /// How sure the reading is, 0 to 100.
    pub confidence: u8,
}

/// A reading that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Name of the fact, as in [`Facts`].
    pub fact: &'static str,
    /// Why it may be wrong.
    pub why: String,
    /// What it may be.
    pub candidates: Vec<String>,
    /// Line of the source, counted from 1; 0 when it is about the page as a whole.
    pub line: usize,
}

/// A tutorial, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The form that the page came in.
    pub form: Form,
    /// What it says.
    pub facts: Facts,
    /// Where it says so.
    pub places: Vec<Place>,
    /// What a person should look at.
    pub doubts: Vec<Doubt>,
}
