//! What must not happen by accident does not happen.

use crate::office::Office;
use doorward_api::{
    Console, ConsoleOptions,
    contract::{
        ErrorCode, Nothing, Page, RunView, Severity,
        pages::FieldState,
        run::{Answers, RunApply, RunStart},
        saml::LintFields,
        session::TenantConfirmation,
    },
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_before_the_tenant_is_confirmed() {
    let office = Office::unconfirmed().await;
    let run = office.sentry().await;
    let before = office.count().await;
    let error = office.apply(&run, Page::Application).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TenantNotConfirmed);
    assert_eq!(office.count().await, before, "no request changed anything");
    let other = TenantConfirmation { tenant_id: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621".to_owned() };
    let error = office.console.tenant_confirm(other).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongAccount, "only the tenant that is signed in can be confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_tenant_made_anew_ends_its_sessions_and_runs() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.console.practice_reset(Nothing {}).await.unwrap();
    let gone = office.view_or_error(&run.id).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_was_not_shown_is_not_carried_out() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let shown = office.preview(&run, Page::Application).await;
    office.answer(&run, |answers| answers.name = "Sentry of Acme".to_owned()).await;
    let apply = RunApply { run: run.id.clone(), page: Page::Application, plan: shown.hash };
    let error = office.console.run_apply(apply).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanChanged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_is_said_at_the_name_and_loses_nothing_typed() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.answer(&run, |answers| answers.name = "Asana".to_owned()).await;
    let plan = office.preview(&run, Page::Application).await;
    let finding = plan.findings.iter().find(|finding| finding.severity == Severity::Blocks).unwrap();
    assert_eq!((finding.code.as_str(), finding.field.as_deref()), ("name_taken", Some("name")));
    let error = office.apply(&run, Page::Application).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NameTaken);
    let view = office.view(&run.id).await;
    assert_eq!(view.answers.name, "Asana");
    assert_eq!(view.answers.placeholders["ORGANIZATION_SLUG"], "acme");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_of_another_application_is_refused_before_it_is_sent() {
    let office = Office::open().await;
    let first = office.sentry().await;
    office.apply(&first, Page::Application).await.unwrap();
    office.apply(&first, Page::Urls).await.unwrap();
    let second = office.sentry().await;
    let second = office.answer(&second, |answers| answers.name = "Sentry again".to_owned()).await;
    office.apply(&second, Page::Application).await.unwrap();
    let error = office.apply(&second, Page::Urls).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::IdentifierTaken, "{error:?}");
    assert_eq!(error.field.as_deref(), Some("identifier"));
}

