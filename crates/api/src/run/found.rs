//! Onboardings that left their mark in the tenant while this profile's journal does not know them, or knows less than the
//! tenant: after a damaged journal, or on another computer.

use super::{
    memory::{Memory, OpenRun, page_name},
    start::kept,
};
use crate::{
    Console,
    contract::{
        WireError,
        journal::FoundRunView,
        run::{PageStatus, RunStart},
    },
    convert::{directory_failure, graph_error, page_in, store_error},
    session::Session,
};
use doorward_domain::{Application, RunId, ServicePrincipal};
use doorward_onboarding::{Adoption, Answers, Known, Marked, Page, mark_of, ports::Directory};
use doorward_store::RunRow;
use std::sync::Arc;
use uuid::Uuid;

impl Console {
    /// Looks through the tenant's applications for marks of runs and takes up what is not known here. Changes nothing there.
    pub(crate) async fn find_marked(
        self: &Arc<Self>,
        session: &Arc<Session>,
    ) -> Result<Vec<FoundRunView>, WireError> {
        let tenant = session.account.tenant;
        let known: Vec<String> =
            self.store.journal().runs().ids(tenant).map_err(store_error)?.into_iter().map(mark_of).collect();
        let rows = self.store.journal().runs().list(tenant).map_err(store_error)?;
        let mut found = Vec::new();
        for principal in session.directory.graph.enterprise_applications().await.map_err(graph_error)? {
            let Some(marked) = Marked::on(&principal) else { continue };
            let row = rows.iter().find(|row| mark_of(row.id) == marked.mark);
            let view = match row {
                Some(row) => self.complete(session, row.id, &principal, &marked).await?,
                // Known, and put out of sight by somebody.
                None if known.contains(&marked.mark) => None,
                None => self.take_up(session, &principal, &marked).await?,
            };
            found.extend(view);
        }
        Ok(found)
    }

    /// A run that lost what it knew gets the ids of what it made.
    async fn complete(
        self: &Arc<Self>,
        session: &Arc<Session>,
        id: RunId,
        principal: &ServicePrincipal,
        marked: &Marked,
    ) -> Result<Option<FoundRunView>, WireError> {
        if self.load(id, session)?.memory.known.service_principal.is_some() {
            return Ok(None);
        }
        let Some(application) = self.registration_of(session, principal).await? else { return Ok(None) };
        let learn = |run: &mut OpenRun| learn(&mut run.memory.known, &application, principal, marked);
        let run = self.change(id, session, learn)?;
        self.look(id, session).await?;
        Ok(Some(view(id, run.row.name, marked, true)))
    }

    /// A run that is not known here is made anew from what the tenant holds.
    async fn take_up(
        self: &Arc<Self>,
        session: &Arc<Session>,
        principal: &ServicePrincipal,
        marked: &Marked,
    ) -> Result<Option<FoundRunView>, WireError> {
        let Some(application) = self.registration_of(session, principal).await? else { return Ok(None) };
        let start = RunStart {
            template_id: principal.template.map(|id| id.to_string()),
            adopt: Some(principal.id.to_string()),
            ..RunStart::default()
        };
        let basis = self.basis(session, &start).await?;
        let assigned = session.directory.assigned_to(principal.id).await.map_err(directory_failure)?;
        let answers = Answers::found(&basis.recipe, &marked.name, &application, principal, &assigned);
        let mut memory = Memory {
            template: Some(basis.template),
            product: basis.product,
            recipe: kept(&basis.recipe),
            ..Memory::default()
        };
        learn(&mut memory.known, &application, principal, marked);
        let id = run_of(&marked.mark, self.machine.random.uuid());
        // On the last page, until the look at the tenant tells which is the first with something left to do.
        let row =
            RunRow { page: page_name(Page::Done), ..self.row(session, id, &basis.recipe, &answers, &memory) };
        self.store.journal().runs().insert(&row).map_err(store_error)?;
        self.look(row.id, session).await?;
        self.stand_on_first_open(row.id, session)?;
        Ok(Some(view(row.id, row.name, marked, false)))
    }

    async fn registration_of(
        &self,
        session: &Session,
        principal: &ServicePrincipal,
    ) -> Result<Option<Application>, WireError> {
        session.directory.application_of(principal.app_id).await.map_err(directory_failure)
    }

    /// Leaves the run on the first page that has something left to do.
    fn stand_on_first_open(self: &Arc<Self>, id: RunId, session: &Arc<Session>) -> Result<(), WireError> {
        let shown = self.run_view(id, session)?;
        let first = shown
            .pages
            .iter()
            .find(|page| page.status != PageStatus::Done && page.status != PageStatus::Current);
        let page = first.map_or(Page::Done, |page| page_in(page.page));
        self.change(id, session, |run| run.page = page).map(drop)
    }
}

fn learn(known: &mut Known, application: &Application, principal: &ServicePrincipal, marked: &Marked) {
    known.application = Some(application.id);
    known.app = Some(application.app_id);
    known.service_principal = Some(principal.id);
    known.certificate = known.certificate.or(marked.certificate);
    known.adoption = Adoption::Made;
}

/// A run that leaves this mark; the rest of its id is chance.
fn run_of(mark: &str, chance: Uuid) -> RunId {
    let text = chance.to_string();
    let rest = text.get(mark.len()..).unwrap_or_default();
    RunId(format!("{mark}{rest}").parse().unwrap_or(chance))
}

fn view(run: RunId, name: String, marked: &Marked, completed: bool) -> FoundRunView {
    FoundRunView { run: run.to_string(), name, mark: marked.mark.clone(), completed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_found_run_leaves_the_mark_it_was_found_by() {
        let run = run_of("3f9a2c1b", Uuid::from_u128(u128::MAX));
        assert_eq!(run.to_string(), "3f9a2c1b-ffff-ffff-ffff-ffffffffffff");
        assert_eq!(mark_of(run), "3f9a2c1b");
    }
}
