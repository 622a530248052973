//! What a run left behind against what the tenant holds now, field by field, and the steps that mend the difference.
//!
//! Expected is what the run's journal says it wrote last, and for fields that were right when the run came by, what its
//! answers lead to. What others added beside it is told but never taken away. Reply URLs on the local computer belong to a
//! test of the sign-on and do not count.

mod mend;

pub use mend::mend;

use crate::{
    answers::Answers,
    field::{Field, ObjectKind},
    known::Known,
    ports::{Directory, DirectoryError},
    undo::{Deed, Done, FormerField, Present},
};
use doorward_catalog::Recipe;
use doorward_domain::{AppRoleId, ObjectId, SamlField, Thumbprint};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run left behind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EndState {
    /// Registration.
    pub application: Option<ObjectId>,
    /// Service principal.
    pub service_principal: Option<ObjectId>,
    /// Fields with the values they should hold.
    pub fields: BTreeMap<Field, Vec<String>>,
    /// The certificate that the run made.
    pub certificate: Option<Thumbprint>,
    /// Who was assigned by the run, in which role.
    pub assigned: Option<(ObjectId, AppRoleId)>,
    /// The person whom the run made.
    pub person: Option<ObjectId>,
}

impl EndState {
    /// Reads it from a run's deeds, the newest first, and its answers.
    #[must_use]
    pub fn of(deeds: &[Deed], known: &Known, recipe: &Recipe, answers: &Answers) -> Self {
        let mut end = Self {
            application: known.application,
            service_principal: known.service_principal,
            certificate: known.certificate,
            person: known.made_user,
            ..Self::default()
        };
        let mut records: Vec<(usize, &FormerField)> = Vec::new();
        for deed in deeds {
            match &deed.done {
                Done::Fields { records: own, .. } => {
                    records.extend(own.iter().map(|(at, record)| (*at, record)));
                }
                Done::Assignment { principal, role, .. } => end.assigned = Some((*principal, *role)),
                Done::Application { .. } | Done::Certificate { .. } | Done::Person { .. } => {}
            }
        }
        records.sort_by_key(|(at, _)| *at);
        for (_, record) in records {
            let left = left_behind(end.fields.get(&record.field), record);
            end.fields.insert(record.field, left);
        }
        if let Some(urls) = end.fields.get_mut(&Field::ReplyUrls) {
            urls.retain(|url| !is_local(url));
        }
        let filled = answers.fill(recipe);
        for field in [SamlField::Identifier, SamlField::ReplyUrl, SamlField::SignOnUrl] {
            if let Some(value) = filled.value(field) {
                end.fields.entry(Field::of(field)).or_insert_with(|| vec![value.to_owned()]);
            }
        }
        end.fields.entry(Field::Mode).or_insert_with(|| vec!["saml".to_owned()]);
        end
    }

    /// Reads what the tenant holds of it now.
    ///
    /// # Errors
    /// As the directory's reads.
    pub async fn look(&self, directory: &dyn Directory) -> Result<Present, DirectoryError> {
        let mut present = Present::default();
        if let Some(id) = self.application {
            present.application = directory.application(id).await?;
        }
        if let Some(id) = self.service_principal {
            present.principal = directory.service_principal(id).await?;
        }
        if let Some(principal) = &present.principal {
            present.assigned = directory.assigned_to(principal.id).await?;
        }
        if let Some(id) = self.person {
            present.person = directory.person(&id.to_string()).await?;
        }
        Ok(present)
    }
}

/// What a write leaves behind as the run's own. A list that is written again (a correction, a mend) carries along what
/// others had added in between; that stays theirs.
fn left_behind(before: Option<&Vec<String>>, record: &FormerField) -> Vec<String> {
    let theirs =
        |value: &String| before.is_some_and(|own| record.before.contains(value) && !own.contains(value));
    record.after.iter().filter(|value| !record.field.is_list() || !theirs(value)).cloned().collect()
}

/// How something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// Another value stands there.
    Changed,
    /// Something is missing.
    Missing,
    /// Others added something beside it.
    Added,
    /// The object is gone.
    Gone,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Kind of object.
    pub object: ObjectKind,
    /// Field as Graph names it; empty for the object as a whole.
    pub field: String,
    /// Name for people, as the portal has it.
    pub label: String,
    /// How.
    pub kind: DriftKind,
    /// What the run left.
    pub expected: Vec<String>,
    /// What is there.
    pub actual: Vec<String>,
    /// A mend puts it right.
    pub mendable: bool,
    /// What else is to be known, or what to do where a mend cannot help.
    pub note: Option<String>,
}

/// Compares, field by field.
#[must_use]
pub fn compare(end: &EndState, present: &Present) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend(gone(end, present));
    for (field, expected) in &end.fields {
        let actual = match field.object() {
            ObjectKind::Application => present.application.as_ref().map(|own| field.read_application(own)),
            _ => present.principal.as_ref().map(|own| field.read_principal(own)),
        };
        if let Some(actual) = actual {
            found.extend(field_differs(*field, expected, actual, present));
        }
    }
    found.extend(objects(end, present));
    found
}

fn difference(object: ObjectKind, field: &str, label: &str, kind: DriftKind) -> Difference {
    Difference {
        object,
        field: field.to_owned(),
        label: label.to_owned(),
        kind,
        expected: Vec::new(),
        actual: Vec::new(),
        mendable: false,
        note: None,
    }
}

