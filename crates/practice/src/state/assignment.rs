//! App role assignments, findable by id, by principal and by resource without walking all of them.

use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

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

/// All assignments, in the order they were made.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<Assignment>")]
pub(crate) struct Assignments {
    rows: BTreeMap<u64, Assignment>,
    next: u64,
    by_id: HashMap<String, u64>,
    by_principal: HashMap<Uuid, BTreeSet<u64>>,
    by_resource: HashMap<Uuid, BTreeSet<u64>>,
}

impl From<Vec<Assignment>> for Assignments {
    fn from(rows: Vec<Assignment>) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

impl Serialize for Assignments {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.values())
    }
}

impl Assignments {
    pub(crate) fn push(&mut self, row: Assignment) {
        let place = self.next;
        self.next += 1;
        self.by_id.insert(row.id.clone(), place);
        self.by_principal.entry(row.principal).or_default().insert(place);
        self.by_resource.entry(row.resource).or_default().insert(place);
        self.rows.insert(place, row);
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Assignment> {
        self.rows.values()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Assignment> {
        self.by_id.get(id).and_then(|place| self.rows.get(place))
    }

    /// What the principal may use.
    pub(crate) fn of_principal(&self, id: Uuid) -> impl Iterator<Item = &Assignment> {
        self.by_principal.get(&id).into_iter().flatten().filter_map(|place| self.rows.get(place))
    }

    /// Who may use the resource.
    pub(crate) fn of_resource(&self, id: Uuid) -> impl Iterator<Item = &Assignment> {
        self.by_resource.get(&id).into_iter().flatten().filter_map(|place| self.rows.get(place))
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<Assignment> {
        let place = self.by_id.remove(id)?;
        let row = self.rows.remove(&place)?;
        for (index, key) in [(&mut self.by_principal, row.principal), (&mut self.by_resource, row.resource)] {
            if let Some(places) = index.get_mut(&key) {
                places.remove(&place);
                if places.is_empty() {
                    index.remove(&key);
                }
            }
        }
        Some(row)
    }

    /// Forgets every assignment that names the object.
    pub(crate) fn forget(&mut self, id: Uuid) {
        let named: Vec<String> =
            self.of_principal(id).chain(self.of_resource(id)).map(|row| row.id.clone()).collect();
        for id in named {
            self.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_assignment_is_found_from_both_sides_until_it_is_removed() {
        let (ann, app) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut all = Assignments::default();
        let created = datetime!(2026-11-20 09:00 UTC);
        all.push(Assignment {
            id: "a".to_owned(),
            principal: ann,
            resource: app,
            role: Uuid::nil(),
            created,
        });
        all.push(Assignment {
            id: "b".to_owned(),
            principal: app,
            resource: ann,
            role: Uuid::nil(),
            created,
        });
        assert_eq!(all.of_principal(ann).count(), 1);
        assert_eq!(all.of_resource(app).count(), 1);
        all.remove("a");
        assert!(all.get("a").is_none() && all.of_principal(ann).next().is_none());
        all.forget(app);
        assert_eq!(all.len(), 0, "nothing names an object that is gone");
    }
}
