//! A sign-in in the browser, from the address that is opened to the page that the person sees last; and everything else
//! that may knock at the door meanwhile.

use crate::{
    server::{Answer, Server, refuse, tokens, tokens_with},
    signer::{self, CLIENT, NOW, PERSON, TENANT},
    world::{Hands, authority, context},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use doorward_signin::{
    AccountKey, BrowserFlow, BrowserOptions, ConsentFlow, Feature, IdTokenFault, PendingBrowser,
    ProtocolFault, SignInError, SignedIn, TenantChoice, UnreachableReason, scopes_for,
};
use serde_json::json;
use std::{collections::HashMap, time::Duration};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A sign-in under way, and the browser that is to come back.
struct Scene {
    server: Server,
    uri: String,
    asked: HashMap<String, String>,
    cancel: CancellationToken,
    outcome: JoinHandle<Result<SignedIn, SignInError>>,
}

async fn pending(server: &Server, clock: &Hands, options: BrowserOptions) -> PendingBrowser {
    let scopes = scopes_for(&[Feature::Look]);
    BrowserFlow::start(&context(clock), &authority(server), &scopes, options).await.unwrap()
}

impl Scene {
    async fn new() -> Self {
        Self::with(&Hands::new(), BrowserOptions::default(), |pending| pending).await
    }

    async fn with(
        clock: &Hands,
        options: BrowserOptions,
        change: impl FnOnce(PendingBrowser) -> PendingBrowser,
    ) -> Self {
        let server = Server::start().await;
        let pending = change(pending(&server, clock, options).await);
        let asked = pending.authorization_uri.query_pairs().into_owned().collect();
        let (uri, cancel) = (pending.redirect_uri.clone(), CancellationToken::new());
        let outcome = tokio::spawn(pending.wait(cancel.clone()));
        Self { server, uri, asked, cancel, outcome }
    }

    /// Comes back with a query; status and text of the page.
    async fn back(&self, query: &str) -> (u16, String) {
        let answer = browser().get(format!("{}/?{query}", self.uri)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    fn state(&self) -> &str {
        &self.asked["state"]
    }

    /// The tenant answers the code with tokens that carry this sign-in's nonce.
    fn approve(&self) {
        let mut claims = signer::claims();
        claims["nonce"] = json!(self.asked["nonce"]);
        let token = signer::sign(&claims);
        self.server.token_answers([Answer::Json(200, tokens_with("browser", 3600, &token))]);
    }

    async fn outcome(self) -> Result<SignedIn, SignInError> {
        tokio::time::timeout(Duration::from_secs(20), self.outcome).await.unwrap().unwrap()
    }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn a_person_signs_in_in_the_browser() {
    let scene = Scene::new().await;
    let asked = &scene.asked;
    assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
    assert_eq!(
        (asked["code_challenge_method"].as_str(), asked["redirect_uri"].as_str()),
        ("S256", &*scene.uri)
    );
    assert_eq!(asked["prompt"], "select_account", "the browser must not choose the account by itself");
    assert!(asked["scope"].contains("https://graph.example/Application.Read.All"));
    assert!(asked["claims"].contains("cp1"), "we say that we understand claims challenges");
    assert!(scene.uri.starts_with("http://localhost:"), "registered without a port, used with one");
    scene.approve();

    let (status, page) = scene.back(&format!("code=c0de-s3cret&state={}", scene.state())).await;
    assert_eq!(status, 200);
    assert!(page.contains("You are signed in") && page.contains("alex@contoso.com"), "{page}");

    let form = scene.server.forms().pop().unwrap();
    assert_eq!((form["grant_type"].as_str(), form["code"].as_str()), ("authorization_code", "c0de-s3cret"));
    assert_eq!((form["redirect_uri"].as_str(), form["client_id"].as_str()), (&*scene.uri, CLIENT));
    assert!(!form.contains_key("client_secret"), "a public client has none");
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, form["code_verifier"].as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(digest), scene.asked["code_challenge"], "the proof key fits");
    assert!(form["code_verifier"].len() >= 43);

    let signed_in = scene.outcome().await.unwrap();
    assert_eq!(signed_in.account.tenant.to_string(), TENANT);
    assert!(!format!("{signed_in:?}").contains("s3cret"));
}

#[tokio::test]
async fn two_sign_ins_share_neither_state_nor_nonce_nor_key_nor_port() {
    let (one, other) = (Scene::new().await, Scene::new().await);
    for name in ["state", "nonce", "code_challenge", "redirect_uri"] {
        assert_ne!(one.asked[name], other.asked[name], "{name}");
        assert!(name == "redirect_uri" || one.asked[name].len() == 43, "256 bits of {name}");
    }
}

#[tokio::test]
async fn both_loopback_addresses_lead_to_the_door() {
    let scene = Scene::new().await;
    let port = scene.uri.rsplit(':').next().unwrap();
    let answer = browser().get(format!("http://127.0.0.1:{port}/")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 400, "somebody is there, and waits for an answer");
    if tokio::net::TcpListener::bind("[::1]:0").await.is_ok() {
        let answer = browser().get(format!("http://[::1]:{port}/")).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400, "a browser may take IPv6 for localhost");
    }
}

#[tokio::test]
async fn an_old_tab_and_a_forged_answer_do_not_end_the_sign_in() {
    let scene = Scene::new().await;
    let (status, page) = scene.back("code=stolen&state=of-another-tab").await;
    assert_eq!(status, 400);
    assert!(page.contains("another sign-in"), "{page}");
    let (status, _) = scene.back("error=access_denied&state=wrong").await;
    assert_eq!(status, 400, "nor can a stranger decline for the person");
    let (status, _) = scene.back("code=stolen").await;
    assert_eq!(status, 400);
    assert!(scene.server.forms().is_empty(), "none of these codes was sent anywhere");

    scene.approve();
    let (status, _) = scene.back(&format!("code=good&state={}", scene.state())).await;
    assert_eq!(status, 200, "the real answer still counts");
    assert_eq!(scene.server.forms()[0]["code"], "good");
    scene.outcome().await.unwrap();
}

#[tokio::test]
async fn of_two_callbacks_one_counts() {
    let scene = Scene::new().await;
    // The first answer is still being redeemed while the second arrives.
    scene.server.token_answers([Answer::Cut]);
    scene.approve();
    let query = format!("code=once&state={}", scene.state());
    let (first, second) = tokio::join!(scene.back(&query), async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        scene.back(&query).await
    });
    assert_eq!((first.0, second.0), (200, 409), "{} {}", first.1, second.1);
    assert!(second.1.contains("used already"));
    scene.outcome().await.unwrap();
}

#[tokio::test]
async fn after_the_answer_the_door_is_closed() {
    let scene = Scene::new().await;
    scene.approve();
    let (uri, query) = (scene.uri.clone(), format!("code=x&state={}", scene.state()));
    scene.back(&query).await;
    scene.outcome().await.unwrap();
    let error = browser().get(format!("{uri}/?{query}")).send().await.unwrap_err();
    assert!(error.is_connect(), "a replayed callback finds nobody: {error}");
}

#[tokio::test]
async fn a_replayed_code_asks_for_another_round() {
    let scene = Scene::new().await;
    scene.server.token_answers([refuse("invalid_grant", 54005)]);
    let (_, page) = scene.back(&format!("code=used&state={}", scene.state())).await;
    assert!(page.contains("did not work"), "{page}");
    assert_eq!(scene.outcome().await.unwrap_err(), SignInError::TimedOut);
}

#[tokio::test]
async fn a_code_whose_answer_was_lost_is_not_called_replayed() {
    let scene = Scene::new().await;
    scene.server.token_answers([Answer::Cut, refuse("invalid_grant", 54005)]);
    scene.back(&format!("code=lost&state={}", scene.state())).await;
    let SignInError::Unreachable(lost) = scene.outcome().await.unwrap_err() else {
        panic!("the network was the trouble")
    };
    assert_eq!(lost.reason, UnreachableReason::Cut);
}

#[tokio::test]
async fn an_error_in_the_redirect_has_its_own_reaction() {
    let table = [
        ("error=access_denied&error_subcode=cancel", "declined"),
        ("error=access_denied&error_description=AADSTS65004%3A+Declined.", "consent_required"),
        ("error=invalid_request&error_description=AADSTS90094%3A+Admin.", "consent_required"),
        ("error=access_denied&error_description=AADSTS53003%3A+Blocked.", "blocked_by_policy"),
        ("error=access_denied&error_description=AADSTS530033%3A+Device.", "blocked_by_policy"),
        ("error=invalid_request&error_description=AADSTS50020%3A+Guest.", "account_not_in_tenant"),
        ("error=unauthorized_client&error_description=AADSTS700016%3A+App.", "client_misconfigured"),
        ("error=interaction_required&error_description=AADSTS50076%3A+MFA.", "sign_in_again"),
        ("error=temporarily_unavailable&error_description=AADSTS90033%3A+Later.", "busy"),
        ("error=something_new", "refused"),
    ];
    for (query, code) in table {
        let scene = Scene::new().await;
        let (status, page) = scene.back(&format!("{query}&state={}", scene.state())).await;
        assert_eq!(status, 200);
        assert!(!page.contains("You are signed in"), "{query}");
        assert!(scene.server.forms().is_empty(), "there is no code to send");
        assert_eq!(scene.outcome().await.unwrap_err().code(), code, "{query}");
    }
}

#[tokio::test]
async fn a_page_of_the_error_never_runs_what_the_error_says() {
    let scene = Scene::new().await;
    let hostile = "error=x&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E+AADSTS53003";
    let (_, page) = scene.back(&format!("{hostile}&state={}", scene.state())).await;
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("AADSTS53003"), "the number is there for whoever needs it");
}

