//! Carrying a plan out: journal the intent, write, settle, read back, journal the proof.
//!
//! Steps that do not depend on one another run side by side; changes to one object that can go together go in one request.
//! A step lets others begin as soon as they can build on it, which is often before it is proved: a later write to a young
//! object is tried again until the object is known everywhere. Nothing is sent before its intent is on the disk, and no
//! creation is repeated before its mark was looked for.

mod assign;
mod board;
mod certificate;
mod eye;
mod instantiate;
mod order;
mod pace;
mod patch;
mod person;
mod scene;
mod send;
mod settle;
mod target;
mod view;
mod watch;
mod work;

pub use settle::Settle;

use crate::{
    known::Known,
    plan::{Step, StepId},
    ports::{Assigned, Directory, DirectoryError, Journal, JournalError, Observer},
};
use doorward_domain::{Application, Clock, Person, Random, RunId, ServicePrincipal};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

pub(crate) use scene::Scene;

/// Carries plans out.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The tenant.
    pub directory: &'a dyn Directory,
    /// The run's memory.
    pub journal: &'a dyn Journal,
    /// Who watches.
    pub observer: &'a dyn Observer,
    /// Time stamps.
    pub clock: &'a dyn Clock,
    /// Passwords.
    pub random: &'a dyn Random,
    /// Stops before the next change.
    pub cancel: &'a CancellationToken,
    /// How to wait for the directory.
    pub settle: Settle,
}

/// A step did not come to its end. What was done stands.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{step}: {failure}")]
pub struct ApplyError {
    /// Which step.
    pub step: StepId,
    /// Why.
    pub failure: ApplyFailure,
}

/// Why a step did not come to its end, by what the person can do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApplyFailure {
    /// The directory said no or could not be reached.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Accepted, and still not visible at the limit: wait on or come back later.
    #[error("accepted, but the directory does not show it yet")]
    NotSettled,
    /// Somebody changed the same field between the preview and the change, or keeps changing it.
    #[error("{field} was changed meanwhile: it was {planned:?} and is {found:?}")]
    ChangedMeanwhile {
        /// Field as the portal names it.
        field: &'static str,
        /// Values that the plan was made from.
        planned: Vec<String>,
        /// Values that are there now.
        found: Vec<String>,
    },
    /// The person stopped it.
    #[error("stopped")]
    Cancelled,
    /// The journal cannot be written, so nothing was sent.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Something the step builds on is not known.
    #[error("{0} is not known yet")]
    Missing(&'static str),
    /// The answer lacks what it must have.
    #[error("the answer lacks {0}")]
    Odd(&'static str),
}

impl ApplyFailure {
    /// Other steps would meet the same: nothing new is begun.
    fn stops_all(&self) -> bool {
        matches!(
            self,
            Self::Cancelled
                | Self::Journal(_)
                | Self::Directory(
                    DirectoryError::SignInAgain
                        | DirectoryError::Stopped
                        | DirectoryError::Unreachable(_)
                        | DirectoryError::Throttled(_)
                        | DirectoryError::Garbled(_)
                        | DirectoryError::Refused { status: 401 | 403, .. }
                )
        )
    }

    /// It is certain that this step's change was not made.
    fn is_certain(&self) -> bool {
        matches!(
            self,
            Self::Missing(_)
                | Self::ChangedMeanwhile { .. }
                | Self::Directory(
                    DirectoryError::SignInAgain
                        | DirectoryError::Stopped
                        | DirectoryError::Throttled(_)
                        | DirectoryError::Refused { status: 400..=403 | 405..=499, .. }
                )
        )
    }
}

/// The run's objects as they were seen last while a plan was carried out; `None` for what was not looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seen {
    /// The registration.
    pub application: Option<Application>,
    /// The service principal.
    pub principal: Option<ServicePrincipal>,
    /// The test user.
    pub person: Option<Person>,
    /// Who is assigned.
    pub assigned: Option<Vec<Assigned>>,
}

/// What a step did, for journal and receipt.
pub(crate) struct Done {
    pub(crate) detail: Value,
    pub(crate) request_id: Option<String>,
}

impl Engine<'_> {
    /// Carries the steps out and keeps what is learnt in `known`. Steps that turn out to be done already are proved and
    /// not sent again. Dependencies on steps that are not among these count as done. Gives what was seen last.
    ///
    /// # Errors
    /// The first step that did not come to its end. Steps that do not depend on it come to theirs, unless they would meet
    /// the same trouble; all of them are journalled.
    pub async fn apply(&self, run: RunId, steps: &[Step], known: &mut Known) -> Result<Seen, ApplyError> {
        let work = work::Work::new(*self, run, steps, known.clone());
        let outcome = work.carry_out().await;
        let seen = work.seen();
        *known = work.into_known();
        outcome.map(|()| seen)
    }
}
