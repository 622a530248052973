//! Going back: journal the intent, send, wait until the directory shows it, journal that it is undone. What was taken
//! back by an earlier try, or by somebody else, is only written down.

use super::{Take, UndoPlan, UndoState, UndoStep, restore::same};
use crate::{
    apply::{ApplyError, ApplyFailure, Engine},
    field::{Field, ObjectKind},
    known::Known,
    plan::{Request, StepId},
    ports::{DirectoryError, Entry, Phase, Stage},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use doorward_domain::{AppRoleId, ObjectId, RunId, Thumbprint};
use serde_json::{Value, json};

impl Engine<'_> {
    /// Carries the way back out, newest step first. Steps that stay are passed over.
    ///
    /// # Errors
    /// The first step that did not come to its end; the steps before it are undone and journalled.
    pub async fn undo(&self, plan: &UndoPlan, known: &mut Known) -> Result<(), ApplyError> {
        let of = |covered: bool| {
            let wanted = move |step: &&UndoStep| (step.state == UndoState::Covered) == covered;
            plan.steps.iter().filter(wanted)
        };
        // What goes along with the application is undone only once the application is gone.
        for step in of(false).chain(of(true)).filter(|step| step.state != UndoState::Stays) {
            let failed = |failure| ApplyError { step: step.id, failure };
            if self.cancel.is_cancelled() {
                return Err(failed(ApplyFailure::Cancelled));
            }
            self.observer.step(step.id, Stage::Sending);
            match self.take_back(plan.run, step, known).await {
                Ok(request_id) => {
                    forget(step, known);
                    let detail = json!({ "text": text(step), "conflicts": step.conflicts });
                    self.write(plan.run, step.id, Phase::Undone, detail, request_id, known)
                        .await
                        .map_err(failed)?;
                    self.observer.step(step.id, Stage::Proved);
                }
                Err(failure) => {
                    self.observer.step(step.id, Stage::Failed);
                    let detail = json!({ "failure": failure.to_string() });
                    // The failure itself is what the person must hear; a journal that fails now adds nothing to it.
                    let _ = self.write(plan.run, step.id, Phase::UndoFailed, detail, None, known).await;
                    return Err(failed(failure));
                }
            }
        }
        Ok(())
    }

    async fn write(
        &self,
        run: RunId,
        step: StepId,
        phase: Phase,
        detail: Value,
        request_id: Option<String>,
        known: &Known,
    ) -> Result<(), ApplyFailure> {
        let entry = Entry { step, phase, at: self.clock.now(), detail, request_id };
        Ok(self.journal.write(run, entry, known).await?)
    }

    async fn take_back(
        &self,
        run: RunId,
        step: &UndoStep,
        known: &Known,
    ) -> Result<Option<String>, ApplyFailure> {
        if step.state != UndoState::Todo {
            return Ok(None);
        }
        let detail = json!({
            "intent": step.intent, "take": step.take, "requests": step.requests(), "changes": step.changes,
        });
        self.write(run, step.id, Phase::UndoIntent, detail, None, known).await?;
        match &step.take {
            Take::DeleteApplication { application, service_principal } => {
                self.delete_application(step.id, *application, *service_principal).await
            }
            Take::Write { object, id, body, fields } => {
                self.write_back(step.id, (*object, *id), body, fields).await
            }
            Take::RemoveCertificate { id, thumbprint } => {
                self.remove_certificate(step.id, *id, *thumbprint).await
            }
            Take::DeletePerson { id } => {
                let sent = self.delete(format!("/users/{id}")).await?;
                self.observer.step(step.id, Stage::Settling);
                let name = id.to_string();
                self.until(1, || async { Ok(gone(&self.directory.person(&name).await?)) }).await?;
                Ok(sent)
            }
            Take::Unassign { resource, principal, group, role } => {
                let folder = if *group { "groups" } else { "users" };
                self.unassign(step.id, folder, (*principal, *resource, *role)).await
            }
            Take::Nothing => Ok(None),
        }
    }

    /// Deletes; what is not there any more is as good as deleted.
    async fn delete(&self, path: String) -> Result<Option<String>, ApplyFailure> {
        let request = Request { method: "DELETE".to_owned(), path, body: None };
        let mut sent = self.directory.send(&request).await;
        if matches!(sent, Err(DirectoryError::AnswerLost(_))) {
            // A deletion may be sent again: its second time finds nothing.
            sent = self.directory.send(&request).await;
        }
        match sent {
            Ok(written) => Ok(written.request_id),
            Err(DirectoryError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn patch_back(&self, path: String, body: Value) -> Result<Option<String>, ApplyFailure> {
        let request = Request::patch(path, body);
        let mut sent = self.directory.send(&request).await;
        if matches!(sent, Err(DirectoryError::AnswerLost(_))) {
            sent = self.directory.send(&request).await;
        }
        Ok(sent?.request_id)
    }

    async fn delete_application(
        &self,
        step: StepId,
        application: Option<ObjectId>,
        principal: Option<ObjectId>,
    ) -> Result<Option<String>, ApplyFailure> {
        let mut sent = None;
        if let Some(id) = application {
            sent = self.delete(format!("/applications/{id}")).await?;
            self.observer.step(step, Stage::Settling);
            self.until(1, || async { Ok(gone(&self.directory.application(id).await?)) }).await?;
        }
        // The service principal goes with its registration; where it does not, it is deleted by itself.
        if let Some(id) = principal
            && self.directory.service_principal(id).await?.is_some()
        {
            sent = self.delete(format!("/servicePrincipals/{id}")).await?.or(sent);
            self.until(1, || async { Ok(gone(&self.directory.service_principal(id).await?)) }).await?;
        }
        Ok(sent)
    }

    async fn write_back(
        &self,
        step: StepId,
        (object, id): (ObjectKind, ObjectId),
        body: &Value,
        fields: &[(Field, Vec<String>)],
    ) -> Result<Option<String>, ApplyFailure> {
        let folder = if object == ObjectKind::Application { "applications" } else { "servicePrincipals" };
        let sent = self.patch_back(format!("/{folder}/{id}"), body.clone()).await?;
        self.observer.step(step, Stage::Settling);
        self.until(1, || async {
            let shows = match object {
                ObjectKind::Application => self.directory.application(id).await?.is_some_and(|held| {
                    fields.iter().all(|(field, wanted)| same(&field.read_application(&held), wanted))
                }),
                _ => self.directory.service_principal(id).await?.is_some_and(|held| {
                    fields.iter().all(|(field, wanted)| same(&field.read_principal(&held), wanted))
                }),
            };
            Ok(shows.then_some(()))
        })
        .await?;
        Ok(sent)
    }

    /// Takes all entries of a certificate out, the others left as they are. An active one is never removed: it is
    /// looked at once more right before.
    async fn remove_certificate(
        &self,
        step: StepId,
        id: ObjectId,
        thumbprint: Thumbprint,
    ) -> Result<Option<String>, ApplyFailure> {
        let path = format!("/servicePrincipals/{id}");
        let select = "keyCredentials,passwordCredentials,preferredTokenSigningKeyThumbprint";
        let document = self.directory.document(&path, &[("$select", select)]).await?;
        let document = document.ok_or(ApplyFailure::Missing("the service principal"))?;
        let active = document["preferredTokenSigningKeyThumbprint"].as_str().unwrap_or_default();
        if active.parse::<Thumbprint>().is_ok_and(|active| active == thumbprint) {
            return Err(in_use(thumbprint));
        }
        let mark = BASE64_STANDARD.encode(thumbprint.0);
        let others = |name: &str| -> Vec<Value> {
            let all = document[name].as_array().cloned().unwrap_or_default();
            all.into_iter().filter(|entry| entry["customKeyIdentifier"] != json!(mark)).collect()
        };
        let body = json!({
            "keyCredentials": others("keyCredentials"),
            "passwordCredentials": others("passwordCredentials"),
        });
        let sent = self.patch_back(path, body).await?;
        self.observer.step(step, Stage::Settling);
        self.until(1, || async {
            let held = self.directory.service_principal(id).await?;
            let there = held.is_some_and(|held| {
                held.certificates.iter().any(|certificate| certificate.thumbprint == thumbprint)
            });
            Ok((!there).then_some(()))
        })
        .await?;
        Ok(sent)
    }

    async fn unassign(
        &self,
        step: StepId,
        folder: &str,
        (principal, resource, role): (ObjectId, ObjectId, AppRoleId),
    ) -> Result<Option<String>, ApplyFailure> {
        let filter = format!("resourceId eq {resource}");
        let path = format!("/{folder}/{principal}/appRoleAssignments");
        let found = self.directory.document(&path, &[("$filter", &filter)]).await?;
        let rows = found.and_then(|found| found["value"].as_array().cloned()).unwrap_or_default();
        let wanted = |row: &&Value| {
            row["resourceId"] == json!(resource.to_string()) && row["appRoleId"] == json!(role.to_string())
        };
        let mut sent = None;
        for id in rows.iter().filter(wanted).filter_map(|row| row["id"].as_str()) {
            let path = format!("/servicePrincipals/{resource}/appRoleAssignedTo/{id}");
            sent = self.delete(path).await?.or(sent);
        }
        self.observer.step(step, Stage::Settling);
        self.until(1, || async {
            let assigned = self.directory.assigned_to(resource).await?;
            let there = assigned.iter().any(|own| own.principal.id == principal && own.role == role);
            Ok((!there).then_some(()))
        })
        .await?;
        Ok(sent)
    }
}

/// Somebody made it active between the preview and now.
fn in_use(thumbprint: Thumbprint) -> ApplyFailure {
    ApplyFailure::Directory(DirectoryError::Refused {
        status: 409,
        code: "CertificateInUse".to_owned(),
        message: format!("certificate {thumbprint} is active, so it is not removed"),
        conflict: false,
        request_id: None,
    })
}

fn gone<T>(found: &Option<T>) -> Option<()> {
    found.is_none().then_some(())
}

fn text(step: &UndoStep) -> String {
    match step.state {
        UndoState::Back => "Was back already".to_owned(),
        UndoState::Covered => "Went with the application".to_owned(),
        _ => format!("Undone: {}", step.intent),
    }
}

/// The run no longer claims what it took back.
fn forget(step: &UndoStep, known: &mut Known) {
    match step.id {
        StepId::Instantiate => {
            *known =
                Known { made_user: known.made_user, password_lost: known.password_lost, ..Known::default() };
        }
        StepId::CreateUser => {
            known.made_user = None;
            known.password_lost = false;
        }
        StepId::AddCertificate => known.certificate = None,
        _ => {
            for change in &step.changes {
                known.written.retain(|field, _| field.graph_name() != change.field);
            }
        }
    }
}
