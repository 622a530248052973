//! One step: intent, action, what changes, how it is undone.

use super::Change;
use crate::{
    field::{Field, ObjectKind},
    known::Known,
    page::Page,
};
use doorward_domain::{AppRoleId, ObjectId, TemplateId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Names of steps, stable: they stand in journals and scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepId {
    /// Make application and service principal from the gallery entry.
    Instantiate,
    /// Give it its name.
    Name,
    /// Switch single sign-on to SAML.
    SamlMode,
    /// Identifier, Reply URL and Logout URL on the registration.
    Identifiers,
    /// Sign-on URL and Relay State on the service principal.
    SignOn,
    /// Relay State, handed out by the vendor late.
    RelayState,
    /// Make a signing certificate.
    AddCertificate,
    /// Make it the active one.
    ActivateCertificate,
    /// Who is warned before it ends.
    NotificationEmails,
    /// Make the test user.
    CreateUser,
    /// Assign person or group.
    Assign,
    /// Register the local reply URL for a test.
    RegisterProbe,
    /// Take it away again.
    RemoveProbe,
}

impl fmt::Display for StepId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

/// A request to Graph as it will be sent; ids that are not known yet stand in braces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// `POST`, `PATCH`, `DELETE`.
    pub method: String,
    /// Path below `/v1.0`.
    pub path: String,
    /// Body.
    pub body: Option<Value>,
}

impl Request {
    /// A POST.
    #[must_use]
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: "POST".to_owned(), path: path.into(), body: Some(body) }
    }

    /// A PATCH.
    #[must_use]
    pub fn patch(path: impl Into<String>, body: Value) -> Self {
        Self { method: "PATCH".to_owned(), path: path.into(), body: Some(body) }
    }
}

/// How wanted values meet those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Wanted values replace what is there.
    Set,
    /// Wanted values come first; what others put there stays; what this run wrote before goes.
    Keep,
}

/// One field to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Field.
    pub field: Field,
    /// Wanted values.
    pub wanted: Vec<String>,
    /// How they meet those that are there.
    pub merge: Merge,
}

impl FieldChange {
    /// A single value that replaces what is there; `None` empties the field.
    #[must_use]
    pub fn set(field: Field, value: Option<&str>) -> Self {
        Self { field, wanted: value.map(str::to_owned).into_iter().collect(), merge: Merge::Set }
    }

    /// Values that join what is there.
    #[must_use]
    pub fn keep(field: Field, wanted: Vec<String>) -> Self {
        Self { field, wanted, merge: Merge::Keep }
    }

    /// What the field will hold, given what it holds and what this run wrote before.
    #[must_use]
    pub fn target(&self, current: &[String], written: &[String]) -> Vec<String> {
        match self.merge {
            Merge::Set => self.wanted.clone(),
            Merge::Keep => {
                let others =
                    current.iter().filter(|value| !written.contains(value) && !self.wanted.contains(value));
                self.wanted.iter().chain(others).cloned().collect()
            }
        }
    }

    /// The field needs no change.
    #[must_use]
    pub fn holds(&self, current: &[String], written: &[String]) -> bool {
        self.target(current, written) == current
    }
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// Makes both objects under a name that only this run uses.
    Instantiate {
        /// Gallery entry.
        template: TemplateId,
        /// The name to find them by.
        marker: String,
    },
    /// Changes fields of one object.
    Patch {
        /// Object.
        object: ObjectKind,
        /// Fields, all on that object.
        fields: Vec<FieldChange>,
    },
    /// Makes a signing certificate whose subject only this run uses.
    AddCertificate {
        /// Subject, begins with `CN=`.
        subject: String,
        /// When it ends.
        #[serde(with = "time::serde::rfc3339")]
        ends: OffsetDateTime,
    },
    /// Makes a certificate the active one; `None`: the one made by the step before.
    Activate {
        /// Thumbprint.
        thumbprint: Option<String>,
    },
    /// Makes a person.
    CreateUser {
        /// Principal name.
        upn: String,
        /// Display name.
        name: String,
    },
    /// Assigns; `None`: the test user made by an earlier step.
    Assign {
        /// Person or group.
        principal: Option<ObjectId>,
        /// Name of person or group.
        name: String,
        /// Role; `None`: by rule, once the application is there.
        role: Option<AppRoleId>,
        /// The admin's choice among several.
        chosen: Option<AppRoleId>,
    },
}

