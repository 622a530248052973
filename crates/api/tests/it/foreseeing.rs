//! What an assertion will carry, foreseen, and how a sign-on ended by Entra's log.

use crate::office::Office;
use doorward_api::contract::{
    ErrorCode, Event, Initiation, ProofPhase, ProofView, ProofWay, RunRef, RunView, SearchText,
    preview::{PreviewAsk, PreviewView},
    proof::ProofStart,
    saml::ExplainText,
};
use doorward_saml::AuthnRequest;
use serde_json::{Value, json};
use std::time::Duration;

impl Office {
    async fn foreseen(&self, run: &RunView, person: &str) -> PreviewView {
        let ask = PreviewAsk { run: run.id.clone(), person: person.to_owned() };
        self.console.assertion_preview(ask).await.unwrap()
    }

    async fn ended(&self, run: &str) -> ProofView {
        let mut events = self.console.events();
        loop {
            let now = self.console.proof_state(RunRef { run: run.to_owned() }).await.unwrap().proof;
            if let Some(proof) =
                now.filter(|one| matches!(one.phase, ProofPhase::Finished | ProofPhase::Failed))
            {
                return proof;
            }
            let event = tokio::time::timeout(Duration::from_secs(40), events.recv()).await.unwrap().unwrap();
            assert!(!matches!(event, Event::SignIn { .. }), "nobody signs in to Doorward meanwhile");
        }
    }

    async fn watch(&self, run: &RunView) {
        let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
        let proof = self.console.proof_watch(start).await.unwrap();
        assert_eq!(proof.way, ProofWay::SignInLog);
        assert!(proof.url.unwrap().contains("/api/signin/"), "My Apps starts it");
    }

