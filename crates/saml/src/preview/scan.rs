//! Looking through everybody who is assigned, for those whose sign-on would fail.

use super::{ClaimsPlan, PersonFacts, Problem, preview};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One person about whom something is to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Object id.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The NameID that would be sent.
    pub name_id: Option<String>,
    /// What stands in the way, never empty.
    pub problems: Vec<Problem>,
}

/// Everybody with a problem, in the order given. Names are compared without regard to case, as vendors do with
/// addresses. Linear in the number of people.
#[must_use]
pub fn scan(plan: &ClaimsPlan, people: &[PersonFacts]) -> Vec<Scan> {
    let previews: Vec<_> = people.iter().map(|person| preview(plan, person)).collect();
    let mut holders: HashMap<String, Vec<&str>> = HashMap::new();
    for (person, preview) in people.iter().zip(&previews) {
        if let Some(name_id) = &preview.name_id {
            holders.entry(name_id.to_lowercase()).or_default().push(&person.id);
        }
    }
    let found = people.iter().zip(previews).filter_map(|(person, preview)| {
        let mut problems = preview.problems;
        let same = preview.name_id.as_ref().and_then(|name_id| holders.get(&name_id.to_lowercase()));
        let others: Vec<String> =
            same.into_iter().flatten().filter(|id| **id != person.id).map(|id| (*id).to_owned()).collect();
        if let (Some(value), false) = (&preview.name_id, others.is_empty()) {
            problems.push(Problem::NameIdTwice { value: value.clone(), others });
        }
        (!problems.is_empty()).then(|| Scan {
            id: person.id.clone(),
            name: person.name.clone(),
            name_id: preview.name_id.clone(),
            problems,
        })
    });
    found.collect()
}
