//! What Doorward remembers between two starts: the profile directory and its two SQLite databases.
//!
//! This crate decides where things are kept, who may read them, what survives a crash and what happens when a file is
//! damaged. `journal.db` holds what nobody can get back (tenants, accounts, settings, runs with their journal, evidence);
//! it is written with full synchronisation, copied before each migration and never thrown away. `cache.db` holds what the
//! directory would tell again (applications, people, gallery templates); when in doubt it is set aside and begun anew.
//!
//! It refuses a journal that is damaged or newer than this program, and leaves that file as it was; a damaged one can be
//! gone without, to look around, and rebuilt from what can still be read of it. It keeps no tokens,
//! passwords, private keys or whole SAML responses: callers must not put them into a JSON payload either. It reads no
//! clock; each moment is handed in. Moments are kept in microseconds and come back in UTC.
//!
//! Calls block on the disk, for up to five seconds when another process is writing: keep them off an async executor's
//! threads. [`Profile`] is `Send + Sync`; share it in an `Arc`.

mod cache;
mod column;
mod database;
mod error;
mod journal;
mod lock;
mod migration;
mod private;
mod profile;
mod rescue;
mod search;

pub use cache::CacheDb;
pub use cache::applications::{ApplicationList, ApplicationRow, Applications, HeldName};
pub use cache::people::{People, PersonRow};
pub use cache::templates::{TemplateRow, Templates};
pub use error::{Damage, DatabaseFile, StoreError};
pub use journal::JournalDb;
pub use journal::accounts::{AccountRow, Accounts};
pub use journal::chain::Integrity;
pub use journal::entries::{Journal, JournalEntry, JournalRow};
pub use journal::evidence::{Evidence, EvidenceRow};
pub use journal::runs::{RunRow, Runs};
pub use journal::settings::Settings;
pub use journal::tenants::{TenantRow, Tenants};
pub use journal::used_assertions::{UsedAssertion, UsedAssertions};
pub use lock::{LockError, ProfileLock};
pub use profile::{CacheRebuilt, ModeRepaired, OpenReport, Profile};
pub use rescue::{Rescue, RescuedTable};