    /// Signs on as the application would ask; where the answer goes then is no business of this test.
    async fn sign_on(&self, run: &RunView, upn: &str, password: &str) {
        let value = |name: &str| {
            run.urls.fields.iter().find(|field| field.field == name).map(|field| field.value.clone()).unwrap()
        };
        let request = AuthnRequest {
            id: "_0123456789abcdef0123456789abcdef".to_owned(),
            issuer: value("identifier"),
            acs: Some(value("reply_url")),
            issued: time::OffsetDateTime::now_utc(),
            destination: None,
            name_id_format: None,
            force_authn: false,
        };
        let login = run.certificate.values.as_ref().unwrap().login_url.parse().unwrap();
        let _ = self.visitor().open(request.redirect_url(&login, None).as_str(), upn, password).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreseen_is_what_entra_then_sends() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let person = office.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap();
    let shown = office.foreseen(&run, &person.upn).await;
    assert!(shown.assigned && shown.problems.is_empty(), "{:?}", shown.problems);

    let start = ProofStart { run: run.id.clone(), initiation: Initiation::ServiceProvider };
    office.console.proof_start(start).await.unwrap();
    let waiting = loop {
        let state = office.console.proof_state(RunRef { run: run.id.clone() }).await.unwrap().proof.unwrap();
        if state.phase == ProofPhase::WaitingForBrowser {
            break state;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    office.visitor().open(waiting.url.as_deref().unwrap(), &person.upn, &person.password).await.unwrap();
    let evidence = office.ended(&run.id).await.evidence.unwrap();
    assert_eq!(shown.name_id, evidence.person);
    for claim in &shown.claims {
        let sent = evidence.claims.get(&claim.name).cloned().unwrap_or_default();
        assert_eq!(claim.values, sent, "{}", claim.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_foreseen_to_stay_outside() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let stranger = office.welcome.accounts[1].upn.clone();
    let shown = office.foreseen(&run, &stranger).await;
    assert!(!shown.assigned);
    assert_eq!(shown.problems[0].code, "not_assigned");
    let ask = PreviewAsk { run: run.id.clone(), person: "nobody@nowhere.example".to_owned() };
    assert_eq!(office.console.assertion_preview(ask).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_assigned_is_looked_at_and_those_who_would_fail_are_named() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let before = office.console.assertion_scan(RunRef { run: run.id.clone() }).await.unwrap();
    assert_eq!((before.looked, before.failing), (1, 0), "the test user is fine: {:?}", before.people);
    let principal =
        office.graph("GET", "/servicePrincipals?$filter=displayName eq 'Sentry'", Value::Null).await;
    let principal = principal["value"][0]["id"].as_str().unwrap().to_owned();
    let role =
        office.graph("GET", &format!("/servicePrincipals/{principal}/appRoleAssignedTo"), Value::Null).await;
    let role = role["value"][0]["appRoleId"].clone();
    // Somebody whose mail is missing, under a policy that takes the NameID from it.
    let policy = json!({ "ClaimsMappingPolicy": { "Version": 1, "IncludeBasicClaimSet": "true", "ClaimsSchema": [{
        "Source": "user", "ID": "mail",
        "SamlClaimType": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
    }] } });
    let made = office
        .graph(
            "POST",
            "/policies/claimsMappingPolicies",
            json!({ "displayName": "By mail", "definition": [policy.to_string()] }),
        )
        .await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let reference =
        format!("{}/policies/claimsMappingPolicies/{}", office.welcome.graph, made["id"].as_str().unwrap());
    office
        .graph(
            "POST",
            &format!("/servicePrincipals/{principal}/claimsMappingPolicies/$ref"),
            json!({ "@odata.id": reference }),
        )
        .await;
    let user = json!({
        "accountEnabled": true, "displayName": "No Mail", "mailNickname": "nomail",
        "userPrincipalName": format!("nomail@{}", office.welcome.accounts[0].upn.split('@').nth(1).unwrap()),
        "passwordProfile": { "password": "Horse-Battery-42-Staple" },
    });
    let user = office.graph("POST", "/users", user).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    office
        .graph(
            "POST",
            &format!("/servicePrincipals/{principal}/appRoleAssignedTo"),
            json!({ "principalId": user["id"], "resourceId": principal, "appRoleId": role }),
        )
        .await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let after = office.console.assertion_scan(RunRef { run: run.id }).await.unwrap();
    assert_eq!(after.looked, 2, "{after:?}");
    let found = after.people.iter().find(|one| one.name == "No Mail").unwrap();
    assert_eq!(found.problems[0].code, "name_id_empty");
    assert!(found.problems[0].text.contains("user.mail"), "{}", found.problems[0].text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_log_tells_how_it_ended_and_is_no_proof() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let person = office.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap();
    office.watch(&run).await;
    office.sign_on(&run, &person.upn, &person.password).await;
    let evidence = office.ended(&run.id).await.evidence.unwrap();
    let line = evidence.log.unwrap();
    assert_eq!((line.error_code, line.person.as_str()), (0, person.upn.as_str()));
    assert_eq!((evidence.way, evidence.accepted, evidence.outdated), (ProofWay::SignInLog, false, false));
    assert!(evidence.summary.contains("issued a token"), "{}", evidence.summary);
    let view = office.view(&run.id).await;
    let open = view.open_items.iter().find(|item| item.code == "not_proven").unwrap();
    assert!(open.text.contains("has not been checked"), "{}", open.text);

    let stranger = office.welcome.accounts[1].clone();
    office.watch(&run).await;
    office.sign_on(&run, &stranger.upn, &stranger.password).await;
    let evidence = office.ended(&run.id).await.evidence.unwrap();
    let line = evidence.log.unwrap();
    assert_eq!(line.error_code, 50_105);
    assert_eq!(line.explanations[0].code, "AADSTS50105");
    assert_eq!(evidence.place.as_deref(), Some("entra"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_not_read_the_log_is_told_before_anything_opens() {
    let office = Office::open_as(1).await;
    let run = office.sentry().await;
    let upn = office.welcome.accounts[1].upn.clone();
    let found = office.console.people_search(SearchText { text: upn }).await.unwrap();
    let run =
        office.answer(&run, |answers| answers.test_user.existing = Some(found.people[0].id.clone())).await;
    let run = office.apply_all(&run).await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
    let error = office.console.proof_watch(start).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RoleMissing, "{error:?}");
    assert!(error.hint.unwrap().contains("Reports Reader"));
    assert!(office.browser.0.lock().unwrap().is_empty(), "nothing was opened");
    assert!(office.console.proof_state(RunRef { run: run.id }).await.unwrap().proof.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_without_the_licence_for_its_log_is_told_before_anything_opens() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    office.control("POST", "/settings", json!({ "licence": "free" })).await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
    let error = office.console.proof_watch(start.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "{error:?}");
    assert!(error.message.contains("licence"), "{error:?}");
    let hint = error.hint.unwrap();
    assert!(
        hint.contains("P1") && hint.contains("local reply URL"),
        "what it takes, and the other way: {hint}"
    );
    assert!(office.browser.0.lock().unwrap().is_empty(), "nothing was opened");
    office.control("POST", "/settings", json!({ "licence": "p1" })).await;
    office.console.proof_watch(start).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_held_against_this_applications_own_settings() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let value = |name: &str| {
        run.urls.fields.iter().find(|field| field.field == name).map(|field| field.value.clone()).unwrap()
    };
    let explained = async |text: &str| {
        let ask = ExplainText { text: text.to_owned(), run: Some(run.id.clone()) };
        office.console.explain(ask).await.unwrap().explanations.remove(0)
    };
    let slashless = value("reply_url").trim_end_matches('/').to_owned();
    let wrong = explained(&format!("AADSTS50011: The redirect URI '{slashless}' does not match")).await;
    assert_eq!((wrong.expected, wrong.actual), (vec![value("reply_url")], Some(slashless.clone())));
    assert_eq!(wrong.departs_at, u32::try_from(slashless.len() + 1).ok(), "the closing slash");
    assert_eq!((wrong.action.as_str(), wrong.action_value), ("add_reply_url", Some(slashless)));
    let unknown = explained("AADSTS700016: Application with identifier 'sentry' was not found").await;
    assert_eq!((unknown.expected, unknown.actual), (vec![value("identifier")], Some("sentry".to_owned())));
    let stranger = explained("AADSTS50105: the signed in user 'b@contoso.com' is not assigned").await;
    assert_eq!(stranger.expected, ["B.Simon"], "who is assigned");
    let nameless = explained("AADSTS501241").await;
    assert_eq!(nameless.expected, ["a value in user.userprincipalname"], "where Entra takes the NameID from");
    let key = explained("AADSTS50003").await;
    assert!(key.actual.unwrap().ends_with(" is active"), "there is a certificate, so it was mended since");
    let off = explained("AADSTS7000112").await;
    assert_eq!((off.expected, off.actual), (vec!["on".to_owned()], Some("on".to_owned())));
    let elsewhere = explained("AADSTS50034").await;
    assert!(elsewhere.expected.contains(&office.welcome.tenant_id), "{:?}", elsewhere.expected);
}
