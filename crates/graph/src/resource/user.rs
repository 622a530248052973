//! `user`: people.

use crate::{
    GraphClient, GraphError, GraphRequest,
    page::all_pages,
    request::{quoted, segment},
};
use doorward_domain::{ObjectId, Person};
use serde::Deserialize;

const SELECT: &str = "id,displayName,userPrincipalName,mail";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: ObjectId,
    display_name: Option<String>,
    user_principal_name: Option<String>,
    mail: Option<String>,
}

impl From<Wire> for Person {
    fn from(wire: Wire) -> Self {
        Self {
            id: wire.id,
            name: wire.display_name.unwrap_or_default(),
            upn: wire.user_principal_name.unwrap_or_default(),
            mail: wire.mail.filter(|mail| !mail.is_empty()),
        }
    }
}

impl GraphClient {
    /// A person by object id or user principal name; `None` when not there.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn person(&self, id_or_upn: &str) -> Result<Option<Person>, GraphError> {
        let request = GraphRequest::get(format!("/users/{}", segment(id_or_upn))).query("$select", SELECT);
        super::optional(self.send(&request).await)?
            .map(|reply| reply.read::<Wire>().map(Into::into))
            .transpose()
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn me(&self) -> Result<Person, GraphError> {
        self.send(&GraphRequest::get("/me").query("$select", SELECT)).await?.read::<Wire>().map(Into::into)
    }

    /// People whose name or address starts with the text; at most 20.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn people_like(&self, text: &str) -> Result<Vec<Person>, GraphError> {
        let mut request = GraphRequest::get("/users").query("$select", SELECT).query("$top", "20");
        let text = text.trim();
        if !text.is_empty() {
            let wanted = quoted(text);
            request = request.query(
                "$filter",
                format!(
                    "startswith(displayName,{wanted}) or startswith(userPrincipalName,{wanted}) or startswith(givenName,{wanted}) or startswith(surname,{wanted})"
                ),
            );
        }
        let list: super::First<Wire> = self.send(&request).await?.read()?;
        Ok(list.value.into_iter().map(Into::into).collect())
    }

    /// Everybody, for the cache of a small tenant: stops after `most`.
    ///
    /// # Errors
    /// As [`GraphClient::send`].
    pub async fn people(&self, most: usize) -> Result<Vec<Person>, GraphError> {
        let request = GraphRequest::get("/users").query("$select", SELECT).query("$top", "100");
        let found = all_pages::<Wire>(self, &request).await?;
        Ok(found.into_iter().take(most).map(Into::into).collect())
    }
}
