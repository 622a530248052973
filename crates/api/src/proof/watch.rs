//! Test SSO without a local reply URL: the application or My Apps is opened, and Entra's sign-in log says how the sign-on
//! ended. Nothing is changed in the tenant. The Response itself is not seen, so this is less than a proof and never counts
//! as one.

use super::{
    Entry,
    sign_in_log::{self, LogLine},
};
use crate::{
    Console,
    contract::{
        ErrorCode, Event, EvidenceView, Initiation, ProofPhase, ProofView, ProofWay, WireError,
        proof::{ProofStart, WatchPreview},
    },
    convert::store_error,
    endpoints::Endpoints,
    run::{OpenRun, parse_run},
    session::Session,
};
use doorward_domain::{AppId, RunId, SamlField};
use doorward_onboarding::configuration_hash;
use doorward_signin::Feature;
use doorward_store::EvidenceRow;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

/// `kind` of such evidence in the profile.
pub(crate) const SIGN_IN_LOG: &str = "sign_in_log";
/// `kind` of such evidence, when Entra's side started the sign-on.
pub(crate) const SIGN_IN_LOG_UNASKED: &str = "sign_in_log_identity_provider";
/// Lines come into the log within minutes, without a promise.
const PATIENCE: Duration = Duration::minutes(10);
/// Pauses between two looks, seconds; the last one repeats. The log answers five times in ten seconds.
const PAUSES: [u64; 5] = [2, 3, 5, 10, 15];

/// A row of evidence rests on the sign-in log alone.
pub(crate) fn rests_on_log(row: &EvidenceRow) -> bool {
    row.kind == SIGN_IN_LOG || row.kind == SIGN_IN_LOG_UNASKED
}

struct Watch {
    console: Arc<Console>,
    session: Arc<Session>,
    run: RunId,
    initiation: Initiation,
    app: AppId,
    url: String,
    configuration: String,
    begun: OffsetDateTime,
    cancel: CancellationToken,
}

impl Console {
    /// What a test by the sign-in log would open.
    ///
    /// # Errors
    /// What loading the run brings.
    pub async fn proof_watch_preview(
        self: &Arc<Self>,
        request: ProofStart,
    ) -> Result<WatchPreview, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(&request.run)?, &session)?;
        let opens = opens(&run, &session, request.initiation);
        let blocked = super::blocked(&run, request.initiation).or_else(|| match &opens {
            Some(_) => None,
            None => Some("The application has no Sign-on URL: start from My Apps instead.".to_owned()),
        });
        Ok(WatchPreview { opens, blocked })
    }

    /// Opens the application or My Apps and reads the sign-in log until the sign-on shows; progress comes as `proof` events.
    ///
    /// # Errors
    /// `invalid_input` with the reason when it cannot be run, or the tenant lacks the licence; `consent_missing` and
    /// `role_missing` when the log may not be read; `changed_meanwhile` while the run is worked on.
    pub async fn proof_watch(self: &Arc<Self>, request: ProofStart) -> Result<ProofView, WireError> {
        let preview = self.proof_watch_preview(request.clone()).await?;
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let refused = preview.blocked.map(|reason| WireError::new(ErrorCode::InvalidInput, reason));
        let (None, Some(url)) = (refused.clone(), preview.opens) else {
            return Err(
                refused.unwrap_or_else(|| WireError::new(ErrorCode::InvalidInput, "Nothing to open."))
            );
        };
        session.allow(self, &[Feature::Logs], "Reading the sign-in log").await?;
        self.refuse_while_busy(id)?;
        let run = self.look(id, &session).await?;
        let app = run.memory.known.app.ok_or_else(|| {
            WireError::new(ErrorCode::InvalidInput, "The application is not in the tenant yet.")
        })?;
        let begun = self.machine.clock.now();
        // Whether it can be read is known before the browser opens.
        sign_in_log::read(&session.directory.graph, app, begun).await?;
        let view = self.watched(&request, begun, &url);
        let cancel = CancellationToken::new();
        let watch = Watch {
            console: Arc::clone(self),
            session,
            run: id,
            initiation: request.initiation,
            app,
            url,
            configuration: configuration_hash(&run.memory.snapshot),
            begun,
            cancel: cancel.clone(),
        };
        self.proofs().0.insert(id, Entry { view: view.clone(), cancel, task: None });
        let task = tokio::spawn(watch.conduct());
        if let Some(entry) = self.proofs().0.get_mut(&id) {
            entry.task = Some(task);
        }
        Ok(view)
    }

    fn watched(&self, request: &ProofStart, begun: OffsetDateTime, url: &str) -> ProofView {
        ProofView {
            id: self.machine.random.uuid().to_string(),
            run: request.run.clone(),
            initiation: request.initiation,
            way: ProofWay::SignInLog,
            phase: ProofPhase::Preparing,
            since: begun.into(),
            until: (begun + PATIENCE).into(),
            url: Some(url.to_owned()),
            evidence: None,
            error: None,
        }
    }
}

