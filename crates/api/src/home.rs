//! Home, lists and activity: from the profile at once; from the directory when asked.

use crate::{
    Console,
    contract::{
        ActivityEntry, ActivityView, ApplicationRowView, Event, HomeView, Moment, Nothing, RunCard, Tag,
        WireError,
        home::{ActivityRun, LastProof},
    },
    convert::{entries_in, graph_error, page_out, store_error},
    run::{OpenRun, RunFacts, journal_finding},
    session::Session,
};
use doorward_domain::{ObjectId, RunId, ServicePrincipal, TenantId};
use doorward_onboarding::{configuration_hash, deeds};
use doorward_store::{ApplicationRow, JournalRow, PersonRow};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use time::Duration;

/// Certificates that end within this time are shown on Home.
const SOON: Duration = Duration::days(60);
/// People read ahead into the cache.
const PEOPLE: usize = 2000;

impl Console {
    /// Home, at once from the cache.
    ///
    /// # Errors
    /// `not_signed_in`; `profile_trouble`.
    pub async fn home(self: &Arc<Self>, _: Nothing) -> Result<HomeView, WireError> {
        let session = self.signed_in().await?;
        let tenant = session.account.tenant;
        let list = self.store.cache().applications().list(tenant).map_err(store_error)?;
        let proofs = self.last_proofs(&session)?;
        let mut applications: Vec<ApplicationRowView> =
            list.rows.iter().map(|row| row_view(row, proofs.get(&row.service_principal))).collect();
        applications.sort_by_key(|row| row.name.to_lowercase());
        let soon = self.machine.clock.now() + SOON;
        let mut ending: Vec<ApplicationRowView> = applications
            .iter()
            .filter(|row| row.certificate_ends.is_some_and(|ends| ends.0 < soon))
            .cloned()
            .collect();
        ending.sort_by_key(|row| row.certificate_ends);
        Ok(HomeView {
            under_way: self.cards(&session, true)?,
            applications,
            ending,
            as_of: list.listed.map(Moment::from),
        })
    }

    /// Reads the directory again.
    ///
    /// # Errors
    /// What reading brings; what was cached stays.
    pub async fn home_refresh(self: &Arc<Self>, _: Nothing) -> Result<HomeView, WireError> {
        let session = self.signed_in().await?;
        let tenant = session.account.tenant;
        let found = session.directory.graph.enterprise_applications().await.map_err(graph_error)?;
        let now = self.machine.clock.now();
        let rows: Vec<ApplicationRow> =
            found.into_iter().map(|principal| application_row(principal, tenant, now)).collect();
        self.store.cache().applications().replace_all(tenant, &rows, now).map_err(store_error)?;
        let people = session.directory.graph.people(PEOPLE).await.map_err(graph_error)?;
        let people: Vec<PersonRow> = people
            .into_iter()
            .map(|person| PersonRow {
                tenant,
                id: person.id,
                name: person.name,
                upn: person.upn,
                mail: person.mail,
                seen: now,
            })
            .collect();
        self.store.cache().people().upsert_many(&people).map_err(store_error)?;
        let home = self.home(Nothing {}).await?;
        self.tell(Event::Stale { tags: vec![Tag::People], at: now.into() });
        Ok(home)
    }

    /// What was done from here, run by run.
    ///
    /// # Errors
    /// `not_signed_in`; `profile_trouble`.
    pub async fn activity(self: &Arc<Self>, _: Nothing) -> Result<ActivityView, WireError> {
        let session = self.signed_in().await?;
        let accounts =
            self.store.journal().accounts().list_of(session.account.tenant).map_err(store_error)?;
        let by = |id: ObjectId| {
            let found = accounts.iter().find(|row| row.account.object_id == id);
            found.map(|row| row.account.upn.clone()).unwrap_or_default()
        };
        let mut runs = Vec::new();
        for row in self.store.journal().runs().list(session.account.tenant).map_err(store_error)? {
            let Ok(run) = self.load(row.id, &session) else { continue };
            let journal = self.store.journal().entries().of_run(row.id).map_err(store_error)?;
            let card = self.card(&run, &journal, &session)?;
            let entries = journal.iter().map(entry_view).collect();
            let undoable = !deeds(&entries_in(&journal)).is_empty();
            let altered = journal_finding(&self.store, row.id);
            runs.push(ActivityRun { card, by: by(row.account), entries, undoable, altered });
        }
        runs.sort_by_key(|run| std::cmp::Reverse(run.card.updated));
        Ok(ActivityView { runs })
    }

