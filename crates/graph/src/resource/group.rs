//! `group`.

use crate::{GraphClient, GraphError, GraphRequest, request::quoted};
use doorward_domain::{Group, ObjectId};
use serde::Deserialize;

const SELECT: &str = "id,displayName,description";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: ObjectId,
    display_name: Option<String>,
    description: Option<String>,
}

impl From<Wire> for Group {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id,
            name: wire.display_name.unwrap_or_default(),
            description: wire.description.unwrap_or_default(),
        }
    }
}

impl GraphClient {
    /// A group by object id.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn group(&self, id: ObjectId) -> Result<Option<Group>, GraphError> {
        let request = GraphRequest::get(format!("/groups/{id}")).query("$select", SELECT);
        super::optional(self.send(&request).await)?
            .map(|reply| reply.read::<Wire>().map(Into::into))
            .transpose()
    }

    /// Groups whose name starts with the text; at most 20.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn groups_like(&self, text: &str) -> Result<Vec<Group>, GraphError> {
        let mut request = GraphRequest::get("/groups").query("$select", SELECT).query("$top", "20");
        if !text.trim().is_empty() {
            request = request.query("$filter", format!("startswith(displayName,{})", quoted(text.trim())));
        }
        let list: super::First<Wire> = self.send(&request).await?.read()?;
        Ok(list.value.into_iter().map(Into::into).collect())
    }

    /// Direct members of a group.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn direct_members(&self, id: ObjectId) -> Result<Vec<ObjectId>, GraphError> {
        #[derive(Deserialize)]
        struct Member {
            id: ObjectId,
        }
        let request = GraphRequest::get(format!("/groups/{id}/members")).query("$select", "id");
        let found = crate::page::all_pages::<Member>(self, &request).await?;
        Ok(found.into_iter().map(|member| member.id).collect())
    }
}
