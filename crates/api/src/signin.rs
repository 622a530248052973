//! Signing in, one at a time, by either door: a code, or the browser of this computer.

use crate::{
    Console,
    attention::WRITES,
    contract::{
        BrowserView, CodeView, Door, ErrorCode, Event, Moment, Nothing, Purpose, SignInPhase, SignInStart,
        WireError,
    },
    convert::{sign_in_error, store_error},
    endpoints::{Endpoints, Place, tenant_choice},
};
use doorward_signin::{
    AccountKey, BrowserFlow, BrowserOptions, DeviceFlow, Feature, PendingBrowser, PendingCode, Scope,
    SignInError, SignedIn, TenantChoice, is_granted, scopes_for,
};
use std::{future::Future, sync::Arc};
use tokio_util::sync::CancellationToken;

/// The sign-in under way or the last one.
pub(crate) struct SignInUnderWay {
    pub(crate) phase: SignInPhase,
    cancel: CancellationToken,
    turn: u64,
}

impl Default for SignInUnderWay {
    fn default() -> Self {
        Self { phase: SignInPhase::Idle, cancel: CancellationToken::new(), turn: 0 }
    }
}

/// Where a sign-in goes, and what it brings along.
struct Target {
    endpoints: Endpoints,
    tenant: TenantChoice,
    scopes: Vec<Scope>,
    claims: Option<String>,
    /// Only this account will do.
    account: Option<(AccountKey, String)>,
}

impl Console {
    /// Asks for a device code and starts waiting for it; the outcome comes as a `sign_in` event.
    ///
    /// # Errors
    /// `tenant_unknown`, `client_missing`, `unreachable`, `invalid_input`, as the start of the flow has them.
    pub async fn signin_start(self: &Arc<Self>, request: SignInStart) -> Result<CodeView, WireError> {
        let target = self.target(&request).await?;
        let context = self.sign_in_context(&target.endpoints.login);
        let authority = target.endpoints.authority(target.tenant);
        let pending = DeviceFlow::start(&context, &authority, &target.scopes)
            .await
            .map_err(|error| sign_in_error(error, Door::Code))?
            .demanding(target.claims.as_deref());
        let pending = match &target.account {
            Some((account, _)) => pending.expecting(*account),
            None => pending,
        };
        let code = code_view(&pending, &target.scopes, target.endpoints.practice);
        let phase = SignInPhase::Waiting { code: code.clone() };
        self.see_through(phase, target.endpoints, Door::Code, |cancel| pending.wait(cancel));
        Ok(code)
    }

    /// Opens a port for the browser's answer and makes the address to open; the outcome comes as a `sign_in` event.
    ///
    /// # Errors
    /// As `signin_start`; `unreachable` when no port can be opened.
    pub async fn signin_browser(self: &Arc<Self>, request: SignInStart) -> Result<BrowserView, WireError> {
        let target = self.target(&request).await?;
        let context = self.sign_in_context(&target.endpoints.login);
        let authority = target.endpoints.authority(target.tenant);
        let options = BrowserOptions {
            claims: target.claims,
            login_hint: target.account.as_ref().map(|(_, upn)| upn.clone()),
            ..BrowserOptions::default()
        };
        let pending = BrowserFlow::start(&context, &authority, &target.scopes, options)
            .await
            .map_err(|error| sign_in_error(error, Door::Browser))?;
        let pending = match &target.account {
            Some((account, _)) => pending.expecting(*account),
            None => pending,
        };
        let browser = browser_view(&pending, &target.scopes, target.endpoints.practice);
        let phase = SignInPhase::Browser { browser: browser.clone() };
        self.see_through(phase, target.endpoints, Door::Browser, |cancel| pending.wait(cancel));
        Ok(browser)
    }

    /// Waits in a task of its own for how the sign-in ends. A sign-in that was under way before is cancelled.
    fn see_through<F>(
        self: &Arc<Self>,
        phase: SignInPhase,
        endpoints: Endpoints,
        door: Door,
        wait: impl FnOnce(CancellationToken) -> F,
    ) where
        F: Future<Output = Result<SignedIn, SignInError>> + Send + 'static,
    {
        let (cancel, turn) = self.take_turn(phase);
        let (console, waiting) = (Arc::clone(self), wait(cancel));
        tokio::spawn(async move {
            let outcome = match waiting.await {
                Ok(signed_in) => console.welcome(signed_in, &endpoints).await,
                Err(error) => Err(sign_in_error(error, door)),
            };
            console.finish_sign_in(turn, outcome).await;
        });
    }

