//! People and what the directory holds about them, read in batches and pages.

use super::groups::GroupClaim;
use crate::{contract::WireError, convert::graph_error};
use doorward_domain::{ObjectId, PrincipalKind};
use doorward_graph::{GraphClient, GraphError, GraphRequest, all_pages};
use doorward_onboarding::ports::Assigned;
use doorward_saml::{ClaimsPlan, PersonFacts};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An attribute's name in a claim's source, and in Graph. Extension attributes have a rule of their own.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("objectid", "id"),
    ("displayname", "displayName"),
    ("userprincipalname", "userPrincipalName"),
    ("mail", "mail"),
    ("givenname", "givenName"),
    ("surname", "surname"),
    ("department", "department"),
    ("companyname", "companyName"),
    ("employeeid", "employeeId"),
    ("jobtitle", "jobTitle"),
    ("country", "country"),
    ("city", "city"),
    ("state", "state"),
    ("streetaddress", "streetAddress"),
    ("postalcode", "postalCode"),
    ("mailnickname", "mailNickname"),
    ("preferredlanguage", "preferredLanguage"),
    ("usagelocation", "usageLocation"),
    ("usertype", "userType"),
    ("telephonenumber", "mobilePhone"),
    ("onpremisessamaccountname", "onPremisesSamAccountName"),
    ("onpremisesuserprincipalname", "onPremisesUserPrincipalName"),
];
const ALWAYS: &[&str] = &["id", "displayName", "userPrincipalName", "mail", "userType"];
const EXTENSIONS: &str = "onPremisesExtensionAttributes";

/// Reads people for one application.
pub(super) struct People<'a> {
    pub(super) graph: &'a GraphClient,
    pub(super) plan: &'a ClaimsPlan,
    pub(super) groups: &'a GroupClaim,
    /// Groups assigned to the application.
    pub(super) assigned: Vec<ObjectId>,
}

/// A person as read.
pub(super) struct Found {
    pub(super) facts: PersonFacts,
    pub(super) upn: String,
}

/// A group of a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupOf {
    pub(super) id: ObjectId,
    display_name: Option<String>,
    security_enabled: Option<bool>,
}

#[derive(Deserialize)]
struct List<T> {
    value: Vec<T>,
}

type Answer<T> = Result<T, WireError>;

