//! Device code sign-in, one at a time.

use crate::{
    Console,
    contract::{CodeView, ErrorCode, Event, Moment, Nothing, SignInPhase, SignInStart, WireError},
    convert::sign_in_error,
    endpoints::{Endpoints, tenant_choice},
};
use doorward_signin::{DeviceFlow, Feature, PendingCode, Scope, TenantChoice, scopes_for};
use std::sync::Arc;
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

/// What an onboarding needs, asked for together: a wizard that interrupted itself for each page would be worse.
const FEATURES: [Feature; 3] = [Feature::Onboard, Feature::Assign, Feature::People];

impl Console {
    /// Asks for a device code and starts waiting for it; the outcome comes as a `sign_in` event.
    ///
    /// # Errors
    /// `tenant_unknown`, `unreachable`, `invalid_input`, as the start of the flow has them.
    pub async fn signin_start(self: &Arc<Self>, request: SignInStart) -> Result<CodeView, WireError> {
        let (endpoints, tenant) = match &request {
            SignInStart::Practice => {
                let welcome = self.practice_started().await?;
                let id =
                    welcome.tenant_id.parse().map(TenantChoice::Id).unwrap_or(TenantChoice::Organizations);
                (Endpoints::practice(&welcome)?, id)
            }
            SignInStart::Entra { tenant } => {
                let settings = self.settings_now();
                (Endpoints::entra(&self.environment, &settings)?, tenant_choice(tenant)?)
            }
        };
        let scopes = scopes_for(&FEATURES);
        let context = self.sign_in_context(&endpoints.login);
        let pending = DeviceFlow::start(&context, &endpoints.authority(tenant), &scopes)
            .await
            .map_err(sign_in_error)?;
        let code = code_view(&pending, &scopes, endpoints.practice);
        let (cancel, turn) = self.take_turn(code.clone());
        let console = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = pending.wait(cancel).await.map_err(sign_in_error);
            let outcome = match outcome {
                Ok(signed_in) => console.welcome(signed_in, &endpoints).await,
                Err(error) => Err(error),
            };
            console.finish_sign_in(turn, outcome).await;
        });
        Ok(code)
    }

    fn take_turn(&self, code: CodeView) -> (CancellationToken, u64) {
        let mut under_way = self.sign_in();
        under_way.cancel.cancel();
        under_way.cancel = CancellationToken::new();
        under_way.turn += 1;
        under_way.phase = SignInPhase::Waiting { code };
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

    /// Opens the verification page of the sign-in under way in the browser.
    ///
    /// # Errors
    /// `not_found` when no sign-in is under way or no browser can be started.
    pub async fn signin_open(self: &Arc<Self>, _: Nothing) -> Result<Nothing, WireError> {
        let phase = self.sign_in().phase.clone();
        let SignInPhase::Waiting { code } = phase else {
            return Err(WireError::new(ErrorCode::NotFound, "No sign-in is under way."));
        };
        self.open_page(&code.verification_uri)?;
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

fn code_view(pending: &PendingCode, scopes: &[Scope], practice: bool) -> CodeView {
    CodeView {
        user_code: pending.user_code.clone(),
        verification_uri: pending.verification_uri.to_string(),
        expires_in: u32::try_from(pending.expires_in.as_secs()).unwrap_or(u32::MAX),
        expires_at: Moment::from(pending.expires_at),
        practice,
        scopes: scopes
            .iter()
            .filter(|scope| matches!(scope, Scope::Graph(_)))
            .map(|scope| scope.name().to_owned())
            .collect(),
    }
}