#[tokio::test]
async fn an_answer_for_another_sign_in_is_refused_although_it_is_signed() {
    let scene = Scene::new().await;
    scene.server.token_answers([tokens("no nonce")]);
    scene.back(&format!("code=x&state={}", scene.state())).await;
    let error = scene.outcome().await.unwrap_err();
    assert_eq!(error, SignInError::Protocol(ProtocolFault::IdToken(IdTokenFault::Nonce)));

    let scene = Scene::new().await;
    let mut claims = signer::claims();
    claims["nonce"] = json!("of another sign-in");
    scene.server.token_answers([Answer::Json(200, tokens_with("x", 3600, &signer::sign(&claims)))]);
    scene.back(&format!("code=x&state={}", scene.state())).await;
    let error = scene.outcome().await.unwrap_err();
    assert_eq!(error, SignInError::Protocol(ProtocolFault::IdToken(IdTokenFault::Nonce)));
}

#[tokio::test]
async fn a_wrong_clock_is_told_apart_from_a_forgery() {
    for (hours, fault) in [(3, IdTokenFault::Expired), (-3, IdTokenFault::NotYet)] {
        let clock = Hands::new();
        clock.turn(time::Duration::hours(hours));
        let scene = Scene::with(&clock, BrowserOptions::default(), |pending| pending).await;
        scene.approve();
        scene.back(&format!("code=x&state={}", scene.state())).await;
        assert_eq!(
            scene.outcome().await.unwrap_err(),
            SignInError::Protocol(ProtocolFault::IdToken(fault)),
            "the clock of this machine is {hours} hours off from {NOW}"
        );
    }
    let clock = Hands::new();
    clock.turn(time::Duration::minutes(-4));
    let scene = Scene::with(&clock, BrowserOptions::default(), |pending| pending).await;
    scene.approve();
    scene.back(&format!("code=x&state={}", scene.state())).await;
    scene.outcome().await.expect("a few minutes are forgiven");
}