/// The page that starts the sign-on as a person would: the application's own, or My Apps'.
fn opens(run: &OpenRun, session: &Session, initiation: Initiation) -> Option<String> {
    match initiation {
        Initiation::IdentityProvider => {
            run.memory.known.app.map(|app| Endpoints::launcher(&session.login, session.account.tenant, app))
        }
        Initiation::ServiceProvider => {
            let filled = run.answers.fill(&run.recipe);
            let held = run.memory.snapshot.principal.as_ref().and_then(|own| own.sign_on_url.clone());
            held.or_else(|| filled.value(SamlField::SignOnUrl).map(str::to_owned))
                .filter(|url| !url.trim().is_empty())
        }
    }
}

impl Watch {
    async fn conduct(self) {
        let outcome = match self.watch().await {
            Ok(line) => self.keep(&line),
            Err(error) => Err(error),
        };
        self.console.show_proof(self.run, |view| match outcome {
            Ok(evidence) => {
                view.phase = ProofPhase::Finished;
                view.evidence = Some(evidence);
            }
            Err(error) => {
                view.phase = ProofPhase::Failed;
                view.error = Some(error);
            }
        });
        if let Ok(view) = self.console.run_view(self.run, &self.session) {
            self.console.tell(Event::Run { run: Box::new(view) });
        }
    }

    async fn watch(&self) -> Result<LogLine, WireError> {
        if let Err(error) = self.console.open_page(&self.url) {
            tracing::warn!(code = ?error.code, "the browser did not come up by itself");
        }
        self.console.show_proof(self.run, |view| view.phase = ProofPhase::ReadingLog);
        let mut seen = Vec::new();
        for pause in PAUSES.into_iter().chain(std::iter::repeat(15)) {
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_secs(pause)) => {}
                () = self.cancel.cancelled() => {
                    return Err(WireError::new(ErrorCode::Cancelled, "The test was stopped."));
                }
            }
            match sign_in_log::read(&self.session.directory.graph, self.app, self.begun).await {
                Ok(lines) => seen = lines,
                // The log is read again; only what cannot change by waiting ends the test.
                Err(error) if matches!(error.code, ErrorCode::Unreachable | ErrorCode::Throttled) => {}
                Err(error) => return Err(error),
            }
            if let Some(line) = sign_in_log::outcome(&seen) {
                return Ok(line.clone());
            }
            if self.console.machine.clock.now() >= self.begun + PATIENCE {
                break;
            }
        }
        // Somebody was on the way and did not arrive: the last thing that stopped them is the answer.
        seen.into_iter().max_by_key(|line| line.at).ok_or_else(|| {
            WireError::new(ErrorCode::ProofTimedOut, "No sign-on to this application came into Entra's log.")
                .hint("The log is often minutes late: look there again. Did somebody sign in on the page that was opened?")
        })
    }

    fn keep(&self, line: &LogLine) -> Result<EvidenceView, WireError> {
        let kind = match self.initiation {
            Initiation::ServiceProvider => SIGN_IN_LOG,
            Initiation::IdentityProvider => SIGN_IN_LOG_UNASKED,
        };
        let row = EvidenceRow {
            id: self.console.machine.random.uuid(),
            run: self.run,
            kind: kind.to_owned(),
            configuration: self.configuration.clone(),
            // A token that was issued is no response that was checked.
            accepted: false,
            at: self.console.machine.clock.now(),
            verdict: serde_json::to_value(line)
                .map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?,
        };
        self.console.store.journal().evidence().insert(&row).map_err(store_error)?;
        let open = self.console.load(self.run, &self.session)?;
        Ok(super::evidence_view(&row, &open))
    }
}
