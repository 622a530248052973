//! The application's federation metadata: anonymous, on the sign-in host, not part of Graph.

use crate::GraphError;
use doorward_domain::{AppId, TenantId};
use std::time::Duration;
use url::Url;

/// Address of the metadata that carries the application's own certificates. Without `appid` it would carry the
/// tenant-wide keys, the classic cause of signature failures.
#[must_use]
pub fn metadata_url(login: &Url, tenant: TenantId, app: AppId) -> String {
    format!(
        "{}/{tenant}/federationmetadata/2007-06/federationmetadata.xml?appid={app}",
        login.as_str().trim_end_matches('/')
    )
}

/// Fetches the metadata, at most 2 MiB.
///
/// # Errors
/// [`GraphError::Unreachable`], [`GraphError::Garbled`] for any status but 200 or an answer that is too large.
pub async fn federation_metadata(
    http: &reqwest::Client,
    login: &Url,
    tenant: TenantId,
    app: AppId,
) -> Result<Vec<u8>, GraphError> {
    let host = login.host_str().unwrap_or_default().to_owned();
    let lost =
        |error: reqwest::Error| GraphError::Unreachable { host: host.clone(), reason: error.to_string() };
    let answer = http
        .get(metadata_url(login, tenant, app))
        .timeout(Duration::from_secs(20))
        .send()
        .await
        .map_err(&lost)?;
    if !answer.status().is_success() {
        return Err(GraphError::Garbled { what: format!("metadata answered {}", answer.status().as_u16()) });
    }
    let bytes = answer.bytes().await.map_err(&lost)?;
    if bytes.len() > 2 * 1024 * 1024 {
        return Err(GraphError::Garbled { what: "metadata of more than 2 MiB".to_owned() });
    }
    Ok(bytes.to_vec())
}
