//! What happens to a run whose session loses something on the way.

use crate::{
    office::{Office, PAGES},
    undo::taken_over,
};
use doorward_api::contract::{
    Door, ErrorCode, Event, Nothing, Page, RunView, SignInPhase, SignInStart, WireError,
    session::TenantConfirmation,
};
use serde_json::{Value, json};

/// Everything is revoked in the middle of a page: Graph answers 401 with claims, which only a person can satisfy.
async fn revoked(office: &Office) -> (RunView, WireError) {
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    office.fault(json!({ "name": "token_revoked", "method": "PATCH", "path": "/applications/" })).await;
    let error = office.apply(&run, Page::Urls).await.unwrap_err();
    (run, error)
}

async fn again(office: &Office, as_account: usize) -> SignInPhase {
    let account = office.console.session(Nothing {}).await.unwrap().account.unwrap();
    let mut events = office.console.events();
    let start = SignInStart::Again { tenant_id: account.tenant_id, object_id: account.object_id };
    let code = office.console.signin_start(start).await.unwrap();
    let upn = &office.welcome.accounts[as_account].upn;
    let path = format!("/device-codes/{}/approve", code.user_code);
    office.control("POST", &path, json!({ "account": upn })).await;
    loop {
        if let Event::SignIn { phase, .. } = events.recv().await.unwrap()
            && !matches!(phase, SignInPhase::Waiting { .. })
        {
            return phase;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claims_challenge_in_mid_run_asks_for_a_sign_in_and_then_the_same_step_goes_on() {
    let office = Office::open().await;
    let before = office.count().await;
    let (run, error) = revoked(&office).await;
    assert_eq!(error.code, ErrorCode::SignInAgain, "{error:?}");
    assert!(
        error.details.as_deref().unwrap_or_default().contains("identifiers"),
        "the step is named: {error:?}"
    );
    let attention = office.console.session(Nothing {}).await.unwrap().attention.expect("the session says so");
    assert_eq!(attention.door, Door::Browser, "a session from a code may be blocked for that alone");
    let refused = office.console.run(doorward_api::contract::RunRef { run: run.id.clone() }).await.unwrap();
    assert!(!refused.busy, "the run stands and waits");

    assert_eq!(again(&office, 0).await, SignInPhase::Done);
    let session = office.console.session(Nothing {}).await.unwrap();
    assert!(session.attention.is_none(), "{:?}", session.attention);
    let mut view = run.clone();
    for page in &PAGES[1..] {
        view = office.apply(&run, *page).await.unwrap_or_else(|error| panic!("{page:?}: {error:?}"));
    }
    office.assert_one_of_each(&before, &view).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_account_is_refused_when_the_same_one_is_asked_for_again() {
    let office = Office::open().await;
    let _ = revoked(&office).await;
    let SignInPhase::Failed { error } = again(&office, 1).await else { panic!("another account signed in") };
    assert_eq!(error.code, ErrorCode::WrongAccount, "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_begun_is_not_gone_on_with_by_another_account() {
    let office = Office::open().await;
    let run = office.sentry().await;
    office.apply(&run, Page::Application).await.unwrap();
    let untouched = office.answer(&office.sentry().await, |answers| answers.name = "Other".to_owned()).await;
    office.sign_in(1).await;
    let tenant = office.console.session(Nothing {}).await.unwrap().tenant.unwrap();
    office.console.tenant_confirm(TenantConfirmation { tenant_id: tenant.id }).await.unwrap();
    let before = office.count().await;
    let error = office.apply(&run, Page::Urls).await.unwrap_err();
    let (expected, found) = (&office.welcome.accounts[0].upn, &office.welcome.accounts[1].upn);
    assert_eq!(error.code, ErrorCode::WrongAccount, "{error:?}");
    let details = error.details.unwrap_or_default();
    assert!(details.contains(expected.as_str()) && details.contains(found.as_str()), "{details}");
    assert_eq!(office.count().await, before, "nothing was sent");
    office
        .apply(&untouched, Page::Application)
        .await
        .expect("what nobody has begun belongs to whoever begins it");
    office.sign_in(0).await;
    office.apply(&run, Page::Urls).await.expect("the account that began it goes on");
}

async fn lapse(
    office: &Office,
    run: &RunView,
    page: Page,
    (method, path, role): (&str, &str, &str),
) -> RunView {
    let order = json!({ "name": "role_not_activated", "always": true, "method": method, "path": path });
    office.fault(order).await;
    let error = office.apply(run, page).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RoleMissing, "{error:?}");
    assert!(error.message.contains(role), "{error:?}");
    assert!(error.hint.as_deref().unwrap_or_default().contains(role), "{error:?}");
    office.control("DELETE", "/faults", Value::Null).await;
    office.apply(run, page).await.unwrap_or_else(|error| panic!("active again, {page:?}: {error:?}"))
}

/// A role that is activated for hours (PIM) ends in the middle of a run.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_lapses_before_the_test_user_is_named_and_the_run_goes_on_once_it_is_active_again() {
    let office = Office::open().await;
    let before = office.count().await;
    let run = office.sentry().await;
    for page in [Page::Application, Page::Urls, Page::Certificate] {
        office.apply(&run, page).await.unwrap();
    }
    lapse(&office, &run, Page::TestUser, ("POST", "/users", "User Administrator")).await;
    let view = office.apply(&run, Page::Assignment).await.unwrap();
    office.assert_one_of_each(&before, &view).await;
}

/// Whoever made an application owns it and needs no role; here somebody else made it.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_lapses_is_named_at_each_page_that_needs_it() {
    let office = Office::open_as(1).await;
    let (run, application, principal) = taken_over(&office).await;
    let somebody = office.graph("GET", "/users?$top=1&$select=id", Value::Null).await;
    let person = somebody["value"][0]["id"].as_str().unwrap().to_owned();
    office.answer(&run, |answers| answers.test_user.existing = Some(person.clone())).await;
    office.apply(&run, Page::Application).await.unwrap();
    let role = "Cloud Application Administrator";
    lapse(&office, &run, Page::Urls, ("PATCH", "/applications/", role)).await;
    lapse(&office, &run, Page::Certificate, ("PATCH", "/servicePrincipals/", role)).await;
    office.apply(&run, Page::TestUser).await.unwrap();
    lapse(&office, &run, Page::Assignment, ("POST", "appRoleAssignedTo", role)).await;
    let held = office.graph("GET", &format!("/applications/{application}"), Value::Null).await;
    assert_eq!(held["web"]["redirectUris"][0], "https://sentry.io/saml/acs/acme/");
    let path = format!("/servicePrincipals/{principal}/appRoleAssignedTo");
    let assigned = office.graph("GET", &path, Value::Null).await;
    assert_eq!(assigned["value"].as_array().unwrap().len(), 1, "once");
}