#[tokio::test]
async fn another_account_than_the_expected_one_is_refused() {
    let other = AccountKey {
        tenant: TENANT.parse().unwrap(),
        object_id: "dddddddd-0000-4000-8000-000000000004".parse().unwrap(),
    };
    let options = BrowserOptions { login_hint: Some("alex@contoso.com".into()), ..BrowserOptions::default() };
    let scene = Scene::with(&Hands::new(), options, |pending| pending.expecting(other)).await;
    assert_eq!(scene.asked["login_hint"], "alex@contoso.com");
    assert!(!scene.asked.contains_key("prompt"), "the account is known");
    scene.approve();
    scene.back(&format!("code=x&state={}", scene.state())).await;
    let SignInError::OtherAccount { found, .. } = scene.outcome().await.unwrap_err() else {
        panic!("nothing of a stranger's sign-in is kept")
    };
    assert_eq!(found.object_id.to_string(), PERSON);
}

#[tokio::test]
async fn demanded_claims_travel_to_both_endpoints() {
    let demanded = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let options = BrowserOptions { claims: Some(demanded.into()), ..BrowserOptions::default() };
    let scene = Scene::with(&Hands::new(), options, |pending| pending).await;
    scene.approve();
    scene.back(&format!("code=x&state={}", scene.state())).await;
    for claims in [&scene.asked["claims"], &scene.server.forms()[0]["claims"]] {
        assert!(claims.contains("acrs") && claims.contains("cp1"), "{claims}");
    }
    scene.outcome().await.unwrap();
}

