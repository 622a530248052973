//! The discovery document: which tenant stands behind a name, who issues its tokens, and where its keys are. Endpoints
//! named by the document are not followed to another host; only their path is used, on the login host we were given.

use crate::{
    Authority, Refusal, SignInContext, SignInError,
    classify::{Asked, Stage, classify},
    error::ProtocolFault,
};
use doorward_domain::TenantId;
use oauth2::{HttpResponse, http};
use serde::Deserialize;
use url::Url;

/// What a tenant publishes about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The tenant behind the name; `None` for `organizations`.
    pub tenant: Option<TenantId>,
    /// Issuer of its tokens; holds `{tenantid}` for `organizations`.
    pub issuer: String,
    /// Login host of its cloud, for example `microsoftonline.com`.
    pub cloud: Option<String>,
    /// Graph host of its cloud, for example `graph.microsoft.com`.
    pub graph_host: Option<String>,
    /// Where the signing keys are, on our login host.
    pub(crate) keys: Url,
}

#[derive(Deserialize)]
struct Wire {
    issuer: String,
    jwks_uri: Url,
    cloud_instance_name: Option<String>,
    msgraph_host: Option<String>,
}

impl Authority {
    /// Asks the login host which tenant this is. Needs no sign-in.
    ///
    /// # Errors
    /// [`SignInError::TenantUnknown`] if no tenant has this name, otherwise what kept the answer away.
    pub async fn discover(&self, context: &SignInContext) -> Result<Discovery, SignInError> {
        self.check()?;
        let answer = get(context, &self.discovery_url()).await?;
        if !answer.status().is_success() {
            let refusal =
                Refusal::read(answer.body(), &[]).ok_or(ProtocolFault::Shape { endpoint: "discovery" })?;
            return Err(classify(refusal, Stage::Discovery, &Asked { authority: self, scopes: &[] }));
        }
        let wire: Wire = serde_json::from_slice(answer.body())
            .map_err(|_| ProtocolFault::Shape { endpoint: "discovery" })?;
        Ok(Discovery {
            tenant: tenant_in(&wire.issuer),
            keys: self.on_login_host(wire.jwks_uri.path()),
            issuer: wire.issuer,
            cloud: wire.cloud_instance_name,
            graph_host: wire.msgraph_host,
        })
    }
}

/// A GET on a sign-in endpoint.
pub(crate) async fn get(context: &SignInContext, url: &Url) -> Result<HttpResponse, SignInError> {
    let request = http::Request::get(url.as_str())
        .header(http::header::ACCEPT, "application/json")
        .header("client-request-id", context.random.uuid().to_string())
        .body(Vec::new())
        .map_err(|_| ProtocolFault::Field { field: "jwks_uri" })?;
    Ok(context.http.exchange(request).await?)
}

/// The GUID in an issuer: `https://login.microsoftonline.com/{tid}/v2.0`.
fn tenant_in(issuer: &str) -> Option<TenantId> {
    issuer.split('/').find_map(|segment| (segment.len() == 36).then(|| segment.parse().ok()).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_names_the_tenant() {
        let id = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";
        assert_eq!(tenant_in(&format!("https://login.microsoftonline.com/{id}/v2.0")), id.parse().ok());
        assert_eq!(tenant_in("https://login.microsoftonline.com/{tenantid}/v2.0"), None);
    }
}
