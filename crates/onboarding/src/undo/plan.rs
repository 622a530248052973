//! The way back as a plan: what will be taken back, newest first, what is back already, what goes along with something
//! bigger, and what has to stay, with the reason. Made by reading only.

use super::{Conflict, Deed, Done, Present, deed::records_of, restore::way_back};
use crate::{
    field::{Field, ObjectKind},
    plan::{Change, Request, StepId},
};
use doorward_domain::{AppRoleId, ObjectId, RunId, Thumbprint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What becomes of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoState {
    /// Will be taken back.
    Todo,
    /// Is back already; nothing is sent.
    Back,
    /// Goes along with the application that is deleted.
    Covered,
    /// Has to stay; `note` says why.
    Stays,
}

/// What taking a step back does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Take {
    /// Deletes application and service principal.
    DeleteApplication {
        /// Registration.
        application: Option<ObjectId>,
        /// Service principal.
        service_principal: Option<ObjectId>,
    },
    /// Writes former values.
    Write {
        /// Kind of object.
        object: ObjectKind,
        /// Object.
        id: ObjectId,
        /// Body of the PATCH.
        body: Value,
        /// What each field will hold.
        fields: Vec<(Field, Vec<String>)>,
    },
    /// Removes an inactive certificate, all its entries together.
    RemoveCertificate {
        /// Service principal.
        id: ObjectId,
        /// Certificate.
        thumbprint: Thumbprint,
    },
    /// Deletes the person.
    DeletePerson {
        /// Person.
        id: ObjectId,
    },
    /// Removes the assignment.
    Unassign {
        /// Service principal.
        resource: ObjectId,
        /// Person or group.
        principal: ObjectId,
        /// It is a group.
        group: bool,
        /// Role.
        role: AppRoleId,
    },
    /// Sends nothing.
    Nothing,
}

/// One step on the way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoStep {
    /// The step that is taken back.
    pub id: StepId,
    /// What becomes of it.
    pub state: UndoState,
    /// The intent in words.
    pub intent: String,
    /// Why it stays, or what else is to be known.
    pub note: Option<String>,
    /// What is sent.
    pub take: Take,
    /// From what to what.
    pub changes: Vec<Change>,
    /// Values of others that stay.
    pub conflicts: Vec<Conflict>,
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoPlan {
    /// Run.
    pub run: RunId,
    /// The single step asked for; absent: the whole run.
    pub only: Option<StepId>,
    /// Newest first.
    pub steps: Vec<UndoStep>,
}

impl UndoPlan {
    /// Names this very plan.
    #[must_use]
    pub fn hash(&self) -> String {
        crate::evidence::hash_of(&serde_json::to_value(self).unwrap_or_default())
    }

    /// There is something to send or to write down.
    #[must_use]
    pub fn has_work(&self) -> bool {
        self.steps.iter().any(|step| step.state != UndoState::Stays)
    }
}

/// Plans the way back of a run, or of one of its steps.
#[must_use]
pub fn plan_undo(run: RunId, deeds: &[Deed], present: &Present, only: Option<StepId>) -> UndoPlan {
    let all = deeds;
    let chosen: Vec<Deed> =
        deeds.iter().filter(|deed| only.is_none_or(|step| step == deed.step)).cloned().collect();
    let deletes = chosen.iter().any(|deed| matches!(deed.done, Done::Application { .. }));
    let scope = Scope { all, chosen: &chosen, present, deletes, whole: only.is_none() };
    let steps = chosen.iter().map(|deed| scope.step(deed)).collect();
    UndoPlan { run, only, steps }
}

/// What a step's way back is decided from.
struct Scope<'a> {
    all: &'a [Deed],
    chosen: &'a [Deed],
    present: &'a Present,
    deletes: bool,
    whole: bool,
}

