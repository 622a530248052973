//! The facts of the tenant that a plan was made from, flat and readable, so that a saved plan can tell field by field what
//! has moved since.

use crate::{field::Field, snapshot::Snapshot};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Facts by name, for example `application.identifierUris`.
pub type Basis = BTreeMap<String, Vec<String>>;

/// Something that is no longer as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Name of the fact.
    pub field: String,
    /// When the plan was made.
    pub planned: Vec<String>,
    /// Now.
    pub now: Vec<String>,
}

const FIELDS: [Field; 9] = [
    Field::Name,
    Field::Identifiers,
    Field::ReplyUrls,
    Field::LogoutUrl,
    Field::Mode,
    Field::SignOnUrl,
    Field::RelayState,
    Field::Emails,
    Field::ActiveCertificate,
];

/// The facts of a snapshot, and the account that would do it.
#[must_use]
pub fn basis(snapshot: &Snapshot, account: &str) -> Basis {
    let mut facts = Basis::new();
    let mut add = |name: &str, mut values: Vec<String>, ordered: bool| {
        if !ordered {
            values.sort();
        }
        facts.insert(name.to_owned(), values);
    };
    let instance = |one: &crate::Instance| format!("{} ({})", one.name, one.id);
    add("account", vec![account.to_owned()], true);
    add("template", snapshot.template.iter().map(|own| format!("{} ({})", own.name, own.id)).collect(), true);
    add("tenant.sameName", snapshot.same_name.iter().map(instance).collect(), false);
    add("tenant.instances", snapshot.instances.iter().map(instance).collect(), false);
    add("tenant.identifierHolders", snapshot.same_identifier.clone(), false);
    let domains = snapshot.domains.iter().filter(|domain| domain.is_managed);
    add("tenant.managedDomains", domains.map(|domain| domain.name.clone()).collect(), false);
    for field in FIELDS {
        let (object, values) = match field.object() {
            crate::ObjectKind::Application => {
                ("application", snapshot.application.as_ref().map(|own| field.read_application(own)))
            }
            _ => ("servicePrincipal", snapshot.principal.as_ref().map(|own| field.read_principal(own))),
        };
        add(&format!("{object}.{}", field.graph_name()), values.unwrap_or_default(), true);
    }
    let principal = snapshot.principal.as_ref();
    let certificates = principal.iter().flat_map(|own| &own.certificates);
    add(
        "servicePrincipal.keyCredentials",
        certificates.map(|own| own.thumbprint.to_string()).collect(),
        false,
    );
    let roles = principal.iter().flat_map(|own| &own.app_roles);
    add(
        "servicePrincipal.appRoles",
        roles.map(|role| format!("{} ({})", role.name, role.id)).collect(),
        false,
    );
    let assigned = snapshot.assigned.iter();
    add(
        "servicePrincipal.appRoleAssignedTo",
        assigned
            .map(|one| format!("{} ({}) as {}", one.principal.name, one.principal.id, one.role))
            .collect(),
        false,
    );
    let person = |own: &doorward_domain::Person| format!("{} ({})", own.upn, own.id);
    add("testUser", snapshot.person.iter().map(person).collect(), true);
    add("testUser.userNameTaken", snapshot.user_name_taken.iter().map(person).collect(), true);
    add("group", snapshot.group.iter().map(|own| format!("{} ({})", own.name, own.id)).collect(), true);
    facts
}

/// What differs between two sets of facts.
#[must_use]
pub fn moved(planned: &Basis, now: &Basis) -> Vec<Moved> {
    let none: Vec<String> = Vec::new();
    let names: std::collections::BTreeSet<&String> = planned.keys().chain(now.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let (before, after) = (planned.get(name).unwrap_or(&none), now.get(name).unwrap_or(&none));
            (before != after).then(|| Moved {
                field: name.clone(),
                planned: before.clone(),
                now: after.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorward_domain::ObjectId;
    use uuid::Uuid;

    #[test]
    fn what_moved_is_named_with_both_values() {
        let before = Snapshot::default();
        let id = ObjectId(Uuid::nil());
        let same_name = vec![crate::Instance { id, name: "Sentry".to_owned() }];
        let after = Snapshot { same_name, ..Snapshot::default() };
        let found = moved(&basis(&before, "ada"), &basis(&after, "ada"));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].field.as_str(), found[0].planned.len()), ("tenant.sameName", 0));
        assert!(found[0].now[0].starts_with("Sentry"));
    }

    #[test]
    fn another_account_is_a_move() {
        let snapshot = Snapshot::default();
        assert_eq!(moved(&basis(&snapshot, "ada"), &basis(&snapshot, "bea"))[0].field, "account");
    }
}
