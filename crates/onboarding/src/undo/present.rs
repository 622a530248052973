//! What stands now of all that a run touched: read before anything is taken back.

use super::{Deed, Done};
use crate::{
    field::{Field, ObjectKind},
    known::Known,
    ports::{Assigned, Directory, DirectoryError},
};
use doorward_domain::{Application, ObjectId, Person, ServicePrincipal, Thumbprint};

/// The present state of what a run touched.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Present {
    /// The registration.
    pub application: Option<Application>,
    /// The service principal.
    pub principal: Option<ServicePrincipal>,
    /// Who is assigned.
    pub assigned: Vec<Assigned>,
    /// The person whom the run made.
    pub person: Option<Person>,
}

impl Present {
    /// Reads it. A creation whose answer never came is looked up by the mark that only the run left.
    ///
    /// # Errors
    /// As the directory's reads.
    pub async fn take(
        directory: &dyn Directory,
        deeds: &[Deed],
        known: &Known,
    ) -> Result<Self, DirectoryError> {
        let mut present = Self::default();
        let (mut application, mut principal) = (known.application, known.service_principal);
        for deed in deeds {
            match &deed.done {
                Done::Application { id: Some(id), service_principal, .. } => {
                    application = application.or(Some(*id));
                    principal = principal.or(*service_principal);
                }
                Done::Application { id: None, marker, .. } if application.is_none() => {
                    let found = directory.applications_named(marker).await?;
                    application = found.first().map(|found| found.id);
                }
                Done::Fields { object: ObjectKind::Application, id, .. } => {
                    application = application.or(Some(*id));
                }
                Done::Fields { object: ObjectKind::ServicePrincipal, id, .. } => {
                    principal = principal.or(Some(*id));
                }
                Done::Assignment { resource, .. } => principal = principal.or(Some(*resource)),
                Done::Person { id, upn } => {
                    let name = id.map_or_else(|| upn.clone(), |id| id.to_string());
                    present.person = directory.person(&name).await?;
                }
                _ => {}
            }
        }
        if let Some(id) = application {
            present.application = directory.application(id).await?;
        }
        present.principal = match (principal, &present.application) {
            (Some(id), _) => directory.service_principal(id).await?,
            (None, Some(application)) => directory.service_principal_of(application.app_id).await?,
            (None, None) => None,
        };
        if let Some(principal) = &present.principal {
            present.assigned = directory.assigned_to(principal.id).await?;
        }
        Ok(present)
    }

    /// What a field of an object holds; `None` when the object is gone.
    #[must_use]
    pub fn values(&self, object: ObjectKind, id: ObjectId, field: Field) -> Option<Vec<String>> {
        match object {
            ObjectKind::Application => {
                let own = self.application.as_ref().filter(|own| own.id == id)?;
                Some(field.read_application(own))
            }
            _ => {
                let own = self.principal.as_ref().filter(|own| own.id == id)?;
                Some(field.read_principal(own))
            }
        }
    }

    /// The certificate of this thumbprint, or of a subject that only the run used.
    #[must_use]
    pub fn certificate(&self, thumbprint: Option<Thumbprint>, subject: &str) -> Option<Thumbprint> {
        let certificates = &self.principal.as_ref()?.certificates;
        let found = certificates.iter().find(|own| match thumbprint {
            Some(wanted) => own.thumbprint == wanted,
            None => own.subject == subject,
        });
        found.map(|own| own.thumbprint)
    }
}
