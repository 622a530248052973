//! Who is signed in: opening, switching, confirming and ending sessions.

use crate::{
    Console,
    attention::{Bearer, Lacking},
    contract::{
        ErrorCode, Moment, Nothing, SessionView, WireError,
        session::{AccountRef, AccountView, DomainView, PassphraseEntry, TenantConfirmation, TenantView},
    },
    convert::{cache_error, graph_error, store_error, withheld},
    directory::TenantDirectory,
    endpoints::Endpoints,
    vault::Vault,
    ways::lacks,
};
use doorward_domain::{Account, Tenant};
use doorward_graph::{GraphClient, GraphOptions};
use doorward_signin::{AccountKey, AccountTokens, Clouds, KnownAccount, SignInContext};
use doorward_store::{AccountRow, TenantRow};
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;
use url::Url;
use uuid::Uuid;

/// An open session.
pub(crate) struct Session {
    pub(crate) account: Account,
    pub(crate) login: Url,
    pub(crate) graph: Url,
    pub(crate) directory: TenantDirectory,
    pub(crate) tokens: AccountTokens,
    /// What the session lacks to go on, once that showed.
    pub(crate) lack: Arc<Mutex<Option<Lacking>>>,
    pub(crate) roles: OnceCell<Option<Vec<Uuid>>>,
}

