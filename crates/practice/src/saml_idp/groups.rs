//! The groups claim: which groups an application is told about (`groupMembershipClaims`), and in what form.

use crate::state::{
    World,
    object::{Kind, Object},
};
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is said about a person's groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Groups {
    /// Nothing.
    None,
    /// These, by the form the application wants.
    Ids(Vec<String>),
    /// There are more than fit into a token: where to ask is said instead.
    TooMany,
}

/// The groups of a person for one application; `limit` is 150 in SAML, 200 in JSON Web Tokens.
pub(crate) fn of(world: &World, user: Uuid, application: &Object, instance: Uuid, limit: usize) -> Groups {
    let wanted = application.text("groupMembershipClaims");
    let has = |name: &str| wanted.split(',').any(|part| part.trim().eq_ignore_ascii_case(name));
    let mut found: BTreeSet<Uuid> = BTreeSet::new();
    if has("All") || has("SecurityGroup") {
        let security = |id: &Uuid| {
            has("All") || world.directory.any(*id).is_some_and(|group| group.flag("securityEnabled"))
        };
        found.extend(world.directory.groups_of(user, true).into_iter().filter(security));
    } else if has("ApplicationGroup") {
        // Only groups assigned to the application, and of those only where the person is in directly.
        let direct = world.directory.groups_of(user, false);
        let assigned = world.directory.assignments.iter();
        let assigned = assigned.filter(|assignment| assignment.resource == instance);
        found.extend(assigned.map(|assignment| assignment.principal).filter(|id| direct.contains(id)));
    }
    if found.is_empty() {
        return Groups::None;
    }
    if found.len() > limit {
        return Groups::TooMany;
    }
    let names = form(application) == Form::CloudDisplayName && has("ApplicationGroup");
    let text = |id: &Uuid| match world.directory.any(*id).filter(|_| names) {
        Some(group) => group.text("displayName").to_owned(),
        None => id.to_string(),
    };
    Groups::Ids(found.iter().map(text).collect())
}

#[derive(PartialEq, Eq)]
enum Form {
    ObjectId,
    CloudDisplayName,
}

fn properties(application: &Object) -> Vec<&str> {
    let tokens = application.properties.get("optionalClaims").and_then(|all| all.get("saml2Token"));
    let rows = tokens.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let groups = rows.iter().find(|row| row["name"].as_str() == Some("groups"));
    let properties = groups.and_then(|row| row["additionalProperties"].as_array());
    properties.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn form(application: &Object) -> Form {
    if properties(application).contains(&"cloud_displayname") {
        Form::CloudDisplayName
    } else {
        Form::ObjectId
    }
}

/// `emit_as_roles`: groups travel in the role claim, and the application's own roles vanish from it.
pub(super) fn as_roles(application: &Object) -> bool {
    properties(application).contains(&"emit_as_roles")
}

/// The registration behind a service principal.
pub(super) fn application<'w>(world: &'w World, instance: &Object) -> Option<&'w Object> {
    world.directory.by_app_id(Kind::Application, instance.app_id()?)
}
