//! The pace of polling, on a clock that jumps: no second is really waited for.

use super::*;
use crate::{
    Feature, SignInHttp, TenantChoice, UnreachableReason,
    http::Transport,
    scopes_for,
    signer::{self, CLIENT, NOW, TENANT, claims, sign},
};
use async_trait::async_trait;
use doorward_domain::{Clock, Random};
use oauth2::{HttpRequest, HttpResponse, http};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

struct Still;

impl Clock for Still {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(NOW).unwrap()
    }
}

struct Zeros;

impl Random for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

/// What the token endpoint does next; pending once the script is over.
enum Next {
    Error(&'static str),
    Lost,
    Approved,
}

#[derive(Clone)]
struct Scripted {
    script: Arc<Mutex<VecDeque<Next>>>,
    polls: Arc<Mutex<Vec<Instant>>>,
}

impl Scripted {
    fn new(script: impl IntoIterator<Item = Next>) -> Self {
        Self { script: Arc::new(Mutex::new(script.into_iter().collect())), polls: Arc::default() }
    }

    fn token(&self) -> Result<HttpResponse, Unreachable> {
        self.polls.lock().unwrap().push(Instant::now());
        let next = self.script.lock().unwrap().pop_front().unwrap_or(Next::Error("authorization_pending"));
        match next {
            Next::Error(error) => Ok(json_answer(400, &json!({ "error": error }))),
            Next::Approved => Ok(json_answer(
                200,
                &json!({
                    "token_type": "Bearer", "scope": "User.Read", "expires_in": 3600, "access_token": "at", "refresh_token": "rt",
                    "id_token": sign(&claims())
                }),
            )),
            Next::Lost => {
                let reason = UnreachableReason::Connection;
                Err(Unreachable { host: "login.example".into(), reason, detail: String::new() })
            }
        }
    }

    /// Whole seconds between the polls.
    fn pauses(&self) -> Vec<u64> {
        let polls = self.polls.lock().unwrap();
        polls.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect()
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        match request.uri().path().rsplit('/').next().unwrap() {
            "openid-configuration" => Ok(json_answer(
                200,
                &json!({
                    "issuer": signer::issuer(TENANT), "jwks_uri": "https://login.example/keys"
                }),
            )),
            "keys" => Ok(json_answer(200, &signer::keys())),
            "devicecode" => Ok(json_answer(
                200,
                &json!({
                    "device_code": "dc-secret", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example/device",
                    "expires_in": 900, "interval": 5, "message": "Go there"
                }),
            )),
            _ => self.token(),
        }
    }
}

fn json_answer(status: u16, body: &Value) -> HttpResponse {
    http::Response::builder()
        .status(status)
        .header("content-type", "application/json; charset=utf-8")
        .body(body.to_string().into_bytes())
        .unwrap()
}

async fn pending(server: &Scripted) -> PendingCode {
    let context = SignInContext {
        http: SignInHttp::over(server.clone()),
        clock: Arc::new(Still),
        random: Arc::new(Zeros),
    };
    let authority = Authority {
        login: "https://login.example".parse().unwrap(),
        graph: "https://graph.example".parse().unwrap(),
        client_id: CLIENT.into(),
        tenant: TenantChoice::Id(TENANT.parse().unwrap()),
    };
    DeviceFlow::start(&context, &authority, &scopes_for(&[Feature::SignIn])).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn polling_keeps_the_interval_until_the_person_has_decided() {
    let wait = || Next::Error("authorization_pending");
    let server = Scripted::new([wait(), wait(), wait(), Next::Approved]);
    let signed_in = pending(&server).await.wait(CancellationToken::new()).await.unwrap();
    assert_eq!(server.pauses(), [5, 5, 5]);
    assert_eq!(signed_in.account.name, "Alex Admin");
}

#[tokio::test(start_paused = true)]
async fn slow_down_adds_five_seconds_for_good() {
    let server = Scripted::new([
        Next::Error("slow_down"),
        Next::Error("authorization_pending"),
        Next::Error("slow_down"),
        Next::Approved,
    ]);
    pending(&server).await.wait(CancellationToken::new()).await.unwrap();
    assert_eq!(server.pauses(), [10, 10, 15], "RFC 8628, section 3.5");
}

#[tokio::test(start_paused = true)]
async fn a_network_that_comes_back_costs_nothing_but_time() {
    let server =
        Scripted::new([Next::Lost, Next::Lost, Next::Error("authorization_pending"), Next::Approved]);
    let pending = pending(&server).await;
    let mut progress = pending.progress();
    let waiting = tokio::spawn(pending.wait(CancellationToken::new()));
    progress.changed().await.unwrap();
    assert!(matches!(*progress.borrow_and_update(), Polling::Retrying(_)), "the person is told");
    progress.changed().await.unwrap();
    assert_eq!(*progress.borrow_and_update(), Polling::Waiting, "and told again when it works");
    waiting.await.unwrap().unwrap();
    assert!(server.pauses().iter().all(|pause| *pause <= 10), "back-off never grows beyond ten seconds");
}

#[tokio::test(start_paused = true)]
async fn a_code_nobody_uses_expires_on_time() {
    let server = Scripted::new([]);
    let start = Instant::now();
    let error = pending(&server).await.wait(CancellationToken::new()).await.unwrap_err();
    assert_eq!(error, SignInError::Expired);
    assert_eq!(start.elapsed().as_secs(), 900);
    assert_eq!(server.polls.lock().unwrap().len(), 181, "at 0, 5, ... 900 seconds, not once more");
}

#[tokio::test(start_paused = true)]
async fn time_that_passes_before_polling_counts() {
    let server = Scripted::new([]);
    let pending = pending(&server).await;
    tokio::time::advance(Duration::from_secs(890)).await;
    let start = Instant::now();
    assert_eq!(pending.wait(CancellationToken::new()).await.unwrap_err(), SignInError::Expired);
    assert_eq!(start.elapsed().as_secs(), 10, "the code was issued 890 seconds ago");
}

#[tokio::test(start_paused = true)]
async fn cancelling_stops_polling_at_once() {
    let server = Scripted::new([]);
    let cancel = CancellationToken::new();
    let waiting = tokio::spawn(pending(&server).await.wait(cancel.clone()));
    tokio::time::sleep(Duration::from_secs(12)).await;
    cancel.cancel();
    assert_eq!(waiting.await.unwrap().unwrap_err(), SignInError::Cancelled);
    let polls = server.polls.lock().unwrap().len();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(server.polls.lock().unwrap().len(), polls, "nothing goes on in the background");
}

#[tokio::test(start_paused = true)]
async fn another_person_than_the_expected_one_is_refused() {
    let server = Scripted::new([Next::Approved]);
    let other = AccountKey { tenant: TENANT.parse().unwrap(), object_id: TENANT.parse().unwrap() };
    let error = pending(&server).await.expecting(other).wait(CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.code(), "other_account");
}

#[tokio::test(start_paused = true)]
async fn printing_a_pending_code_shows_no_secret() {
    let text = format!("{:?}", pending(&Scripted::new([])).await);
    assert!(!text.contains("dc-secret") && !text.contains("ABCD"), "{text}");
}
