//! What the engine asks of the world.

use crate::{known::Known, plan::Request, plan::StepId};
use async_trait::async_trait;
use doorward_domain::{
    AppId, AppRoleId, Application, ApplicationTemplate, Group, ObjectId, Person, Principal, RunId,
    ServicePrincipal, TemplateId, Thumbprint,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;

/// The directory did not do, or did not tell, what was asked. One value per reaction.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DirectoryError {
    /// Try again later; nothing was sent.
    #[error("{0}")]
    Unreachable(String),
    /// A change was sent and its answer got lost: look before sending it again.
    #[error("{0}")]
    AnswerLost(String),
    /// The service asks for patience.
    #[error("the service asks to wait {} seconds", .0.as_secs())]
    Throttled(Duration),
    /// The session ended.
    #[error("the session has ended")]
    SignInAgain,
    /// The service said no.
    #[error("{message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Graph's code.
        code: String,
        /// Graph's sentence.
        message: String,
        /// Another object has the same unique value.
        conflict: bool,
        /// Microsoft's request id.
        request_id: Option<String>,
    },
    /// Somebody stopped it before it was sent.
    #[error("stopped")]
    Stopped,
    /// Nothing may be changed at the moment; nothing was sent.
    #[error("nothing may be changed at the moment")]
    Withheld,
    /// The answer makes no sense.
    #[error("{0}")]
    Garbled(String),
}

impl DirectoryError {
    /// It may pass by itself: a look that met it counts as not having seen anything.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Throttled(_) | Self::Garbled(_) => true,
            Self::Refused { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// A young object: it exists, but the part of the directory that was asked does not know it yet.
    /// Source: the symptom list in the Graph facts, section 14.7 and 8.
    #[must_use]
    pub fn is_young(&self) -> bool {
        let Self::Refused { status, code, message, .. } = self else { return false };
        let young = |text: &str| message.contains(text);
        *status == 404
            || code == "HostNameNotOnVerifiedDomain"
            || young("does not reference a valid application object")
            || young("Not a valid reference update")
            || young("was not found on application")
    }
}

/// A reply to a change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// Body; `Null` where there was none.
    pub body: Value,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}

/// An assignment as the directory lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Who.
    pub principal: Principal,
    /// In which role.
    pub role: AppRoleId,
}

/// What the sign-in service publishes for an application.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Published {
    /// The identity provider's entity ID.
    pub entity_id: String,
    /// Certificates in the metadata.
    pub thumbprints: Vec<Thumbprint>,
}

/// The tenant's directory. Reads give `None` for what is not there or not visible yet.
#[async_trait]
#[allow(missing_docs)]
pub trait Directory: Send + Sync {
    async fn template(&self, id: TemplateId) -> Result<Option<ApplicationTemplate>, DirectoryError>;
    async fn instances_of(&self, template: TemplateId) -> Result<Vec<ServicePrincipal>, DirectoryError>;
    async fn applications_named(&self, name: &str) -> Result<Vec<Application>, DirectoryError>;
    async fn applications_identified(&self, identifier: &str) -> Result<Vec<Application>, DirectoryError>;
    async fn application(&self, id: ObjectId) -> Result<Option<Application>, DirectoryError>;
    async fn application_of(&self, app: AppId) -> Result<Option<Application>, DirectoryError>;
    async fn service_principal(&self, id: ObjectId) -> Result<Option<ServicePrincipal>, DirectoryError>;
    async fn service_principal_of(&self, app: AppId) -> Result<Option<ServicePrincipal>, DirectoryError>;
    /// By object id or user principal name.
    async fn person(&self, id_or_upn: &str) -> Result<Option<Person>, DirectoryError>;
    async fn group(&self, id: ObjectId) -> Result<Option<Group>, DirectoryError>;
    async fn assigned_to(&self, service_principal: ObjectId) -> Result<Vec<Assigned>, DirectoryError>;
    async fn published(&self, app: AppId) -> Result<Published, DirectoryError>;
    /// What lies at a path, as Graph shows it; `query` holds OData options such as `$select`. `None`: not there, not
    /// readable for this session, or a directory that cannot tell.
    async fn document(
        &self,
        _path: &str,
        _query: &[(&'static str, &str)],
    ) -> Result<Option<Value>, DirectoryError> {
        Ok(None)
    }
    /// Makes a change, once.
    async fn send(&self, request: &Request) -> Result<Written, DirectoryError>;
}

/// How far a step has come, in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// About to be sent.
    Intent,
    /// The service accepted it.
    Accepted,
    /// Read back.
    Proved,
    /// Ended in an error.
    Failed,
    /// About to be taken back.
    UndoIntent,
    /// Taken back and read back; the step counts as never done.
    Undone,
    /// Taking it back ended in an error.
    UndoFailed,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Step.
    pub step: StepId,
    /// How far.
    pub phase: Phase,
    /// When.
    pub at: OffsetDateTime,
    /// What, in words and values; never a secret.
    pub detail: Value,
    /// Microsoft's request id.
    pub request_id: Option<String>,
}

/// The journal cannot be written: nothing may be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the journal cannot be written: {0}")]
pub struct JournalError(pub String);

/// The run's memory. An entry is on the disk when the call returns.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Adds a line and keeps what is known.
    async fn write(&self, run: RunId, entry: Entry, known: &Known) -> Result<(), JournalError>;
    /// The last line written for a step, if any.
    async fn latest(&self, run: RunId, step: StepId) -> Result<Option<Entry>, JournalError>;
    /// The last phase written for a step, if any.
    async fn last(&self, run: RunId, step: StepId) -> Result<Option<Phase>, JournalError> {
        Ok(self.latest(run, step).await?.map(|entry| entry.phase))
    }
}

/// Hears how a step fares, while it does.
pub trait Observer: Send + Sync {
    /// A step reached a stage.
    fn step(&self, step: StepId, stage: Stage);
    /// A new test user's password, to be shown once.
    fn secret(&self, upn: &str, password: SecretString);
}

/// Stages of a step, for showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The request is on its way.
    Sending,
    /// Accepted, not visible yet.
    Settling,
    /// Read back.
    Proved,
    /// Failed.
    Failed,
}
