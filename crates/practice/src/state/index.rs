//! Ways to find objects without walking all of them: by kind in order of creation, by names and ids that clients
//! filter by, from a member to its groups, from an owner to what it owns.

use super::object::{Kind, Object};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use uuid::Uuid;

/// The properties that are indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    DisplayName,
    UserPrincipalName,
    Mail,
    AppId,
    Template,
    /// `identifierUris` and `servicePrincipalNames`.
    Names,
    UniqueName,
}

impl Field {
    /// The index behind a property, if there is one.
    pub(crate) fn of(property: &str) -> Option<Self> {
        Some(match property {
            "displayName" => Self::DisplayName,
            "userPrincipalName" => Self::UserPrincipalName,
            "mail" => Self::Mail,
            "appId" => Self::AppId,
            "applicationTemplateId" => Self::Template,
            "identifierUris" | "servicePrincipalNames" => Self::Names,
            "uniqueName" => Self::UniqueName,
            _ => return None,
        })
    }
}

type Key = (Kind, Field, String);

/// The index; rebuilt from the objects when a state is loaded.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_kind: BTreeMap<Kind, BTreeMap<u64, Uuid>>,
    by_key: BTreeMap<Key, BTreeSet<Uuid>>,
    changes: BTreeMap<u64, Uuid>,
    /// Groups and roles an object is a member of.
    around: HashMap<Uuid, BTreeSet<Uuid>>,
    owned: HashMap<Uuid, BTreeSet<Uuid>>,
    children: HashMap<Uuid, BTreeSet<Uuid>>,
    /// Applications whose service principal has yet to follow.
    pub(super) due: BTreeSet<Uuid>,
}

/// The keys an object is found by.
pub(super) fn keys(object: &Object) -> Vec<Key> {
    let kind = object.kind;
    let single = |field, name| Some((kind, field, object.optional_text(name)?.to_lowercase()));
    let mut found: Vec<Key> = match kind {
        Kind::User => [
            single(Field::DisplayName, "displayName"),
            single(Field::UserPrincipalName, "userPrincipalName"),
            single(Field::Mail, "mail"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Kind::Application | Kind::ServicePrincipal => [
            single(Field::DisplayName, "displayName"),
            single(Field::AppId, "appId"),
            single(Field::Template, "applicationTemplateId"),
            single(Field::UniqueName, "uniqueName"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        _ => single(Field::DisplayName, "displayName").into_iter().collect(),
    };
    let names = match kind {
        Kind::Application => object.texts("identifierUris"),
        Kind::ServicePrincipal => object.texts("servicePrincipalNames"),
        _ => Vec::new(),
    };
    found.extend(names.into_iter().map(|name| (kind, Field::Names, name.to_lowercase())));
    found
}

impl Index {
    /// Takes a new object in.
    pub(super) fn add(&mut self, object: &Object) {
        self.by_kind.entry(object.kind).or_default().insert(object.order, object.id);
        for key in keys(object) {
            self.by_key.entry(key).or_default().insert(object.id);
        }
        self.changes.insert(object.changed, object.id);
        for member in &object.members {
            self.joined(*member, object.id);
        }
        for owner in &object.owners {
            self.owns(*owner, object.id);
        }
        if let Some(parent) = object.parent {
            self.children.entry(parent).or_default().insert(object.id);
        }
        if object.mirror_due.is_some() {
            self.due.insert(object.id);
        }
    }

    /// Forgets an object.
    pub(super) fn drop_object(&mut self, object: &Object) {
        if let Some(kind) = self.by_kind.get_mut(&object.kind) {
            kind.remove(&object.order);
        }
        self.rekey(object.id, keys(object), Vec::new());
        self.changes.remove(&object.changed);
        for member in &object.members {
            self.left(*member, object.id);
        }
        for owner in &object.owners {
            self.disowned(*owner, object.id);
        }
        if let Some(siblings) = object.parent.and_then(|parent| self.children.get_mut(&parent)) {
            siblings.remove(&object.id);
        }
        self.due.remove(&object.id);
    }

    /// Replaces the keys of an object.
    pub(super) fn rekey(&mut self, id: Uuid, before: Vec<Key>, after: Vec<Key>) {
        if before == after {
            return;
        }
        for key in before {
            if let Some(ids) = self.by_key.get_mut(&key) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.by_key.remove(&key);
                }
            }
        }
        for key in after {
            self.by_key.entry(key).or_default().insert(id);
        }
    }

    /// Notes a change under its number.
    pub(super) fn changed(&mut self, id: Uuid, before: u64, after: u64) {
        self.changes.remove(&before);
        self.changes.insert(after, id);
    }

    pub(super) fn joined(&mut self, member: Uuid, group: Uuid) {
        self.around.entry(member).or_default().insert(group);
    }

    pub(super) fn left(&mut self, member: Uuid, group: Uuid) {
        if let Some(groups) = self.around.get_mut(&member) {
            groups.remove(&group);
        }
    }

    pub(super) fn owns(&mut self, owner: Uuid, thing: Uuid) {
        self.owned.entry(owner).or_default().insert(thing);
    }

    pub(super) fn disowned(&mut self, owner: Uuid, thing: Uuid) {
        if let Some(things) = self.owned.get_mut(&owner) {
            things.remove(&thing);
        }
    }

    /// Ids of a kind after this place in the order of creation.
    pub(super) fn kind_after(&self, kind: Kind, after: Option<u64>) -> impl Iterator<Item = Uuid> + '_ {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let all = self.by_kind.get(&kind);
        all.into_iter().flat_map(move |all| all.range((from, Bound::Unbounded)).map(|(_, id)| *id))
    }

    pub(super) fn exactly(&self, kind: Kind, field: Field, value: &str) -> impl Iterator<Item = Uuid> + '_ {
        self.by_key.get(&(kind, field, value.to_lowercase())).into_iter().flatten().copied()
    }

    /// Ids whose value begins so.
    pub(super) fn beginning(&self, kind: Kind, field: Field, value: &str) -> impl Iterator<Item = Uuid> + '_ {
        let start = value.to_lowercase();
        let from = (kind, field, start.clone());
        self.by_key
            .range(from..)
            .take_while(move |((found, of, text), _)| {
                *found == kind && *of == field && text.starts_with(&start)
            })
            .flat_map(|(_, ids)| ids.iter().copied())
    }

    pub(super) fn around(&self, member: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        self.around.get(&member).into_iter().flatten().copied()
    }

    pub(super) fn owned(&self, owner: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        self.owned.get(&owner).into_iter().flatten().copied()
    }

    pub(super) fn children(&self, parent: Uuid) -> impl Iterator<Item = Uuid> + '_ {
        self.children.get(&parent).into_iter().flatten().copied()
    }

    /// Objects changed after this number, in the order of their last change.
    pub(super) fn changed_after(&self, number: u64) -> impl Iterator<Item = Uuid> + '_ {
        self.changes.range((Bound::Excluded(number), Bound::Unbounded)).map(|(_, id)| *id)
    }
}
