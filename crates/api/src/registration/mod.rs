//! Doorward's own client registration in a tenant, so that nobody depends on a client id that is shared with every script.
//!
//! A public client of this tenant alone: redirect to this computer, no secret, the least permissions. Previewed, written,
//! found and adopted where it exists, and used for the tenant's sign-ins from then on. Consent is given by people on
//! Entra's own pages: this program never grants itself anything.

mod apply;
mod found;
mod known;
mod plan;

use crate::{
    Console,
    contract::{
        Door, ErrorCode, Nothing, Severity, WireError,
        registration::{
            RegisteredClient, RegisteredScope, RegistrationApply, RegistrationAsk, RegistrationView,
        },
    },
    convert::sign_in_error,
    session::Session,
};
use doorward_signin::{Authority, BROWSER_LIMIT, ConsentFlow, Feature, Scope, TenantChoice, scopes_for};
use found::{Application, Found, REDIRECT};
use known::Registration;
use plan::{Plan, plan};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

const NAME: &str = "Doorward";

/// What a preview is made of.
struct Sight {
    session: Arc<Session>,
    name: String,
    wanted: Vec<Scope>,
    found: Found,
    plan: Plan,
}

impl Sight {
    /// The session's tenant, as this client.
    fn authority(&self, client_id: &str) -> Authority {
        Authority {
            login: self.session.login.clone(),
            graph: self.session.graph.clone(),
            client_id: client_id.to_owned(),
            tenant: TenantChoice::Id(self.session.account.tenant),
        }
    }
}

impl Console {
    /// What registering Doorward in the present tenant would write. Reads only.
    ///
    /// # Errors
    /// `not_signed_in`; what reading the tenant brings.
    pub async fn registration_preview(
        self: &Arc<Self>,
        request: RegistrationAsk,
    ) -> Result<RegistrationView, WireError> {
        let sight = self.sight(&request).await?;
        let own = sight.found.own.first();
        let principal = sight.found.service_principal.clone();
        let client = own.map(|own| client_view(own, principal, true));
        self.registration_view(&sight, client)
    }

    /// Writes what was previewed, and uses the registration for this tenant from now on.
    ///
    /// # Errors
    /// `tenant_not_confirmed`, `plan_changed`, `consent_missing`, a finding that blocks, `not_settled_yet`, and what the
    /// writes bring.
    pub async fn registration_apply(
        self: &Arc<Self>,
        request: RegistrationApply,
    ) -> Result<RegistrationView, WireError> {
        let session = self.signed_in().await?;
        self.confirmed(&session)?;
        let before = self.sight(&request.ask).await?;
        if before.plan.hash() != request.plan {
            let text = "What would be written is no longer what was shown.";
            return Err(
                WireError::new(ErrorCode::PlanChanged, text).hint("Look at the new preview, then go on.")
            );
        }
        if let Some(finding) =
            before.plan.findings.iter().find(|finding| finding.severity == Severity::Blocks)
        {
            let code =
                if finding.code == "name_taken" { ErrorCode::NameTaken } else { ErrorCode::InvalidInput };
            let mut error = WireError::new(code, finding.message.clone());
            error.hint.clone_from(&finding.remedy);
            error.field.clone_from(&finding.field);
            return Err(error);
        }
        if !before.plan.steps.is_empty() {
            session.allow(self, &[Feature::Register], "Registering Doorward").await?;
        }
        let adopted = !before.found.own.is_empty();
        let graph = &session.directory.graph;
        let written =
            apply::apply(graph, &before.plan.steps, before.found.own.first(), &before.wanted).await?;
        self.remember_registration(Registration {
            tenant: session.account.tenant,
            client_id: written.application.app_id.clone(),
            login: session.login.to_string(),
        })?;
        let client = client_view(&written.application, Some(written.service_principal), adopted);
        let after = Sight { plan: Plan { steps: Vec::new(), ..before.plan }, ..before };
        self.registration_view(&after, Some(client))
    }

    /// Opens the page on which an administrator consents for everybody, and waits until the browser comes back.
    ///
    /// # Errors
    /// `not_found` before there is a registration or where no browser can be started; `sign_in_declined`,
    /// `sign_in_timed_out` and what else the page brings back.
    pub async fn registration_consent(self: &Arc<Self>, ask: RegistrationAsk) -> Result<Nothing, WireError> {
        let sight = self.sight(&ask).await?;
        let own = sight.found.own.first().ok_or_else(|| {
            WireError::new(ErrorCode::NotFound, "There is no registration to consent to yet.")
        })?;
        let authority = sight.authority(&own.app_id);
        let context = self.sign_in_context(&authority.login);
        let told = |error| sign_in_error(error, Door::Browser);
        let pending =
            ConsentFlow::start(&context, &authority, &sight.wanted, BROWSER_LIMIT).await.map_err(told)?;
        self.open_page(pending.consent_uri.as_str())?;
        pending.wait(CancellationToken::new()).await.map_err(told)?;
        Ok(Nothing {})
    }

    async fn sight(self: &Arc<Self>, ask: &RegistrationAsk) -> Result<Sight, WireError> {
        let session = self.signed_in().await?;
        let name = match ask.name.trim() {
            "" => NAME.to_owned(),
            name if name.chars().count() <= 120 => name.to_owned(),
            _ => {
                let text = "A registration's name has at most 120 characters.";
                return Err(WireError::new(ErrorCode::InvalidInput, text).field("name"));
            }
        };
        let features: &[Feature] = if ask.read_only {
            &[Feature::Look]
        } else {
            &[Feature::Look, Feature::Onboard, Feature::Assign, Feature::People]
        };
        let wanted = scopes_for(features);
        let remembered = self.registered_client(session.account.tenant, &session.login);
        let found = Found::read(&session.directory.graph, &name, remembered.as_deref()).await?;
        let plan = plan(&found, &name, &wanted);
        Ok(Sight { session, name, wanted, found, plan })
    }

    fn registration_view(
        &self,
        sight: &Sight,
        client: Option<RegisteredClient>,
    ) -> Result<RegistrationView, WireError> {
        let session = &sight.session;
        let row = self.tenant_row(session)?;
        let remembered = self.registered_client(session.account.tenant, &session.login);
        let consent = client.as_ref().map(|client| {
            sight.authority(&client.client_id).admin_consent_url(&sight.wanted, REDIRECT).to_string()
        });
        tracing::debug!(name = sight.name, steps = sight.plan.steps.len(), "looked at the own registration");
        Ok(RegistrationView {
            tenant_id: session.account.tenant.to_string(),
            tenant_name: row.tenant.name,
            plan: sight.plan.view(),
            remembered: remembered.is_some()
                && remembered == client.as_ref().map(|client| client.client_id.clone()),
            client,
            scopes: sight.plan.scopes.iter().map(scope_view).collect(),
            admin_consent_uri: consent,
        })
    }
}

fn scope_view(scope: &found::Permission) -> RegisteredScope {
    RegisteredScope {
        name: scope.value.clone(),
        id: scope.id.clone(),
        administrator: !scope.kind.eq_ignore_ascii_case("User"),
    }
}

fn client_view(own: &Application, principal: Option<String>, adopted: bool) -> RegisteredClient {
    RegisteredClient {
        client_id: own.app_id.clone(),
        application_id: own.id.clone(),
        service_principal_id: principal,
        name: own.display_name.clone(),
        adopted,
    }
}