fn gone(end: &EndState, present: &Present) -> Vec<Difference> {
    let mut found = Vec::new();
    let note = "Restore it in Entra under Deleted applications within 30 days, or onboard it anew.";
    if end.application.is_some() && present.application.is_none() {
        found.push(Difference {
            note: Some(note.to_owned()),
            ..difference(ObjectKind::Application, "", "App registration", DriftKind::Gone)
        });
    }
    if end.service_principal.is_some() && present.principal.is_none() {
        found.push(Difference {
            note: Some(note.to_owned()),
            ..difference(ObjectKind::ServicePrincipal, "", "Enterprise application", DriftKind::Gone)
        });
    }
    found
}

fn field_differs(
    field: Field,
    expected: &[String],
    mut actual: Vec<String>,
    present: &Present,
) -> Option<Difference> {
    if field == Field::ReplyUrls {
        actual.retain(|url| !is_local(url));
    }
    let all_there = expected.iter().all(|value| actual.contains(value));
    let kind = if field.is_list() {
        let default_moved = field == Field::ReplyUrls && expected.first() != actual.first();
        match (all_there, actual.len() > expected.len()) {
            (true, false) if !default_moved => return None,
            (true, true) if !default_moved => DriftKind::Added,
            (true, _) => DriftKind::Changed,
            (false, _) => DriftKind::Missing,
        }
    } else if expected == actual.as_slice() {
        return None;
    } else if actual.is_empty() {
        DriftKind::Missing
    } else {
        DriftKind::Changed
    };
    let mut mendable = kind != DriftKind::Added;
    let mut note = (kind == DriftKind::Added).then(|| {
        "Others put it there; Doorward leaves it. Remove it in Entra if it does not belong.".to_owned()
    });
    if field == Field::ActiveCertificate {
        let there = present.principal.as_ref().is_some_and(|own| {
            own.certificates.iter().any(|one| expected.contains(&one.thumbprint.to_string()))
        });
        if !there {
            mendable = false;
            note = Some("That certificate is gone. Renew it on the page Certificate.".to_owned());
        }
    }
    Some(Difference {
        expected: expected.to_vec(),
        actual,
        mendable,
        note,
        ..difference(field.object(), field.graph_name(), field.portal_name(), kind)
    })
}

/// Certificate, assignment and person, and whether sign-on is switched off as a whole.
fn objects(end: &EndState, present: &Present) -> Vec<Difference> {
    let mut found = Vec::new();
    if let Some(principal) = &present.principal {
        if !principal.enabled {
            found.push(Difference {
                expected: vec!["true".to_owned()],
                actual: vec!["false".to_owned()],
                note: Some("Nobody can sign in. Somebody switched it off on purpose: ask first.".to_owned()),
                ..difference(
                    ObjectKind::ServicePrincipal,
                    "accountEnabled",
                    "Enabled for users to sign in",
                    DriftKind::Changed,
                )
            });
        }
        if let Some(made) = end.certificate
            && !principal.certificates.iter().any(|own| own.thumbprint == made)
        {
            found.push(Difference {
                expected: vec![made.to_string()],
                actual: principal.certificates.iter().map(|own| own.thumbprint.to_string()).collect(),
                note: Some(
                    "A removed certificate cannot be brought back; renew it on the page Certificate."
                        .to_owned(),
                ),
                ..difference(
                    ObjectKind::ServicePrincipal,
                    "keyCredentials",
                    "Signing certificate",
                    DriftKind::Missing,
                )
            });
        }
        found.extend(assignment(end, present));
    }
    if let Some(id) = end.person
        && present.person.is_none()
    {
        found.push(Difference {
            expected: vec![id.to_string()],
            note: Some("Restore the person in Entra under Deleted users within 30 days.".to_owned()),
            ..difference(ObjectKind::User, "", "Test user", DriftKind::Gone)
        });
    }
    found
}

fn assignment(end: &EndState, present: &Present) -> Option<Difference> {
    let (principal, role) = end.assigned?;
    let shown = |id: ObjectId, role: AppRoleId| {
        let name = present.person.as_ref().filter(|person| person.id == id).map(|person| person.name.clone());
        let roles = present.principal.iter().flat_map(|own| &own.app_roles);
        let role = roles.into_iter().find(|own| own.id == role).map(|own| own.name.clone());
        let name = name.unwrap_or_else(|| id.to_string());
        role.map_or_else(|| name.clone(), |role| format!("{name} as {role}"))
    };
    let own = |one: &&crate::ports::Assigned| one.principal.id == principal;
    let held: Vec<_> = present.assigned.iter().filter(own).collect();
    if held.iter().any(|one| one.role == role) {
        return None;
    }
    let person_gone = end.person == Some(principal) && present.person.is_none();
    let kind = if held.is_empty() { DriftKind::Missing } else { DriftKind::Changed };
    Some(Difference {
        expected: vec![shown(principal, role)],
        actual: held.iter().map(|one| shown(principal, one.role)).collect(),
        mendable: held.is_empty() && !person_gone,
        note: (!held.is_empty()).then(|| "Others gave another role; Doorward leaves it.".to_owned()),
        ..difference(ObjectKind::Assignment, "appRoleAssignedTo", "Users and groups", kind)
    })
}

fn is_local(url: &str) -> bool {
    url.starts_with("http://localhost") || url.starts_with("http://127.0.0.1")
}

#[cfg(test)]
mod tests;