impl People<'_> {
    /// A person by object id or user principal name.
    pub(super) async fn one(&self, id_or_upn: &str) -> Answer<Option<Found>> {
        // Batched like the others: whatever is typed stays one segment of the path.
        let name: String = url::form_urlencoded::byte_serialize(id_or_upn.as_bytes()).collect();
        let request = GraphRequest::get(format!("/users/{}", name.replace('+', "%20")));
        let answer = self.graph.send(&request.query("$select", self.select())).await;
        match answer {
            Ok(reply) => Ok(Some(found(&reply.body))),
            Err(error) if gone(&error) => Ok(None),
            Err(error) => Err(graph_error(error)),
        }
    }

    /// Everybody assigned, each once: people directly, and the direct members of groups, with the groups they came by.
    pub(super) async fn assigned(
        &self,
        assigned: &[Assigned],
    ) -> Answer<(Vec<PersonFacts>, BTreeMap<String, Vec<ObjectId>>)> {
        let direct: BTreeSet<ObjectId> = assigned
            .iter()
            .filter(|one| one.principal.kind == PrincipalKind::Person)
            .map(|one| one.principal.id)
            .collect();
        let requests: Vec<GraphRequest> = direct
            .iter()
            .map(|id| GraphRequest::get(format!("/users/{id}")).query("$select", self.select()))
            .collect();
        let mut everybody: BTreeMap<String, PersonFacts> = BTreeMap::new();
        for answer in self.graph.batch(&requests).await {
            match answer {
                Ok(reply) => {
                    let facts = found(&reply.body).facts;
                    everybody.insert(facts.id.clone(), facts);
                }
                // Deleted since the assignment was read.
                Err(error) if gone(&error) => {}
                Err(error) => return Err(graph_error(error)),
            }
        }
        let mut members: BTreeMap<String, Vec<ObjectId>> = BTreeMap::new();
        for group in &self.assigned {
            let request = GraphRequest::get(format!("/groups/{group}/members/microsoft.graph.user"))
                .query("$select", self.select())
                .query("$top", "999");
            for row in all_pages::<Value>(self.graph, &request).await.map_err(graph_error)? {
                let facts = found(&row).facts;
                members.entry(facts.id.clone()).or_default().push(*group);
                everybody.entry(facts.id.clone()).or_insert(facts);
            }
        }
        Ok((everybody.into_values().collect(), members))
    }

    /// Groups that each of these people is in directly, of those assigned to the application.
    pub(super) async fn groups_directly(&self, people: &[String]) -> Answer<Vec<Vec<GroupOf>>> {
        if self.assigned.is_empty() {
            return Ok(people.iter().map(|_| Vec::new()).collect());
        }
        let all = self.groups(people, "memberOf").await?;
        Ok(all
            .into_iter()
            .map(|groups| groups.into_iter().filter(|one| self.assigned.contains(&one.id)).collect())
            .collect())
    }

    /// Fills in the groups as they would be told.
    pub(super) async fn add_groups(&self, people: &mut [PersonFacts], direct: &[Vec<GroupOf>]) -> Answer<()> {
        match self.groups {
            GroupClaim::Silent => {}
            GroupClaim::Assigned { by_name, .. } => {
                for (person, groups) in people.iter_mut().zip(direct) {
                    let told = |group: &GroupOf| match &group.display_name {
                        Some(name) if *by_name => name.clone(),
                        _ => group.id.to_string(),
                    };
                    person.groups = groups.iter().map(told).collect();
                }
            }
            GroupClaim::All { security, .. } => {
                let ids: Vec<String> = people.iter().map(|person| person.id.clone()).collect();
                let told = |group: &GroupOf| !*security || group.security_enabled == Some(true);
                for (person, groups) in people.iter_mut().zip(self.groups(&ids, "transitiveMemberOf").await?)
                {
                    person.groups =
                        groups.iter().filter(|one| told(one)).map(|one| one.id.to_string()).collect();
                }
            }
        }
        Ok(())
    }

    /// The first 999 groups of each person: enough to list what fits into an assertion, and to see that it does not.
    async fn groups(&self, people: &[String], relation: &str) -> Answer<Vec<Vec<GroupOf>>> {
        let requests: Vec<GraphRequest> = people
            .iter()
            .map(|id| {
                GraphRequest::get(format!("/users/{id}/{relation}/microsoft.graph.group"))
                    .query("$select", "id,displayName,securityEnabled")
                    .query("$top", "999")
            })
            .collect();
        let mut found = Vec::with_capacity(people.len());
        for answer in self.graph.batch(&requests).await {
            let list: List<GroupOf> = answer.and_then(doorward_graph::Reply::read).map_err(graph_error)?;
            found.push(list.value);
        }
        Ok(found)
    }

    /// Properties that the plan needs, and those that are always shown.
    fn select(&self) -> String {
        let mut names: BTreeSet<&str> = ALWAYS.iter().copied().collect();
        for attribute in self.plan.attributes() {
            if let Some((_, property)) = ATTRIBUTES.iter().find(|(name, _)| *name == attribute) {
                names.insert(property);
            } else if attribute.starts_with("extensionattribute") {
                names.insert(EXTENSIONS);
            }
        }
        names.into_iter().collect::<Vec<_>>().join(",")
    }
}

fn gone(error: &GraphError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.status == 404)
}

fn found(row: &Value) -> Found {
    let text = |value: &Value| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let mut attributes = BTreeMap::new();
    for (name, property) in ATTRIBUTES {
        if let Some(value) = text(&row[*property]) {
            attributes.insert((*name).to_owned(), value);
        }
    }
    for (name, value) in row[EXTENSIONS].as_object().into_iter().flatten() {
        if let Some(value) = text(value) {
            attributes.insert(name.to_ascii_lowercase(), value);
        }
    }
    let upn = text(&row["userPrincipalName"]).unwrap_or_default();
    let facts = PersonFacts {
        id: text(&row["id"]).unwrap_or_default(),
        name: text(&row["displayName"]).unwrap_or_else(|| upn.clone()),
        attributes,
        guest: row["userType"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("guest")),
        ..PersonFacts::default()
    };
    Found { facts, upn }
}
