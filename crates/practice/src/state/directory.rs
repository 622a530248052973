//! The directory: all objects, who is assigned to what, and which of it can be seen at a given moment.
//!
//! It decides visibility (young objects, soft deletion, lists that lag behind reads) and keeps the indexes in step. What
//! travels inside the directory with time is in `news`. It knows no HTTP and refuses nothing: rules about who may
//! write what live in `graph`.

pub(crate) use super::assignment::{Assignment, Assignments};
use super::audit::AuditLog;
use super::index::{self, Field, Index};
use super::object::{Kind, Object, Past};
use super::tenant_settings::TenantSettings;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::{Deref, DerefMut};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long news travels inside the directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lag(pub(crate) Duration);

/// Somebody joined or left a group: what `members@delta` tells.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct MemberChange {
    pub(crate) number: u64,
    pub(crate) group: Uuid,
    pub(crate) member: Uuid,
    pub(crate) joined: bool,
}

/// An object that is gone for good.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Gone {
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    pub(crate) id: Uuid,
}

/// How many membership changes and purged objects are remembered for delta queries.
const REMEMBERED: usize = 50_000;

/// All objects of the tenant.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(from = "Saved")]
pub(crate) struct Directory {
    pub(super) objects: BTreeMap<Uuid, Object>,
    pub(crate) assignments: Assignments,
    pub(crate) audits: AuditLog,
    pub(crate) settings: TenantSettings,
    pub(crate) member_changes: VecDeque<MemberChange>,
    pub(crate) gone: VecDeque<Gone>,
    /// Delta tokens from before this change are too old.
    pub(crate) remembered_from: u64,
    next_order: u64,
    next_change: u64,
    #[serde(skip)]
    pub(super) index: Index,
}

/// The saved form, from which the indexes are rebuilt.
#[derive(Deserialize)]
struct Saved {
    objects: BTreeMap<Uuid, Object>,
    assignments: Assignments,
    #[serde(default)]
    audits: AuditLog,
    #[serde(default)]
    settings: TenantSettings,
    #[serde(default)]
    member_changes: VecDeque<MemberChange>,
    #[serde(default)]
    gone: VecDeque<Gone>,
    #[serde(default)]
    remembered_from: u64,
    next_order: u64,
    #[serde(default)]
    next_change: u64,
}

impl From<Saved> for Directory {
    fn from(saved: Saved) -> Self {
        let mut directory = Self {
            objects: saved.objects,
            assignments: saved.assignments,
            audits: saved.audits,
            settings: saved.settings,
            member_changes: saved.member_changes,
            gone: saved.gone,
            remembered_from: saved.remembered_from,
            next_order: saved.next_order,
            next_change: saved.next_change,
            index: Index::default(),
        };
        for object in directory.objects.values_mut() {
            if object.changed == 0 {
                // Saved before changes were numbered.
                directory.next_change += 1;
                object.changed = directory.next_change;
            }
            directory.index.add(object);
        }
        directory
    }
}

/// An object being changed. When it is let go, indexes and the number of the change follow.
pub(crate) struct Edit<'d> {
    object: &'d mut Object,
    index: &'d mut Index,
    next_change: &'d mut u64,
    before: Vec<(Kind, Field, String)>,
}

impl Deref for Edit<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        self.object
    }
}

impl DerefMut for Edit<'_> {
    fn deref_mut(&mut self) -> &mut Object {
        self.object
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        let before = std::mem::take(&mut self.before);
        self.index.rekey(self.object.id, before, index::keys(self.object));
        *self.next_change += 1;
        self.index.changed(self.object.id, self.object.changed, *self.next_change);
        self.object.changed = *self.next_change;
        if self.object.mirror_due.is_some() {
            self.index.due.insert(self.object.id);
        }
    }
}

impl Directory {
    /// Adds an object as it is; visibility stays as given.
    pub(crate) fn insert(&mut self, mut object: Object) -> Uuid {
        object.order = self.next_order;
        self.next_order += 1;
        object.changed = self.count_change();
        let id = object.id;
        self.index.add(&object);
        self.objects.insert(id, object);
        id
    }

    /// Adds an object that becomes readable after `lag` and listed after twice that.
    pub(crate) fn create(&mut self, mut object: Object, now: OffsetDateTime, lag: Lag) -> Uuid {
        object.readable_from = now + lag.0;
        object.listed_from = now + lag.0 * 2;
        self.insert(object)
    }

    fn count_change(&mut self) -> u64 {
        self.next_change += 1;
        self.next_change
    }

    /// Number of the latest change.
    pub(crate) fn latest_change(&self) -> u64 {
        self.next_change
    }

    /// The object, whether or not anyone can see it yet; soft-deleted ones included.
    pub(crate) fn any(&self, id: Uuid) -> Option<&Object> {
        self.objects.get(&id)
    }