impl Scope<'_> {
    fn step(&self, deed: &Deed) -> UndoStep {
        let mut step = UndoStep {
            id: deed.step,
            state: UndoState::Todo,
            intent: String::new(),
            note: None,
            take: Take::Nothing,
            changes: Vec::new(),
            conflicts: Vec::new(),
        };
        match &deed.done {
            Done::Application { .. } => self.application(&mut step),
            Done::Person { .. } => self.person(&mut step),
            _ if self.deletes => {
                step.state = UndoState::Covered;
                step.intent = "Goes with the application".to_owned();
            }
            Done::Fields { object, id, records } => {
                let mut fields: Vec<Field> = Vec::new();
                for (_, record) in records {
                    if !fields.contains(&record.field) {
                        fields.push(record.field);
                    }
                }
                self.fields(&mut step, deed, *object, *id, &fields);
            }
            Done::Certificate { thumbprint, subject } => self.certificate(&mut step, *thumbprint, subject),
            Done::Assignment { resource, principal, role } => {
                self.assignment(&mut step, *resource, *principal, *role);
            }
        }
        step
    }

    fn name(&self) -> String {
        let named = self.present.application.as_ref().map(|own| own.name.clone());
        named.or_else(|| self.present.principal.as_ref().map(|own| own.name.clone())).unwrap_or_default()
    }

    fn application(&self, step: &mut UndoStep) {
        let (application, principal) = (&self.present.application, &self.present.principal);
        step.intent = format!("Delete {}", self.name()).trim_end().to_owned();
        if application.is_none() && principal.is_none() {
            step.state = UndoState::Back;
            step.intent = "The application is gone already".to_owned();
            return;
        }
        let gone = |object, name: &str| Change::between(object, name, "", vec![name.to_owned()], Vec::new());
        step.changes.extend(application.iter().map(|own| gone(ObjectKind::Application, &own.name)));
        step.changes.extend(principal.iter().map(|own| gone(ObjectKind::ServicePrincipal, &own.name)));
        step.note = Some("Entra keeps it among the deleted items for 30 days and can restore it.".to_owned());
        step.take = Take::DeleteApplication {
            application: application.as_ref().map(|own| own.id),
            service_principal: principal.as_ref().map(|own| own.id),
        };
    }

    fn person(&self, step: &mut UndoStep) {
        let Some(person) = &self.present.person else {
            step.state = UndoState::Back;
            step.intent = "The test user is gone already".to_owned();
            return;
        };
        step.intent = format!("Delete {}", person.name);
        step.note = Some("Entra keeps the account for 30 days and can restore it.".to_owned());
        step.changes = vec![Change::between(
            ObjectKind::User,
            person.name.clone(),
            "userPrincipalName",
            vec![person.upn.clone()],
            Vec::new(),
        )];
        step.take = Take::DeletePerson { id: person.id };
    }

    fn fields(&self, step: &mut UndoStep, deed: &Deed, object: ObjectKind, id: ObjectId, fields: &[Field]) {
        step.intent = intent(deed.step).to_owned();
        let mut body = json!({});
        let mut targets = Vec::new();
        for field in fields {
            let Some(now) = self.present.values(object, id, *field) else {
                step.state = UndoState::Back;
                step.note = Some("The object is gone; there is nothing to put back.".to_owned());
                return;
            };
            if self.whole && !self.is_first_writer(deed, id, *field) {
                continue;
            }
            let deeds = if self.whole { self.all } else { self.chosen };
            let way = way_back(*field, &now, &records_of(deeds, id, *field));
            step.conflicts.extend(way.conflict);
            if way.target == now {
                continue;
            }
            if *field == Field::ActiveCertificate && way.target.is_empty() {
                step.note = Some(
                    "There was no active certificate before, and Entra signs with this one: it stays active."
                        .to_owned(),
                );
                continue;
            }
            match &way.raw {
                Some(raw) => field.write_raw(raw, &mut body),
                None => field.write(&way.target, &mut body),
            }
            step.changes.push(Change::between(
                object,
                self.name(),
                field.graph_name(),
                now,
                way.target.clone(),
            ));
            targets.push((*field, way.target));
        }
        if !targets.is_empty() {
            step.take = Take::Write { object, id, body, fields: targets };
        } else if !step.conflicts.is_empty() || step.note.is_some() {
            step.state = UndoState::Stays;
        } else {
            step.state = UndoState::Back;
        }
        if !step.conflicts.is_empty() {
            step.note = Some("Others changed it since; their value stays.".to_owned());
        }
    }

    /// Several steps may have written one field; the one that did so first puts it back.
    fn is_first_writer(&self, deed: &Deed, object: ObjectId, field: Field) -> bool {
        let writes = |other: &&Deed| match &other.done {
            Done::Fields { id, records, .. } => {
                *id == object && records.iter().any(|(_, record)| record.field == field)
            }
            _ => false,
        };
        let first = self.all.iter().filter(writes).min_by_key(|other| other.first);
        first.is_none_or(|first| first.step == deed.step)
    }

    fn certificate(&self, step: &mut UndoStep, thumbprint: Option<Thumbprint>, subject: &str) {
        step.intent = "Remove the certificate".to_owned();
        let (Some(principal), Some(own)) =
            (&self.present.principal, self.present.certificate(thumbprint, subject))
        else {
            step.state = UndoState::Back;
            step.intent = "The certificate is gone already".to_owned();
            return;
        };
        step.intent = format!("Remove the certificate {own}");
        if self.active_afterwards() == Some(own) {
            step.state = UndoState::Stays;
            let only = principal.certificates.len() == 1;
            step.note = Some(if only {
                "It is the application's only certificate and signs its sign-ons: it is never removed."
                    .to_owned()
            } else if self.whole {
                "It stays the active certificate, so it is not removed.".to_owned()
            } else {
                "It is the active certificate. Take “activate_certificate” back first, or the whole run."
                    .to_owned()
            });
            return;
        }
        step.changes = vec![Change::between(
            ObjectKind::ServicePrincipal,
            principal.name.clone(),
            "keyCredentials",
            vec![own.to_string()],
            Vec::new(),
        )];
        step.take = Take::RemoveCertificate { id: principal.id, thumbprint: own };
    }

    /// The certificate that will be active once this plan's other steps are through.
    fn active_afterwards(&self) -> Option<Thumbprint> {
        let principal = self.present.principal.as_ref()?;
        let now = Field::ActiveCertificate.read_principal(principal);
        let restored = self.chosen.iter().any(|deed| deed.step == StepId::ActivateCertificate);
        let records = records_of(self.all, principal.id, Field::ActiveCertificate);
        let target =
            if restored { way_back(Field::ActiveCertificate, &now, &records).target } else { now.clone() };
        // What would be emptied stays: see `fields`.
        let target = if target.is_empty() { now } else { target };
        target.first().and_then(|text| text.parse().ok())
    }

    fn assignment(&self, step: &mut UndoStep, resource: ObjectId, principal: ObjectId, role: AppRoleId) {
        let found = self
            .present
            .assigned
            .iter()
            .find(|assigned| assigned.principal.id == principal && assigned.role == role);
        let Some(assigned) = found else {
            step.state = UndoState::Back;
            step.intent = "The assignment is gone already".to_owned();
            return;
        };
        let name = &assigned.principal.name;
        step.intent = format!("Take {name} off {}", self.name());
        step.changes = vec![Change::between(
            ObjectKind::Assignment,
            self.name(),
            "appRoleAssignedTo",
            vec![name.clone()],
            Vec::new(),
        )];
        let group = assigned.principal.kind == doorward_domain::PrincipalKind::Group;
        step.take = Take::Unassign { resource, principal, group, role };
    }
}

