//! `directoryRole`: what the signed-in person may do.

use crate::{GraphClient, GraphError, GraphRequest, page::all_pages};
use serde::Deserialize;
use uuid::Uuid;

impl GraphClient {
    /// Template ids of the directory roles that are active for the signed-in person. Roles that are merely eligible do
    /// not appear.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn my_roles(&self) -> Result<Vec<Uuid>, GraphError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Role {
            role_template_id: Option<Uuid>,
        }
        let request = GraphRequest::get("/me/transitiveMemberOf/microsoft.graph.directoryRole")
            .query("$count", "true")
            .query("$select", "id,displayName,roleTemplateId")
            .eventual();
        Ok(all_pages::<Role>(self, &request)
            .await?
            .into_iter()
            .filter_map(|role| role.role_template_id)
            .collect())
    }
}
