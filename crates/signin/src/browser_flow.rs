//! The browser flow: authorization code with PKCE (RFC 7636, S256) and a loopback redirect (RFC 8252). The equal of the
//! device code, and the way in where policies block that one: the browser can prove a device and a place.
//!
//! Each sign-in has a verifier, a state and a nonce of its own, 256 bits each, and a port of its own. The browser comes
//! back once; what it brings is redeemed on the login host we were given, over our own connection, and the identity
//! is proven like any other. Whoever calls opens the address in the person's browser.

pub(crate) mod callback;
pub(crate) mod loopback;
pub(crate) mod page;

use crate::{
    AccountKey, Authority, Discovery, Scope, SignInContext, SignInError, SignedIn,
    claims::parameter,
    classify::{Asked, Stage, classify},
    device_flow::ended,
    error::ProtocolFault,
    exchange::Exchange,
    proof::Claimed,
    tokens::{TokenAnswer, client},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use callback::Callback;
use doorward_domain::Random;
use loopback::{Loopback, Visit, Waiting};
use oauth2::{AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};
use page::Page;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, time::Duration};
use time::OffsetDateTime;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// How long a person may take in the browser, unless told otherwise.
pub const BROWSER_LIMIT: Duration = Duration::from_secs(10 * 60);
/// How often the code is sent while nothing reaches the host.
const REDEEM_TRIES: u32 = 3;
/// Pause before the code is sent again; doubled each time.
const REDEEM_PAUSE: Duration = Duration::from_millis(500);

/// The flow in the browser.
#[derive(Debug, Clone, Copy)]
pub struct BrowserFlow;

/// What a sign-in in the browser is asked for beside tenant and permissions.
#[derive(Debug, Clone)]
pub struct BrowserOptions {
    /// Claims that a resource or the tenant demanded (JSON).
    pub claims: Option<String>,
    /// Account name to propose; absent: the person chooses among their accounts.
    pub login_hint: Option<String>,
    /// How long the person may take.
    pub limit: Duration,
}

impl Default for BrowserOptions {
    fn default() -> Self {
        Self { claims: None, login_hint: None, limit: BROWSER_LIMIT }
    }
}

/// A sign-in that waits for the browser. Printing it shows no secret. Dropping it closes the port.
pub struct PendingBrowser {
    /// What to open in the person's browser.
    pub authorization_uri: Url,
    /// Where the browser comes back to, for example `http://localhost:41873`.
    pub redirect_uri: String,
    /// When the wait ends, by the wall clock: for display.
    pub expires_at: OffsetDateTime,
    /// How long the wait lasts.
    pub expires_in: Duration,
    started: Instant,
    context: SignInContext,
    authority: Authority,
    discovery: Discovery,
    scopes: Vec<Scope>,
    expected: Option<AccountKey>,
    claims: String,
    verifier: SecretString,
    nonce: String,
    waiting: Waiting,
}

/// One sign-in's own unguessable values.
struct Marks {
    verifier: SecretString,
    state: String,
    nonce: String,
}

impl Marks {
    fn new(random: &dyn Random) -> Self {
        let mark = || mark(random);
        Self { verifier: SecretString::from(mark()), state: mark(), nonce: mark() }
    }
}

