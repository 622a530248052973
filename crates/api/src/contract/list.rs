//! The one list of commands.

use serde::{Deserialize, Serialize};

/// A command that needs or yields nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Nothing {}

/// What a command is made of, for the generated TypeScript.
#[derive(Debug, specta::Type)]
pub struct Call<Request, Response> {
    /// Argument.
    pub request: Request,
    /// Answer.
    pub response: Response,
}

/// What a read is made of and a change makes stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Who is signed in.
    Session,
    /// Applications of the tenant.
    Applications,
    /// Runs and their journals.
    Runs,
    /// Gallery entries.
    Gallery,
    /// One's own recipes.
    Recipes,
    /// People and groups.
    People,
    /// Settings.
    Settings,
    /// The practice tenant.
    Practice,
}

/// A command's name and what it reads or makes stale.
#[derive(Debug, Clone, Copy)]
pub struct CommandInfo {
    /// Name.
    pub name: &'static str,
    /// What its answer is made of.
    pub reads: &'static [Tag],
    /// What it makes stale.
    pub stales: &'static [Tag],
}

/// Hands the list to the macro named in `$then`. Each entry: documentation, name, request, response, what it reads, what it
/// makes stale.
#[macro_export]
macro_rules! for_each_command {
    ($then:path) => {
        $then! {
            /// Who is signed in, and where tokens are kept.
            session(list::Nothing) -> session::SessionView, reads [Session], stales [];
            /// Asks for a device code and starts waiting for it; the outcome comes as a `sign_in` event.
            signin_start(signin::SignInStart) -> signin::CodeView, reads [], stales [];
            /// Opens a port for the browser's answer and makes the address to open; the outcome comes as a `sign_in` event.
            signin_browser(signin::SignInStart) -> signin::BrowserView, reads [], stales [];
            /// What can be chosen before signing in, and what would be used.
            signin_ways(list::Nothing) -> signin::WaysView, reads [Settings, Session], stales [];
            /// Where the sign-in stands.
            signin_state(list::Nothing) -> signin::SignInPhase, reads [], stales [];
            /// Opens the page of the sign-in under way in the browser: where the code is typed, or where one signs in.
            signin_open(list::Nothing) -> list::Nothing, reads [], stales [];
            /// Stops the sign-in under way.
            signin_cancel(list::Nothing) -> list::Nothing, reads [], stales [];
            /// Says that the session's tenant is the right one to write into.
            tenant_confirm(session::TenantConfirmation) -> session::SessionView, reads [], stales [Session];
            /// Makes a kept account the present one.
            session_switch(session::AccountRef) -> session::SessionView, reads [], stales [Session, Applications, Runs, Gallery, People];
            /// Forgets the present account's tokens here.
            sign_out(list::Nothing) -> session::SessionView, reads [], stales [Session, Applications, Runs, Gallery, People];
            /// Opens the passphrase-sealed token file, or makes one.
            passphrase_enter(session::PassphraseEntry) -> session::SessionView, reads [], stales [Session];
            /// Makes a new journal of what can be read of a damaged one, and looks in the tenant for onboardings it does not know.
            journal_rebuild(list::Nothing) -> journal::RebuiltView, reads [], stales [Session, Runs, Applications, Settings];
            /// What registering Doorward in the present tenant would write. Reads only.
            registration_preview(registration::RegistrationAsk) -> registration::RegistrationView, reads [], stales [];
            /// Writes what was previewed, and uses the registration for this tenant from now on.
            registration_apply(registration::RegistrationApply) -> registration::RegistrationView, reads [], stales [Settings];
            /// Opens the page on which an administrator consents for everybody, and waits until the browser comes back.
            registration_consent(registration::RegistrationAsk) -> list::Nothing, reads [], stales [];
            /// Home, at once from the cache.
            home(list::Nothing) -> home::HomeView, reads [Applications, Runs], stales [];
            /// Reads the directory again.
            home_refresh(list::Nothing) -> home::HomeView, reads [], stales [Applications];
            /// What was done from here, run by run.
            activity(list::Nothing) -> home::ActivityView, reads [Runs], stales [];
            /// Searches the gallery as you type.
            gallery_search(search::SearchText) -> search::GalleryView, reads [Gallery, Applications], stales [];
            /// Searches recipes, the gallery and the tenant's applications as you type: one list, offline after the first time.
            catalog_search(search::SearchText) -> catalog::CatalogView, reads [Recipes, Gallery, Applications], stales [];
            /// Reads a tutorial, metadata, a recipe, a gallery entry or an application. Keeps nothing.
            catalog_read(catalog::CatalogSource) -> catalog::CatalogReading, reads [], stales [];
            /// The recipe that follows from a text and the answers given so far. Keeps nothing.
            catalog_draft(catalog::CatalogAnswers) -> catalog::CatalogDraft, reads [], stales [];
            /// Keeps the finished recipe as one's own.
            catalog_save(catalog::CatalogSave) -> catalog::RecipeView, reads [], stales [Recipes];
            /// A recipe, one's own or built in.
            catalog_show(catalog::RecipeRef) -> catalog::RecipeView, reads [Recipes], stales [];
            /// Removes one's own recipe. Runs that were made from it keep theirs.
            catalog_remove(catalog::RecipeRef) -> list::Nothing, reads [], stales [Recipes];
            /// Writes a recipe to the downloads folder.
            catalog_export(catalog::RecipeRef) -> files::SavedFile, reads [], stales [];
            /// Searches people by name or address.
            people_search(search::SearchText) -> search::PeopleView, reads [People], stales [];
            /// Searches groups by name.
            groups_search(search::SearchText) -> search::GroupsView, reads [People], stales [];
            /// Starts an onboarding. Nothing is changed in the directory.
            run_start(run::RunStart) -> run::RunView, reads [], stales [Runs];
            /// A run, with its present state.
            run(run::RunRef) -> run::RunView, reads [Runs], stales [];
            /// The whole onboarding as a plan that can be saved. Reads only.
            plan_save(run::RunRef) -> plan::PlanFile, reads [], stales [];
            /// Takes a saved plan up, unless the tenant has moved on since.
            plan_open(plan::PlanFile) -> plan::PlanOpened, reads [], stales [Runs];
            /// An application now, against what its onboarding left behind.
            status(drift::StatusRequest) -> drift::StatusView, reads [Applications, Runs], stales [];
            /// Mends what was shown; progress comes as `run` events.
            mend_apply(drift::MendApply) -> drift::StatusView, reads [], stales [Runs, Applications];
            /// Keeps what was typed and checks it.
            run_answer(run::RunAnswer) -> run::RunView, reads [], stales [];
            /// What a page would change. Reads only.
            run_preview(run::RunPage) -> plan::PlanView, reads [], stales [];
            /// Makes the previewed changes of a page; progress comes as `run` events.
            run_apply(run::RunApply) -> run::RunView, reads [], stales [Runs, Applications];
            /// Stops before the next change.
            run_cancel(run::RunRef) -> list::Nothing, reads [], stales [];
            /// Goes to a page (the step list was clicked).
            run_visit(run::RunPage) -> run::RunView, reads [], stales [];
            /// Marks the run as finished, open items and all.
            run_finish(run::RunRef) -> run::RunView, reads [], stales [Runs];
            /// Leaves the run for good; nothing in the directory changes.
            run_discard(run::RunRef) -> list::Nothing, reads [], stales [Runs];
            /// The new test user's password, once.
            secret_take(run::RunRef) -> run::SecretOnce, reads [], stales [Runs];
            /// What taking a run back, or one of its steps, would change. Reads only.
            undo_preview(undo::UndoRequest) -> undo::UndoView, reads [], stales [];
            /// Takes back what was looked at, newest step first; progress comes as `run` events.
            undo_apply(undo::UndoApply) -> undo::UndoReceipt, reads [], stales [Runs, Applications, People];
            /// What a Test SSO would change for its duration.
            proof_preview(proof::ProofStart) -> proof::ProofPreview, reads [], stales [];
            /// Starts a Test SSO; progress comes as `proof` events.
            proof_start(proof::ProofStart) -> proof::ProofView, reads [], stales [];
            /// What a test by the sign-in log would open. Reads only.
            proof_watch_preview(proof::ProofStart) -> proof::WatchPreview, reads [], stales [];
            /// Opens the application or My Apps and reads from Entra's sign-in log how the sign-on ends; changes nothing. Weaker than a checked response.
            proof_watch(proof::ProofStart) -> proof::ProofView, reads [], stales [];
            /// The test under way or the last one of a run.
            proof_state(run::RunRef) -> proof::ProofState, reads [], stales [];
            /// Opens the test's page in the browser again.
            proof_open(run::RunRef) -> list::Nothing, reads [], stales [];
            /// Stops waiting and puts the former settings back.
            proof_cancel(run::RunRef) -> list::Nothing, reads [], stales [Runs];
            /// Holds a captured response against a run's configuration; only the assertion's ID is kept, to name a replay.
            proof_check_captured(saml::CapturedCheck) -> saml::CapturedVerdict, reads [], stales [];
            /// What an assertion for one person will carry, computed without signing in. Reads only.
            assertion_preview(preview::PreviewAsk) -> preview::PreviewView, reads [], stales [];
            /// Everybody assigned whose sign-on would fail, and why. Reads only.
            assertion_scan(run::RunRef) -> preview::ScanView, reads [], stales [];
            /// Says what an error of Entra or a SAML status means, and what to do.
            explain(saml::ExplainText) -> saml::Explanations, reads [], stales [];
            /// Looks at SAML fields as they are typed.
            saml_lint(saml::LintFields) -> saml::LintView, reads [], stales [];
            /// Reads a vendor's metadata, for the answers.
            metadata_read(saml::MetadataText) -> saml::MetadataView, reads [], stales [];
            /// Writes the certificate or the metadata to the downloads folder.
            certificate_save(files::CertificateSave) -> files::SavedFile, reads [], stales [];
            /// Writes the hand-over document to the downloads folder.
            handover_save(run::RunRef) -> files::SavedFile, reads [], stales [];
            /// Writes the hand-over document and opens it in the browser.
            handover_open(run::RunRef) -> files::SavedFile, reads [], stales [];
            /// Opens a link of a run's vendor steps in the browser, by its place in the list.
            vendor_open(run::VendorLink) -> list::Nothing, reads [], stales [];
            /// Settings.
            settings(list::Nothing) -> settings::SettingsView, reads [Settings], stales [];
            /// Keeps settings.
            settings_save(settings::SettingsView) -> settings::SettingsView, reads [], stales [Settings, Session];
            /// The practice tenant.
            practice(list::Nothing) -> practice::PracticeView, reads [Practice], stales [];
            /// Changes the practice tenant's behaviour.
            practice_save(practice::PracticeSettings) -> practice::PracticeView, reads [], stales [Practice];
            /// Orders a trouble from the practice tenant.
            practice_trouble(practice::PracticeTrouble) -> practice::PracticeView, reads [], stales [Practice];
            /// Calls off every ordered trouble.
            practice_calm(list::Nothing) -> practice::PracticeView, reads [], stales [Practice];
            /// Starts the practice tenant anew: everything made in it is gone.
            practice_reset(list::Nothing) -> practice::PracticeView, reads [], stales [Practice, Session, Applications, Runs, Gallery, People];
        }
    };
}

macro_rules! describe {
    ($($(#[$doc:meta])* $name:ident($request:path) -> $response:path, reads [$($read:ident),*], stales [$($stale:ident),*];)*) => {
        /// Every command with its request and response.
        #[derive(Debug, specta::Type)]
        #[allow(dead_code, missing_docs)]
        pub struct Commands {
            $($(#[$doc])* pub $name: Call<$request, $response>,)*
        }

        /// Every command, in the order of the list.
        pub const COMMANDS: &[CommandInfo] = &[
            $(CommandInfo { name: stringify!($name), reads: &[$(Tag::$read),*], stales: &[$(Tag::$stale),*] },)*
        ];
    };
}

mod described {
    use super::{Call, CommandInfo, Tag};
    use crate::contract::{
        catalog, drift, files, home, journal, list, plan, practice, preview, proof, registration, run, saml,
        search, session, settings, signin, undo,
    };
    crate::for_each_command!(describe);
}

pub use described::{COMMANDS, Commands};
