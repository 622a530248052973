//! Writes attempts to sign in into the tenant's sign-in log.

use super::{
    access_policy::{self, Ruling},
    circumstances::Circumstances,
    client::Client,
    failure::Failure,
    resource,
};
use crate::state::{
    World,
    sign_in::{AccessStatus, SignInProtocol, SignInRecord},
};
use uuid::Uuid;

/// One attempt, as far as it is known when it ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempt {
    pub(crate) protocol: SignInProtocol,
    /// The person, where known.
    pub(crate) user: Option<Uuid>,
    /// What was typed as account name, where nobody is known.
    pub(crate) typed: String,
    /// The application that asked: client id and name.
    pub(crate) app: Option<(Uuid, String)>,
    /// What was wanted: client id and name, and its service principal.
    pub(crate) resource: Option<(Uuid, String, Option<Uuid>)>,
    /// App-only: the service principal that signed in.
    pub(crate) service_principal: Option<Uuid>,
    pub(crate) interactive: bool,
}

impl Attempt {
    /// An attempt of a client to get a token.
    pub(crate) fn of(world: &World, client: &Client, wanted: Uuid) -> Self {
        let resource = resource::with_id(world, wanted);
        Self {
            app: Some((client.id, client.name.clone())),
            resource: resource.map(|resource| (resource.id, resource.name, resource.instance)),
            ..Self::default()
        }
    }

    pub(crate) fn by(mut self, user: Uuid, interactive: bool) -> Self {
        self.user = Some(user);
        self.interactive = interactive;
        self
    }

    pub(crate) fn over(mut self, protocol: SignInProtocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Whether Conditional Access lets this attempt pass.
    pub(crate) fn permitted(&self, world: &World, at: &Circumstances) -> Result<(), Failure> {
        let wanted = self.resource.as_ref().map(|(id, _, _)| *id);
        match self.user.zip(wanted) {
            Some((user, wanted)) => access_policy::rule(world, user, wanted, (self.protocol, at)).failure(),
            None => Ok(()),
        }
    }

    /// Writes the attempt down as successful.
    pub(crate) fn succeeded(self, world: &mut World, at: &Circumstances) {
        self.write(world, at, 0, "");
    }

    /// Writes the attempt down with its AADSTS number.
    pub(crate) fn failed(self, world: &mut World, at: &Circumstances, number: u32, reason: &str) {
        self.write(world, at, number, reason);
    }

    /// Writes down how a token request ended.
    pub(crate) fn ended<T>(self, world: &mut World, at: &Circumstances, outcome: &Result<T, Failure>) {
        match outcome {
            Ok(_) => self.succeeded(world, at),
            Err(failure) => self.failed(world, at, failure.number.unwrap_or(90_033), &failure.message),
        }
    }

    fn write(self, world: &mut World, at: &Circumstances, error: u32, reason: &str) {
        let wanted = self.resource.as_ref().map(|(id, _, _)| *id);
        let ruling = match (self.user, wanted) {
            // Who is not known, or did not get past the password, meets no policy.
            (Some(user), Some(wanted)) if !matches!(error, 50_034 | 50_126 | 50_057) => {
                access_policy::rule(world, user, wanted, (self.protocol, at))
            }
            _ => Ruling::default(),
        };
        let person = self.user.and_then(|id| world.directory.any(id));
        let name = |property: &str| person.map(|person| person.text(property).to_owned());
        let browser = at.user_agent.starts_with("Mozilla/");
        let (resource_id, resource_name, resource_instance) = match self.resource {
            Some((id, name, instance)) => (Some(id), name, instance),
            None => (None, String::new(), None),
        };
        let record = SignInRecord {
            id: at.trace,
            correlation_id: at.correlation,
            created: at.now,
            user: self.user,
            user_principal_name: name("userPrincipalName").unwrap_or(self.typed),
            user_display_name: name("displayName").unwrap_or_default(),
            app_id: self.app.as_ref().map(|(id, _)| *id),
            app_display_name: self.app.map(|(_, name)| name).unwrap_or_default(),
            resource_id,
            resource_display_name: resource_name,
            resource_service_principal: resource_instance,
            service_principal: self.service_principal,
            ip_address: "127.0.0.1".to_owned(),
            user_agent: at.user_agent.clone(),
            client_app_used: if browser { "Browser" } else { "Mobile Apps and Desktop clients" }.to_owned(),
            interactive: self.interactive,
            protocol: self.protocol,
            error,
            failure_reason: reason.to_owned(),
            conditional_access: match error {
                53_003 => AccessStatus::Failure,
                _ => ruling.status,
            },
            policies: ruling.rows,
        };
        world.sign_in.log.add(record);
    }
}
