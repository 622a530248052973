//! What stands between a session and its next request. Tokens are renewed, claims answered and granted permissions added
//! silently; where a person has to sign in once more, it is noted what for, so that the next sign-in asks for exactly
//! that, by the door that can give it.

use crate::{
    Console,
    contract::{Door, ErrorCode, Event, Moment, Tag, WireError, session::AttentionView},
    convert::sign_in_error,
    directory::TenantDirectory,
    session::Session,
};
use async_trait::async_trait;
use doorward_graph::{TokenError, TokenNeed, Tokens};
use doorward_onboarding::Rights;
use doorward_signin::{AccountTokens, Feature, Scope, SignInError, Wanted, missing_scopes, scopes_for};
use secrecy::SecretString;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What an onboarding writes, asked for together when the first write comes: a wizard that interrupted itself for each page
/// would be worse.
pub(crate) const WRITES: [Feature; 3] = [Feature::Onboard, Feature::Assign, Feature::People];

/// What the session lacks.
#[derive(Debug, Clone)]
pub(crate) struct Lacking {
    pub(crate) error: WireError,
    pub(crate) door: Door,
    /// Permissions for the next sign-in to ask for.
    pub(crate) scopes: Vec<Scope>,
    /// Claims for the next sign-in to carry (JSON).
    pub(crate) claims: Option<String>,
}

impl Lacking {
    /// What a refused token means; `None` where trying again may do.
    fn read(error: SignInError, scopes: Vec<Scope>) -> Option<Self> {
        if error.is_transient() || matches!(error, SignInError::Cancelled) {
            return None;
        }
        let claims = match &error {
            SignInError::ClaimsRequired { claims, .. } => Some(claims.clone()),
            _ => None,
        };
        // A session that was born from a code stays marked as such, and may be blocked later for that alone.
        Some(Self { error: sign_in_error(error, Door::Code), door: Door::Browser, scopes, claims })
    }
}

/// The sender's token source.
pub(crate) struct Bearer {
    tokens: AccountTokens,
    lack: Arc<Mutex<Option<Lacking>>>,
    console: Weak<Console>,
}

impl Bearer {
    pub(crate) fn new(
        tokens: AccountTokens,
        lack: Arc<Mutex<Option<Lacking>>>,
        console: &Arc<Console>,
    ) -> Self {
        Self { tokens, lack, console: Arc::downgrade(console) }
    }
}

#[async_trait]
impl Tokens for Bearer {
    async fn token(&self, need: &TokenNeed) -> Result<SecretString, TokenError> {
        let scopes: Vec<Scope> = need.scopes.iter().map(|name| Scope::Graph(name.clone().into())).collect();
        let wanted = Wanted { renew: need.renew, claims: need.claims.clone(), scopes: scopes.clone() };
        let error = match self.tokens.token(wanted).await {
            Ok(token) => {
                if need.claims.is_some() {
                    note(&self.lack, None, &self.console);
                }
                return Ok(token);
            }
            Err(error) => error,
        };
        let told = match &error {
            SignInError::Unreachable(unreachable) => TokenError::Unreachable(unreachable.to_string()),
            SignInError::Busy { .. } => TokenError::Unreachable("the sign-in service is busy".to_owned()),
            SignInError::ClaimsRequired { claims, .. } => {
                TokenError::ClaimsRequired { claims: claims.clone() }
            }
            SignInError::ConsentRequired { scopes, .. } => {
                TokenError::ConsentMissing { scopes: scopes.clone() }
            }
            _ => TokenError::SignInAgain,
        };
        if let Some(lacking) = Lacking::read(error, scopes) {
            note(&self.lack, Some(lacking), &self.console);
        }
        Err(told)
    }
}

/// Keeps what is lacking (or nothing any more), and lets whoever shows the session know.
fn note(place: &Mutex<Option<Lacking>>, lacking: Option<Lacking>, console: &Weak<Console>) {
    let changed = {
        let mut held = place.lock().unwrap_or_else(PoisonError::into_inner);
        let code = |one: &Option<Lacking>| one.as_ref().map(|one| one.error.code);
        let changed = code(&held) != code(&lacking);
        *held = lacking;
        changed
    };
    if let Some(console) = console.upgrade().filter(|_| changed) {
        let at = Moment::from(console.machine.clock.now());
        console.tell(Event::Stale { tags: vec![Tag::Session], at });
    }
}

impl Session {
    /// Why the account has to sign in once more, if it has.
    pub(crate) fn attention(&self) -> Option<AttentionView> {
        self.lacking().map(|lacking| AttentionView {
            error: lacking.error,
            door: lacking.door,
            scopes: lacking.scopes.iter().map(Scope::to_string).collect(),
        })
    }

    /// What the session lacks, once that showed.
    pub(crate) fn lacking(&self) -> Option<Lacking> {
        self.lack.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes sure of the permissions of these features before the first request that needs them. What the tenant has
    /// granted to the client already is added silently; the rest is asked of the person, with the reason.
    ///
    /// # Errors
    /// `consent_missing` with the reason; what else renewing the session brings.
    pub(crate) async fn allow(
        &self,
        console: &Arc<Console>,
        features: &[Feature],
        reason: &str,
    ) -> Result<(), WireError> {
        let missing = missing_scopes(features, &self.tokens.granted());
        if missing.is_empty() {
            return Ok(());
        }
        let wanted = Wanted { scopes: missing.clone(), ..Wanted::default() };
        let Err(error) = self.tokens.token(wanted).await else { return Ok(()) };
        let Some(mut lacking) = Lacking::read(error.clone(), missing.clone()) else {
            return Err(sign_in_error(error, Door::Browser));
        };
        if lacking.error.code == ErrorCode::ConsentMissing {
            let names: Vec<_> = missing.iter().map(Scope::name).collect();
            lacking.error.message =
                format!("{reason} needs permissions that this session does not have yet.");
            lacking.error.hint = Some(format!("Sign in once more and consent to {}.", names.join(", ")));
        }
        let told = lacking.error.clone();
        note(&self.lack, Some(lacking), &Arc::downgrade(console));
        Err(told)
    }

    /// What the session may do. Roles are read once; where they cannot be read they stay unknown. Permissions for writing that
    /// nobody has asked for yet count as held: they are asked for before the first write, and only if that fails they are
    /// missing.
    pub(crate) async fn rights(&self) -> Rights {
        self.rights_by(&self.directory).await
    }

    /// The same, read by way of this directory.
    pub(crate) async fn rights_by(&self, directory: &TenantDirectory) -> Rights {
        let roles = self.roles.get_or_init(|| async { directory.graph.my_roles().await.ok() }).await;
        let granted = self.tokens.granted();
        let short = |scope: &String| scope.rsplit('/').next().unwrap_or(scope).to_owned();
        let mut scopes: Vec<String> = granted.iter().map(short).collect();
        let refused = self.lacking().map(|lacking| lacking.scopes).unwrap_or_default();
        let askable = scopes_for(&WRITES).into_iter().filter(|scope| !refused.contains(scope));
        for scope in askable.filter(|scope| matches!(scope, Scope::Graph(_))) {
            if !scopes.iter().any(|own| own == scope.name()) {
                scopes.push(scope.name().to_owned());
            }
        }
        Rights { roles: roles.clone(), scopes, ..Rights::default() }
    }
}
