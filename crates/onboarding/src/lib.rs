//! From answers to proof: the engine, with the ports it needs.
//!
//! A plan is the difference between what a recipe and the answers lead to and what the tenant holds; it is made by
//! reading only. Applying it journals each intent, writes, waits until the directory shows the change, and journals
//! the proof. Because a plan is a difference, doing it again does nothing; and because every creation carries a marker
//! made from the run's id, a creation whose answer got lost is looked up and adopted, never repeated.
//!
//! The engine knows no network, no database and no clock of its own: see [`ports`].

mod answers;
mod apply;
mod around;
mod drift;
mod evidence;
mod field;
mod found;
mod handover;
mod known;
mod mark;
mod page;
mod password;
mod plan;
pub mod ports;
mod probe;
mod readiness;
mod role;
mod snapshot;
mod undo;

pub use answers::{Answers, TestUserAnswer};
pub use apply::{ApplyError, ApplyFailure, Engine, Seen, Settle};
pub use around::{Around, Surroundings};
pub use drift::{Difference, DriftKind, EndState, compare, mend};
pub use evidence::{Evidence, configuration_hash, hash_of};
pub use field::{Field, ObjectKind};
pub use handover::{Handover, HandoverOpenItem};
pub use known::{Adoption, Known};
pub use mark::{Marked, mark_of};
pub use page::Page;
pub use password::strong_password;
pub use plan::{
    Action, Basis, Change, FieldChange, Ground, Merge, Moved, Plan, Request, Step, StepId, basis, moved,
    plan_onboarding, plan_page,
};
pub use probe::{Probe, ProbeKind};
pub use readiness::{
    Finding, FindingCode, Holder, HolderKind, Restriction, Rights, Severity, TenantRules, forms_of, readiness,
};
pub use role::{RoleChoice, RoleReason, choose_role};
pub use snapshot::{Instance, Snapshot};
pub use undo::{
    Conflict, Deed, Done, Former, FormerField, Present, Take, UndoPlan, UndoState, UndoStep, deeds,
    plan_undo, undo_findings,
};
