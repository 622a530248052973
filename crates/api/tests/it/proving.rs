//! Test SSO: what it proves, what it leaves behind (nothing), and when a proof no longer counts.

use crate::office::Office;
use doorward_api::contract::{
    ErrorCode, Event, EvidenceView, Initiation, Nothing, Page, ProofPhase, ProofView, RunRef, RunView,
    SettingsView,
    proof::ProofStart,
    saml::{CapturedCheck, CapturedVerdict},
};
use doorward_saml::AuthnRequest;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

impl Office {
    async fn ready(&self) -> (RunView, String, String) {
        let run = self.sentry().await;
        let run = self.apply_all(&run).await;
        let secret = self.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap();
        (run, secret.upn, secret.password)
    }

    async fn until(&self, run: &str, wanted: impl Fn(&ProofView) -> bool) -> ProofView {
        let mut events = self.console.events();
        loop {
            let now = self.console.proof_state(RunRef { run: run.to_owned() }).await.unwrap().proof;
            if let Some(proof) = now.filter(&wanted) {
                return proof;
            }
            let event = tokio::time::timeout(Duration::from_secs(30), events.recv()).await.unwrap().unwrap();
            if let Event::Proof { proof } = event
                && wanted(&proof)
            {
                return proof;
            }
        }
    }

