//! What a test hands in: a clock it can turn, real chance, and a context that talks to the scripted server.

use crate::{
    server::Server,
    signer::{CLIENT, NOW, TENANT},
};
use doorward_domain::{Clock, Random};
use doorward_signin::{
    Authority, DeviceFlow, Feature, SignInContext, SignInError, SignInHttp, SignedIn, TenantChoice,
    scopes_for,
};
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<OffsetDateTime>>);

impl Hands {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(OffsetDateTime::from_unix_timestamp(NOW).unwrap())))
    }

    pub(crate) fn turn(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for Hands {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct Dice;

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

pub(crate) fn context(clock: &Hands) -> SignInContext {
    let http = SignInHttp::new(reqwest::Client::builder().no_proxy()).unwrap();
    SignInContext { http, clock: Arc::new(clock.clone()), random: Arc::new(Dice) }
}

pub(crate) fn authority(server: &Server) -> Authority {
    Authority {
        login: server.url.clone(),
        graph: "https://graph.example".parse().unwrap(),
        client_id: CLIENT.into(),
        tenant: TenantChoice::Id(TENANT.parse().unwrap()),
    }
}

/// The whole flow, start to verdict.
pub(crate) async fn sign_in(server: &Server, clock: &Hands) -> Result<SignedIn, SignInError> {
    let scopes = scopes_for(&[Feature::SignIn]);
    let pending = DeviceFlow::start(&context(clock), &authority(server), &scopes).await?;
    pending.wait(CancellationToken::new()).await
}
