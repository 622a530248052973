//! `appRoleAssignedTo`: who may use an application.

use crate::{GraphClient, GraphError, GraphRequest, page::all_pages};
use doorward_domain::{AppRoleId, ObjectId, Principal, PrincipalKind};
use serde::Deserialize;

/// One assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Assignment id (not a GUID).
    pub id: String,
    /// Who.
    pub principal: Principal,
    /// In which role.
    pub role: AppRoleId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: String,
    principal_id: ObjectId,
    principal_type: Option<String>,
    principal_display_name: Option<String>,
    app_role_id: AppRoleId,
}

impl GraphClient {
    /// People and groups assigned to a service principal; clients (`ServicePrincipal`) are left out.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn assigned_to(&self, service_principal: ObjectId) -> Result<Vec<Assignment>, GraphError> {
        let request = GraphRequest::get(format!("/servicePrincipals/{service_principal}/appRoleAssignedTo"));
        let found = all_pages::<Wire>(self, &request).await?;
        let kind = |text: Option<&str>| match text {
            Some("Group") => Some(PrincipalKind::Group),
            Some("User") => Some(PrincipalKind::Person),
            _ => None,
        };
        Ok(found
            .into_iter()
            .filter_map(|wire| {
                let kind = kind(wire.principal_type.as_deref())?;
                let name = wire.principal_display_name.unwrap_or_default();
                let principal = Principal { id: wire.principal_id, kind, name };
                Some(Assignment { id: wire.id, principal, role: wire.app_role_id })
            })
            .collect())
    }
}
