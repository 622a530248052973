//! The engine's view of the tenant, over Graph and the sign-in host's metadata.

use crate::convert::directory_error;
use async_trait::async_trait;
use doorward_domain::{
    AppId, Application, ApplicationTemplate, Group, ObjectId, Person, ServicePrincipal, TemplateId, TenantId,
};
use doorward_graph::{GraphClient, GraphRequest, Method, federation_metadata};
use doorward_onboarding::{
    Request,
    ports::{Assigned, Directory, DirectoryError, Published, Written},
};
use doorward_saml::IdpMetadata;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use url::Url;

/// One tenant's directory.
#[derive(Clone)]
pub(crate) struct TenantDirectory {
    pub(crate) graph: GraphClient,
    pub(crate) http: reqwest::Client,
    pub(crate) login: Url,
    pub(crate) tenant: TenantId,
}

type Answer<T> = Result<T, DirectoryError>;

impl TenantDirectory {
    /// The same directory, stopped by this token: nothing new is sent, and nothing is waited for any longer.
    pub(crate) fn stopped_by(&self, cancel: &CancellationToken) -> Self {
        Self { graph: self.graph.stopped_by(cancel.clone()), ..self.clone() }
    }

    /// The same directory, whose reads travel together where several are asked for at the same time.
    pub(crate) fn gathering(&self) -> Self {
        Self { graph: self.graph.gathering(), ..self.clone() }
    }

    /// The application's federation metadata, as published right now.
    pub(crate) async fn metadata(&self, app: AppId) -> Answer<(Vec<u8>, IdpMetadata)> {
        let bytes =
            federation_metadata(&self.http, &self.login, self.tenant, app).await.map_err(directory_error)?;
        let metadata =
            IdpMetadata::parse(&bytes).map_err(|error| DirectoryError::Garbled(error.to_string()))?;
        Ok((bytes, metadata))
    }
}

#[async_trait]
impl Directory for TenantDirectory {
    async fn template(&self, id: TemplateId) -> Answer<Option<ApplicationTemplate>> {
        self.graph.template(id).await.map_err(directory_error)
    }

    async fn instances_of(&self, template: TemplateId) -> Answer<Vec<ServicePrincipal>> {
        self.graph.instances_of(template).await.map_err(directory_error)
    }

    async fn applications_named(&self, name: &str) -> Answer<Vec<Application>> {
        self.graph.applications_named(name).await.map_err(directory_error)
    }

    async fn applications_identified(&self, identifier: &str) -> Answer<Vec<Application>> {
        self.graph.applications_identified(identifier).await.map_err(directory_error)
    }

    async fn application(&self, id: ObjectId) -> Answer<Option<Application>> {
        self.graph.application(id).await.map_err(directory_error)
    }

    async fn application_of(&self, app: AppId) -> Answer<Option<Application>> {
        self.graph.application_of(app).await.map_err(directory_error)
    }

    async fn service_principal(&self, id: ObjectId) -> Answer<Option<ServicePrincipal>> {
        self.graph.service_principal(id).await.map_err(directory_error)
    }

    async fn service_principal_of(&self, app: AppId) -> Answer<Option<ServicePrincipal>> {
        self.graph.service_principal_of(app).await.map_err(directory_error)
    }

    async fn person(&self, id_or_upn: &str) -> Answer<Option<Person>> {
        self.graph.person(id_or_upn).await.map_err(directory_error)
    }

    async fn group(&self, id: ObjectId) -> Answer<Option<Group>> {
        self.graph.group(id).await.map_err(directory_error)
    }

    async fn assigned_to(&self, service_principal: ObjectId) -> Answer<Vec<Assigned>> {
        let found = self.graph.assigned_to(service_principal).await.map_err(directory_error)?;
        Ok(found.into_iter().map(|one| Assigned { principal: one.principal, role: one.role }).collect())
    }

    async fn published(&self, app: AppId) -> Answer<Published> {
        let (_, metadata) = self.metadata(app).await?;
        let thumbprints = metadata.signing.iter().map(doorward_saml::Certificate::thumbprint).collect();
        Ok(Published { entity_id: metadata.entity_id, thumbprints })
    }

    async fn document(&self, path: &str, query: &[(&'static str, &str)]) -> Answer<Option<Value>> {
        let request =
            query.iter().fold(GraphRequest::get(path), |request, (name, value)| request.query(name, *value));
        match self.graph.send(&request).await.map_err(directory_error) {
            Ok(reply) => Ok(Some(reply.body)),
            // Not there, or not for this session: whoever asks for a document can do without it.
            Err(DirectoryError::Refused { status: 400 | 403 | 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn send(&self, request: &Request) -> Answer<Written> {
        let method = match request.method.as_str() {
            "POST" => Method::Post,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => Method::Get,
        };
        let request = GraphRequest::new(method, request.path.clone(), request.body.clone());
        let reply = self.graph.send(&request).await.map_err(directory_error)?;
        Ok(Written { body: reply.body, request_id: reply.request_id })
    }
}
