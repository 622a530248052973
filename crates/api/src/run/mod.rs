//! Runs: keeping them, changing them, showing them.

mod apply;
mod around;
mod commands;
mod fault_point;
mod found;
mod journal;
mod memory;
mod plan_file;
mod recover;
mod start;
mod status;
mod view;
mod whole;
mod work;

pub(crate) use apply::blocked;
pub(crate) use around::journal_finding;
pub(crate) use journal::RunJournal;
pub(crate) use memory::{OpenRun, parse_run};
pub(crate) use status::RunFacts;
pub(crate) use view::{active_certificate, idp_values, receipt, vendor_steps};
pub use whole::Whole;
pub(crate) use work::{Silent, Watcher, Works, intents};