    /// Takes what a run has just seen of its application into the lists, so that they show it without reading the directory
    /// again.
    pub(crate) fn keep_application(
        &self,
        tenant: TenantId,
        principal: Option<&ServicePrincipal>,
    ) -> Result<(), WireError> {
        let Some(principal) = principal.filter(|principal| principal.mode.is_some()) else { return Ok(()) };
        let row = application_row(principal.clone(), tenant, self.machine.clock.now());
        self.store.cache().applications().upsert(&row).map_err(store_error)
    }

    fn cards(&self, session: &Arc<Session>, open: bool) -> Result<Vec<RunCard>, WireError> {
        let runs = self.store.journal().runs();
        let rows =
            if open { runs.list_open(session.account.tenant) } else { runs.list(session.account.tenant) };
        let mut cards = Vec::new();
        for row in rows.map_err(store_error)? {
            let Ok(run) = self.load(row.id, session) else { continue };
            let journal = self.store.journal().entries().of_run(row.id).map_err(store_error)?;
            cards.push(self.card(&run, &journal, session)?);
        }
        cards.sort_by_key(|card| std::cmp::Reverse(card.updated));
        Ok(cards)
    }

    fn card(&self, run: &OpenRun, journal: &[JournalRow], session: &Session) -> Result<RunCard, WireError> {
        let evidence = self.evidence_of(run.row.id)?;
        let facts = RunFacts {
            run,
            account: &session.account.upn,
            now: self.machine.clock.now(),
            evidence: &evidence,
            journal,
            working: None,
            password_waits: self.password_waits(run.row.id),
        };
        Ok(RunCard {
            id: run.row.id.to_string(),
            name: run.row.name.clone(),
            page: page_out(run.page),
            status: facts.page(run.page).status,
            done: facts.done_count(),
            open_items: facts.open_items().into_iter().map(|item| item.text).collect(),
            updated: run.row.updated.into(),
            finished: run.row.finished.map(Moment::from),
        })
    }

    /// The last Test SSO of each application that was onboarded here.
    fn last_proofs(&self, session: &Arc<Session>) -> Result<BTreeMap<ObjectId, LastProof>, WireError> {
        let mut proofs = BTreeMap::new();
        let mut runs: Vec<(RunId, OpenRun)> = Vec::new();
        for row in self.store.journal().runs().list(session.account.tenant).map_err(store_error)? {
            if let Ok(run) = self.load(row.id, session) {
                runs.push((row.id, run));
            }
        }
        runs.sort_by_key(|(_, run)| run.row.updated);
        for (id, run) in runs {
            let Some(principal) = run.memory.known.service_principal else { continue };
            // Newest first; what Entra's log says is no proof.
            let checked = self.evidence_of(id)?.into_iter().find(|row| !crate::proof::rests_on_log(row));
            let Some(row) = checked else { continue };
            let outdated = row.configuration != configuration_hash(&run.memory.snapshot);
            proofs.insert(principal, LastProof { accepted: row.accepted, at: row.at.into(), outdated });
        }
        Ok(proofs)
    }
}

fn application_row(
    principal: ServicePrincipal,
    tenant: TenantId,
    now: time::OffsetDateTime,
) -> ApplicationRow {
    let active = principal.active_certificate;
    let certificate = principal
        .certificates
        .iter()
        .find(|certificate| Some(certificate.thumbprint) == active)
        .or_else(|| principal.certificates.first());
    ApplicationRow {
        tenant,
        service_principal: principal.id,
        application: None,
        app_id: principal.app_id,
        certificate_ends: certificate.map(|certificate| certificate.ends),
        name: principal.name,
        template: principal.template,
        mode: principal.mode.and_then(|mode| serde_json::to_value(mode).ok()?.as_str().map(str::to_owned)),
        people: None,
        detail: json!({ "enabled": principal.enabled, "names": principal.names }),
        seen: now,
    }
}

fn row_view(row: &ApplicationRow, proof: Option<&LastProof>) -> ApplicationRowView {
    ApplicationRowView {
        service_principal_id: row.service_principal.to_string(),
        app_id: row.app_id.to_string(),
        name: row.name.clone(),
        mode: row.mode.clone(),
        certificate_ends: row.certificate_ends.map(Moment::from),
        last_proof: proof.cloned(),
    }
}

fn entry_view(row: &JournalRow) -> ActivityEntry {
    let said = ["text", "intent", "failure"].iter().find_map(|key| row.detail[*key].as_str());
    ActivityEntry {
        at: row.at.into(),
        step: row.step.clone(),
        phase: row.phase.clone(),
        text: said.unwrap_or_default().to_owned(),
        request_id: row.request_id.clone(),
    }
}
