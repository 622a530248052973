//! `doorward onboard`: all pages of the wizard, one after the other.

use crate::{
    args::Onboard,
    browser::{PracticePerson, shared, visitor},
    output::{Failure, Output, usage},
    plan,
    progress::Progress,
    receipt::Receipt,
    signin, target,
};
use doorward_api::{
    Browser, Console, ConsoleOptions, Environment, Whole,
    contract::{
        ErrorCode, Event, EvidenceView, Initiation, Nothing, PlanView, PracticeSettings, ProofPhase, RunRef,
        RunView, SearchText, SessionView, SignInStart, WireError,
        proof::{ProofStart, ProofWay},
        run::{Answers, RunAnswer, RunStart},
        session::TenantConfirmation,
    },
};
use std::{
    io::{BufRead, IsTerminal, Write, stderr, stdin},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

/// Done, but not proven.
const NOT_PROVEN: u8 = 3;

pub(crate) async fn onboard(wanted: Box<Onboard>, output: Output) -> Result<ExitCode, Failure> {
    let scene = Scene::open(&wanted).await?;
    let outcome = scene.play(&wanted, output).await;
    scene.console.close().await;
    outcome
}

/// The console, and in a practice run the person at its browser and the profile that goes with it.
struct Scene {
    console: Arc<Console>,
    person: Option<Arc<PracticePerson>>,
    _profile: Option<tempfile::TempDir>,
}

impl Scene {
    async fn open(wanted: &Onboard) -> Result<Self, Failure> {
        let downloads = wanted.handover.clone();
        if !wanted.practice {
            let console = Console::open(ConsoleOptions { downloads, ..ConsoleOptions::default() }).await?;
            return Ok(Self { console, person: None, _profile: None });
        }
        let kept = Environment::read().profile;
        let profile = match kept {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| {
                WireError::new(ErrorCode::ProfileTrouble, "No temporary profile can be made.")
                    .details(error.to_string())
            })?),
        };
        let person = shared();
        let options = ConsoleOptions {
            profile: kept.or_else(|| profile.as_ref().map(|folder| folder.path().join("profile"))),
            browser: Some(Arc::clone(&person) as Arc<dyn Browser>),
            forgetful: true,
            downloads,
            ..ConsoleOptions::default()
        };
        Ok(Self { console: Console::open(options).await?, person: Some(person), _profile: profile })
    }

    async fn play(&self, wanted: &Onboard, output: Output) -> Result<ExitCode, Failure> {
        let started = Instant::now();
        let session = self.session(wanted).await?;
        let (run, fresh) = match &wanted.plan_file {
            Some(file) => (plan::take_up(&self.console, file, output).await?, false),
            None => {
                let start = target::of(&self.console, wanted).await?;
                let (run, fresh) = self.run(start, wanted).await?;
                (self.answer(run, wanted).await?, fresh)
            }
        };
        if wanted.plan {
            let code = plan::show(&self.console, &run.id, output).await;
            if fresh {
                self.console.run_discard(RunRef { run: run.id }).await?;
            }
            return code;
        }
        let ready = self.ready(&run).await;
        if ready.is_err() && fresh {
            self.console.run_discard(RunRef { run: run.id.clone() }).await?;
            return ready.map(|_| ExitCode::FAILURE);
        }
        let steps = u64::try_from(ready?.steps.len()).unwrap_or_default();
        self.warn_of_clock(output).await;
        self.confirm(&session, wanted, output).await?;
        let progress = Progress::watch(&self.console, output, steps);
        let wait = wanted.wait.map(Duration::from_secs);
        let whole = Whole { run: run.id.clone(), plan: None, wait };
        if let Err(error) = self.console.whole_apply(whole).await {
            progress.finish().await;
            return Err(error.into());
        }
        let password = self.password(&run.id).await;
        let tested = self.prove(&run, wanted, password.as_deref(), &progress).await?;
        progress.finish().await;
        let reference = RunRef { run: run.id.clone() };
        let handover = match &wanted.handover {
            Some(_) => Some(self.console.handover_save(reference.clone()).await?),
            None => None,
        };
        let run = self.console.run(reference).await?;
        let evidence = match tested {
            Tested::Now(evidence) => evidence.map(|evidence| *evidence),
            Tested::NotNow => standing(&run),
        };
        let shown = wanted.show_password || (!output.json && stderr().is_terminal());
        let receipt = Receipt {
            run: &run,
            session: &session,
            evidence: evidence.as_ref(),
            password: password.as_deref().filter(|_| shown),
            handover: handover.as_ref(),
            milliseconds: started.elapsed().as_millis(),
        };
        receipt.say(output);
        output.line(&receipt.to_json());
        let proven = evidence.is_some_and(|evidence| evidence.accepted);
        Ok(if proven { ExitCode::SUCCESS } else { ExitCode::from(NOT_PROVEN) })
    }

    async fn session(&self, wanted: &Onboard) -> Result<SessionView, Failure> {
        if self.person.is_some() {
            self.sign_in_to_practice().await?;
        }
        if let Some(lag_ms) = wanted.lag {
            self.console.practice_save(PracticeSettings { lag_ms, latency_ms: 0, clock_offset_s: 0 }).await?;
        }
        let session = self.console.session(Nothing {}).await?;
        let Some(tenant) = &session.tenant else {
            return Err(WireError::new(ErrorCode::NotSignedIn, "Nobody is signed in.")
                .hint("Run `doorward signin` first, or add --practice.")
                .into());
        };
        if let Some(expected) = &wanted.tenant {
            let same = |text: &str| text.eq_ignore_ascii_case(expected.trim());
            if !same(&tenant.id) && !tenant.domains.iter().any(|domain| same(&domain.name)) {
                let text = format!("The session is in {} ({}), not in {expected}.", tenant.name, tenant.id);
                return Err(WireError::new(ErrorCode::WrongAccount, text).into());
            }
        }
        Ok(session)
    }

    async fn sign_in_to_practice(&self) -> Result<(), WireError> {
        let welcome = self.console.practice_welcome().await?;
        let none = || WireError::new(ErrorCode::Internal, "The practice tenant has no accounts.");
        let account = welcome.accounts.first().ok_or_else(none)?;
        let mut events = self.console.events();
        let code = self.console.signin_start(SignInStart::Practice).await?;
        visitor()?
            .sign_in_with_code(&code.verification_uri, &code.user_code, &account.upn, &account.password)
            .await
            .map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))?;
        signin::finished(&self.console, &mut events).await.map(|_| ())
    }

    /// The run to go on with: an unfinished one of the same beginning under the same name, else a new one.
    async fn run(&self, start: RunStart, wanted: &Onboard) -> Result<(RunView, bool), Failure> {
        match self.console.run_unfinished(&start, wanted.name.as_deref()).await? {
            Some(run) => Ok((run, false)),
            None => Ok((self.console.run_begin(start).await?, true)),
        }
    }

    async fn answer(&self, run: RunView, wanted: &Onboard) -> Result<RunView, Failure> {
        let mut answers: Answers = run.answers;
        for (name, value) in &wanted.set {
            if !run.urls.placeholders.iter().any(|placeholder| placeholder.name == *name) {
                let known: Vec<&str> = run.urls.placeholders.iter().map(|own| own.name.as_str()).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(usage(format!("{} has no placeholder {name}; it has: {known}.", run.product)));
            }
            answers.placeholders.insert(name.clone(), value.clone());
        }
        for (field, value) in &wanted.field {
            answers.overrides.insert(field.clone(), value.clone());
        }
        let starts = run.urls.fields.iter().any(|own| own.field == "sign_on_url" && !own.value.is_empty());
        if wanted.idp_initiated && !starts && !answers.overrides.contains_key("sign_on_url") {
            // Nobody knows where people would start at the application: Entra alone starts.
            answers.initiation = Some(Initiation::IdentityProvider);
        }
        if let Some(name) = &wanted.name {
            answers.name.clone_from(name);
        }
        if !wanted.emails.is_empty() {
            answers.emails = Some(wanted.emails.clone());
        }
        answers.adopt = wanted.adopt.clone().or(answers.adopt);
        if let Some(upn) = &wanted.test_user {
            let found = self.console.people_search(SearchText { text: upn.clone() }).await?;
            let person = found.people.into_iter().find(|person| person.upn.eq_ignore_ascii_case(upn));
            answers.test_user.existing =
                Some(person.ok_or_else(|| usage(format!("Nobody is called {upn}.")))?.id);
        }
        if let Some(name) = &wanted.new_user {
            let (name, domain) = name.split_once('@').unwrap_or((name, ""));
            answers.test_user.user_name = name.to_owned();
            answers.test_user.domain = domain.to_owned();
        }
        Ok(self.console.run_answer(RunAnswer { run: run.id, answers }).await?)
    }

    /// On a terminal the person is asked once per tenant; a script that names the command means it.
    async fn confirm(&self, session: &SessionView, wanted: &Onboard, output: Output) -> Result<(), Failure> {
        let (Some(account), Some(tenant)) = (&session.account, &session.tenant) else { return Ok(()) };
        if tenant.confirmed.is_some() {
            return Ok(());
        }
        let ask = self.person.is_none() && !wanted.yes && !output.json && stdin().is_terminal();
        if ask {
            eprint!(
                "Write into {} ({}, {}) as {}? [y/N] ",
                tenant.name, tenant.domain, tenant.id, account.upn
            );
            let _ = stderr().flush();
            let mut line = String::new();
            let read = stdin().lock().read_line(&mut line);
            if read.is_err() || !matches!(line.trim().to_lowercase().as_str(), "y" | "yes") {
                return Err(WireError::new(ErrorCode::TenantNotConfirmed, "Nothing was changed.").into());
            }
        }
        let confirmation = TenantConfirmation { tenant_id: tenant.id.clone() };
        self.console.tenant_confirm(confirmation).await?;
        Ok(())
    }

    /// Looks at everything before the first write, so that a missing answer does not leave half an application.
    async fn ready(&self, run: &RunView) -> Result<PlanView, Failure> {
        let preview = self.console.whole_preview(RunRef { run: run.id.clone() }).await?;
        let Some(finding) = plan::blocking(&preview) else { return Ok(preview) };
        let open = run.urls.placeholders.iter().find(|placeholder| placeholder.value.trim().is_empty());
        if let Some(placeholder) = open.filter(|_| finding.code == "field_empty") {
            let mut failure =
                usage(format!("{} needs its {}.", run.product, placeholder.label.to_lowercase()));
            let example = format!("--set {}={}", placeholder.name, placeholder.example);
            failure.error =
                failure.error.hint(format!("Add it, for example {example} ({}).", placeholder.hint));
            return Err(failure);
        }
        let mut error = WireError::new(ErrorCode::InvalidInput, finding.message.clone());
        error.hint.clone_from(&finding.remedy);
        error.field.clone_from(&finding.field);
        Err(error.into())
    }

    /// A clock that is off spoils sign-ons: their answers are valid for minutes only.
    async fn warn_of_clock(&self, output: Output) {
        let Some(seconds) = self.console.clock_is_off().await else { return };
        output.line(&serde_json::json!({ "event": "warning", "code": "clock_is_off", "seconds": seconds }));
        let way = if seconds > 0 { "ahead of" } else { "behind" };
        eprintln!("doorward: this computer's clock is {} s {way} Entra's; sign-ons may fail.", seconds.abs());
    }

    async fn password(&self, run: &str) -> Option<String> {
        let secret = self.console.secret_take(RunRef { run: run.to_owned() }).await.ok()?;
        if let Some(person) = &self.person {
            person.becomes(secret.upn, secret.password.clone());
        }
        Some(secret.password)
    }

    async fn prove(
        &self,
        run: &RunView,
        wanted: &Onboard,
        password: Option<&str>,
        progress: &Progress,
    ) -> Result<Tested, Failure> {
        let reachable = match &self.person {
            Some(_) => password.is_some(),
            None => somebody_at_a_browser(),
        };
        if wanted.no_proof || !reachable {
            return Ok(Tested::NotNow);
        }
        let sp = run.initiations.contains(&Initiation::ServiceProvider) && !wanted.idp_initiated;
        let initiation = if sp { Initiation::ServiceProvider } else { Initiation::IdentityProvider };
        progress.say("testing the sign-on");
        let mut events = self.console.events();
        match self.console.proof_start(ProofStart { run: run.id.clone(), initiation }).await {
            // Something that a person left open is missing. All else is done: it is told, and that nothing is proven.
            Err(error) if error.code == ErrorCode::InvalidInput => {
                eprintln!("doorward: the sign-on cannot be tested: {}", error.message);
                return Ok(Tested::Now(None));
            }
            started => started?,
        };
        let mut told = false;
        while let Ok(event) = events.recv().await {
            let Event::Proof { proof } = event else { continue };
            match proof.phase {
                ProofPhase::WaitingForBrowser if self.person.is_none() && !told => {
                    told = true;
                    let url = proof.url.unwrap_or_default();
                    eprintln!("doorward: sign in as the test user in the browser: {url}");
                }
                ProofPhase::Finished => {
                    return Ok(Tested::Now(proof.evidence.map(Box::new)));
                }
                ProofPhase::Failed => {
                    if let Some(error) = proof.error {
                        eprintln!("doorward: {}", error.message);
                    }
                    return Ok(Tested::Now(None));
                }
                _ => {}
            }
        }
        Ok(Tested::Now(None))
    }
}

/// Whether a sign-on was tested by this command.
enum Tested {
    /// Yes, with this outcome; none where the test itself did not come to its end.
    Now(Option<Box<EvidenceView>>),
    /// No: it was not wanted, or nobody is there to sign in.
    NotNow,
}

/// The proof of an earlier command that still stands: nothing was changed since.
fn standing(run: &RunView) -> Option<EvidenceView> {
    let last = run.evidence.iter().find(|one| one.way != ProofWay::SignInLog)?;
    (last.accepted && !last.outdated).then(|| last.clone())
}

/// A browser can come up and somebody can see it: otherwise waiting for a sign-on would be waiting for nobody.
fn somebody_at_a_browser() -> bool {
    let display = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    Environment::read().browser.is_some() || display
}