    /// The object, to be changed at once for everyone.
    pub(crate) fn any_mut(&mut self, id: Uuid) -> Option<Edit<'_>> {
        let object = self.objects.get_mut(&id)?;
        let before = index::keys(object);
        Some(Edit { object, index: &mut self.index, next_change: &mut self.next_change, before })
    }

    /// The object, to be changed by a client: lists tell the old state for twice the lag.
    pub(crate) fn edit(&mut self, id: Uuid, now: OffsetDateTime, lag: Lag) -> Option<Edit<'_>> {
        let mut edit = self.any_mut(id)?;
        let listed = edit.listed_properties(now).clone();
        edit.past = Some(Box::new(Past { until: now + lag.0 * 2, properties: listed }));
        Some(edit)
    }

    /// All objects of a kind, young and soft-deleted ones included, in order of creation.
    pub(crate) fn all(&self, kind: Kind) -> Vec<&Object> {
        self.walk(kind, None).collect()
    }

    /// The same, from after a place in the order of creation.
    pub(crate) fn walk(&self, kind: Kind, after: Option<u64>) -> impl Iterator<Item = &Object> {
        self.index.kind_after(kind, after).filter_map(|id| self.objects.get(&id))
    }

    /// What a read by id sees.
    pub(crate) fn readable(&self, id: Uuid, now: OffsetDateTime) -> Option<&Object> {
        self.objects.get(&id).filter(|object| object.deleted.is_none() && object.readable_from <= now)
    }

    /// What a list sees, in order of creation.
    pub(crate) fn listed(&self, kind: Kind, now: OffsetDateTime) -> Vec<&Object> {
        self.walk(kind, None).filter(|object| object.deleted.is_none() && object.listed_from <= now).collect()
    }

    /// Live objects of a kind regardless of visibility: what uniqueness is checked against.
    pub(crate) fn live(&self, kind: Kind) -> impl Iterator<Item = &Object> {
        self.walk(kind, None).filter(|object| object.deleted.is_none())
    }

    /// Objects, soft-deleted ones included, whose indexed property has this value (case does not count).
    pub(crate) fn exactly(&self, kind: Kind, field: Field, value: &str) -> impl Iterator<Item = &Object> {
        self.index.exactly(kind, field, value).filter_map(|id| self.objects.get(&id))
    }

    /// Objects, soft-deleted ones included, whose indexed property begins so.
    pub(crate) fn beginning(&self, kind: Kind, field: Field, value: &str) -> impl Iterator<Item = &Object> {
        self.index.beginning(kind, field, value).filter_map(|id| self.objects.get(&id))
    }

    /// The live object of this kind with the client id.
    pub(crate) fn by_app_id(&self, kind: Kind, app_id: Uuid) -> Option<&Object> {
        self.exactly(kind, Field::AppId, &app_id.to_string()).find(|object| object.deleted.is_none())
    }

    /// The live user with the user principal name (case does not count).
    pub(crate) fn user_by_upn(&self, upn: &str) -> Option<&Object> {
        self.exactly(Kind::User, Field::UserPrincipalName, upn.trim()).find(|user| user.deleted.is_none())
    }

    /// Soft-deletes an object, or removes it for good if its kind is not kept.
    pub(crate) fn delete(&mut self, id: Uuid, now: OffsetDateTime) {
        if self.objects.get(&id).is_some_and(|object| !object.kind.soft_deleted()) {
            self.purge(id);
        } else if let Some(mut object) = self.any_mut(id) {
            object.deleted = Some(now);
        }
    }

    /// Removes an object for good, with the assignments and memberships that name it.
    pub(crate) fn purge(&mut self, id: Uuid) {
        let Some(object) = self.objects.remove(&id) else { return };
        self.index.drop_object(&object);
        self.assignments.forget(id);
        for group in self.index.around(id).collect::<Vec<_>>() {
            self.remove_member(group, id);
        }
        for thing in self.index.owned(id).collect::<Vec<_>>() {
            self.remove_owner(thing, id);
        }
        for child in self.index.children(id).collect::<Vec<_>>() {
            self.purge(child);
        }
        let number = self.count_change();
        remember(&mut self.gone, Gone { number, kind: object.kind, id }, &mut self.remembered_from);
    }

    /// Adds a member to a group or role; `false` if it is one already.
    pub(crate) fn add_member(&mut self, group: Uuid, member: Uuid) -> bool {
        let number = self.next_change + 1;
        let Some(object) = self.objects.get_mut(&group).filter(|object| !object.members.contains(&member))
        else {
            return false;
        };
        object.members.push(member);
        self.index.joined(member, group);
        let before = std::mem::replace(&mut object.changed, number);
        self.index.changed(group, before, number);
        self.next_change = number;
        let change = MemberChange { number, group, member, joined: true };
        remember(&mut self.member_changes, change, &mut self.remembered_from);
        true
    }

    /// Takes a member out of a group or role; `false` if it was none.
    pub(crate) fn remove_member(&mut self, group: Uuid, member: Uuid) -> bool {
        self.index.left(member, group);
        let number = self.next_change + 1;
        let Some(object) = self.objects.get_mut(&group) else { return false };
        let Some(place) = object.members.iter().position(|held| *held == member) else { return false };
        object.members.remove(place);
        let before = std::mem::replace(&mut object.changed, number);
        self.index.changed(group, before, number);
        self.next_change = number;
        let change = MemberChange { number, group, member, joined: false };
        remember(&mut self.member_changes, change, &mut self.remembered_from);
        true
    }

    /// Adds an owner; `false` if it is one already.
    pub(crate) fn add_owner(&mut self, thing: Uuid, owner: Uuid) -> bool {
        let Some(mut object) = self.any_mut(thing) else { return false };
        if object.owners.contains(&owner) {
            return false;
        }
        object.owners.push(owner);
        object.index.owns(owner, thing);
        true
    }

    /// Takes an owner away; `false` if it was none.
    pub(crate) fn remove_owner(&mut self, thing: Uuid, owner: Uuid) -> bool {
        self.index.disowned(owner, thing);
        let Some(mut object) = self.any_mut(thing) else { return false };
        let before = object.owners.len();
        object.owners.retain(|held| *held != owner);
        object.owners.len() != before
    }

    /// What an object owns, live things only.
    pub(crate) fn owned_by(&self, owner: Uuid) -> Vec<&Object> {
        let mut found: Vec<_> = self
            .index
            .owned(owner)
            .filter_map(|id| self.objects.get(&id))
            .filter(|object| object.deleted.is_none())
            .collect();
        found.sort_by_key(|object| object.order);
        found
    }

    /// What belongs to an object: federated credentials, extension properties, classifications.
    pub(crate) fn children(&self, parent: Uuid, kind: Kind) -> Vec<&Object> {
        let found = self.index.children(parent).filter_map(|id| self.objects.get(&id));
        let mut found: Vec<_> = found.filter(|object| object.kind == kind).collect();
        found.sort_by_key(|object| object.order);
        found
    }

    /// Template ids of the active directory roles a principal holds.
    pub(crate) fn roles_of(&self, principal: Uuid) -> BTreeSet<Uuid> {
        self.around(principal, Kind::DirectoryRole)
            .filter_map(|role| Uuid::parse_str(role.text("roleTemplateId")).ok())
            .collect()
    }

    /// Live groups or roles the object is a direct member of.
    pub(crate) fn around(&self, member: Uuid, kind: Kind) -> impl Iterator<Item = &Object> {
        self.index
            .around(member)
            .filter_map(|id| self.objects.get(&id))
            .filter(move |object| object.kind == kind && object.deleted.is_none())
    }

    /// Groups the principal is in; with `nested` also the groups around those.
    pub(crate) fn groups_of(&self, principal: Uuid, nested: bool) -> BTreeSet<Uuid> {
        let mut found = BTreeSet::new();
        let mut frontier = vec![principal];
        while let Some(member) = frontier.pop() {
            for group in self.around(member, Kind::Group) {
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
            .of_resource(service_principal)
            .filter(|assignment| assignment.principal == user || groups.contains(&assignment.principal))
            .collect()
    }

    /// Objects changed after this number, in the order of their last change; soft-deleted ones included.
    pub(crate) fn changed_after(&self, number: u64) -> impl Iterator<Item = &Object> {
        self.index.changed_after(number).filter_map(|id| self.objects.get(&id))
    }
}

/// Adds to a bounded memory; what falls out makes older delta tokens invalid.
fn remember<T: Copy + Numbered>(memory: &mut VecDeque<T>, item: T, from: &mut u64) {
    if memory.len() >= REMEMBERED
        && let Some(oldest) = memory.pop_front()
    {
        *from = (*from).max(oldest.number());
    }
    memory.push_back(item);
}

trait Numbered {
    fn number(&self) -> u64;
}

impl Numbered for MemberChange {
    fn number(&self) -> u64 {
        self.number
    }
}

impl Numbered for Gone {
    fn number(&self) -> u64 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value, json};
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
    fn nested_groups_give_no_access() {
        let mut directory = Directory::default();
        let user = directory.insert(object(Kind::User, json!({"displayName": "Ann"})));
        let inner = directory.insert(object(Kind::Group, json!({"displayName": "inner"})).joined_by([user]));
        let outer = directory.insert(object(Kind::Group, json!({"displayName": "outer"})).joined_by([inner]));
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