fn identifier_check(view: &RunView) -> (FieldState, String) {
    let field = view.urls.fields.iter().find(|field| field.field == "identifier").unwrap();
    (field.check.state, field.check.message.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_of_another_application_is_said_as_it_is_typed() {
    let office = Office::open().await;
    let first = office.sentry().await;
    office.apply(&first, Page::Application).await.unwrap();
    let own = office.apply(&first, Page::Urls).await.unwrap();
    assert_eq!(identifier_check(&own).0, FieldState::Ok, "one's own is not taken");
    let name = own.name.clone();
    let second = office.sentry().await;
    let second = office.answer(&second, |answers| answers.name = "Sentry again".to_owned()).await;
    let (state, said) = identifier_check(&second);
    assert_eq!(state, FieldState::Bad, "before any preview: {said}");
    assert!(said.contains(&name), "{said}");
    let taken = own.urls.fields.iter().find(|field| field.field == "identifier").unwrap().value.clone();
    let typed = |value: String| {
        let (office, second) = (&office, &second);
        async move {
            let set = |answers: &mut Answers| {
                answers.overrides.insert("identifier".to_owned(), value);
            };
            identifier_check(&office.answer(second, set).await)
        }
    };
    let (state, said) = typed(taken.trim_end_matches('/').to_uppercase()).await;
    assert_eq!(state, FieldState::Warn, "{said}");
    assert!(said.contains("case or a closing slash"), "{said}");
    let (_, said) = typed(format!("urn:spn:{taken}")).await;
    assert!(said.contains(&name), "the same name with a prefix is the same name: {said}");
    let (_, said) = typed("https://sentry.io/saml/metadata/another/".to_owned()).await;
    assert!(!said.contains("has this Identifier"), "what was found about another is forgotten: {said}");
    let fields = [("identifier".to_owned(), taken)].into();
    let lint = office.console.saml_lint(LintFields { fields }).await.unwrap();
    assert!(lint.remarks.iter().any(|remark| remark.code == "taken"), "{lint:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_name_that_exists_and_a_domain_that_does_not_are_said_where_they_stand() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.answer(&run, |answers| answers.test_user.domain = "nowhere.example".to_owned()).await;
    let error = office.apply(&run, Page::TestUser).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::DomainUnknown, Some("domain")));
    let upn = office.welcome.accounts[0].upn.clone();
    let (name, domain) = upn.split_once('@').unwrap();
    office
        .answer(&run, |answers| {
            answers.test_user.user_name = name.to_owned();
            answers.test_user.domain = domain.to_owned();
        })
        .await;
    let error = office.apply(&run, Page::TestUser).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::UserExists, Some("userName")));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_the_role_hears_so_before_anything_is_sent() {
    let office = Office::open_as(3).await;
    let run = office.sentry().await;
    let before = office.count().await;
    let error = office.apply(&run, Page::Application).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RoleMissing, "{error:?}");
    assert_eq!(office.count().await, before, "no request changed anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_put_there_survives_a_correction_of_ours() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    let view = office.apply(&run, Page::Urls).await.unwrap();
    let application = view.application.created.unwrap().application_id;
    let graph = Graph::sign_in(&office).await;
    let theirs = "https://others.example/acs";
    let both = ["https://sentry.io/saml/acs/acme/", theirs];
    graph.patch(&format!("/applications/{application}"), &json!({ "web": { "redirectUris": both } })).await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    office
        .answer(&run, |answers| {
            answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "globex".to_owned());
        })
        .await;
    let plan = office.preview(&run, Page::Urls).await;
    let change = plan
        .steps
        .iter()
        .flat_map(|step| &step.changes)
        .find(|change| change.field == "web.redirectUris")
        .unwrap();
    assert_eq!(change.kept, [theirs], "the preview says that it stays");
    office.apply(&run, Page::Urls).await.unwrap();
    let held = graph.get(&format!("/applications/{application}")).await;
    assert_eq!(held["web"]["redirectUris"], json!(["https://sentry.io/saml/acs/globex/", theirs]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_console_on_the_same_profile_is_sent_to_the_first() {
    let office = Office::open().await;
    let options = ConsoleOptions {
        profile: Some(office.folder.path().join("profile")),
        forgetful: true,
        ..ConsoleOptions::default()
    };
    let error = Console::open(options).await.err().unwrap();
    assert_eq!(error.code, ErrorCode::ProfileInUse);
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_ids_are_refused_not_looked_for() {
    let office = Office::open().await;
    let error = office
        .console
        .run_start(RunStart { template_id: Some("../../me".to_owned()), ..RunStart::default() })
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
}

/// Graph, spoken to by somebody else than the console.
struct Graph<'a> {
    office: &'a Office,
    token: String,
}

impl<'a> Graph<'a> {
    async fn sign_in(office: &'a Office) -> Self {
        let login = format!("{}/{}/oauth2/v2.0", office.welcome.login, office.welcome.tenant_id);
        let scope = format!("openid profile {}/Application.ReadWrite.All", office.welcome.graph);
        let form = [("client_id", office.welcome.client_id.as_str()), ("scope", &scope)];
        let code: serde_json::Value = office
            .http
            .post(format!("{login}/devicecode"))
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let user_code = code["user_code"].as_str().unwrap();
        let account = json!({ "account": office.welcome.accounts[0].upn });
        office.control("POST", &format!("/device-codes/{user_code}/approve"), account).await;
        let form = [
            ("client_id", office.welcome.client_id.as_str()),
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", code["device_code"].as_str().unwrap()),
        ];
        let token: serde_json::Value = office
            .http
            .post(format!("{login}/token"))
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Self { office, token: token["access_token"].as_str().unwrap().to_owned() }
    }

    async fn patch(&self, path: &str, body: &serde_json::Value) {
        let url = format!("{}/v1.0{path}", self.office.welcome.graph);
        let answer = self.office.http.patch(url).bearer_auth(&self.token).json(body).send().await.unwrap();
        assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    }

    async fn get(&self, path: &str) -> serde_json::Value {
        let url = format!("{}/v1.0{path}", self.office.welcome.graph);
        self.office.http.get(url).bearer_auth(&self.token).send().await.unwrap().json().await.unwrap()
    }
}
