//! The scene: a profile, a console, a practice tenant inside it, and an admin who is signed in and has confirmed the tenant.

use doorward_api::{
    Browser, Console, ConsoleOptions,
    contract::{
        Event, Nothing, Page, PlanView, RunRef, RunView, SearchText, SignInPhase, SignInStart, WireError,
        practice::PracticeSettings,
        run::{Answers, RunAnswer, RunApply, RunPage, RunStart},
        session::TenantConfirmation,
    },
    practice_tenant::{Visitor, Welcome},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Pages that change the directory.
pub(crate) const PAGES: [Page; 5] =
    [Page::Application, Page::Urls, Page::Certificate, Page::TestUser, Page::Assignment];

/// A browser that remembers what it was asked to open.
#[derive(Default)]
pub(crate) struct Remembering(pub(crate) Mutex<Vec<String>>);

impl Browser for Remembering {
    fn open(&self, url: &str) -> Result<(), WireError> {
        self.0.lock().unwrap().push(url.to_owned());
        Ok(())
    }
}

pub(crate) struct Office {
    pub(crate) folder: TempDir,
    pub(crate) console: Arc<Console>,
    pub(crate) browser: Arc<Remembering>,
    pub(crate) welcome: Welcome,
    pub(crate) http: reqwest::Client,
    pub(crate) token: tokio::sync::Mutex<String>,
}

impl Office {
    /// Signed in as the account of that index, tenant confirmed, quick directory.
    pub(crate) async fn open_as(account: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Self::at(folder, account).await;
        let tenant = office.console.session(Nothing {}).await.unwrap().tenant.unwrap();
        office.console.tenant_confirm(TenantConfirmation { tenant_id: tenant.id }).await.unwrap();
        office
    }

    /// Signed in, but nobody has said yet that this is the right tenant.
    pub(crate) async fn unconfirmed() -> Self {
        Self::at(tempfile::tempdir().unwrap(), 0).await
    }

    pub(crate) async fn open() -> Self {
        Self::open_as(0).await
    }

    /// The same profile again, as after a crash or a restart.
    pub(crate) async fn reopened(self) -> Self {
        self.reopened_after(|| ()).await
    }

    /// The same profile again, after something was done to it while it was closed.
    pub(crate) async fn reopened_after(self, meanwhile: impl FnOnce()) -> Self {
        self.console.close().await;
        let Self { folder, console, .. } = self;
        // A run's last task may still hold the console for a moment; the profile is free when it has let go.
        for _ in 0..200 {
            if Arc::strong_count(&console) == 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        drop(console);
        meanwhile();
        Self::at(folder, 0).await
    }

    async fn at(folder: TempDir, account: usize) -> Self {
        let browser = Arc::new(Remembering::default());
        let console = Console::open(ConsoleOptions {
            profile: Some(folder.path().join("profile")),
            browser: Some(Arc::clone(&browser) as Arc<dyn Browser>),
            forgetful: true,
            downloads: Some(folder.path().join("downloads")),
            ..ConsoleOptions::default()
        })
        .await
        .unwrap();
        console.practice_welcome().await.unwrap();
        console
            .practice_save(PracticeSettings { lag_ms: 150, latency_ms: 0, clock_offset_s: 0 })
            .await
            .unwrap();
        let welcome = console.practice_welcome().await.unwrap();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let office = Self { folder, console, browser, welcome, http, token: tokio::sync::Mutex::default() };
        office.sign_in(account).await;
        office
    }

    pub(crate) async fn sign_in(&self, account: usize) {
        let mut events = self.console.events();
        let code = self.console.signin_start(SignInStart::Practice).await.unwrap();
        let upn = &self.welcome.accounts[account].upn;
        self.control("POST", &format!("/device-codes/{}/approve", code.user_code), json!({ "account": upn }))
            .await;
        loop {
            if let Event::SignIn { phase, .. } = events.recv().await.unwrap() {
                assert_eq!(phase, SignInPhase::Done, "the account signs in");
                return;
            }
        }
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{path}", self.welcome.control.url);
        let mut request = self.http.request(method.clone(), url).bearer_auth(&self.welcome.control.token);
        if method == reqwest::Method::POST {
            request = request.json(&body);
        }
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap_or(Value::Null)
    }

    /// Asks the practice tenant's Graph as another program of the same admin would.
    pub(crate) async fn graph(&self, method: &str, path: &str, body: Value) -> Value {
        let token = self.graph_token().await;
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}/v1.0{path}", self.welcome.graph);
        let mut request = self.http.request(method.clone(), url).bearer_auth(token);
        if method != reqwest::Method::GET {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn graph_token(&self) -> String {
        let mut kept = self.token.lock().await;
        if kept.is_empty() {
            let oauth = format!("{}/{}/oauth2/v2.0", self.welcome.login, self.welcome.tenant_id);
            let scope = "https://graph.microsoft.com/Application.ReadWrite.All https://graph.microsoft.com/AppRoleAssignment.ReadWrite.All https://graph.microsoft.com/User.ReadWrite.All https://graph.microsoft.com/Directory.Read.All https://graph.microsoft.com/Policy.ReadWrite.ApplicationConfiguration";
            let client = self.welcome.client_id.as_str();
            let ask = [("client_id", client), ("scope", scope)];
            let code: Value = self
                .http
                .post(format!("{oauth}/devicecode"))
                .form(&ask)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            let path = format!("/device-codes/{}/approve", code["user_code"].as_str().unwrap());
            self.control("POST", &path, json!({ "account": self.welcome.accounts[0].upn })).await;
            let grant = [
                ("client_id", client),
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("device_code", code["device_code"].as_str().unwrap()),
            ];
            let tokens: Value = self
                .http
                .post(format!("{oauth}/token"))
                .form(&grant)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            *kept = tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned();
        }
        kept.clone()
    }

    pub(crate) async fn fault(&self, fault: Value) {
        self.control("POST", "/faults", fault).await;
    }

    pub(crate) async fn count(&self) -> Value {
        self.control("GET", "/state", Value::Null).await
    }

    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(self.http.clone())
    }

    /// A run for Sentry with its one answer given.
    pub(crate) async fn sentry(&self) -> RunView {
        let hit = self.gallery("Sentry").await;
        let run =
            self.console.run_start(RunStart { template_id: Some(hit), ..RunStart::default() }).await.unwrap();
        self.answer(&run, |answers| {
            answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "acme".to_owned());
        })
        .await
    }

    pub(crate) async fn gallery(&self, name: &str) -> String {
        let found = self.console.gallery_search(SearchText { text: name.to_owned() }).await.unwrap();
        found.hits.into_iter().find(|hit| hit.name == name).unwrap().template_id
    }

    pub(crate) async fn answer(&self, run: &RunView, change: impl FnOnce(&mut Answers)) -> RunView {
        let mut answers = self.view(&run.id).await.answers;
        change(&mut answers);
        self.console.run_answer(RunAnswer { run: run.id.clone(), answers }).await.unwrap()
    }

    pub(crate) async fn view(&self, run: &str) -> RunView {
        self.console.run(RunRef { run: run.to_owned() }).await.unwrap()
    }

    pub(crate) async fn view_or_error(&self, run: &str) -> Result<RunView, WireError> {
        self.console.run(RunRef { run: run.to_owned() }).await
    }

    pub(crate) async fn preview(&self, run: &RunView, page: Page) -> PlanView {
        self.console.run_preview(RunPage { run: run.id.clone(), page }).await.unwrap()
    }

    pub(crate) async fn apply(&self, run: &RunView, page: Page) -> Result<RunView, WireError> {
        let plan = self.preview(run, page).await.hash;
        self.console.run_apply(RunApply { run: run.id.clone(), page, plan }).await
    }

    pub(crate) async fn apply_all(&self, run: &RunView) -> RunView {
        let mut view = run.clone();
        for page in PAGES {
            view = self.apply(run, page).await.unwrap_or_else(|error| panic!("{page:?}: {error:?}"));
        }
        view
    }

    /// Exactly one of everything that an onboarding makes.
    pub(crate) async fn assert_one_of_each(&self, before: &Value, run: &RunView) {
        let after = self.count().await;
        for kind in ["applications", "servicePrincipals", "users", "assignments"] {
            let number = |state: &Value| state[kind].as_u64().unwrap();
            assert_eq!(number(&after) - number(before), 1, "exactly one more of {kind}");
        }
        let principal = &run.application.created.as_ref().unwrap().service_principal_id;
        assert_eq!(after["certificates"][principal], 1, "exactly one certificate");
    }
}
