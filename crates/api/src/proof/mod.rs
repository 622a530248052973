//! Test SSO: the console as a service provider for a moment.

mod acs;
mod evidence;
mod replay;
mod sign_in_log;
mod test;
mod watch;

pub(crate) use evidence::evidence_view;
pub(crate) use replay::Purpose;
pub(crate) use watch::rests_on_log;

use crate::{
    Console,
    attention::WRITES,
    contract::{
        ErrorCode, Initiation, Moment, Nothing, ProofPhase, ProofView, ProofWay, RunRef, WireError,
        proof::{ProofPreview, ProofStart, ProofState},
    },
    convert::change_view,
    run::{OpenRun, parse_run},
    session::Session,
};
use doorward_domain::RunId;
use doorward_onboarding::{Probe, ProbeKind};
use std::{
    collections::HashMap,
    sync::{Arc, MutexGuard, PoisonError},
};
use test::Test;
use time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long the person may take in the browser.
const PATIENCE: Duration = Duration::minutes(5);

/// Tests by run: the one under way or the last one.
#[derive(Default)]
pub(crate) struct Proofs(HashMap<RunId, Entry>);

struct Entry {
    view: ProofView,
    cancel: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Entry {
    fn runs(&self) -> bool {
        !matches!(self.view.phase, ProofPhase::Finished | ProofPhase::Failed)
    }
}

impl Console {
    /// What a Test SSO would change for its duration.
    ///
    /// # Errors
    /// What reading the tenant brings.
    pub async fn proof_preview(self: &Arc<Self>, request: ProofStart) -> Result<ProofPreview, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(&request.run)?, &session)?;
        let port = self.settings_now().reply_port;
        let shown = if port == 0 { "http://localhost:…/acs".to_owned() } else { acs::reply_url(port) };
        let probe = probe(&run, request.initiation, shown);
        Ok(ProofPreview {
            changes: probe.changes(&run.memory.snapshot).iter().map(change_view).collect(),
            blocked: blocked(&run, request.initiation),
        })
    }

    /// Starts a Test SSO; progress comes as `proof` events.
    ///
    /// # Errors
    /// `invalid_input` with the reason when it cannot be run now; `changed_meanwhile` while the run is worked on.
    pub async fn proof_start(self: &Arc<Self>, request: ProofStart) -> Result<ProofView, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        self.confirmed(&session)?;
        session.allow(self, &WRITES, "Testing the sign-on").await?;
        self.refuse_while_busy(id)?;
        let run = self.look(id, &session).await?;
        if let Some(reason) = blocked(&run, request.initiation) {
            return Err(WireError::new(ErrorCode::InvalidInput, reason));
        }
        let listener = acs::listen(self.settings_now().reply_port).await?;
        let now = self.machine.clock.now();
        let view = ProofView {
            id: self.machine.random.uuid().to_string(),
            run: id.to_string(),
            initiation: request.initiation,
            way: ProofWay::CheckedResponse,
            phase: ProofPhase::Preparing,
            since: now.into(),
            until: (now + PATIENCE).into(),
            url: None,
            evidence: None,
            error: None,
        };
        let cancel = CancellationToken::new();
        let test = Test {
            console: Arc::clone(self),
            session,
            run: id,
            initiation: request.initiation,
            listener,
            cancel: cancel.clone(),
        };
        self.proofs().0.insert(id, Entry { view: view.clone(), cancel, task: None });
        let task = tokio::spawn(test.conduct());
        if let Some(entry) = self.proofs().0.get_mut(&id) {
            entry.task = Some(task);
        }
        Ok(view)
    }

    /// The test under way or the last one of a run.
    ///
    /// # Errors
    /// `invalid_input` when this is not a run.
    pub async fn proof_state(self: &Arc<Self>, request: RunRef) -> Result<ProofState, WireError> {
        let id = parse_run(&request.run)?;
        Ok(ProofState { proof: self.proofs().0.get(&id).map(|entry| entry.view.clone()) })
    }

    /// Opens the test's page in the browser again.
    ///
    /// # Errors
    /// `not_found` when no test waits for the browser.
    pub async fn proof_open(self: &Arc<Self>, request: RunRef) -> Result<Nothing, WireError> {
        let id = parse_run(&request.run)?;
        let url = self
            .proofs()
            .0
            .get(&id)
            .filter(|entry| {
                matches!(entry.view.phase, ProofPhase::WaitingForBrowser | ProofPhase::ReadingLog)
            })
            .and_then(|entry| entry.view.url.clone());
        self.open_page(
            &url.ok_or_else(|| WireError::new(ErrorCode::NotFound, "No test waits for the browser."))?,
        )?;
        Ok(Nothing {})
    }

    /// Stops waiting and puts the former settings back.
    ///
    /// # Errors
    /// `invalid_input` when this is not a run.
    pub async fn proof_cancel(self: &Arc<Self>, request: RunRef) -> Result<Nothing, WireError> {
        let id = parse_run(&request.run)?;
        if let Some(entry) = self.proofs().0.get(&id) {
            entry.cancel.cancel();
        }
        Ok(Nothing {})
    }

    pub(crate) fn proof_runs(&self, run: RunId) -> bool {
        self.proofs().0.get(&run).is_some_and(Entry::runs)
    }

    /// Stops all tests and waits until they have put things back.
    pub(crate) async fn stop_all_proofs(&self) {
        let tasks: Vec<JoinHandle<()>> = {
            let mut proofs = self.proofs();
            proofs
                .0
                .values_mut()
                .filter_map(|entry| {
                    entry.cancel.cancel();
                    entry.task.take()
                })
                .collect()
        };
        for task in tasks {
            let _ = tokio::time::timeout(std::time::Duration::from_secs(3), task).await;
        }
    }

    fn proofs(&self) -> MutexGuard<'_, Proofs> {
        self.proofs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is shown of a test, and tells it.
    fn show_proof(&self, run: RunId, change: impl FnOnce(&mut ProofView)) {
        let shown = {
            let mut proofs = self.proofs();
            let Some(entry) = proofs.0.get_mut(&run) else { return };
            let before = entry.view.phase;
            change(&mut entry.view);
            if entry.view.phase != before {
                entry.view.since = Moment::from(self.machine.clock.now());
            }
            entry.view.clone()
        };
        self.tell(crate::contract::Event::Proof { proof: shown });
    }

    /// Puts back what a test left behind when the program was killed.
    pub(crate) fn restore_probe(self: &Arc<Self>, run: RunId, session: &Arc<Session>) {
        let (console, session) = (Arc::clone(self), Arc::clone(session));
        tokio::spawn(async move {
            if let Err(error) = test::put_back(&console, &session, run).await {
                tracing::warn!(code = ?error.code, "a test's reply URL could not be taken away yet");
            }
        });
    }
}