impl Console {
    /// Who is signed in, and where tokens are kept.
    ///
    /// # Errors
    /// `profile_trouble` when the profile cannot be read.
    pub async fn session(self: &Arc<Self>, _: Nothing) -> Result<SessionView, WireError> {
        let current = self.current().await;
        let vault = self.vault.read().await;
        let tenants = self.store.journal().tenants().list().map_err(store_error)?;
        let row = |account: &Account| tenants.iter().find(|row| row.tenant.id == account.tenant);
        let view = |account: &Account| AccountView {
            tenant_id: account.tenant.to_string(),
            tenant_name: row(account).map(|row| row.tenant.name.clone()).unwrap_or_default(),
            object_id: account.object_id.to_string(),
            upn: account.upn.clone(),
            name: account.name.clone(),
            practice: row(account).is_some_and(|row| row.practice),
        };
        let key = current.as_ref().map(|session| AccountKey::of(&session.account));
        Ok(SessionView {
            account: current.as_ref().map(|session| view(&session.account)),
            tenant: current.as_ref().and_then(|session| row(&session.account)).map(tenant_view),
            attention: current.as_ref().and_then(|session| session.attention()),
            others: vault
                .cache
                .accounts()
                .iter()
                .map(|known| &known.account)
                .filter(|account| Some(AccountKey::of(account)) != key)
                .map(view)
                .collect(),
            sealing: vault.sealing.clone(),
            damage: self.damage(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Says that the session's tenant is the right one to write into.
    ///
    /// # Errors
    /// `wrong_account` when the named tenant is not the session's.
    pub async fn tenant_confirm(
        self: &Arc<Self>,
        request: TenantConfirmation,
    ) -> Result<SessionView, WireError> {
        let session = self.signed_in().await?;
        if request.tenant_id != session.account.tenant.to_string() {
            return Err(WireError::new(
                ErrorCode::WrongAccount,
                "This is not the tenant that is signed in now.",
            )
            .details(format!("asked {}, session {}", request.tenant_id, session.account.tenant)));
        }
        let now = self.machine.clock.now();
        self.store.journal().tenants().confirm(session.account.tenant, now).map_err(store_error)?;
        self.session(Nothing {}).await
    }

    /// Makes a kept account the present one.
    ///
    /// # Errors
    /// `not_found` when it is not kept.
    pub async fn session_switch(self: &Arc<Self>, request: AccountRef) -> Result<SessionView, WireError> {
        let known = self.vault.read().await.cache.accounts().into_iter().find(|known| {
            known.account.tenant.to_string() == request.tenant_id
                && known.account.object_id.to_string() == request.object_id
        });
        let known = known
            .ok_or_else(|| WireError::new(ErrorCode::NotFound, "This account is not kept here any more."))?;
        self.begin(&known).await?;
        self.session(Nothing {}).await
    }

    /// Forgets the present account's tokens here.
    ///
    /// # Errors
    /// `profile_trouble` when the file cannot be written.
    pub async fn sign_out(self: &Arc<Self>, _: Nothing) -> Result<SessionView, WireError> {
        if let Some(session) = self.session.write().await.take() {
            let vault = self.vault.read().await;
            vault.cache.remove(AccountKey::of(&session.account)).await.map_err(cache_error)?;
        }
        self.session(Nothing {}).await
    }

    /// Opens the passphrase-sealed token file, or makes one.
    ///
    /// # Errors
    /// `wrong_passphrase` when it does not open the file, or is too short for a new one.
    pub async fn passphrase_enter(
        self: &Arc<Self>,
        request: PassphraseEntry,
    ) -> Result<SessionView, WireError> {
        let mut vault = self.vault.write().await;
        if !vault.sealing.locked && request.passphrase.chars().count() < 12 {
            return Err(WireError::new(
                ErrorCode::WrongPassphrase,
                "A new passphrase needs at least 12 characters.",
            )
            .hint("A few unrelated words make a good one.")
            .field("passphrase"));
        }
        let secret = SecretString::from(request.passphrase);
        let opened = Vault::open(&self.profile, Some(secret), Arc::clone(&self.machine.random)).await?;
        *vault = opened;
        drop(vault);
        if self.current().await.is_none() {
            self.resume().await;
        }
        self.session(Nothing {}).await
    }

    pub(crate) async fn current(&self) -> Option<Arc<Session>> {
        self.session.read().await.clone()
    }

    /// The session, or the error that shows the sign-in page.
    pub(crate) async fn signed_in(&self) -> Result<Arc<Session>, WireError> {
        self.current().await.ok_or_else(|| WireError::new(ErrorCode::NotSignedIn, "Nobody is signed in."))
    }

    /// Goes on with the account used last, if its tokens are kept. A practice tenant is started for it.
    pub(crate) async fn resume(self: &Arc<Self>) {
        let kept = self.vault.read().await.cache.accounts();
        let last =
            self.store.journal().accounts().current().ok().flatten().map(|row| AccountKey::of(&row.account));
        let Some(known) = kept.iter().find(|known| Some(AccountKey::of(&known.account)) == last) else {
            return;
        };
        if let Err(error) = self.begin(known).await {
            tracing::info!(code = ?error.code, "the last session is not resumed");
        }
    }

    /// Opens a session for a kept account. Nothing is asked of the network, save a practice tenant's start.
    pub(crate) async fn begin(self: &Arc<Self>, known: &KnownAccount) -> Result<Arc<Session>, WireError> {
        let row = self.store.journal().tenants().get(known.account.tenant).map_err(store_error)?;
        if row.as_ref().is_some_and(|row| row.practice) {
            self.practice_started().await?;
        }
        let session = self.open_session(known).await?;
        *self.session.write().await = Some(Arc::clone(&session));
        let now = self.machine.clock.now();
        let accounts = self.store.journal().accounts();
        accounts.set_current(session.account.tenant, session.account.object_id, now).map_err(store_error)?;
        Ok(session)
    }

    async fn open_session(self: &Arc<Self>, known: &KnownAccount) -> Result<Arc<Session>, WireError> {
        let tokens = self
            .vault
            .read()
            .await
            .cache
            .tokens(AccountKey::of(&known.account), &self.sign_in_context(&known.login));
        let tokens = tokens.ok_or_else(|| {
            WireError::new(ErrorCode::SignInAgain, "This account is not kept here any more.")
        })?;
        let lack = Arc::default();
        let graph = GraphClient::new(GraphOptions {
            root: known.graph.clone(),
            http: self.wires.to(&known.graph).http.clone(),
            tokens: Arc::new(Bearer::new(tokens.clone(), Arc::clone(&lack), self)),
            clock: Arc::clone(&self.machine.clock),
            random: Arc::clone(&self.machine.random),
        })
        .behind(self.gate.clone());
        let directory = TenantDirectory {
            graph,
            http: self.wires.to(&known.graph).http.clone(),
            login: known.login.clone(),
            tenant: known.account.tenant,
        };
        let roles = OnceCell::new();
        Ok(Arc::new(Session {
            account: known.account.clone(),
            login: known.login.clone(),
            graph: known.graph.clone(),
            directory,
            tokens,
            lack,
            roles,
        }))
    }

    /// Takes over a fresh sign-in: keeps its tokens, reads the tenant, makes it the present session.
    pub(crate) async fn welcome(
        self: &Arc<Self>,
        signed_in: doorward_signin::SignedIn,
        endpoints: &Endpoints,
    ) -> Result<(), WireError> {
        let account = signed_in.account.clone();
        let kept = self.vault.read().await.cache.add(signed_in).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "the sign-in is kept in memory only");
        }
        let known = KnownAccount {
            account: account.clone(),
            login: endpoints.login.clone(),
            graph: endpoints.graph.clone(),
            client_id: endpoints.client_id.clone(),
            granted: Vec::new(),
        };
        let session = self.open_session(&known).await?;
        let tenant = session.directory.graph.organization().await.map_err(graph_error)?;
        self.remember(&tenant, &account, endpoints)?;
        *self.session.write().await = Some(session);
        Ok(())
    }

    fn remember(&self, tenant: &Tenant, account: &Account, endpoints: &Endpoints) -> Result<(), WireError> {
        let now = self.machine.clock.now();
        let tenants = self.store.journal().tenants();
        let others = tenants.list().map_err(store_error)?;
        let colour = others
            .iter()
            .find(|row| row.tenant.id == tenant.id)
            .map_or_else(|| u8::try_from(others.len() % 8).unwrap_or(0), |row| row.colour);
        tenants
            .upsert(&TenantRow {
                tenant: tenant.clone(),
                login_url: endpoints.login.to_string(),
                graph_url: endpoints.graph.to_string(),
                client_id: endpoints.client_id.clone(),
                practice: endpoints.practice,
                colour,
                added: now,
                confirmed: None,
            })
            .map_err(store_error)?;
        let accounts = self.store.journal().accounts();
        accounts.upsert(&AccountRow { account: account.clone(), last_used: now }).map_err(store_error)?;
        accounts.set_current(account.tenant, account.object_id, now).map_err(store_error)?;
        Ok(())
    }

    /// The session's tenant, once somebody has said that it is the right one to write into.
    pub(crate) fn confirmed(&self, session: &Session) -> Result<TenantRow, WireError> {
        if self.gate.is_shut() {
            return Err(withheld());
        }
        let row = self.tenant_row(session)?;
        if row.confirmed.is_some() {
            return Ok(row);
        }
        let text = "Nobody has confirmed yet that this is the right tenant.";
        Err(WireError::new(ErrorCode::TenantNotConfirmed, text)
            .hint("Look at tenant and account, then confirm."))
    }

    pub(crate) fn sign_in_context(&self, login: &Url) -> SignInContext {
        SignInContext {
            http: self.wires.to(login).sign_in.clone(),
            clock: Arc::clone(&self.machine.clock),
            random: Arc::clone(&self.machine.random),
        }
    }

    /// The stored tenant of a session.
    pub(crate) fn tenant_row(&self, session: &Session) -> Result<TenantRow, WireError> {
        let row = self.store.journal().tenants().get(session.account.tenant).map_err(store_error)?;
        row.ok_or_else(|| {
            WireError::new(ErrorCode::NotSignedIn, "The tenant of this session is not known here.")
        })
    }
}

pub(crate) fn tenant_view(row: &TenantRow) -> TenantView {
    let domains = &row.tenant.domains;
    let default = domains.iter().find(|domain| domain.is_default).or_else(|| domains.first());
    let preferred = domains
        .iter()
        .find(|domain| domain.is_managed && domain.is_initial)
        .or_else(|| domains.iter().find(|domain| domain.is_managed));
    let cloud = Url::parse(&row.login_url)
        .ok()
        .zip(Url::parse(&row.graph_url).ok())
        .and_then(|(login, graph)| Clouds::of(&login, &graph));
    let host = Url::parse(&row.login_url).ok().and_then(|url| {
        url.host_str().map(|host| url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    TenantView {
        id: row.tenant.id.to_string(),
        name: row.tenant.name.clone(),
        domain: default.map(|domain| domain.name.clone()).unwrap_or_default(),
        domains: domains
            .iter()
            .map(|domain| DomainView {
                name: domain.name.clone(),
                managed: domain.is_managed,
                preferred: preferred.is_some_and(|own| own.name == domain.name),
            })
            .collect(),
        colour: row.colour,
        practice: row.practice,
        confirmed: row.confirmed.map(Moment::from),
        login_host: host.unwrap_or_default(),
        cloud: cloud.map(|cloud| cloud.name.to_owned()),
        lacks: cloud.map(lacks).unwrap_or_default(),
    }
}
