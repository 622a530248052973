//! What each of the wizard's pages shows.

use super::{
    CertificateForm, Moment,
    search::{GroupView, InstanceView, PersonView},
    session::DomainView,
};
use serde::{Deserialize, Serialize};

/// Page 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationPage {
    /// Gallery id.
    pub template_id: String,
    /// Gallery name.
    pub template_name: String,
    /// Publisher.
    pub publisher: String,
    /// Instances of it that exist already.
    pub instances: Vec<InstanceView>,
    /// Why the name cannot be used; absent when it can.
    pub name_problem: Option<String>,
    /// The application, once it is there.
    pub created: Option<CreatedApplication>,
}

/// The application in the tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CreatedApplication {
    /// Object id of the registration.
    pub application_id: String,
    /// Client id.
    pub app_id: String,
    /// Object id of the service principal.
    pub service_principal_id: String,
    /// An existing one was taken over.
    pub adopted: bool,
}

/// Page 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct UrlsPage {
    /// One box per placeholder; they fill the fields.
    pub placeholders: Vec<PlaceholderBox>,
    /// The fields the recipe uses.
    pub fields: Vec<FieldBox>,
    /// What the application expects of the Response, beyond what Entra sends by itself; absent when nothing.
    pub claims: Option<ClaimsView>,
    /// How many fields stand in the way of saving.
    pub problems: u8,
}

/// What an application expects of the Response. It is set in Entra by hand: a policy written from outside would lock the
/// portal's page “Attributes & Claims”.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsView {
    /// Claims to add or change.
    pub claims: Vec<ClaimView>,
    /// The attribute that the name identifier carries, where it is not the user name.
    pub name_id: Option<String>,
    /// The latest accepted Response carried it there; absent where that cannot be told.
    pub name_id_seen: Option<bool>,
    /// What the name identifier was in that Response; absent before there was one.
    pub name_id_found: Option<String>,
    /// Response and assertion are signed, not the assertion alone.
    pub signs_both: bool,
    /// Both were signed in the latest accepted Response; absent where that cannot be told.
    pub both_signed: Option<bool>,
    /// Somebody said that it is set.
    pub confirmed: bool,
    /// The portal's page of it, once the application exists.
    pub portal: Option<String>,
}

/// One expected claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Name.
    pub name: String,
    /// Namespace; may be empty.
    pub namespace: String,
    /// The attribute it is filled from; absent where the vendor gives the value.
    pub source: Option<String>,
    /// The latest accepted Response carried it; absent before there was one.
    pub seen: Option<bool>,
}

/// A placeholder's box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceholderBox {
    /// For example `ORGANIZATION_SLUG`.
    pub name: String,
    /// For example “Organization slug”.
    pub label: String,
    /// Where the admin finds it.
    pub hint: String,
    /// An example value.
    pub example: String,
    /// What there is to choose from; empty: any text.
    pub options: Vec<String>,
    /// What was typed.
    pub value: String,
    /// Why it cannot be used.
    pub problem: Option<String>,
}

/// One SAML field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldBox {
    /// `identifier`, `reply_url`, `sign_on_url`, `relay_state`, `logout_url`.
    pub field: String,
    /// The vendor's name for it, where it differs.
    pub vendor_label: Option<String>,
    /// Pattern, for example `https://sentry.io/saml/acs/<ORGANIZATION_SLUG>/`.
    pub pattern: Option<String>,
    /// All patterns, where there are several to choose from; empty otherwise.
    pub patterns: Vec<String>,
    /// Value as it would be written.
    pub value: String,
    /// Pieces of the value, for highlighting what placeholders filled in.
    pub pieces: Vec<Piece>,
    /// Typed by hand.
    pub overridden: bool,
    /// Must be filled before saving.
    pub required: bool,
    /// The vendor hands it out later; it may stay open.
    pub later: bool,
    /// How it fares.
    pub check: FieldCheck,
}

/// A piece of a field's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Text.
    pub text: String,
    /// The placeholder that filled it; absent for fixed text.
    pub placeholder: Option<String>,
}

