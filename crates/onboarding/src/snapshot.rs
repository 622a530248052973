//! The tenant as a plan needs to see it: taken by reading only, small enough to keep with the run.

use crate::{
    answers::Answers,
    around::Around,
    known::Known,
    ports::{Assigned, Directory, DirectoryError, Published},
    readiness::Rights,
};
use doorward_catalog::Recipe;
use doorward_domain::{
    Application, ApplicationTemplate, Domain, Group, ObjectId, Person, SamlField, ServicePrincipal,
    TemplateId,
};
use serde::{Deserialize, Serialize};

/// An application that exists already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Service principal.
    pub id: ObjectId,
    /// Name.
    pub name: String,
}

/// The tenant as it was when it was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// Gallery entry.
    pub template: Option<ApplicationTemplate>,
    /// Applications made from it, without this run's own.
    pub instances: Vec<Instance>,
    /// Applications of the wanted name, without this run's own.
    pub same_name: Vec<Instance>,
    /// Applications that hold the wanted Identifier, by name, without this run's own.
    pub same_identifier: Vec<String>,
    /// This run's registration.
    pub application: Option<Application>,
    /// This run's service principal.
    pub principal: Option<ServicePrincipal>,
    /// Who is assigned.
    pub assigned: Vec<Assigned>,
    /// The person who tests, once there.
    pub person: Option<Person>,
    /// A person of the wanted user name whom this run did not make.
    pub user_name_taken: Option<Person>,
    /// The chosen group.
    pub group: Option<Group>,
    /// Published certificates.
    pub published: Published,
    /// What lies around: read for a preview, carried along otherwise.
    pub around: Around,
    /// Domains of the tenant.
    pub domains: Vec<Domain>,
    /// What the session may do.
    pub rights: Rights,
}

impl Snapshot {
    /// The domain offered first for a test user: verified and managed, the initial one preferred.
    #[must_use]
    pub fn preferred_domain(&self) -> Option<&str> {
        let managed = || self.domains.iter().filter(|domain| domain.is_managed);
        managed()
            .find(|domain| domain.is_initial)
            .or_else(|| managed().find(|domain| domain.is_default))
            .or_else(|| managed().next())
            .map(|domain| domain.name.as_str())
    }

    /// The new test user's principal name.
    #[must_use]
    pub fn wanted_upn(&self, answers: &Answers, recipe: &Recipe) -> String {
        answers.person_upn(recipe, self.preferred_domain().unwrap_or_default())
    }

    /// Reads the tenant. `domains` come with the session; what the session may do is added by whoever knows it.
    ///
    /// # Errors
    /// As the directory's reads.
    pub async fn take(
        directory: &dyn Directory,
        template: TemplateId,
        recipe: &Recipe,
        answers: &Answers,
        known: &Known,
        domains: Vec<Domain>,
    ) -> Result<Self, DirectoryError> {
        let mut snapshot = Self { domains, ..Self::default() };
        let filled = answers.fill(recipe);
        let name = answers.application_name(recipe);
        let instances = async {
            // What else was made of no gallery entry is not the same application.
            if template == TemplateId::NON_GALLERY {
                Ok(Vec::new())
            } else {
                directory.instances_of(template).await
            }
        };
        // All at the same time: nothing here depends on another answer, and what goes together may travel together.
        let ((entry, instances, own), (same_name, same_identifier, people)) = futures::future::try_join(
            futures::future::try_join3(
                directory.template(template),
                instances,
                snapshot_of_own(directory, answers, known),
            ),
            futures::future::try_join3(
                directory.applications_named(&name),
                identified(directory, filled.value(SamlField::Identifier)),
                snapshot.people(directory, answers, recipe, known),
            ),
        )
        .await?;
        snapshot.template = entry;
        snapshot.principal = own.0;
        snapshot.application = own.1;
        snapshot.assigned = own.2;
        let own_application = snapshot.application.as_ref().map(|application| application.id);
        // The one to be taken over is still one of those that can be chosen, wherever it was made from.
        let chosen = snapshot.principal.clone().filter(|_| known.service_principal.is_none());
        let chosen = chosen.filter(|own| !instances.iter().any(|principal| principal.id == own.id));
        snapshot.instances = instances
            .into_iter()
            .chain(chosen)
            .filter(|principal| Some(principal.id) != known.service_principal)
            .map(|principal| Instance { id: principal.id, name: principal.name })
            .collect();
        snapshot.same_name = same_name
            .into_iter()
            .filter(|application| Some(application.id) != own_application)
            .map(|application| Instance { id: application.id, name: application.name })
            .collect();
        snapshot.same_identifier = same_identifier
            .into_iter()
            .filter(|application| Some(application.id) != own_application)
            .map(|application| application.name)
            .collect();
        (snapshot.person, snapshot.user_name_taken, snapshot.group) = people;
        if let Some(principal) = &snapshot.principal
            && principal.active_certificate.is_some()
        {
            snapshot.published = directory.published(principal.app_id).await.unwrap_or_default();
        }
        Ok(snapshot)
    }

    async fn people(
        &self,
        directory: &dyn Directory,
        answers: &Answers,
        recipe: &Recipe,
        known: &Known,
    ) -> Result<(Option<Person>, Option<Person>, Option<Group>), DirectoryError> {
        let group = async {
            match answers.group {
                Some(id) => directory.group(id).await,
                None => Ok(None),
            }
        };
        let upn = self.wanted_upn(answers, recipe);
        let ours = answers.test_user.existing.or(known.made_user);
        let person = async {
            match ours {
                Some(id) => directory.person(&id.to_string()).await,
                None if upn.ends_with('@') || upn.starts_with('@') => Ok(None),
                None => directory.person(&upn).await,
            }
        };
        let (group, person) = futures::future::try_join(group, person).await?;
        Ok(if ours.is_some() { (person, None, group) } else { (None, person, group) })
    }
}

async fn identified(
    directory: &dyn Directory,
    identifier: Option<&str>,
) -> Result<Vec<Application>, DirectoryError> {
    match identifier {
        Some(identifier) => directory.applications_identified(identifier).await,
        None => Ok(Vec::new()),
    }
}

type Own = (Option<ServicePrincipal>, Option<Application>, Vec<Assigned>);

async fn snapshot_of_own(
    directory: &dyn Directory,
    answers: &Answers,
    known: &Known,
) -> Result<Own, DirectoryError> {
    let Some(id) = known.service_principal.or(answers.adopt) else { return Ok((None, None, Vec::new())) };
    let gone = (None, None, Vec::new());
    let assigned = async {
        match directory.assigned_to(id).await {
            // Whether the application is there is told by the application.
            Err(DirectoryError::Refused { status: 404, .. }) => Ok(Vec::new()),
            other => other,
        }
    };
    let application = async {
        match known.application {
            Some(id) => directory.application(id).await,
            None => Ok(None),
        }
    };
    let (principal, application, assigned) =
        futures::future::try_join3(directory.service_principal(id), application, assigned).await?;
    let Some(principal) = principal else { return Ok(gone) };
    let application = match (application, known.application) {
        (None, None) => directory.application_of(principal.app_id).await?,
        (application, _) => application,
    };
    Ok((Some(principal), application, assigned))
}