/// One change to the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Name.
    pub id: StepId,
    /// Page it belongs to.
    pub page: Page,
    /// What it does.
    pub action: Action,
    /// The intent in words.
    pub intent: String,
    /// What changes from what to what.
    pub changes: Vec<Change>,
    /// Steps that must be done before.
    pub depends_on: Vec<StepId>,
    /// How it is undone, in words.
    pub undo: String,
    /// It can be undone to the former values.
    pub undoable: bool,
}

impl Step {
    /// The step as the journal keeps it: what the preview showed, with the ids that are known by now.
    #[must_use]
    pub fn to_journal(&self, known: &Known) -> Value {
        json!({
            "intent": self.intent,
            "page": self.page,
            "action": self.action,
            "requests": self.requests(known),
            "changes": self.changes,
            "dependsOn": self.depends_on,
            "undo": self.undo,
            "undoable": self.undoable,
        })
    }

    /// The requests as they would be sent, ids in braces where unknown. A password stands as `•••`.
    #[must_use]
    pub fn requests(&self, known: &Known) -> Vec<Request> {
        let application = known.application.map_or("{application.id}".to_owned(), |id| id.to_string());
        let principal =
            known.service_principal.map_or("{servicePrincipal.id}".to_owned(), |id| id.to_string());
        let request = match &self.action {
            Action::Instantiate { template, marker } => Request::post(
                format!("/applicationTemplates/{template}/instantiate"),
                json!({ "displayName": marker }),
            ),
            Action::Patch { object, fields } => {
                let mut body = json!({});
                for (change, shown) in fields.iter().zip(&self.changes) {
                    change.field.write(&shown.to, &mut body);
                }
                let path = match object {
                    ObjectKind::Application => format!("/applications/{application}"),
                    _ => format!("/servicePrincipals/{principal}"),
                };
                Request::patch(path, body)
            }
            Action::AddCertificate { subject, ends } => Request::post(
                format!("/servicePrincipals/{principal}/addTokenSigningCertificate"),
                json!({ "displayName": subject, "endDateTime": ends.format(&Rfc3339).unwrap_or_default() }),
            ),
            Action::Activate { thumbprint } => Request::patch(
                format!("/servicePrincipals/{principal}"),
                json!({ "preferredTokenSigningKeyThumbprint": thumbprint.as_deref().unwrap_or("{certificate.thumbprint}") }),
            ),
            Action::CreateUser { upn, name } => Request::post("/users", user_body(upn, name, "•••")),
            Action::Assign { principal: person, role, .. } => Request::post(
                format!("/servicePrincipals/{principal}/appRoleAssignedTo"),
                json!({
                    "principalId": person.map_or("{user.id}".to_owned(), |id| id.to_string()),
                    "resourceId": principal,
                    "appRoleId": role.map_or("{role.id}".to_owned(), |id| id.to_string()),
                }),
            ),
        };
        vec![request]
    }
}

/// The body that makes a person. No forced change at the first sign-on: it would interrupt the test.
pub(crate) fn user_body(upn: &str, name: &str, password: &str) -> Value {
    let nickname: String = upn
        .split('@')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
        .take(64)
        .collect();
    let nickname = if nickname.is_empty() { "test".to_owned() } else { nickname };
    json!({
        "accountEnabled": true,
        "displayName": name,
        "mailNickname": nickname,
        "userPrincipalName": upn,
        "passwordProfile": { "password": password, "forceChangePasswordNextSignIn": false },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn what_others_put_there_survives_and_what_we_wrote_before_goes() {
        let change = FieldChange::keep(Field::ReplyUrls, texts(&["https://new/"]));
        let target = change.target(&texts(&["https://theirs/", "https://typo/"]), &texts(&["https://typo/"]));
        assert_eq!(
            target,
            texts(&["https://new/", "https://theirs/"]),
            "ours first: it is the default reply URL"
        );
    }

    #[test]
    fn a_nickname_has_only_letters_that_entra_takes() {
        assert_eq!(user_body("B.Simon@contoso.com", "B.Simon", "x")["mailNickname"], "BSimon");
        assert_eq!(user_body("@contoso.com", "", "x")["mailNickname"], "test");
    }
}
