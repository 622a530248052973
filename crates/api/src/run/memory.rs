//! A run as it is kept, and read back.

use super::plan_file::GOOD_FOR;
use crate::{
    Console,
    contract::{ErrorCode, WireError},
    convert::store_error,
    session::Session,
};
use doorward_catalog::{Recipe, builtin, plain};
use doorward_domain::{RunId, TemplateId};
use doorward_onboarding::{Adoption, Answers, Ground, Known, Page, Snapshot, StepId};
use doorward_store::{RunRow, StoreError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::OffsetDateTime;

/// What a run keeps beside its answers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// Gallery entry.
    pub(crate) template: Option<TemplateId>,
    /// The product's name.
    pub(crate) product: String,
    /// The recipe as it was when the run began, where it is not built in.
    pub(crate) recipe: Option<Recipe>,
    /// Ids and values known for certain.
    pub(crate) known: Known,
    /// The tenant as it was last read.
    pub(crate) snapshot: Snapshot,
    /// When the saved plan was made that this run follows.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(crate) planned_at: Option<OffsetDateTime>,
}

/// A run, read.
#[derive(Debug, Clone)]
pub(crate) struct OpenRun {
    pub(crate) row: RunRow,
    pub(crate) recipe: Recipe,
    pub(crate) answers: Answers,
    pub(crate) memory: Memory,
    pub(crate) page: Page,
}

impl OpenRun {
    fn read(row: RunRow) -> Result<Self, WireError> {
        let unreadable = |error: serde_json::Error| {
            WireError::new(ErrorCode::ProfileTrouble, "This run cannot be read.").details(error.to_string())
        };
        let answers: Answers = serde_json::from_value(row.answers.clone()).map_err(unreadable)?;
        let memory: Memory = serde_json::from_value(row.known.clone()).map_err(unreadable)?;
        let page =
            serde_json::from_value(serde_json::Value::String(row.page.clone())).unwrap_or(Page::Application);
        let named = || builtin().iter().find(|recipe| recipe.id == row.recipe).cloned();
        let recipe = memory.recipe.clone().or_else(named).unwrap_or_else(|| plain(&memory.product));
        Ok(Self { row, recipe, answers, memory, page })
    }

    pub(crate) fn template(&self) -> TemplateId {
        self.memory.template.unwrap_or(TemplateId::NON_GALLERY)
    }

    /// What plans are made from.
    ///
    /// A saved plan is followed as of the moment it was made, for as long as it is good.
    pub(crate) fn ground<'a>(&'a self, account: &'a str, now: OffsetDateTime) -> Ground<'a> {
        let planned = self.memory.planned_at.filter(|planned| now - *planned < GOOD_FOR);
        let now = planned.unwrap_or(now);
        Ground {
            run: self.row.id,
            template: self.template(),
            recipe: &self.recipe,
            answers: &self.answers,
            known: &self.memory.known,
            snapshot: &self.memory.snapshot,
            account,
            now,
        }
    }
}

/// Reads a run id.
pub(crate) fn parse_run(text: &str) -> Result<RunId, WireError> {
    text.parse().map_err(|_| WireError::new(ErrorCode::InvalidInput, "This is not a run.").field("run"))
}

impl Console {
    /// A run of the session's tenant.
    pub(crate) fn load(&self, id: RunId, session: &Session) -> Result<OpenRun, WireError> {
        let row = self.store.journal().runs().get(id).map_err(store_error)?;
        let row =
            row.ok_or_else(|| WireError::new(ErrorCode::NotFound, "This run is not there (any more)."))?;
        if row.tenant != session.account.tenant {
            return Err(WireError::new(ErrorCode::WrongAccount, "This run belongs to another tenant.")
                .hint("Switch to an account of that tenant.")
                .details(format!("run {}, session {}", row.tenant, session.account.tenant)));
        }
        OpenRun::read(row)
    }

    /// A run that has changed something goes on as the account that began it; until then it belongs to whoever begins it.
    ///
    /// # Errors
    /// `wrong_account` with both names.
    pub(super) fn claim(&self, run: &OpenRun, session: &Arc<Session>) -> Result<(), WireError> {
        let (expected, found) = (run.row.account, session.account.object_id);
        if expected == found {
            return Ok(());
        }
        let entries = self.store.journal().entries().of_run(run.row.id).map_err(store_error)?;
        if entries.is_empty() {
            return self.change(run.row.id, session, |run| run.row.account = found).map(|_| ());
        }
        let accounts = self.store.journal().accounts().list_of(run.row.tenant).map_err(store_error)?;
        let known = accounts.into_iter().find(|row| row.account.object_id == expected);
        let name = known.map_or_else(|| expected.to_string(), |row| row.account.upn);
        Err(WireError::new(ErrorCode::WrongAccount, format!("This run was begun by {name}."))
            .hint(format!("Sign in as {name} to go on with it, or take it back and begin anew."))
            .details(format!("expected {name}, found {}", session.account.upn)))
    }

    /// The run's application was seen to be there, and the last look did not find it: somebody deleted it. Waiting for it as for
    /// a young object would be waiting in vain.
    ///
    /// # Errors
    /// `not_found` with the ways on.
    pub(super) fn refuse_gone(&self, run: &OpenRun) -> Result<(), WireError> {
        let known = &run.memory.known;
        if known.service_principal.is_none() || run.memory.snapshot.principal.is_some() {
            return Ok(());
        }
        let made = StepId::Instantiate.to_string();
        let last = self.store.journal().entries().latest(run.row.id, &made).map_err(store_error)?;
        let seen = last.is_some_and(|row| row.phase == "proved") || known.adoption == Adoption::TakenOver;
        if !seen {
            return Ok(());
        }
        let text = format!("{} is not in the directory any more.", run.row.name);
        Err(WireError::new(ErrorCode::NotFound, text).hint(
            "Restore it in Entra, which keeps deleted applications for 30 days, and go on; or leave this run and begin anew.",
        ))
    }

    /// Changes a run as it lies in the profile right now. Several parts of this program may do so at the same time (a
    /// step notes its proof while a box is typed into); each touches its own part, and a stale write is done again.
    pub(crate) fn change(
        &self,
        id: RunId,
        session: &Arc<Session>,
        change: impl Fn(&mut OpenRun),
    ) -> Result<OpenRun, WireError> {
        for _ in 0..20 {
            let mut run = self.load(id, session)?;
            change(&mut run);
            run.row.updated = self.machine.clock.now();
            run.row.name = run.answers.application_name(&run.recipe);
            let value = |error: serde_json::Error| WireError::new(ErrorCode::Internal, error.to_string());
            run.row.answers = serde_json::to_value(&run.answers).map_err(value)?;
            run.row.known = serde_json::to_value(&run.memory).map_err(value)?;
            run.row.page = page_name(run.page);
            match self.store.journal().runs().save(&mut run.row) {
                Ok(()) => return Ok(run),
                Err(StoreError::Stale { .. }) => {}
                Err(error) => return Err(store_error(error)),
            }
        }
        Err(WireError::new(ErrorCode::ChangedMeanwhile, "This run is being changed from many sides at once.")
            .hint("Try again."))
    }
}

pub(crate) fn page_name(page: Page) -> String {
    serde_json::to_value(page).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