fn intent(step: StepId) -> &'static str {
    match step {
        StepId::Name => "Give it its former name",
        StepId::SamlMode => "Switch single sign-on back",
        StepId::Identifiers => "Put Identifier and Reply URL back",
        StepId::SignOn => "Put the Sign-on URL back",
        StepId::RelayState => "Put the Relay State back",
        StepId::NotificationEmails => "Put the expiry mails back",
        StepId::ActivateCertificate => "Make the former certificate active again",
        _ => "Put the former values back",
    }
}

impl UndoStep {
    /// The requests as they will be sent, in Graph's terms.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        let delete = |path: String| Request { method: "DELETE".to_owned(), path, body: None };
        match &self.take {
            Take::DeleteApplication { application: Some(id), .. } => {
                vec![delete(format!("/applications/{id}"))]
            }
            Take::DeleteApplication { application: None, service_principal } => {
                service_principal.iter().map(|id| delete(format!("/servicePrincipals/{id}"))).collect()
            }
            Take::Write { object, id, body, .. } => {
                let folder =
                    if *object == ObjectKind::Application { "applications" } else { "servicePrincipals" };
                vec![Request::patch(format!("/{folder}/{id}"), body.clone())]
            }
            Take::RemoveCertificate { id, .. } => vec![Request::patch(
                format!("/servicePrincipals/{id}"),
                json!({ "keyCredentials": "{the others}", "passwordCredentials": "{the others}" }),
            )],
            Take::DeletePerson { id } => vec![delete(format!("/users/{id}"))],
            Take::Unassign { resource, .. } => {
                vec![delete(format!("/servicePrincipals/{resource}/appRoleAssignedTo/{{assignment.id}}"))]
            }
            Take::Nothing => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
