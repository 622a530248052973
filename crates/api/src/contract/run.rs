//! One onboarding, as the wizard shows it.

use super::{
    Moment,
    pages::{ApplicationPage, ApplicationSidePage, AssignmentPage, CertificatePage, TestUserPage, UrlsPage},
    proof::{EvidenceView, Initiation},
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

/// Starts a run from a gallery entry, a recipe, an application that is there, or a name alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase", default)]
pub struct RunStart {
    /// Gallery id. Absent: the recipe's entry where the gallery has it, else an application of no gallery.
    pub template_id: Option<String>,
    /// Short name of a recipe. Absent: the one that belongs to the gallery entry, where there is one.
    pub recipe: Option<String>,
    /// A recipe file's text, instead of one that is kept.
    pub file: Option<String>,
    /// The product's name, where neither entry nor recipe says it.
    pub product: Option<String>,
    /// Goes on with this application (service principal's object id) instead of adding one.
    pub adopt: Option<String>,
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
    /// Which of several patterns a field follows, by field, as written; absent: the first.
    #[serde(default)]
    #[specta(optional)]
    pub patterns: BTreeMap<String, String>,
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
    /// Claims, name identifier and signing option are set in Entra as the application expects them.
    #[serde(default)]
    #[specta(optional)]
    pub claims_done: bool,
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
    /// While it waits for the directory: after how many seconds the run stands and the person decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub limit_seconds: Option<u32>,
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
