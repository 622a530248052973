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

impl Snapshot {
    /// Reads what lies around, as far as a page needs it.
    ///
    /// # Errors
    /// As the directory's reads, refusals excepted.
    pub async fn look_around(
        &mut self,
        directory: &dyn Directory,
        recipe: &Recipe,
        answers: &Answers,
        page: Page,
    ) -> Result<(), DirectoryError> {
        match page {
            Page::Application if self.principal.is_none() => {
                let wanted = answers.application_name(recipe);
                let deleted = deleted(directory).await?;
                self.around.deleted_same_name = rows(deleted.as_ref())
                    .filter_map(|row| row["displayName"].as_str())
                    .filter(|name| name.eq_ignore_ascii_case(&wanted))
                    .map(str::to_owned)
                    .collect();
            }
            Page::Urls => self.identifier_around(directory, recipe, answers).await?,
            _ => {}
        }
        // Ownership matters only to those whose roles do not suffice, and those have few.
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

    async fn identifier_around(
        &mut self,
        directory: &dyn Directory,
        recipe: &Recipe,
        answers: &Answers,
    ) -> Result<(), DirectoryError> {
        self.around.identifier_holders.clear();
        let filled = answers.fill(recipe);
        let own = self.application.as_ref();
        let Some(wanted) = filled.value(SamlField::Identifier) else { return Ok(()) };
        if own.is_some_and(|own| own.identifiers.iter().any(|held| held == wanted)) {
            return Ok(());
        }
        let forms = forms_of(wanted);
        let filter: Vec<String> = forms
            .iter()
            .map(|form| format!("servicePrincipalNames/any(n:n eq '{}')", form.replace('\'', "''")))
            .collect();
        let query = [
            ("$filter", filter.join(" or ")),
            ("$select", "id,appId,displayName,servicePrincipalNames,appOwnerOrganizationId".to_owned()),
        ];
        let query: Vec<(&'static str, &str)> =
            query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (principals, deleted) =
            futures::future::try_join(directory.document("/servicePrincipals", &query), deleted(directory))
                .await?;
        let own = own.map(|own| own.app_id.to_string());
        for row in rows(principals.as_ref()) {
            if row["appId"].as_str() == own.as_deref() {
                continue;
            }
            let here = row["appOwnerOrganizationId"].as_str().is_none_or(|owner| self.is_own_tenant(owner));
            let kind = if here { HolderKind::Application } else { HolderKind::ServicePrincipal };
            self.around.identifier_holders.extend(holder(kind, row, "servicePrincipalNames", &forms));
        }
        for row in rows(deleted.as_ref()) {
            self.around.identifier_holders.extend(holder(HolderKind::Deleted, row, "identifierUris", &forms));
        }
        Ok(())
    }

    /// Without knowing the tenant's id, an application counts as its own.
    fn is_own_tenant(&self, owner: &str) -> bool {
        self.rights.tenant.is_none_or(|tenant| tenant.to_string().eq_ignore_ascii_case(owner))
    }
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
