//! Delegated permission grants: which client may do what at which resource, for everyone or for one person.
//!
//! The consent pages write them, `/oauth2PermissionGrants` reads and writes them, tokens are cut to them. There is at
//! most one grant per client, resource and person (or everyone), as in Entra.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One `oAuth2PermissionGrant`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PermissionGrant {
    /// Opaque, as Graph makes them: not a GUID.
    pub(crate) id: String,
    /// Object id of the client's service principal.
    pub(crate) client: Uuid,
    /// The person; `None`: everyone (`AllPrincipals`).
    pub(crate) principal: Option<Uuid>,
    /// Object id of the resource's service principal.
    pub(crate) resource: Uuid,
    /// Names of the permissions, without the resource.
    pub(crate) scopes: BTreeSet<String>,
}

/// All grants of the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Consents(pub(crate) Vec<PermissionGrant>);

impl Consents {
    /// What the client may do at the resource for this person: everyone's grants and the person's own.
    pub(crate) fn scopes(&self, client: Uuid, resource: Uuid, person: Uuid) -> BTreeSet<String> {
        self.0
            .iter()
            .filter(|grant| grant.client == client && grant.resource == resource)
            .filter(|grant| grant.principal.is_none_or(|principal| principal == person))
            .flat_map(|grant| grant.scopes.iter().cloned())
            .collect()
    }

    /// Adds permissions to the grant of this client, resource and person (`None`: everyone), made if need be. `id` is
    /// used for a new grant only.
    pub(crate) fn add(
        &mut self,
        id: String,
        (client, resource): (Uuid, Uuid),
        principal: Option<Uuid>,
        scopes: impl IntoIterator<Item = String>,
    ) {
        let same = |grant: &&mut PermissionGrant| {
            grant.client == client && grant.resource == resource && grant.principal == principal
        };
        match self.0.iter_mut().find(same) {
            Some(grant) => grant.scopes.extend(scopes),
            None => {
                let scopes: BTreeSet<String> = scopes.into_iter().collect();
                if !scopes.is_empty() {
                    self.0.push(PermissionGrant { id, client, principal, resource, scopes });
                }
            }
        }
    }

    /// Forgets every grant that names the object.
    pub(crate) fn forget(&mut self, id: Uuid) {
        self.0.retain(|grant| grant.client != id && grant.resource != id && grant.principal != Some(id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_everyones_permissions_and_their_own() {
        let (client, graph) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (ann, ben) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let mut consents = Consents::default();
        consents.add("a".to_owned(), (client, graph), None, ["User.Read".to_owned()]);
        consents.add("b".to_owned(), (client, graph), Some(ann), ["Group.Read.All".to_owned()]);
        consents.add("c".to_owned(), (client, graph), Some(ann), ["Domain.Read.All".to_owned()]);
        assert_eq!(consents.0.len(), 2, "one grant per client, resource and person");
        assert_eq!(consents.scopes(client, graph, ann).len(), 3);
        assert_eq!(consents.scopes(client, graph, ben).len(), 1, "others' grants do not count");
    }
}