/// A live check of a field. It never blocks typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldCheck {
    /// `ok`, `empty`, `warn`, `bad`.
    pub state: FieldState,
    /// What was found, one sentence.
    pub message: String,
    /// First character that departs from the pattern, counted from 1.
    pub departs_at: Option<u32>,
    /// A value that would be right, offered as a fix.
    pub suggestion: Option<String>,
}

/// How a field fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FieldState {
    /// Follows the pattern.
    Ok,
    /// Nothing typed yet.
    Empty,
    /// Usable, but look again.
    Warn,
    /// Cannot be saved.
    Bad,
}

/// Page 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificatePage {
    /// The active certificate, once there is one.
    pub active: Option<CertificateView>,
    /// Others on the application.
    pub others: Vec<CertificateView>,
    /// Proposed addresses for expiry mails.
    pub emails: Vec<String>,
    /// Why the addresses cannot be used.
    pub emails_problem: Option<String>,
    /// The values for the vendor; present once the application exists.
    pub values: Option<IdpValues>,
}

/// A signing certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// SHA-1, upper-case hexadecimal.
    pub thumbprint: String,
    /// Subject.
    pub subject: String,
    /// Valid from.
    pub starts: Moment,
    /// Valid until.
    pub ends: Moment,
    /// Whole days until it ends; negative when it has.
    pub days_left: i32,
    /// The published metadata carries it.
    pub published: bool,
}

/// What Entra hands to the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct IdpValues {
    /// Login URL.
    pub login_url: String,
    /// Microsoft Entra Identifier.
    pub identifier: String,
    /// Logout URL.
    pub logout_url: String,
    /// App federation metadata URL.
    pub metadata_url: String,
    /// PEM text of the active certificate.
    pub certificate: Option<String>,
    /// SHA-1 of the active certificate, upper-case hexadecimal.
    pub thumbprint: Option<String>,
}

/// Page 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TestUserPage {
    /// Domains to choose from.
    pub domains: Vec<DomainView>,
    /// The user principal name as it would be.
    pub upn: String,
    /// Why it cannot be used.
    pub problem: Option<String>,
    /// Which input it concerns: `name`, `userName`, `domain`.
    pub problem_field: Option<String>,
    /// The existing person that was chosen.
    pub existing: Option<PersonView>,
    /// The test user, once it is there.
    pub ready: Option<PersonView>,
    /// A password can be read once (`secret_take`).
    pub password_waiting: bool,
}

/// Page 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentPage {
    /// Group that was chosen; absent: the test user.
    pub group: Option<GroupView>,
    /// Roles that can be assigned.
    pub roles: Vec<RoleView>,
    /// The role that will be assigned.
    pub role: Option<String>,
    /// Why that one, one sentence.
    pub reason: String,
    /// Who is assigned, once it is done.
    pub assigned: Option<String>,
}

/// An assignable role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RoleView {
    /// Role id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Page 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSidePage {
    /// The vendor's steps, in order.
    pub steps: Vec<VendorStep>,
    /// How people come to exist at the vendor.
    pub arrival: ArrivalView,
    /// The admin said it is done.
    pub confirmed: bool,
}

/// One step at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VendorStep {
    /// What to do, in our words.
    pub text: String,
    /// Where to go, an address with the answers filled in.
    pub link: Option<String>,
    /// Values to paste there.
    pub values: Vec<VendorValue>,
    /// A value the vendor shows here that belongs into a field on our side, for example `relay_state`.
    pub collects: Option<String>,
}

/// A value to paste at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VendorValue {
    /// The vendor's name of the box.
    pub vendor_label: String,
    /// Entra's name of the value.
    pub entra_label: String,
    /// Value; absent until it is known.
    pub value: Option<String>,
    /// It can be had as a file of this form; then the value may be absent for good.
    pub form: Option<CertificateForm>,
}

/// How people arrive at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalView {
    /// `just_in_time`, `by_hand`, `by_vendor`, `provisioning`, `unknown`.
    pub kind: String,
    /// One or two sentences.
    pub text: String,
}
