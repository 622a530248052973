//! One Test SSO from beginning to end: register, open, receive, check, put back. Putting back happens on every way out.

use super::{acs, replay::Purpose};
use crate::{
    Console,
    contract::{ErrorCode, Initiation, ProofPhase, WireError},
    convert::{apply_error, directory_failure, store_error},
    endpoints::Endpoints,
    run::{OpenRun, RunJournal, Silent, active_certificate},
    session::Session,
};
use doorward_domain::{RunId, SamlField};
use doorward_onboarding::{ApplyError, ApplyFailure, Engine, Settle, StepId, configuration_hash};
use doorward_saml::{AuthnRequest, Certificate, Expectation, Verdict, check, request_id};
use doorward_store::EvidenceRow;
use std::{collections::BTreeSet, sync::Arc};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Clock difference that is forgiven.
const SKEW: time::Duration = time::Duration::minutes(3);

pub(super) struct Test {
    pub(super) console: Arc<Console>,
    pub(super) session: Arc<Session>,
    pub(super) run: RunId,
    pub(super) initiation: Initiation,
    pub(super) listener: TcpListener,
    pub(super) cancel: CancellationToken,
}

/// What the answer is held against.
struct Wanted {
    url: String,
    expectation: Expectation,
    configuration: String,
}

impl Test {
    pub(super) async fn conduct(self) {
        let (console, session, run) = (Arc::clone(&self.console), Arc::clone(&self.session), self.run);
        let outcome = self.receive().await;
        console.show_proof(run, |view| view.phase = ProofPhase::Restoring);
        let restored = put_back(&console, &session, run).await;
        let settled = match outcome {
            Ok((verdict, configuration, initiation)) => {
                console.keep_evidence(run, &session, initiation, &configuration, &verdict).await
            }
            Err(error) => Err(error),
        };
        match settled {
            Ok(evidence) => console.show_proof(run, |view| {
                view.phase = ProofPhase::Finished;
                view.evidence = Some(evidence);
                view.error = restored.err();
            }),
            Err(error) => console.show_proof(run, |view| {
                view.phase = ProofPhase::Failed;
                view.error = Some(error);
            }),
        }
        if let Ok(view) = console.run_view(run, &session) {
            console.tell(crate::contract::Event::Run { run: Box::new(view) });
        }
    }

    async fn receive(self) -> Result<(Verdict, String, Initiation), WireError> {
        let internal = |error: std::io::Error| WireError::new(ErrorCode::Internal, error.to_string());
        let port = self.listener.local_addr().map_err(internal)?.port();
        let reply_url = acs::reply_url(port);
        put_back(&self.console, &self.session, self.run).await?;
        let run = self.console.look(self.run, &self.session).await?;
        let wanted = self.wanted(&run, &reply_url).await?;
        self.register(&run, reply_url).await?;
        if let Err(error) = self.console.open_page(&wanted.url) {
            tracing::warn!(code = ?error.code, "the browser did not come up by itself");
        }
        self.console.show_proof(self.run, |view| {
            view.phase = ProofPhase::WaitingForBrowser;
            view.url = Some(wanted.url.clone());
        });
        let limit = super::PATIENCE.unsigned_abs();
        let brought = tokio::select! {
            brought = tokio::time::timeout(limit, acs::receive(self.listener)) => brought.ok().flatten(),
            () = self.cancel.cancelled() => {
                return Err(WireError::new(ErrorCode::Cancelled, "The test was stopped."));
            }
        };
        let brought = brought.ok_or_else(|| {
            WireError::new(ErrorCode::ProofTimedOut, "No answer came from Entra.")
                .hint("Did the browser show an error with an AADSTS number? The test needs the test user's sign-in there.")
        })?;
        self.console.show_proof(self.run, |view| view.phase = ProofPhase::Checking);
        tracing::debug!(relay_state = brought.relay_state.is_some(), "a response came");
        let now = self.console.machine.clock.now();
        let seen_ids = self.console.used_up(&wanted.expectation.issuer)?;
        let expectation = Expectation { now, seen_ids, ..wanted.expectation };
        let verdict = judge(&self.console, self.run, brought.response, expectation).await?;
        Ok((verdict, wanted.configuration, self.initiation))
    }

    async fn register(&self, run: &OpenRun, reply_url: String) -> Result<(), WireError> {
        let journal = RunJournal::new(Arc::clone(&self.console), Arc::clone(&self.session));
        let engine = engine(&self.console, &self.session, &journal, &self.cancel);
        let mut known = run.memory.known.clone();
        let probe = super::probe(run, self.initiation, reply_url);
        let registered = engine.register_probe(self.run, &mut known, probe).await;
        registered.map_err(|failure| apply_error(ApplyError { step: StepId::RegisterProbe, failure }))
    }

