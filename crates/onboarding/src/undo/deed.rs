//! What a run has done and not taken back yet: read from its journal, which is the only witness.

use super::{Former, FormerField};
use crate::{
    field::{Field, ObjectKind},
    plan::{Action, StepId},
    ports::{Entry, Phase},
};
use doorward_domain::{AppRoleId, ObjectId, Thumbprint};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything one step of a run did.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// Step.
    pub step: StepId,
    /// Place of its first record in the journal: what came later is taken back earlier.
    pub first: usize,
    /// What it did.
    pub done: Done,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// Made application and service principal.
    Application {
        /// The registration; `None` when the answer never came.
        id: Option<ObjectId>,
        /// The service principal, likewise.
        service_principal: Option<ObjectId>,
        /// The name that only this run used.
        marker: String,
    },
    /// Wrote fields of one object, the oldest record first.
    Fields {
        /// Kind of object.
        object: ObjectKind,
        /// The object.
        id: ObjectId,
        /// Records with their place in the journal.
        records: Vec<(usize, FormerField)>,
    },
    /// Made a certificate.
    Certificate {
        /// Thumbprint; `None` when the answer never came.
        thumbprint: Option<Thumbprint>,
        /// Subject that only this run used.
        subject: String,
    },
    /// Made a person.
    Person {
        /// Object id; `None` when the answer never came.
        id: Option<ObjectId>,
        /// User name.
        upn: String,
    },
    /// Assigned.
    Assignment {
        /// The application's service principal.
        resource: ObjectId,
        /// Person or group.
        principal: ObjectId,
        /// Role.
        role: AppRoleId,
    },
}

/// Reads the journal, the oldest entry first, into deeds, the newest deed first. What was undone since is left out.
#[must_use]
pub fn deeds(entries: &[Entry]) -> Vec<Deed> {
    let mut standing: BTreeMap<StepId, Deed> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate() {
        if entry.phase == Phase::Undone {
            standing.remove(&entry.step);
        } else if let Some(done) = read(entry, standing.get(&entry.step), place) {
            let first = standing.get(&entry.step).map_or(place, |deed| deed.first);
            standing.insert(entry.step, Deed { step: entry.step, first, done });
        } else if not_ours(entry) {
            standing.remove(&entry.step);
        }
    }
    let mut found: Vec<Deed> = standing.into_values().collect();
    found.sort_by_key(|deed| std::cmp::Reverse(deed.first));
    found
}

/// Somebody else's assignment was found where this run wanted to make one.
fn not_ours(entry: &Entry) -> bool {
    entry.step == StepId::Assign && entry.phase == Phase::Accepted && entry.detail["existed"] == true
}

fn read(entry: &Entry, before: Option<&Deed>, place: usize) -> Option<Done> {
    let before = before.map(|deed| &deed.done);
    match entry.phase {
        Phase::Intent => intent(&entry.detail, before, place),
        Phase::Accepted => accepted(entry.step, &entry.detail, before),
        _ => None,
    }
}

fn intent(detail: &Value, before: Option<&Done>, place: usize) -> Option<Done> {
    match parse::<Former>(&detail["former"]) {
        Some(Former::Fields { object, id, fields }) => {
            let mut records = match before {
                Some(Done::Fields { records, .. }) => records.clone(),
                _ => Vec::new(),
            };
            records.extend(fields.into_iter().map(|field| (place, field)));
            return Some(Done::Fields { object, id, records });
        }
        Some(Former::Certificate { subject, .. }) => {
            return Some(Done::Certificate { thumbprint: None, subject });
        }
        Some(Former::Assignment { resource, principal, role }) => {
            return Some(Done::Assignment { resource, principal, role });
        }
        None => {}
    }
    // A second intent for what is known already tells nothing new.
    if before.is_some() {
        return None;
    }
    match parse::<Action>(&detail["action"])? {
        Action::Instantiate { marker, .. } => {
            Some(Done::Application { id: None, service_principal: None, marker })
        }
        Action::CreateUser { upn, .. } => Some(Done::Person { id: None, upn }),
        _ => None,
    }
}

