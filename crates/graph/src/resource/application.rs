//! `application`: the registration.

use crate::{GraphClient, GraphError, GraphRequest, page::all_pages, request::quoted};
use doorward_domain::{AppId, Application, ObjectId, TemplateId};
use serde::Deserialize;

const SELECT: &str = "id,appId,displayName,applicationTemplateId,identifierUris,web";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: ObjectId,
    app_id: AppId,
    display_name: Option<String>,
    application_template_id: Option<TemplateId>,
    #[serde(default)]
    identifier_uris: Vec<String>,
    web: Option<Web>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Web {
    #[serde(default)]
    redirect_uris: Vec<String>,
    logout_url: Option<String>,
}

impl From<Wire> for Application {
    fn from(wire: Wire) -> Self {
        let web = wire.web.unwrap_or_default();
        Self {
            id: wire.id,
            app_id: wire.app_id,
            name: wire.display_name.unwrap_or_default(),
            template: wire.application_template_id,
            identifiers: wire.identifier_uris,
            reply_urls: web.redirect_uris,
            logout_url: web.logout_url.filter(|url| !url.is_empty()),
        }
    }
}

impl GraphClient {
    /// A registration by object id; `None` when it is not there or not visible yet.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn application(&self, id: ObjectId) -> Result<Option<Application>, GraphError> {
        let request = GraphRequest::get(format!("/applications/{id}")).query("$select", SELECT);
        super::optional(self.send(&request).await)?
            .map(|reply| reply.read::<Wire>().map(Into::into))
            .transpose()
    }

    /// A registration by client id. A list, so it lags behind reads by object id.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn application_of(&self, app: AppId) -> Result<Option<Application>, GraphError> {
        self.applications(format!("appId eq '{app}'")).await.map(|mut found| found.pop())
    }

    /// Registrations of exactly this name.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn applications_named(&self, name: &str) -> Result<Vec<Application>, GraphError> {
        let found = self.applications(format!("displayName eq {}", quoted(name))).await?;
        Ok(found.into_iter().filter(|application| application.name.eq_ignore_ascii_case(name)).collect())
    }

    /// Registrations that hold this Identifier.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn applications_identified(&self, identifier: &str) -> Result<Vec<Application>, GraphError> {
        let found = self.applications(format!("identifierUris/any(x:x eq {})", quoted(identifier))).await?;
        Ok(found
            .into_iter()
            .filter(|application| application.identifiers.iter().any(|own| own == identifier))
            .collect())
    }

    async fn applications(&self, filter: String) -> Result<Vec<Application>, GraphError> {
        let request = GraphRequest::get("/applications").query("$filter", filter).query("$select", SELECT);
        Ok(all_pages::<Wire>(self, &request).await?.into_iter().map(Into::into).collect())
    }
}