#[tokio::test]
async fn nobody_comes_back_in_time() {
    let options = BrowserOptions { limit: Duration::from_millis(200), ..BrowserOptions::default() };
    let scene = Scene::with(&Hands::new(), options, |pending| pending).await;
    let uri = scene.uri.clone();
    assert_eq!(scene.outcome().await.unwrap_err(), SignInError::TimedOut);
    assert!(browser().get(&uri).send().await.unwrap_err().is_connect(), "and the door is closed");
}

#[tokio::test]
async fn cancelling_closes_the_door_at_once() {
    let scene = Scene::new().await;
    let uri = scene.uri.clone();
    scene.cancel.cancel();
    assert_eq!(scene.outcome().await.unwrap_err(), SignInError::Cancelled);
    assert!(browser().get(&uri).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_sign_in_that_is_dropped_leaves_no_open_port() {
    let server = Server::start().await;
    let pending = pending(&server, &Hands::new(), BrowserOptions::default()).await;
    let uri = pending.redirect_uri.clone();
    assert!(!format!("{pending:?}").contains("code_challenge"));
    drop(pending);
    for _ in 0..100 {
        if browser().get(&uri).send().await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the port is still open");
}

#[tokio::test]
async fn other_names_methods_and_paths_are_turned_away() {
    let scene = Scene::new().await;
    let good = format!("code=x&state={}", scene.state());
    let rebound = browser().get(format!("{}/?{good}", scene.uri)).header("host", "evil.example");
    assert_eq!(rebound.send().await.unwrap().status().as_u16(), 421, "a rebound name is not ours");
    let posted = browser().post(format!("{}/?{good}", scene.uri)).body("code=x");
    assert_eq!(posted.send().await.unwrap().status().as_u16(), 405);
    let icon = browser().get(format!("{}/favicon.ico", scene.uri)).send().await.unwrap();
    assert_eq!(icon.status().as_u16(), 404);
    assert!(scene.server.forms().is_empty());
    scene.approve();
    scene.back(&good).await;
    scene.outcome().await.unwrap();
}

#[tokio::test]
async fn the_address_is_of_the_asked_tenant_on_the_asked_host() {
    let server = Server::start().await;
    let mut contoso = authority(&server);
    contoso.tenant = TenantChoice::Domain("contoso.com".into());
    let pending =
        BrowserFlow::start(&context(&Hands::new()), &contoso, &[], BrowserOptions::default()).await.unwrap();
    assert_eq!(pending.authorization_uri.path(), "/contoso.com/oauth2/v2.0/authorize");
    assert_eq!(pending.authorization_uri.origin(), server.url.origin());
}

#[tokio::test]
async fn an_unknown_tenant_is_told_before_any_browser_opens() {
    let server = Server::start().await;
    server.discovery_answers(refuse("invalid_tenant", 90002));
    let options = BrowserOptions::default();
    let error =
        BrowserFlow::start(&context(&Hands::new()), &authority(&server), &[], options).await.unwrap_err();
    assert_eq!(error.code(), "tenant_unknown");
}

#[tokio::test]
async fn an_administrators_consent_comes_back_the_same_way() {
    let server = Server::start().await;
    let scopes = scopes_for(&[Feature::Onboard]);
    for (brought, code) in [("admin_consent=True&tenant=t", None), ("error=access_denied", Some("declined"))]
    {
        let limit = Duration::from_secs(20);
        let pending =
            ConsentFlow::start(&context(&Hands::new()), &authority(&server), &scopes, limit).await.unwrap();
        let asked: HashMap<_, _> = pending.consent_uri.query_pairs().into_owned().collect();
        assert!(asked["scope"].contains("Application.ReadWrite.All"));
        let waiting = tokio::spawn(pending.wait(CancellationToken::new()));
        let address = |state: &str| format!("{}/?{brought}&state={state}", asked["redirect_uri"]);
        let stray = browser().get(address("guessed")).send().await.unwrap();
        assert_eq!(stray.status().as_u16(), 400, "a stranger's word does not count");
        let page = browser().get(address(&asked["state"])).send().await.unwrap().text().await.unwrap();
        assert_eq!(page.contains("Consent was given"), code.is_none(), "{page}");
        let outcome = waiting.await.unwrap();
        assert_eq!(outcome.err().map(|error| error.code()), code);
    }
    assert!(server.forms().is_empty(), "no token is involved");
}