fn accepted(step: StepId, detail: &Value, before: Option<&Done>) -> Option<Done> {
    match step {
        StepId::Instantiate => {
            let marker = match before {
                Some(Done::Application { marker, .. }) => marker.clone(),
                _ => String::new(),
            };
            let (id, service_principal) = (parse(&detail["application"]), parse(&detail["servicePrincipal"]));
            Some(Done::Application { id, service_principal, marker })
        }
        StepId::AddCertificate => {
            let subject = match before {
                Some(Done::Certificate { subject, .. }) => subject.clone(),
                _ => String::new(),
            };
            Some(Done::Certificate { thumbprint: parse(&detail["thumbprint"]), subject })
        }
        StepId::CreateUser => {
            let upn = detail["upn"].as_str().unwrap_or_default().to_owned();
            Some(Done::Person { id: parse(&detail["user"]), upn })
        }
        _ => None,
    }
}

fn parse<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

/// All records of one field on one object over several deeds, the newest first.
#[must_use]
pub(super) fn records_of(deeds: &[Deed], object: ObjectId, field: Field) -> Vec<&FormerField> {
    let mut found: Vec<(usize, &FormerField)> = Vec::new();
    for deed in deeds {
        if let Done::Fields { id, records, .. } = &deed.done
            && *id == object
        {
            found.extend(
                records.iter().filter(|(_, record)| record.field == field).map(|(at, record)| (*at, record)),
            );
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    found.into_iter().map(|(_, record)| record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;
    use uuid::Uuid;

    fn entry(step: StepId, phase: Phase, detail: Value) -> Entry {
        Entry { step, phase, at: datetime!(2026-11-22 12:00 UTC), detail, request_id: None }
    }

    fn fields(before: &str, after: &str) -> Value {
        let former = Former::Fields {
            object: ObjectKind::ServicePrincipal,
            id: ObjectId(Uuid::nil()),
            fields: vec![FormerField {
                field: Field::SignOnUrl,
                before: vec![before.to_owned()],
                after: vec![after.to_owned()],
                raw: None,
            }],
        };
        json!({ "former": former })
    }

    #[test]
    fn the_newest_deed_comes_first_and_what_was_undone_is_gone() {
        let created = json!({ "user": Uuid::from_u128(1), "upn": "b@contoso.com" });
        let journal = [
            entry(StepId::CreateUser, Phase::Accepted, created),
            entry(StepId::SignOn, Phase::Intent, fields("a", "b")),
            entry(StepId::SamlMode, Phase::Intent, fields("x", "y")),
            entry(StepId::SamlMode, Phase::Undone, json!({})),
        ];
        let steps: Vec<StepId> = deeds(&journal).iter().map(|deed| deed.step).collect();
        assert_eq!(steps, [StepId::SignOn, StepId::CreateUser]);
    }

    #[test]
    fn a_field_corrected_twice_remembers_both_former_values() {
        let journal = [
            entry(StepId::SignOn, Phase::Intent, fields("a", "b")),
            entry(StepId::SignOn, Phase::Intent, fields("b", "c")),
        ];
        let deeds = deeds(&journal);
        let records = records_of(&deeds, ObjectId(Uuid::nil()), Field::SignOnUrl);
        assert_eq!(records.iter().map(|record| record.before[0].as_str()).collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn a_creation_whose_answer_never_came_is_a_deed_all_the_same() {
        let action = Action::CreateUser { upn: "b@contoso.com".to_owned(), name: "B".to_owned() };
        let journal = [entry(StepId::CreateUser, Phase::Intent, json!({ "action": action }))];
        assert_eq!(deeds(&journal)[0].done, Done::Person { id: None, upn: "b@contoso.com".to_owned() });
    }

    #[test]
    fn an_assignment_that_others_made_is_no_deed() {
        let former = Former::Assignment {
            resource: ObjectId(Uuid::nil()),
            principal: ObjectId(Uuid::nil()),
            role: AppRoleId::DEFAULT_ACCESS,
        };
        let journal = [
            entry(StepId::Assign, Phase::Intent, json!({ "former": former })),
            entry(StepId::Assign, Phase::Accepted, json!({ "existed": true })),
        ];
        assert_eq!(deeds(&journal), []);
    }
}
