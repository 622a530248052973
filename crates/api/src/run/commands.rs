//! Commands on runs that change nothing in the directory.

use super::{OpenRun, memory::parse_run, view::vendor_link};
use crate::{
    Console,
    contract::{
        ErrorCode, Nothing, RunRef, RunView, WireError,
        run::{RunAnswer, RunPage, SecretOnce, VendorLink},
    },
    convert::{answers_in, directory_failure, page_in},
    directory::TenantDirectory,
    session::Session,
};
use doorward_domain::{RunId, SamlField};
use doorward_onboarding::{Page, Snapshot};
use secrecy::ExposeSecret;
use std::sync::Arc;

impl Console {
    /// A run, with its present state. What a test left behind after a crash is put back first.
    ///
    /// # Errors
    /// `not_found`; `wrong_account` when it belongs to another tenant.
    pub async fn run(self: &Arc<Self>, request: RunRef) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let run = self.load(id, &session)?;
        if run.memory.known.probe.is_some() && !self.proof_runs(id) {
            self.restore_probe(id, &session);
        }
        self.run_view(id, &session)
    }

    /// Keeps what was typed and checks it.
    ///
    /// # Errors
    /// `invalid_input` for what is not even text of a sensible length.
    pub async fn run_answer(self: &Arc<Self>, request: RunAnswer) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let answers = answers_in(&request.answers)?;
        self.change(id, &session, |run| {
            let identifier =
                |run: &OpenRun| run.answers.fill(&run.recipe).value(SamlField::Identifier).map(str::to_owned);
            let before = identifier(run);
            run.answers = answers.clone();
            if identifier(run) != before {
                // Who holds the former Identifier says nothing about this one.
                run.memory.snapshot.same_identifier.clear();
                run.memory.snapshot.around.identifier_holders.clear();
            }
        })?;
        self.run_view(id, &session)
    }

    /// Goes to a page.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn run_visit(self: &Arc<Self>, request: RunPage) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let page = page_in(request.page);
        self.change(id, &session, |run| run.page = page)?;
        self.run_view(id, &session)
    }

    /// Marks the run as finished, open items and all.
    ///
    /// # Errors
    /// `invalid_input` before the application exists.
    pub async fn run_finish(self: &Arc<Self>, request: RunRef) -> Result<RunView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        if self.load(id, &session)?.memory.known.service_principal.is_none() {
            return Err(WireError::new(ErrorCode::InvalidInput, "There is nothing to finish yet.")
                .hint("Leave the run if you do not want it."));
        }
        let now = self.machine.clock.now();
        self.change(id, &session, |run| {
            run.row.state = "done".to_owned();
            run.row.finished = run.row.finished.or(Some(now));
            run.page = Page::Done;
        })?;
        self.run_view(id, &session)
    }

    /// Leaves the run for good; nothing in the directory changes.
    ///
    /// # Errors
    /// `changed_meanwhile` while a page is being applied.
    pub async fn run_discard(self: &Arc<Self>, request: RunRef) -> Result<Nothing, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        self.refuse_while_busy(id)?;
        self.change(id, &session, |run| run.row.state = "left".to_owned())?;
        Ok(Nothing {})
    }

    /// Stops before the next change.
    ///
    /// # Errors
    /// `invalid_input` when this is not a run.
    pub async fn run_cancel(self: &Arc<Self>, request: RunRef) -> Result<Nothing, WireError> {
        self.stop_run(parse_run(&request.run)?);
        Ok(Nothing {})
    }

    /// The new test user's password, once.
    ///
    /// # Errors
    /// `not_found` when it was read already, or made by an earlier start of the program.
    pub async fn secret_take(self: &Arc<Self>, request: RunRef) -> Result<SecretOnce, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let (upn, password) = self.take_secret(id).ok_or_else(|| {
            WireError::new(
                ErrorCode::NotFound,
                "The password was shown already, or the program was restarted since.",
            )
            .hint("Reset it in Entra if you no longer have it.")
        })?;
        self.change(id, &session, |run| run.memory.known.password_lost = false)?;
        Ok(SecretOnce { upn, password: password.expose_secret().to_owned() })
    }

    /// Opens a link of a run's vendor steps in the browser.
    ///
    /// # Errors
    /// `not_found` when that step has no link whose answers are known.
    pub async fn vendor_open(self: &Arc<Self>, request: VendorLink) -> Result<Nothing, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(&request.run)?, &session)?;
        let tenant = self.tenant_row(&session)?;
        let step = run.recipe.vendor.get(request.step as usize);
        let link = step.and_then(|step| vendor_link(&run, &tenant, step));
        let link =
            link.ok_or_else(|| WireError::new(ErrorCode::NotFound, "This step has no address yet."))?;
        self.open_page(&link)?;
        Ok(Nothing {})
    }

    pub(crate) fn refuse_while_busy(&self, run: RunId) -> Result<(), WireError> {
        let works = self.works.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if works.of(run).is_some() || self.proof_runs(run) {
            return Err(WireError::new(
                ErrorCode::ChangedMeanwhile,
                "This run is being worked on right now.",
            )
            .hint("Wait until it is done, or stop it."));
        }
        Ok(())
    }

    /// Reads the tenant for a run and keeps what was seen.
    pub(crate) async fn look(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
    ) -> Result<OpenRun, WireError> {
        self.look_by(id, session, &session.directory.gathering()).await
    }

    /// The same, by way of this directory.
    pub(super) async fn look_by(
        self: &Arc<Self>,
        id: RunId,
        session: &Arc<Session>,
        directory: &TenantDirectory,
    ) -> Result<OpenRun, WireError> {
        let run = self.load(id, session)?;
        let domains = self.tenant_row(session)?.tenant.domains;
        let taken =
            Snapshot::take(directory, run.template(), &run.recipe, &run.answers, &run.memory.known, domains);
        let (rights, taken) = futures::future::join(session.rights_by(directory), taken).await;
        let snapshot = Snapshot { rights, ..taken.map_err(directory_failure)? };
        let snapshot = self.recognise(id, snapshot)?;
        let (console, own) = (Arc::clone(self), Arc::clone(session));
        tokio::task::spawn_blocking(move || {
            console.change(id, &own, |run| {
                // What lies around is read for previews; until then it is as it was.
                let around = run.memory.snapshot.around.clone();
                let eligible = run.memory.snapshot.rights.eligible.clone();
                run.memory.snapshot = snapshot.clone();
                run.memory.snapshot.around = around;
                run.memory.snapshot.rights.eligible = eligible;
                run.memory.snapshot.rights.account = Some(own.account.object_id);
                run.memory.snapshot.rights.tenant = Some(own.account.tenant);
            })?;
            console.keep_application(own.account.tenant, snapshot.principal.as_ref())?;
            console.load(id, &own)
        })
        .await
        .map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?
    }
}
