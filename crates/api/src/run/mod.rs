//! Runs: keeping them, changing them, showing them.

mod apply;
mod commands;
mod journal;
mod memory;
mod status;
mod view;
mod work;

pub(crate) use journal::RunJournal;
pub(crate) use memory::{OpenRun, parse_run};
pub(crate) use status::RunFacts;
pub(crate) use view::{active_certificate, idp_values, receipt, vendor_steps};
pub(crate) use work::{Silent, Works};