    async fn target(self: &Arc<Self>, request: &SignInStart) -> Result<Target, WireError> {
        match request {
            SignInStart::Practice => {
                let welcome = self.practice_started().await?;
                let tenant =
                    welcome.tenant_id.parse().map(TenantChoice::Id).unwrap_or(TenantChoice::Organizations);
                let endpoints = Endpoints::practice(&welcome)?;
                Ok(Target { endpoints, tenant, scopes: scopes_for(&WRITES), claims: None, account: None })
            }
            SignInStart::Entra { tenant, cloud, purposes } => {
                let tenant = tenant_choice(tenant)?;
                let settings = self.settings_now();
                let place = Place::of(&self.environment, &settings, cloud.as_deref())?;
                let own = self.own_client(&place, &tenant).await?;
                let (client, _) = place.client(&self.environment, &settings, own);
                let features = features(purposes.as_deref().unwrap_or_default());
                let endpoints = place.with(client)?;
                Ok(Target { endpoints, tenant, scopes: scopes_for(&features), claims: None, account: None })
            }
            SignInStart::Again { tenant_id, object_id } => self.target_again(tenant_id, object_id).await,
        }
    }

    /// The same account, at the place it signed in at; with what its session has, and what it turned out to lack.
    async fn target_again(self: &Arc<Self>, tenant: &str, object: &str) -> Result<Target, WireError> {
        let kept = self.vault.read().await.cache.accounts();
        let known = kept.into_iter().find(|known| {
            known.account.tenant.to_string() == tenant && known.account.object_id.to_string() == object
        });
        let known = known
            .ok_or_else(|| WireError::new(ErrorCode::NotFound, "This account is not kept here any more."))?;
        let row = self.store.journal().tenants().get(known.account.tenant).map_err(store_error)?;
        let practice = row.is_some_and(|row| row.practice);
        if practice {
            self.practice_started().await?;
        }
        let key = AccountKey::of(&known.account);
        let session = self.current().await.filter(|session| AccountKey::of(&session.account) == key);
        let lacking = session.and_then(|session| session.lacking());
        let own = self.registered_client(known.account.tenant, &known.login);
        let endpoints = Endpoints {
            login: known.login.clone(),
            graph: known.graph.clone(),
            client_id: own.filter(|_| !practice).unwrap_or_else(|| known.client_id.clone()),
            practice,
        };
        let wanted = lacking.as_ref().map(|lacking| lacking.scopes.clone()).unwrap_or_default();
        Ok(Target {
            endpoints,
            tenant: TenantChoice::Id(known.account.tenant),
            scopes: together(&known.granted, wanted),
            claims: lacking.and_then(|lacking| lacking.claims),
            account: Some((key, known.account.upn)),
        })
    }

    fn take_turn(&self, phase: SignInPhase) -> (CancellationToken, u64) {
        let mut under_way = self.sign_in();
        under_way.cancel.cancel();
        under_way.cancel = CancellationToken::new();
        under_way.turn += 1;
        under_way.phase = phase;
        (under_way.cancel.clone(), under_way.turn)
    }

    async fn finish_sign_in(self: &Arc<Self>, turn: u64, outcome: Result<(), WireError>) {
        let phase = match outcome {
            Ok(()) => SignInPhase::Done,
            Err(error) if error.code == ErrorCode::Cancelled => SignInPhase::Idle,
            Err(error) => SignInPhase::Failed { error },
        };
        {
            let mut under_way = self.sign_in();
            if under_way.turn != turn {
                return;
            }
            under_way.phase = phase.clone();
        }
        let session = if phase == SignInPhase::Done { self.session(Nothing {}).await.ok() } else { None };
        self.tell(Event::SignIn { phase, session });
    }

    /// Where the sign-in stands.
    ///
    /// # Errors
    /// None at present.
    pub async fn signin_state(self: &Arc<Self>, _: Nothing) -> Result<SignInPhase, WireError> {
        Ok(self.sign_in().phase.clone())
    }