    async fn prove(&self, run: &RunView, initiation: Initiation, person: (&str, &str)) -> EvidenceView {
        let start = ProofStart { run: run.id.clone(), initiation };
        self.console.proof_start(start).await.unwrap();
        let waiting = self.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
        assert_eq!(
            self.browser.0.lock().unwrap().last(),
            waiting.url.as_ref(),
            "the browser came up by itself"
        );
        self.visitor().open(waiting.url.as_deref().unwrap(), person.0, person.1).await.unwrap();
        let ended = self
            .until(&run.id, |proof| proof.evidence.is_some() && proof.phase == ProofPhase::Finished)
            .await;
        ended.evidence.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_of_starting_are_proven_and_everything_is_put_back() {
    let office = Office::open().await;
    let (run, upn, password) = office.ready().await;
    let before = office.preview(&run, Page::Urls).await;
    assert!(before.steps.is_empty(), "nothing is left to change");
    for initiation in [Initiation::ServiceProvider, Initiation::IdentityProvider] {
        let evidence = office.prove(&run, initiation, (&upn, &password)).await;
        assert!(evidence.accepted, "{:?}", evidence.checks);
        assert_eq!(evidence.person.as_deref(), Some(upn.as_str()));
        let after = office.preview(&run, Page::Urls).await;
        assert!(after.steps.is_empty(), "reply URLs and Sign-on URL are what they were: {after:?}");
        let view = office.view(&run.id).await;
        assert!(!view.evidence[0].outdated, "the test itself does not make its proof old");
    }
    let view = office.view(&run.id).await;
    assert!(view.open_items.iter().all(|item| item.code != "not_proven"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_after_the_proof_makes_it_old() {
    let office = Office::open().await;
    let (run, upn, password) = office.ready().await;
    office.prove(&run, Initiation::ServiceProvider, (&upn, &password)).await;
    office
        .answer(&run, |answers| {
            answers.overrides.insert("relay_state".to_owned(), "somewhere".to_owned());
        })
        .await;
    office.apply(&run, Page::Urls).await.unwrap();
    let view = office.view(&run.id).await;
    assert!(view.evidence[0].accepted && view.evidence[0].outdated);
    assert!(view.open_items.iter().any(|item| item.code == "not_proven"), "it has to be tested again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_test_leaves_no_reply_url_behind() {
    let office = Office::open().await;
    let (run, ..) = office.ready().await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
    office.console.proof_start(start).await.unwrap();
    office.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
    office.console.proof_cancel(RunRef { run: run.id.clone() }).await.unwrap();
    let ended = office.until(&run.id, |proof| proof.phase == ProofPhase::Failed).await;
    assert_eq!(ended.error.unwrap().code, ErrorCode::Cancelled);
    assert!(office.preview(&run, Page::Urls).await.steps.is_empty(), "the Sign-on URL is back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_in_mid_test_puts_things_back_at_the_next_start() {
    let office = Office::open().await;
    let (run, ..) = office.ready().await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
    office.console.proof_start(start).await.unwrap();
    office.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
    // Every change from now on is lost, as if the program had been killed before it could put anything back.
    office.fault(serde_json::json!({ "name": "outage", "count": 100, "method": "PATCH" })).await;
    let office = office.reopened().await;
    office.control("DELETE", "/faults", serde_json::Value::Null).await;
    office.view(&run.id).await;
    for _ in 0..100 {
        if office.preview(&run, Page::Urls).await.steps.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the former settings were not put back");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_person_is_not_proof() {
    let office = Office::open().await;
    let (run, ..) = office.ready().await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::ServiceProvider };
    office.console.proof_start(start).await.unwrap();
    let waiting = office.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
    let stranger = office.welcome.accounts[1].clone();
    let landing = office
        .visitor()
        .open(waiting.url.as_deref().unwrap(), &stranger.upn, &stranger.password)
        .await
        .unwrap();
    assert_eq!(landing.aadsts, Some(50105), "Entra lets nobody in who is not assigned");
    let now = office.console.proof_state(RunRef { run: run.id.clone() }).await.unwrap().proof.unwrap();
    assert_eq!(now.phase, ProofPhase::WaitingForBrowser, "no verdict comes from a page that Entra kept");
    office.console.proof_cancel(RunRef { run: run.id }).await.unwrap();
}

impl Office {
    /// Unasked sign-on with a reply URL that stays the same, so that its answer can be brought again.
    async fn unasked(&self, run: &RunView, person: (&str, &str)) -> String {
        let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
        self.console.proof_start(start).await.unwrap();
        let waiting = self.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
        let url = waiting.url.unwrap();
        self.visitor().open(&url, person.0, person.1).await.unwrap().saml_response.unwrap()
    }

    async fn verdict(&self, run: &RunView) -> EvidenceView {
        let ended = self.until(&run.id, |proof| proof.phase == ProofPhase::Finished).await;
        ended.evidence.unwrap()
    }

    async fn captured(&self, run: &RunView, text: &str, unasked: bool) -> CapturedVerdict {
        let request =
            CapturedCheck { run: run.id.clone(), text: text.to_owned(), request_id: None, unasked, at: None };
        self.console.proof_check_captured(request).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_proves_one_test_also_after_a_restart() {
    let office = Office::open().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = office.console.settings(Nothing {}).await.unwrap();
    office.console.settings_save(SettingsView { reply_port: port, ..settings }).await.unwrap();
    let (run, upn, password) = office.ready().await;
    let answer = office.unasked(&run, (&upn, &password)).await;
    assert!(office.verdict(&run).await.accepted);
    let looked = office.captured(&run, &answer, true).await;
    let said = looked.reasons.iter().find(|reason| reason.contains("A replay: the Test SSO of"));
    assert!(said.is_some(), "the test is named that used it up: {:?}", looked.reasons);

    let office = office.reopened().await;
    let start = ProofStart { run: run.id.clone(), initiation: Initiation::IdentityProvider };
    office.console.proof_start(start).await.unwrap();
    office.until(&run.id, |proof| proof.phase == ProofPhase::WaitingForBrowser).await;
    let form = [("SAMLResponse", answer.as_str())];
    let posted = office.http.post(format!("http://localhost:{port}/acs")).form(&form).send().await.unwrap();
    assert_eq!(posted.status(), 200, "it is taken and looked at");
    let evidence = office.verdict(&run).await;
    let failed: Vec<_> =
        evidence.checks.iter().filter(|check| !check.passed).map(|check| check.code.as_str()).collect();
    assert_eq!((evidence.accepted, failed), (false, vec!["not_replayed"]));
    assert!(evidence.summary.contains("replay"), "{}", evidence.summary);
}

/// An application of this computer that takes whatever it is sent.
async fn vendor() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = vec![0; 64 * 1024];
            let _ = stream.read(&mut buffer).await;
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_was_only_looked_at_is_said_to_come_again() {
    let office = Office::open().await;
    let acs = format!("http://localhost:{}/acs", vendor().await);
    let run = office.sentry().await;
    let run = office
        .answer(&run, |answers| {
            answers.overrides.insert("reply_url".to_owned(), acs.clone());
        })
        .await;
    let run = office.apply_all(&run).await;
    let person = office.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap();
    let identifier = run.urls.fields.iter().find(|field| field.field == "identifier").unwrap();
    let request = AuthnRequest {
        id: "_0123456789abcdef0123456789abcdef".to_owned(),
        issuer: identifier.value.clone(),
        acs: Some(acs),
        issued: time::OffsetDateTime::now_utc(),
        destination: None,
        name_id_format: None,
        force_authn: false,
    };
    let login = run.certificate.values.as_ref().unwrap().login_url.parse().unwrap();
    let url = request.redirect_url(&login, None).to_string();
    let landing = office.visitor().open(&url, &person.upn, &person.password).await.unwrap();
    let answer = landing.saml_response.unwrap();
    let first = office.captured(&run, &answer, false).await;
    assert!(first.accepted, "{:?}", first.reasons);
    assert!(!first.warnings.iter().any(|warning| warning.contains("replay")), "{:?}", first.warnings);
    let second = office.captured(&run, &answer, false).await;
    assert!(second.accepted, "looking uses nothing up");
    assert!(
        second.warnings.iter().any(|warning| warning.contains("looked at before")),
        "{:?}",
        second.warnings
    );
}
