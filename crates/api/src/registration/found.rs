//! What the tenant holds already: Graph's permissions with this tenant's ids, and registrations of this program.

use crate::{contract::WireError, convert::graph_error};
use doorward_graph::{GraphClient, GraphError, GraphRequest};
use serde::Deserialize;

/// Microsoft Graph's client id, the same in every tenant of every cloud. Source: Microsoft's list of first-party
/// applications.
pub(super) const GRAPH: &str = "00000003-0000-0000-c000-000000000000";
/// Marks a registration as this program's, whatever it is called.
pub(super) const TAG: &str = "DoorwardConsole";
/// The redirect of a browser that comes back to this computer; Entra leaves the port out of account.
pub(super) const REDIRECT: &str = "http://localhost";

const FIELDS: &str =
    "id,appId,displayName,tags,signInAudience,isFallbackPublicClient,publicClient,requiredResourceAccess";

/// A registration as Graph shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Application {
    pub(super) id: String,
    pub(super) app_id: String,
    pub(super) display_name: String,
    pub(super) tags: Vec<String>,
    pub(super) is_fallback_public_client: Option<bool>,
    pub(super) public_client: PublicClient,
    pub(super) required_resource_access: Vec<ResourceAccess>,
}

/// Redirects of the platform "Mobile and desktop applications".
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PublicClient {
    pub(super) redirect_uris: Vec<String>,
}

/// Permissions at one resource.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ResourceAccess {
    pub(super) resource_app_id: String,
    pub(super) resource_access: Vec<Access>,
}

/// One permission by id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(default)]
pub(super) struct Access {
    pub(super) id: String,
    /// `Scope` (delegated) or `Role`.
    #[serde(rename = "type")]
    pub(super) kind: String,
}

/// A delegated permission that Graph offers in this tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Permission {
    pub(super) id: String,
    pub(super) value: String,
    /// `Admin` or `User`: who can consent.
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) is_enabled: Option<bool>,
}

/// The tenant's side of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// What Graph offers; empty where its service principal cannot be read.
    pub(super) offered: Vec<Permission>,
    /// Registrations that are this program's, the likeliest first.
    pub(super) own: Vec<Application>,
    /// Others of the same name.
    pub(super) namesakes: Vec<Application>,
    /// Object id of the first one's service principal.
    pub(super) service_principal: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Principal {
    id: String,
    oauth2_permission_scopes: Vec<Permission>,
}

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    value: Vec<Application>,
}

impl Found {
    /// Reads the tenant. `remembered` is the client id that this profile knows for it.
    pub(super) async fn read(
        graph: &GraphClient,
        name: &str,
        remembered: Option<&str>,
    ) -> Result<Self, WireError> {
        let offered = principal(graph, GRAPH, "id,oauth2PermissionScopes").await?;
        let mut all = tagged(graph).await?;
        let same_name = format!("displayName eq '{}'", name.replace('\'', "''"));
        all.extend(listed(graph, &same_name).await.map_err(graph_error)?);
        if let Some(id) = remembered {
            all.extend(by_client(graph, id).await?);
        }
        let mut found = sorted(all, remembered);
        found.offered = offered.map(|principal| principal.oauth2_permission_scopes).unwrap_or_default();
        if let Some(first) = found.own.first() {
            found.service_principal = service_principal(graph, &first.app_id).await?;
        }
        Ok(found)
    }
}

/// Object id of a client's service principal.
pub(super) async fn service_principal(
    graph: &GraphClient,
    client: &str,
) -> Result<Option<String>, WireError> {
    Ok(principal(graph, client, "id").await?.map(|principal| principal.id))
}

/// The registration with an object id.
pub(super) async fn application(graph: &GraphClient, id: &str) -> Result<Option<Application>, WireError> {
    one(graph, &GraphRequest::get(format!("/applications/{id}")).query("$select", FIELDS)).await
}

/// This program's registrations by their mark.
pub(super) async fn tagged(graph: &GraphClient) -> Result<Vec<Application>, WireError> {
    match listed(graph, &format!("tags/any(tag:tag eq '{TAG}')")).await {
        Ok(found) => Ok(found),
        // A directory that cannot look by tag is asked by name alone.
        Err(GraphError::Refused(refusal)) if refusal.status == 400 || refusal.status == 501 => Ok(Vec::new()),
        Err(error) => Err(graph_error(error)),
    }
}

async fn by_client(graph: &GraphClient, client: &str) -> Result<Option<Application>, WireError> {
    if client.parse::<uuid::Uuid>().is_err() {
        return Ok(None);
    }
    one(graph, &GraphRequest::get(format!("/applications(appId='{client}')")).query("$select", FIELDS)).await
}

async fn principal(graph: &GraphClient, client: &str, fields: &str) -> Result<Option<Principal>, WireError> {
    let path = format!("/servicePrincipals(appId='{client}')");
    one(graph, &GraphRequest::get(path).query("$select", fields)).await
}

async fn one<T: serde::de::DeserializeOwned>(
    graph: &GraphClient,
    request: &GraphRequest,
) -> Result<Option<T>, WireError> {
    match graph.send(request).await {
        Ok(reply) => reply.read().map(Some).map_err(graph_error),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(graph_error(error)),
    }
}

async fn listed(graph: &GraphClient, filter: &str) -> Result<Vec<Application>, GraphError> {
    let request = GraphRequest::get("/applications").query("$filter", filter).query("$select", FIELDS);
    Ok(graph.send(&request).await?.read::<List>()?.value)
}

/// Tells this program's registrations from namesakes. One that was made by hand carries no mark, but it is a public client
/// that comes back to this computer.
fn sorted(all: Vec<Application>, remembered: Option<&str>) -> Found {
    let mut found = Found::default();
    for application in all {
        let known = found.own.iter().chain(&found.namesakes).any(|other| other.id == application.id);
        if known {
            continue;
        }
        let ours = application.tags.iter().any(|tag| tag == TAG)
            || remembered == Some(application.app_id.as_str())
            || application.is_fallback_public_client == Some(true)
                && application.public_client.redirect_uris.iter().any(|uri| uri == REDIRECT);
        if ours { found.own.push(application) } else { found.namesakes.push(application) }
    }
    let rank = |application: &Application| {
        let known = remembered == Some(application.app_id.as_str());
        let marked = application.tags.iter().any(|tag| tag == TAG);
        (!known, !marked, application.id.clone())
    };
    found.own.sort_by_key(rank);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(id: &str, tag: bool, public: bool) -> Application {
        Application {
            id: id.to_owned(),
            app_id: format!("client-{id}"),
            display_name: "Doorward".to_owned(),
            tags: if tag { vec![TAG.to_owned()] } else { Vec::new() },
            is_fallback_public_client: Some(public),
            public_client: PublicClient {
                redirect_uris: if public { vec![REDIRECT.to_owned()] } else { Vec::new() },
            },
            ..Application::default()
        }
    }

    #[test]
    fn the_remembered_one_comes_first_then_the_marked_then_the_one_made_by_hand() {
        let all = vec![
            application("hand", false, true),
            application("mark", true, true),
            application("mark", true, true),
            application("known", false, false),
            application("other", false, false),
        ];
        let found = sorted(all, Some("client-known"));
        let own: Vec<_> = found.own.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(own, ["known", "mark", "hand"], "each once");
        assert_eq!(found.namesakes[0].id, "other", "a web application of the same name is none of ours");
    }
}
