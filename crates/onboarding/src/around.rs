//! What lies around an application in its tenant: who holds the wanted Identifier in any form, what was deleted and may
//! come back, who owns the application, and which rules the tenant has set. Read for a preview only, each part once where it
//! matters; a part that the session may not read stays unknown and is not held against anybody.

use crate::{
    answers::Answers,
    page::Page,
    ports::{Directory, DirectoryError},
    readiness::{Holder, HolderKind, TenantRules, forms_of, holds_application_role},
    snapshot::Snapshot,
};
use doorward_catalog::Recipe;
use doorward_domain::{ObjectId, SamlField};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The surroundings of an application.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Around {
    /// Owners of the run's registration; `None` where they were not read.
    pub owners: Option<Vec<ObjectId>>,
    /// Who holds the wanted Identifier, in any of its forms.
    pub identifier_holders: Vec<Holder>,
    /// Deleted applications of the wanted name, by name.
    pub deleted_same_name: Vec<String>,
    /// The tenant's rules.
    pub rules: TenantRules,
}

/// What was read around an application, as it came; `None` where it was not read or cannot be.
#[derive(Debug, Default)]
pub struct Surroundings {
    deleted: Option<Value>,
    holders: Option<Value>,
}

impl Surroundings {
    /// Reads what the pages need. `before` is the tenant as it was seen last: what is this run's already is not looked for.
    ///
    /// # Errors
    /// As the directory's reads, refusals excepted.
    pub async fn read(
        directory: &dyn Directory,
        recipe: &Recipe,
        answers: &Answers,
        before: &Snapshot,
        pages: &[Page],
    ) -> Result<Self, DirectoryError> {
        let wanted = wanted_identifier(recipe, answers, before).filter(|_| pages.contains(&Page::Urls));
        let names = pages.contains(&Page::Application) && before.principal.is_none();
        let deleted = async { if wanted.is_some() || names { deleted(directory).await } else { Ok(None) } };
        let holders = async {
            match &wanted {
                Some(wanted) => holders(directory, wanted).await,
                None => Ok(None),
            }
        };
        let (deleted, holders) = futures::future::try_join(deleted, holders).await?;
        Ok(Self { deleted, holders })
    }
}

/// The wanted Identifier, unless the run's own application holds it.
fn wanted_identifier(recipe: &Recipe, answers: &Answers, seen: &Snapshot) -> Option<String> {
    let filled = answers.fill(recipe);
    let wanted = filled.value(SamlField::Identifier)?;
    let held = seen.application.as_ref().is_some_and(|own| own.identifiers.iter().any(|held| held == wanted));
    (!held).then(|| wanted.to_owned())
}

impl Snapshot {
    /// Takes in what was read around, as far as the pages need it.
    pub fn surround(&mut self, found: &Surroundings, recipe: &Recipe, answers: &Answers, pages: &[Page]) {
        if pages.contains(&Page::Application) && self.principal.is_none() {
            let wanted = answers.application_name(recipe);
            self.around.deleted_same_name = rows(found.deleted.as_ref())
                .filter_map(|row| row["displayName"].as_str())
                .filter(|name| name.eq_ignore_ascii_case(&wanted))
                .map(str::to_owned)
                .collect();
        }
        if pages.contains(&Page::Urls) {
            self.identifier_around(found, recipe, answers);
        }
    }

    /// Reads who owns the run's registration. Ownership matters only to those whose roles do not suffice, and those have
    /// few.
    ///
    /// # Errors
    /// As the directory's reads, refusals excepted.
    pub async fn look_at_owners(&mut self, directory: &dyn Directory) -> Result<(), DirectoryError> {
        let few = self.rights.roles.as_ref().is_some_and(|roles| !holds_application_role(roles));
        if let Some(application) = self.application.as_ref().filter(|_| few)
            && self.around.owners.is_none()
        {
            let path = format!("/applications/{}/owners", application.id);
            self.around.owners =
                directory.document(&path, &[("$select", "id")]).await?.map(|owners| ids(&owners));
        }
        Ok(())
    }

    fn identifier_around(&mut self, found: &Surroundings, recipe: &Recipe, answers: &Answers) {
        self.around.identifier_holders.clear();
        let Some(wanted) = wanted_identifier(recipe, answers, self) else { return };
        let forms = forms_of(&wanted);
        let own = self.application.as_ref().map(|own| own.app_id.to_string());
        for row in rows(found.holders.as_ref()) {
            if row["appId"].as_str() == own.as_deref() {
                continue;
            }
            let here = row["appOwnerOrganizationId"].as_str().is_none_or(|owner| self.is_own_tenant(owner));
            let kind = if here { HolderKind::Application } else { HolderKind::ServicePrincipal };
            self.around.identifier_holders.extend(holder(kind, row, "servicePrincipalNames", &forms));
        }
        for row in rows(found.deleted.as_ref()) {
            self.around.identifier_holders.extend(holder(HolderKind::Deleted, row, "identifierUris", &forms));
        }
    }

    /// Without knowing the tenant's id, an application counts as its own.
    fn is_own_tenant(&self, owner: &str) -> bool {
        self.rights.tenant.is_none_or(|tenant| tenant.to_string().eq_ignore_ascii_case(owner))
    }
}

async fn holders(directory: &dyn Directory, wanted: &str) -> Result<Option<Value>, DirectoryError> {
    let names: Vec<String> = forms_of(wanted)
        .iter()
        .map(|form| format!("servicePrincipalNames/any(n:n eq '{}')", form.replace('\'', "''")))
        .collect();
    let filter = names.join(" or ");
    let select = "id,appId,displayName,servicePrincipalNames,appOwnerOrganizationId";
    directory.document("/servicePrincipals", &[("$filter", &filter), ("$select", select)]).await
}

async fn deleted(directory: &dyn Directory) -> Result<Option<Value>, DirectoryError> {
    let query = [("$select", "id,appId,displayName,identifierUris"), ("$top", "999")];
    directory.document("/directory/deletedItems/microsoft.graph.application", &query).await
}

fn holder(kind: HolderKind, row: &Value, list: &str, forms: &[String]) -> Option<Holder> {
    let values = row[list].as_array()?;
    let value = values
        .iter()
        .filter_map(Value::as_str)
        .find(|value| forms.iter().any(|form| form.eq_ignore_ascii_case(value)))?;
    let name = row["displayName"].as_str().unwrap_or_default().to_owned();
    Some(Holder { kind, name, value: value.to_owned() })
}

fn rows(document: Option<&Value>) -> impl Iterator<Item = &Value> {
    document.and_then(|document| document["value"].as_array()).into_iter().flatten()
}

fn ids(document: &Value) -> Vec<ObjectId> {
    rows(Some(document)).filter_map(|row| row["id"].as_str()?.parse().ok()).collect()
}