    async fn wanted(&self, run: &OpenRun, reply_url: &str) -> Result<Wanted, WireError> {
        let missing =
            |what: &str| WireError::new(ErrorCode::InvalidInput, format!("{what} is not there yet."));
        let app = run.memory.known.app.ok_or_else(|| missing("The application"))?;
        let principal = run.memory.snapshot.principal.as_ref().ok_or_else(|| missing("The application"))?;
        let filled = run.answers.fill(&run.recipe);
        let held = run.memory.snapshot.application.as_ref().and_then(|own| own.identifiers.first().cloned());
        let audience = filled.value(SamlField::Identifier).map(str::to_owned).or(held);
        let audience = audience.ok_or_else(|| missing("The Identifier"))?;
        let (_, metadata) = self.session.directory.metadata(app).await.map_err(directory_failure)?;
        let active = principal.active_certificate.ok_or_else(|| missing("The certificate"))?;
        let published = metadata.signing.iter().find(|one| one.thumbprint() == active).cloned();
        let certificates: Vec<Certificate> = active_certificate(run).or(published).into_iter().collect();
        let tenant = self.session.account.tenant;
        let login = self.session.login.as_str().trim_end_matches('/').to_owned();
        let (url, initiation) = match self.initiation {
            Initiation::IdentityProvider => (
                Endpoints::launcher(&self.session.login, tenant, app),
                doorward_saml::Initiation::IdentityProvider,
            ),
            Initiation::ServiceProvider => {
                let id = request_id(self.console.machine.random.as_ref());
                let url = self.request_url(&format!("{login}/{tenant}/saml2"), &id, &audience, reply_url)?;
                (url, doorward_saml::Initiation::ServiceProvider { request_id: id })
            }
        };
        let expectation = Expectation {
            issuer: metadata.entity_id,
            audience,
            acs: reply_url.to_owned(),
            initiation,
            certificates,
            now: self.console.machine.clock.now(),
            skew: SKEW,
            allow_sha1: false,
            seen_ids: BTreeSet::new(),
        };
        Ok(Wanted { url, expectation, configuration: configuration_hash(&run.memory.snapshot) })
    }

    fn request_url(
        &self,
        service: &str,
        id: &str,
        issuer: &str,
        reply_url: &str,
    ) -> Result<String, WireError> {
        let sso =
            Url::parse(service).map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
        let request = AuthnRequest {
            id: id.to_owned(),
            issuer: issuer.to_owned(),
            acs: Some(reply_url.to_owned()),
            issued: self.console.machine.clock.now(),
            destination: Some(service.to_owned()),
            name_id_format: None,
            force_authn: false,
        };
        Ok(request.redirect_url(&sso, None).to_string())
    }
}

/// Checks the answer, and uses its assertion up.
async fn judge(
    console: &Arc<Console>,
    run: RunId,
    response: String,
    mut expectation: Expectation,
) -> Result<Verdict, WireError> {
    let console = Arc::clone(console);
    let judging = tokio::task::spawn_blocking(move || {
        let verdict = check(&response, &expectation);
        if console.take_assertion(run, &verdict, Purpose::Test)? {
            return Ok(verdict);
        }
        // Another test took the same assertion between the look and the taking.
        expectation.seen_ids.extend(verdict.assertion_id);
        Ok(check(&response, &expectation))
    });
    judging.await.map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?
}

fn engine<'a>(
    console: &'a Console,
    session: &'a Session,
    journal: &'a RunJournal,
    cancel: &'a CancellationToken,
) -> Engine<'a> {
    Engine {
        directory: &session.directory,
        journal,
        observer: &Silent,
        clock: console.machine.clock.as_ref(),
        random: console.machine.random.as_ref(),
        cancel,
        settle: Settle::default(),
    }
}

/// Takes a test's reply URL away, if one was left, and reads the tenant again.
pub(super) async fn put_back(
    console: &Arc<Console>,
    session: &Arc<Session>,
    run: RunId,
) -> Result<(), WireError> {
    let mut known = console.load(run, session)?.memory.known;
    if known.probe.is_none() {
        return Ok(());
    }
    let journal = RunJournal::new(Arc::clone(console), Arc::clone(session));
    // Putting back is never cancelled: it is the end of whatever was begun.
    let never = CancellationToken::new();
    let removed = engine(console, session, &journal, &never).remove_probe(run, &mut known).await;
    removed.map_err(|failure| match failure {
        ApplyFailure::NotSettled => WireError::new(
            ErrorCode::NotSettledYet,
            "The local reply URL was taken away, but the directory does not show it yet.",
        ),
        failure => apply_error(ApplyError { step: StepId::RemoveProbe, failure }),
    })?;
    console.look(run, session).await.map(|_| ())
}

impl Console {
    async fn keep_evidence(
        self: &Arc<Self>,
        run: RunId,
        session: &Arc<Session>,
        initiation: Initiation,
        configuration: &str,
        verdict: &Verdict,
    ) -> Result<crate::contract::EvidenceView, WireError> {
        let kind = match initiation {
            Initiation::ServiceProvider => "service_provider",
            Initiation::IdentityProvider => "identity_provider",
        };
        let row = EvidenceRow {
            id: self.machine.random.uuid(),
            run,
            kind: kind.to_owned(),
            configuration: configuration.to_owned(),
            accepted: verdict.accepted,
            at: self.machine.clock.now(),
            verdict: serde_json::to_value(verdict)
                .map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?,
        };
        self.store.journal().evidence().insert(&row).map_err(store_error)?;
        let open = self.load(run, session)?;
        Ok(super::evidence_view(&row, &open))
    }
}