    /// Opens the page of the sign-in under way in the browser: where the code is typed, or where one signs in.
    ///
    /// # Errors
    /// `not_found` when no sign-in is under way or no browser can be started.
    pub async fn signin_open(self: &Arc<Self>, _: Nothing) -> Result<Nothing, WireError> {
        let page = match self.sign_in().phase.clone() {
            SignInPhase::Waiting { code } => code.verification_uri,
            SignInPhase::Browser { browser } => browser.authorization_uri,
            _ => return Err(WireError::new(ErrorCode::NotFound, "No sign-in is under way.")),
        };
        self.open_page(&page)?;
        Ok(Nothing {})
    }

    /// Stops the sign-in under way.
    ///
    /// # Errors
    /// None at present.
    pub async fn signin_cancel(self: &Arc<Self>, _: Nothing) -> Result<Nothing, WireError> {
        let mut under_way = self.sign_in();
        under_way.cancel.cancel();
        under_way.phase = SignInPhase::Idle;
        Ok(Nothing {})
    }
}

/// What is asked for; nothing named means looking.
fn features(purposes: &[Purpose]) -> Vec<Feature> {
    let of = |purpose: &Purpose| match purpose {
        Purpose::Look => vec![Feature::Look],
        Purpose::Onboard => [&[Feature::Look][..], &WRITES].concat(),
        Purpose::Register => vec![Feature::Look, Feature::Register],
        Purpose::Log => vec![Feature::Look, Feature::Logs],
    };
    if purposes.is_empty() { vec![Feature::Look] } else { purposes.iter().flat_map(of).collect() }
}

/// The permissions a session has and those it lacks, none twice.
fn together(granted: &[String], lacking: Vec<Scope>) -> Vec<Scope> {
    let mut scopes = scopes_for(&[Feature::SignIn]);
    let held = granted.iter().map(|full| full.rsplit('/').next().unwrap_or(full).to_owned());
    let protocol = ["openid", "profile", "email", "offline_access"];
    let graph = held.filter(|name| !name.is_empty() && !protocol.contains(&name.as_str()));
    scopes.extend(graph.map(|name| Scope::Graph(name.into())).filter(|scope| scope.name() != "User.Read"));
    for scope in lacking.into_iter().filter(|scope| !is_granted(scope, granted)) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

fn code_view(pending: &PendingCode, scopes: &[Scope], practice: bool) -> CodeView {
    CodeView {
        user_code: pending.user_code.clone(),
        verification_uri: pending.verification_uri.to_string(),
        expires_in: u32::try_from(pending.expires_in.as_secs()).unwrap_or(u32::MAX),
        expires_at: Moment::from(pending.expires_at),
        practice,
        scopes: graph_names(scopes),
    }
}

fn browser_view(pending: &PendingBrowser, scopes: &[Scope], practice: bool) -> BrowserView {
    BrowserView {
        authorization_uri: pending.authorization_uri.to_string(),
        redirect_uri: pending.redirect_uri.clone(),
        expires_in: u32::try_from(pending.expires_in.as_secs()).unwrap_or(u32::MAX),
        expires_at: Moment::from(pending.expires_at),
        practice,
        scopes: graph_names(scopes),
    }
}

fn graph_names(scopes: &[Scope]) -> Vec<String> {
    let graph = scopes.iter().filter(|scope| matches!(scope, Scope::Graph(_)));
    graph.map(|scope| scope.name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_begins_by_looking() {
        let names = graph_names(&scopes_for(&features(&[])));
        assert!(names.contains(&"Application.Read.All".to_owned()));
        assert!(
            names.iter().all(|name| !name.contains("Write")),
            "writing is asked for when it comes: {names:?}"
        );
    }

    #[test]
    fn signing_in_again_keeps_what_was_granted_and_adds_what_is_lacking() {
        let granted = ["openid".to_owned(), "https://graph.example/Application.Read.All".to_owned()];
        let lacking =
            vec![Scope::Graph("Application.ReadWrite.All".into()), Scope::Graph("User.Read".into())];
        let names: Vec<_> = together(&granted, lacking).iter().map(|scope| scope.name().to_owned()).collect();
        let wanted = [
            "openid",
            "profile",
            "offline_access",
            "User.Read",
            "Application.Read.All",
            "Application.ReadWrite.All",
        ];
        assert_eq!(names, wanted, "none twice");
    }
}
