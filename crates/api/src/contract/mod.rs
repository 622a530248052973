//! The contract between the rooms and whoever shows them: commands, their shapes, events and error codes.
//!
//! There is one list of commands, in [`list`]. The window expands it into its handlers, the generator into
//! TypeScript, and [`crate::Console::call`] into a dispatcher; a command that is forgotten somewhere does not compile.
//! Shapes here are made for the wire: they are converted from the rooms' own types at this edge and never travel
//! further in. No shape carries a token, a private key or a client secret.

pub mod catalog;
pub mod drift;
pub mod error;
pub mod event;
pub mod files;
pub mod home;
pub mod journal;
pub mod list;
pub mod moment;
pub mod pages;
pub mod plan;
pub mod practice;
pub mod preview;
pub mod proof;
pub mod registration;
pub mod run;
pub mod saml;
pub mod search;
pub mod session;
pub mod settings;
pub mod signin;
pub mod undo;

pub use catalog::{CatalogHit, CatalogReading, CatalogSource, CatalogView, HitSource, RecipeRef, RecipeView};
pub use error::{ErrorCode, WireError};
pub use event::Event;
pub use files::{CertificateForm, SavedFile};
pub use home::{ActivityEntry, ActivityView, ApplicationRowView, HomeView, RunCard};
pub use journal::{DamageView, FoundRunView, KeptView, RebuiltView};
pub use list::{COMMANDS, Call, CommandInfo, Nothing, Tag};
pub use moment::Moment;
pub use plan::{ChangeView, Finding, PlanView, RequestView, Severity, StepView};
pub use practice::{PracticeAccountView, PracticeSettings, PracticeView};
pub use proof::{CheckView, EvidenceView, Initiation, ProofPhase, ProofView, ProofWay};
pub use run::{Page, RunRef, RunView};
pub use search::{GalleryHit, GalleryView, SearchText};
pub use session::SessionView;
pub use settings::{SettingsView, Theme};
pub use signin::{BrowserView, CodeView, Door, Purpose, SignInPhase, SignInStart};
