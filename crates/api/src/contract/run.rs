//! One onboarding, as the wizard shows it.

use super::{
    Moment,
    proof::{EvidenceView, Initiation},
    search::{GroupView, InstanceView, PersonView},
    session::DomainView,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The wizard's eight pages, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// Gallery entry and name.
    Application,
    /// The SAML fields.
    Urls,
    /// Signing certificate and expiry mails.
    Certificate,
    /// Who tests.
    TestUser,
    /// Who may use it.
    Assignment,
    /// What is entered at the vendor.
    ApplicationSide,
    /// The proof.
    TestSso,
    /// Receipt and hand-over.
    Done,
}

/// State of a page in the step list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PageStatus {
    /// Applied and read back.
    Done,
    /// The page to work on.
    Current,
    /// Accepted, not visible in the directory yet.
    Waiting,
    /// Something failed or is open; `note` says what.
    NeedsYou,
    /// Still to come.
    NotYet,
}

/// A page in the step list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PageState {
    /// Page.
    pub page: Page,
    /// State.
    pub status: PageStatus,
    /// A short note, for example “accepted, waiting for the directory”.
    pub note: Option<String>,
    /// Since when it waits.
    pub since: Option<Moment>,
}

/// Names a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunRef {
    /// Run id.
    pub run: String,
}

/// Names a page of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunPage {
    /// Run id.
    pub run: String,
    /// Page.
    pub page: Page,
}

/// Applies one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunApply {
    /// Run id.
    pub run: String,
    /// Page.
    pub page: Page,
    /// Hash of the plan that was previewed.
    pub plan: String,
}

/// Starts a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunStart {
    /// Gallery id.
    pub template_id: String,
}

/// Saves what was typed. Everything is kept as typed, right or wrong; the view that comes back says what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunAnswer {
    /// Run id.
    pub run: String,
    /// The whole of the answers, as the view had them, with the edits.
    pub answers: Answers,
}

/// What the admin filled in. Absent values take the recipe's proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// Display name of the application.
    pub name: String,
    /// Use this existing instance (service principal's object id) instead of adding one.
    pub adopt: Option<String>,
    /// Values for the recipe's placeholders, by name, for example `ORGANIZATION_SLUG`.
    pub placeholders: BTreeMap<String, String>,
    /// Fields typed by hand; keys `identifier`, `reply_url`, `sign_on_url`, `relay_state`, `logout_url`.
    pub overrides: BTreeMap<String, String>,
    /// Who starts the sign-on; `service_provider` needs a Sign-on URL.
    pub initiation: Option<Initiation>,
    /// Expiry mails go to, at most five addresses.
    pub emails: Option<Vec<String>>,
    /// Test user.
    pub test_user: TestUserAnswer,
    /// Assigned group's object id; absent: the test user is assigned.
    pub group: Option<String>,
    /// Role to assign, where there is a choice.
    pub role: Option<String>,
    /// The vendor's side is done.
    pub vendor_done: bool,
}

/// The test user as chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct TestUserAnswer {
    /// An existing person's object id; absent: a new one is made.
    pub existing: Option<String>,
    /// Display name of the new one; empty: `B.Simon`.
    pub name: String,
    /// The part before `@`; empty: `B.Simon`.
    pub user_name: String,
    /// Verified, managed domain; empty: the preferred one.
    pub domain: String,
}

/// The whole run, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// Run id.
    pub id: String,
    /// Tenant id it belongs to.
    pub tenant_id: String,
    /// Application name.
    pub name: String,
    /// The vendor's product, for example `Sentry`.
    pub product: String,
    /// `saml`.
    pub guide: String,
    /// Who can start the sign-on.
    pub initiations: Vec<Initiation>,
    /// Started.
    pub started: Moment,
    /// Finished.
    pub finished: Option<Moment>,
    /// A page is being applied right now.
    pub busy: bool,
    /// The step list, eight entries.
    pub pages: Vec<PageState>,
    /// Page to open.
    pub page: Page,
    /// What was filled in.
    pub answers: Answers,
    /// Page 1.
    pub application: ApplicationPage,
    /// Page 2.
    pub urls: UrlsPage,
    /// Page 3.
    pub certificate: CertificatePage,
    /// Page 4.
    pub test_user: TestUserPage,
    /// Page 5.
    pub assignment: AssignmentPage,
    /// Page 6.
    pub application_side: ApplicationSidePage,
    /// Page 7: the latest first.
    pub evidence: Vec<EvidenceView>,
    /// What is still open, one sentence each.
    pub open_items: Vec<OpenItem>,
    /// Progress of the page being applied; empty otherwise.
    pub progress: Vec<StepProgress>,
    /// Page 8: what was done, step by step.
    pub receipt: Vec<ReceiptLine>,
}

/// Something still to be done, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenItem {
    /// Stable name, for example `relay_state`, `vendor_side`, `not_proven`.
    pub code: String,
    /// One sentence.
    pub text: String,
    /// Where it is mended.
    pub page: Page,
}

/// A step being applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct StepProgress {
    /// Step id.
    pub step: String,
    /// The intent in words.
    pub intent: String,
    /// Where it stands.
    pub phase: StepPhase,
    /// Since when.
    pub since: Moment,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum StepPhase {
    /// Its turn has not come.
    Queued,
    /// The request is on its way.
    Sending,
    /// Accepted; the directory does not show it yet.
    Settling,
    /// Read back.
    Proved,
    /// Failed.
    Failed,
}

/// A line of the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptLine {
    /// Step id.
    pub step: String,
    /// What was done, one sentence.
    pub text: String,
    /// When.
    pub at: Moment,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}

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
    /// How many fields stand in the way of saving.
    pub problems: u8,
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
    /// It is a certificate: offer the file as well.
    pub certificate: bool,
}

/// How people arrive at the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ArrivalView {
    /// `just_in_time`, `by_hand`, `by_vendor`, `provisioning`.
    pub kind: String,
    /// One or two sentences.
    pub text: String,
}

/// A secret that is handed out once.
#[derive(Clone, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SecretOnce {
    /// Whose.
    pub upn: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for SecretOnce {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SecretOnce(…)")
    }
}

/// Names a link among the vendor's steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VendorLink {
    /// Run id.
    pub run: String,
    /// Index into the vendor's steps, from 0.
    pub step: u32,
}
