//! The directory: all objects, who is assigned to what, and which of it can be seen at a given moment.
//!
//! It decides visibility (young objects, soft deletion) and keeps service principals in step with their
//! applications. It knows no HTTP and refuses nothing: rules about who may write what live in `graph`.

use super::object::{Kind, Object};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long news travels inside the directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lag(pub(crate) Duration);

/// An app role assignment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Assignment {
    /// Opaque id, as Graph makes them: not a GUID.
    pub(crate) id: String,
    pub(crate) principal: Uuid,
    /// Object id of the service principal.
    pub(crate) resource: Uuid,
    pub(crate) role: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
}

/// All objects of the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Directory {
    objects: BTreeMap<Uuid, Object>,
    pub(crate) assignments: Vec<Assignment>,
    next_order: u64,
}

impl Directory {
    /// Adds an object as it is; visibility stays as given.
    pub(crate) fn insert(&mut self, mut object: Object) -> Uuid {
        object.order = self.next_order;
        self.next_order += 1;
        let id = object.id;
        self.objects.insert(id, object);
        id
    }

    /// Adds an object that becomes readable after `lag` and listed after twice that.
    pub(crate) fn create(&mut self, mut object: Object, now: OffsetDateTime, lag: Lag) -> Uuid {
        object.readable_from = now + lag.0;
        object.listed_from = now + lag.0 * 2;
        self.insert(object)
    }

    /// The object, whether or not anyone can see it yet; soft-deleted ones included.
    pub(crate) fn any(&self, id: Uuid) -> Option<&Object> {
        self.objects.get(&id)
    }

    pub(crate) fn any_mut(&mut self, id: Uuid) -> Option<&mut Object> {
        self.objects.get_mut(&id)
    }

    /// All objects of a kind, young and soft-deleted ones included, in order of creation.
    pub(crate) fn all(&self, kind: Kind) -> Vec<&Object> {
        let mut found: Vec<_> = self.objects.values().filter(|object| object.kind == kind).collect();
        found.sort_by_key(|object| object.order);
        found
    }

    /// What a read by id sees.
    pub(crate) fn readable(&self, id: Uuid, now: OffsetDateTime) -> Option<&Object> {
        self.objects.get(&id).filter(|object| object.deleted.is_none() && object.readable_from <= now)
    }

    /// What a list sees, in order of creation.
    pub(crate) fn listed(&self, kind: Kind, now: OffsetDateTime) -> Vec<&Object> {
        let mut found = self.all(kind);
        found.retain(|object| object.deleted.is_none() && object.listed_from <= now);
        found
    }

    /// Live objects of a kind regardless of visibility: what uniqueness is checked against.
    pub(crate) fn live(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.objects.values().filter(move |object| object.kind == kind && object.deleted.is_none())
    }

    /// The live object of this kind with the client id.
    pub(crate) fn by_app_id(&self, kind: Kind, app_id: Uuid) -> Option<&Object> {
        self.live(kind).find(|object| object.app_id() == Some(app_id))
    }

    /// The live user with the user principal name (case does not count).
    pub(crate) fn user_by_upn(&self, upn: &str) -> Option<&Object> {
        self.live(Kind::User).find(|user| user.text("userPrincipalName").eq_ignore_ascii_case(upn.trim()))
    }

    /// Removes an object for good, with the assignments and memberships that name it.
    pub(crate) fn purge(&mut self, id: Uuid) {
        self.objects.remove(&id);
        self.assignments.retain(|assignment| assignment.principal != id && assignment.resource != id);
        for object in self.objects.values_mut() {
            object.members.retain(|member| *member != id);
        }
    }

    /// Template ids of the active directory roles a user holds.
    pub(crate) fn roles_of(&self, user: Uuid) -> BTreeSet<Uuid> {
        self.live(Kind::DirectoryRole)
            .filter(|role| role.members.contains(&user))
            .filter_map(|role| Uuid::parse_str(role.text("roleTemplateId")).ok())
            .collect()
    }

    /// Groups the principal is in; with `nested` also the groups around those.
    pub(crate) fn groups_of(&self, principal: Uuid, nested: bool) -> BTreeSet<Uuid> {
        let mut found = BTreeSet::new();
        let mut frontier = vec![principal];
        while let Some(member) = frontier.pop() {
            for group in self.live(Kind::Group).filter(|group| group.members.contains(&member)) {
                if found.insert(group.id) && nested {
                    frontier.push(group.id);
                }
            }
        }
        found
    }

    /// Assignments through which the user may use the service principal: own ones and those of groups the user is a
    /// direct member of. Nested groups give nothing.
    pub(crate) fn access(&self, user: Uuid, service_principal: Uuid) -> Vec<&Assignment> {
        let groups = self.groups_of(user, false);
        self.assignments
            .iter()
            .filter(|assignment| assignment.resource == service_principal)
            .filter(|assignment| assignment.principal == user || groups.contains(&assignment.principal))
            .collect()
    }

