//! From the rooms' own types to the contract's, at this edge and nowhere else.

mod answers;
mod error;
mod plan;
mod sign_in;
mod undo;

pub(crate) use answers::{answers_in, answers_out, field_key, initiation_out};
pub(crate) use error::{
    apply_error, cache_error, directory_error, directory_failure, graph_error, store_error, withheld,
};
pub(crate) use plan::{change_view, name, page_in, page_out, plan_view};
pub(crate) use sign_in::sign_in_error;
pub(crate) use undo::{entries_in, undo_step_view, undo_view};