/// 256 bits, as they stand in an address.
pub(crate) fn mark(random: &dyn Random) -> String {
    let mut bytes = [0_u8; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

impl BrowserFlow {
    /// Opens the port and makes the address for the browser.
    ///
    /// # Errors
    /// The tenant is unknown, the host cannot be reached, or no port can be opened.
    pub async fn start(
        context: &SignInContext,
        authority: &Authority,
        scopes: &[Scope],
        options: BrowserOptions,
    ) -> Result<PendingBrowser, SignInError> {
        authority.check()?;
        let discovery = authority.discover(context).await?;
        let door =
            Loopback::open().await.map_err(|error| SignInError::NoListener { reason: error.to_string() })?;
        let marks = Marks::new(context.random.as_ref());
        let claims = parameter(options.claims.as_deref());
        let redirect_uri = door.redirect_uri();
        let request = Request { authority, scopes, redirect_uri: &redirect_uri, claims: &claims };
        let authorization_uri = request.address(&marks, options.login_hint.as_deref())?;
        let lifetime = time::Duration::try_from(options.limit).unwrap_or(time::Duration::MINUTE * 10);
        Ok(PendingBrowser {
            authorization_uri,
            redirect_uri,
            expires_at: context.clock.now() + lifetime,
            expires_in: options.limit,
            started: Instant::now(),
            context: context.clone(),
            authority: authority.clone(),
            discovery,
            scopes: scopes.to_vec(),
            expected: None,
            claims,
            verifier: marks.verifier,
            nonce: marks.nonce,
            waiting: door.serve(marks.state),
        })
    }
}

struct Request<'a> {
    authority: &'a Authority,
    scopes: &'a [Scope],
    redirect_uri: &'a str,
    claims: &'a str,
}

impl Request<'_> {
    fn address(&self, marks: &Marks, hint: Option<&str>) -> Result<Url, SignInError> {
        let verifier = PkceCodeVerifier::new(marks.verifier.expose_secret().to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let names = self.scopes.iter().map(|scope| oauth2::Scope::new(scope.full(&self.authority.graph)));
        let client = client(self.authority)
            .set_auth_uri(AuthUrl::from_url(self.authority.authorize_url()))
            .set_redirect_uri(redirect(self.redirect_uri)?);
        let state = CsrfToken::new(marks.state.clone());
        let request = client
            .authorize_url(move || state)
            .add_scopes(names)
            .set_pkce_challenge(challenge)
            .add_extra_param("response_mode", "query")
            .add_extra_param("nonce", marks.nonce.clone())
            .add_extra_param("claims", self.claims.to_owned());
        let request = match hint {
            Some(name) => request.add_extra_param("login_hint", name.to_owned()),
            // A consultant has many accounts; the browser must not choose among them by itself.
            None => request.add_extra_param("prompt", "select_account"),
        };
        Ok(request.url().0)
    }
}

fn redirect(text: &str) -> Result<RedirectUrl, SignInError> {
    RedirectUrl::new(text.to_owned()).map_err(|error| SignInError::NoListener { reason: error.to_string() })
}

impl PendingBrowser {
    /// Only this account will do: another one is [`SignInError::OtherAccount`], and nothing of it is kept.
    #[must_use]
    pub fn expecting(self, account: AccountKey) -> Self {
        Self { expected: Some(account), ..self }
    }

    /// Waits until the browser comes back, the time is over or `cancel` is cancelled. The person's browser is told how
    /// it ended.
    ///
    /// # Errors
    /// One variant per reaction; see [`SignInError`].
    pub async fn wait(mut self, cancel: CancellationToken) -> Result<SignedIn, SignInError> {
        let deadline = self.started + self.expires_in;
        let visit = self.waiting.visit(deadline, &cancel).await;
        let Visit { callback, reply } = match visit {
            Ok(visit) => visit,
            Err(error) => {
                self.waiting.close().await;
                return Err(error);
            }
        };
        let outcome = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SignInError::Cancelled),
            outcome = self.conclude(callback) => outcome,
        };
        let page = match &outcome {
            Ok(signed_in) => Page::welcome(&signed_in.account.upn),
            Err(error) => Page::failed(error),
        };
        // The browser may be gone by now.
        let _ = reply.send(page);
        self.waiting.close().await;
        outcome
    }

    async fn conclude(&self, callback: Callback) -> Result<SignedIn, SignInError> {
        let code = match callback {
            Callback::Code(code) => code,
            Callback::Refused(refusal) => {
                return Err(classify(refusal, Stage::Browser, &self.asked()));
            }
            // Nobody asked for that here.
            Callback::Consented => return Err(ProtocolFault::Field { field: "code" }.into()),
        };
        let answer = self.redeem(&code).await?;
        let claimed = Claimed {
            context: &self.context,
            authority: &self.authority,
            discovery: &self.discovery,
            expected: self.expected,
            nonce: Some(&self.nonce),
        };
        claimed.prove(&answer).await
    }

    /// A code works once. It is sent again only while it is not known to have arrived; when that shows that it had, the
    /// first trouble is what is told.
    async fn redeem(&self, code: &SecretString) -> Result<TokenAnswer, SignInError> {
        let mut pause = REDEEM_PAUSE;
        let mut before = None;
        for _ in 0..REDEEM_TRIES {
            match self.send(code).await {
                Err(error) if error.is_transient() => {
                    before.get_or_insert(error);
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                Err(SignInError::TimedOut) if before.is_some() => break,
                outcome => return outcome,
            }
        }
        Err(before.unwrap_or(SignInError::TimedOut))
    }

    async fn send(&self, code: &SecretString) -> Result<TokenAnswer, SignInError> {
        let secrets = vec![code.expose_secret(), self.verifier.expose_secret()];
        let exchange = Exchange::new(&self.context, secrets);
        let outcome = client(&self.authority)
            .set_redirect_uri(redirect(&self.redirect_uri)?)
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(self.verifier.expose_secret().to_owned()))
            .add_extra_param("claims", self.claims.clone())
            .request_async(&exchange)
            .await;
        outcome.map_err(|_| ended(exchange.take(), Stage::Redeem, &self.asked(), "token"))
    }

    fn asked(&self) -> Asked<'_> {
        Asked { authority: &self.authority, scopes: &self.scopes }
    }
}

impl fmt::Debug for PendingBrowser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PendingBrowser")
            .field("redirect_uri", &self.redirect_uri)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