    /// Notes that the application changed and its service principal must follow.
    pub(crate) fn application_changed(&mut self, id: Uuid, now: OffsetDateTime, lag: Lag) {
        if let Some(application) = self.objects.get_mut(&id) {
            application.mirror_due = Some(now + lag.0);
        }
    }

    /// Lets the news arrive that is due by now. Returns whether anything changed.
    pub(crate) fn settle(&mut self, now: OffsetDateTime) -> bool {
        let due: Vec<Uuid> = self
            .objects
            .values()
            .filter(|object| object.mirror_due.is_some_and(|due| due <= now))
            .map(|object| object.id)
            .collect();
        for id in &due {
            self.mirror(*id);
        }
        !due.is_empty()
    }

    /// Copies what a service principal mirrors from its application.
    fn mirror(&mut self, application: Uuid) {
        let Some(source) = self.objects.get_mut(&application) else { return };
        source.mirror_due = None;
        let source = source.clone();
        let app_id = source.app_id();
        let target = self.objects.values_mut().find(|object| {
            object.kind == Kind::ServicePrincipal && object.deleted.is_none() && object.app_id() == app_id
        });
        let Some(target) = target else { return };
        let mut names: Vec<Value> = source.items("identifierUris").to_vec();
        names.push(source.text("appId").into());
        target.set("servicePrincipalNames", names);
        target.set("replyUrls", source.redirect_uris());
        target.set("displayName", source.text("displayName"));
        target.set("appDisplayName", source.text("displayName"));
        target.set("appRoles", source.items("appRoles").to_vec());
        let web = source.properties.get("web");
        let logout = web.and_then(|web| web.get("logoutUrl")).cloned().unwrap_or_default();
        target.set("logoutUrl", logout);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-20 09:00 UTC);

    fn object(kind: Kind, properties: Value) -> Object {
        let Value::Object(properties) = properties else { panic!("an object") };
        Object::new(crate::seed::stable_id(&properties_key(&properties)), kind, properties, NOW)
    }

    fn properties_key(properties: &Map<String, Value>) -> String {
        serde_json::to_string(properties).unwrap()
    }

    #[test]
    fn a_new_object_is_read_before_it_is_listed() {
        let lag = Lag(Duration::seconds(2));
        let mut directory = Directory::default();
        let id = directory.create(object(Kind::User, json!({"displayName": "B.Simon"})), NOW, lag);
        assert!(directory.readable(id, NOW).is_none(), "accepted, not visible yet");
        assert!(directory.readable(id, NOW + lag.0).is_some());
        assert!(directory.listed(Kind::User, NOW + lag.0).is_empty(), "lists lag more than reads by id");
        assert_eq!(directory.listed(Kind::User, NOW + lag.0 * 2).len(), 1);
    }

    #[test]
    fn a_service_principal_follows_its_application_after_the_lag() {
        let lag = Lag(Duration::seconds(2));
        let mut directory = Directory::default();
        let app_id = Uuid::from_u128(7).to_string();
        let application = directory.insert(object(
            Kind::Application,
            json!({"appId": app_id, "displayName": "Sequr", "identifierUris": ["https://login.sequr.io"]}),
        ));
        let instance = directory.insert(object(Kind::ServicePrincipal, json!({"appId": app_id})));
        directory.application_changed(application, NOW, lag);
        assert!(!directory.settle(NOW), "the news has not travelled yet");
        assert!(directory.settle(NOW + lag.0));
        let names = directory.any(instance).unwrap().texts("servicePrincipalNames");
        assert_eq!(names, ["https://login.sequr.io", app_id.as_str()]);
    }

    #[test]
    fn nested_groups_give_no_access() {
        let mut directory = Directory::default();
        let user = directory.insert(object(Kind::User, json!({"displayName": "Ann"})));
        let mut inner = object(Kind::Group, json!({"displayName": "inner"}));
        inner.members.push(user);
        let inner = directory.insert(inner);
        let mut outer = object(Kind::Group, json!({"displayName": "outer"}));
        outer.members.push(inner);
        let outer = directory.insert(outer);
        let resource = Uuid::from_u128(99);
        let assign = |principal| Assignment {
            id: principal_id(principal),
            principal,
            resource,
            role: Uuid::nil(),
            created: NOW,
        };
        directory.assignments.push(assign(outer));
        assert!(
            directory.access(user, resource).is_empty(),
            "only direct members of an assigned group get in"
        );
        directory.assignments.push(assign(inner));
        assert_eq!(directory.access(user, resource).len(), 1);
    }

    fn principal_id(principal: Uuid) -> String {
        principal.simple().to_string()
    }
}