/// The probe for a run as it stands. What an earlier, broken-off test set aside is the true former value.
fn probe(run: &OpenRun, initiation: Initiation, reply_url: String) -> Probe {
    let kind = match initiation {
        Initiation::ServiceProvider => ProbeKind::ServiceProvider,
        Initiation::IdentityProvider => ProbeKind::IdentityProvider,
    };
    let set_aside =
        run.memory.snapshot.principal.as_ref().and_then(|principal| principal.sign_on_url.clone());
    Probe { kind, reply_url, set_aside }
}

/// Why no test can be run now.
fn blocked(run: &OpenRun, _initiation: Initiation) -> Option<String> {
    let snapshot = &run.memory.snapshot;
    let Some(principal) = &snapshot.principal else {
        return Some("The application is not in the tenant yet: finish the page Application.".to_owned());
    };
    if snapshot.application.as_ref().is_none_or(|application| application.identifiers.is_empty()) {
        return Some("Entra does not know the Identifier yet: finish the page URLs.".to_owned());
    }
    if principal.active_certificate.is_none() {
        return Some("There is no active certificate: finish the page Certificate.".to_owned());
    }
    if principal.assignment_required && snapshot.assigned.is_empty() {
        return Some(
            "Nobody is assigned yet, so Entra would let nobody in: finish the page Assignment.".to_owned(),
        );
    }
    None
}
