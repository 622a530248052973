//! What stands in the way, found out before the first write.

mod clash;
mod holder;
mod licence;
mod pages;
mod rights;
mod rules;

pub use holder::{Holder, HolderKind, forms_of};
pub use rules::{Restriction, TenantRules};

pub(crate) use rights::{Need, Owns, holds_application_role, missing};

use crate::{
    page::Page,
    plan::{Ground, Plan, StepId},
};
use doorward_domain::{ObjectId, TenantId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the session may do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// Template ids of active directory roles; `None` where they could not be read.
    pub roles: Option<Vec<Uuid>>,
    /// Template ids of roles that could be activated but are not; `None` where they could not be read.
    pub eligible: Option<Vec<Uuid>>,
    /// The signed-in account; `None` where it is not known.
    pub account: Option<ObjectId>,
    /// The session's tenant; `None` where it is not known.
    pub tenant: Option<TenantId>,
    /// Scopes granted, by Graph name.
    pub scopes: Vec<String>,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The page cannot be applied.
    Blocks,
    /// It can, but should be known.
    Warns,
    /// Good to know.
    Informs,
}

/// Names of findings, stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// An application of this name exists.
    NameTaken,
    /// The name is empty or too long.
    NameUnusable,
    /// The gallery entry does not do SAML.
    NotSaml,
    /// Applications from the same gallery entry exist.
    InstanceExists,
    /// The Identifier belongs to another application.
    IdentifierTaken,
    /// A field cannot be written.
    FieldUnusable,
    /// A field departs from the recipe's pattern.
    FieldDeparts,
    /// A required field is empty.
    FieldEmpty,
    /// An address for expiry mails is not one.
    EmailUnusable,
    /// Making a certificate rolls over at once, since the active one has ended.
    ImmediateRollover,
    /// The user name is used.
    UserExists,
    /// The user name has letters that Entra does not take.
    UserNameUnusable,
    /// The domain is not a verified, managed one.
    DomainUnknown,
    /// Nobody is chosen.
    NobodyChosen,
    /// Several roles fit; the first is proposed.
    RoleUnclear,
    /// A group covers only its direct members.
    GroupDirectOnly,
    /// The directory role is missing.
    RoleMissing,
    /// A permission is missing.
    ScopeMissing,
    /// A directory role is eligible, but not activated.
    RoleNotActivated,
    /// The role is missing, but the account owns the application, which is enough.
    OwnerSuffices,
    /// The step needs a licence that the tenant does not have.
    LicenceMissing,
    /// A tenant policy does not allow the Identifier.
    PolicyIdentifier,
    /// A tenant policy does not allow the credential, or limits its life.
    PolicyCredential,
    /// A deleted application has this name or Identifier and can still be restored.
    DeletedHolds,
    /// A tenant policy could not be read.
    PolicyUnreadable,
    /// Others use what would be deleted.
    OthersUseIt,
    /// It can be restored for a while.
    Restorable,
    /// Something has to stay.
    Stays,
    /// Others changed a value since; it is left alone.
    Conflict,
    /// Later steps build on it.
    UndoFirst,
    /// A test of the sign-on is under way.
    ProofUnderWay,
    /// An earlier page is not applied yet.
    EarlierPage,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Name.
    pub code: FindingCode,
    /// Weight.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// What mends it.
    pub remedy: Option<String>,
    /// The step it concerns.
    pub step: Option<StepId>,
    /// The input it concerns.
    pub field: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: FindingCode, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), remedy: None, step: None, field: None }
    }

    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(crate) fn step(mut self, step: StepId) -> Self {
        self.step = Some(step);
        self
    }
}

/// Looks for what stands in the way of a page's plan. Each finding names the step it concerns, where there is one.
#[must_use]
pub fn readiness(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let mut found = match plan.page {
        Page::Application => {
            let mut found = pages::application(ground);
            found.extend(clash::deleted_name(ground));
            found
        }
        Page::Urls | Page::ApplicationSide => {
            let mut found = pages::urls(ground, plan.page);
            if plan.page == Page::Urls {
                found.extend(clash::identifier(ground));
                found.extend(rules::identifier(ground, plan));
            }
            found
        }
        Page::Certificate => {
            let mut found = pages::certificate(ground, plan);
            found.extend(rules::credential(ground, plan));
            found
        }
        Page::TestUser => pages::test_user(ground),
        Page::Assignment => {
            let mut found = pages::assignment(ground);
            found.extend(licence::assignment(ground, plan));
            found
        }
        Page::TestSso | Page::Done => Vec::new(),
    };
    found.extend(rights::of_plan(ground, plan));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answers, Instance, Known, Snapshot, plan_page};
    use doorward_domain::{Domain, ObjectId, Person, RunId, TemplateId};
    use time::macros::datetime;
    use uuid::uuid;

    const USER: Uuid = uuid!("fe930be7-5e62-47db-91af-98c3a49a38b1");

    fn codes(answers: &Answers, snapshot: &Snapshot, page: Page) -> Vec<FindingCode> {
        let recipe = doorward_catalog::builtin().iter().find(|recipe| recipe.id == "sentry").unwrap();
        let known = Known::default();
        let ground = Ground {
            run: RunId(Uuid::nil()),
            template: TemplateId::NON_GALLERY,
            recipe,
            answers,
            known: &known,
            snapshot,
            account: "adele@contoso.com",
            now: datetime!(2026-11-22 12:00 UTC),
        };
        readiness(&ground, &plan_page(&ground, page)).into_iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_taken_name_blocks_at_the_name() {
        let taken = Instance { id: ObjectId(Uuid::nil()), name: "Sentry".to_owned() };
        let snapshot = Snapshot { same_name: vec![taken], ..Snapshot::default() };
        assert_eq!(codes(&Answers::default(), &snapshot, Page::Application), [FindingCode::NameTaken]);
    }

    #[test]
    fn empty_fields_block_until_the_slug_is_there() {
        let empty = codes(&Answers::default(), &Snapshot::default(), Page::Urls);
        assert_eq!(empty, [FindingCode::FieldEmpty; 3]);
        let mut answers = Answers::default();
        answers.placeholders.insert("ORGANIZATION_SLUG".to_owned(), "acme".to_owned());
        assert!(codes(&answers, &Snapshot::default(), Page::Urls).is_empty());
    }

    #[test]
    fn a_role_that_is_missing_is_named_once_per_role() {
        let snapshot = Snapshot {
            rights: Rights { roles: Some(vec![USER]), ..Rights::default() },
            ..Snapshot::default()
        };
        assert_eq!(codes(&Answers::default(), &snapshot, Page::Application), [FindingCode::RoleMissing]);
    }

    #[test]
    fn the_user_name_and_its_domain_are_looked_at() {
        let mut snapshot = Snapshot::default();
        assert_eq!(codes(&Answers::default(), &snapshot, Page::TestUser), [FindingCode::DomainUnknown]);
        snapshot.domains.push(Domain {
            name: "contoso.com".to_owned(),
            is_default: true,
            is_initial: false,
            is_managed: true,
        });
        assert!(codes(&Answers::default(), &snapshot, Page::TestUser).is_empty());
        snapshot.user_name_taken = Some(Person {
            id: ObjectId(Uuid::nil()),
            name: "B.Simon".to_owned(),
            upn: "B.Simon@contoso.com".to_owned(),
            mail: None,
        });
        assert_eq!(codes(&Answers::default(), &snapshot, Page::TestUser), [FindingCode::UserExists]);
    }
}
