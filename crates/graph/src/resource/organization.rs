//! `organization` and `domain`: the tenant itself.

use crate::{GraphClient, GraphError, GraphRequest};
use doorward_domain::{Domain, Tenant, TenantId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: TenantId,
    display_name: Option<String>,
    #[serde(default)]
    verified_domains: Vec<VerifiedDomain>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifiedDomain {
    name: String,
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    is_initial: bool,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl GraphClient {
    /// The tenant of the session. `User.Read` suffices.
    ///
    /// # Errors
    /// As [`GraphClient::send`]; [`GraphError::Garbled`] when the list is empty.
    pub async fn organization(&self) -> Result<Tenant, GraphError> {
        let request = GraphRequest::get("/organization").query("$select", "id,displayName,verifiedDomains");
        let list: super::First<Organization> = self.send(&request).await?.read()?;
        let Some(found) = list.value.into_iter().next() else {
            return Err(GraphError::Garbled { what: "no organization".to_owned() });
        };
        let domains = found
            .verified_domains
            .into_iter()
            .map(|domain| Domain {
                is_managed: domain.kind.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("Managed")),
                name: domain.name,
                is_default: domain.is_default,
                is_initial: domain.is_initial,
            })
            .collect();
        Ok(Tenant { id: found.id, name: found.display_name.unwrap_or_default(), domains })
    }
}
