//! What stands in the way, found out before the first write.

use crate::{
    field::ObjectKind,
    page::Page,
    plan::{Action, Ground, Plan, StepId},
    role::{RoleReason, choose_role},
};
use doorward_catalog::FieldState;
use doorward_domain::SamlField;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// What the session may do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rights {
    /// Template ids of active directory roles; `None` where they could not be read.
    pub roles: Option<Vec<Uuid>>,
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
    fn new(code: FindingCode, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), remedy: None, step: None, field: None }
    }

    fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    fn step(mut self, step: StepId) -> Self {
        self.step = Some(step);
        self
    }
}

const GLOBAL: Uuid = uuid!("62e90394-69f5-4237-9190-012177145e10");
const APPLICATION: Uuid = uuid!("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");
const CLOUD_APPLICATION: Uuid = uuid!("158c047a-c907-4556-b7ef-446551a6b5f7");
const USER: Uuid = uuid!("fe930be7-5e62-47db-91af-98c3a49a38b1");

/// Looks for what stands in the way of a page's plan.
#[must_use]
pub fn readiness(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let mut found = match plan.page {
        Page::Application => application(ground),
        Page::Urls | Page::ApplicationSide => urls(ground, plan.page),
        Page::Certificate => certificate(ground, plan),
        Page::TestUser => test_user(ground),
        Page::Assignment => assignment(ground),
        Page::TestSso | Page::Done => Vec::new(),
    };
    found.extend(rights(ground, plan));
    found
}

fn application(ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if ground.known.service_principal.is_some() {
        return found;
    }
    let name = ground.answers.application_name(ground.recipe);
    if name.chars().count() > 120 {
        let text = "An application's name has at most 120 characters.";
        found.push(Finding::new(FindingCode::NameUnusable, Severity::Blocks, text).field("name"));
    }
    if ground.answers.adopt.is_some() {
        return found;
    }
    if let Some(same) = ground.snapshot.same_name.first() {
        let text = format!("An application called {} exists in this tenant already.", same.name);
        found.push(
            Finding::new(FindingCode::NameTaken, Severity::Blocks, text)
                .remedy("Take another name, or use the existing application.")
                .field("name"),
        );
    } else if let Some(instance) = ground.snapshot.instances.first() {
        let text = format!("This tenant has {} from the same gallery entry.", instance.name);
        found.push(
            Finding::new(FindingCode::InstanceExists, Severity::Warns, text)
                .remedy("Use the existing one, unless a second one is meant."),
        );
    }
    if let Some(template) = &ground.snapshot.template
        && !template.modes.contains(&doorward_domain::SsoMode::Saml)
        && !template.modes.is_empty()
    {
        let text = format!("{} does not list SAML among its ways to sign on.", template.name);
        found.push(Finding::new(FindingCode::NotSaml, Severity::Warns, text));
    }
    found
}

fn urls(ground: &Ground<'_>, page: Page) -> Vec<Finding> {
    let filled = ground.answers.fill(ground.recipe);
    let mut found = Vec::new();
    for field in
        filled.fields.iter().filter(|field| page == Page::Urls || field.field == SamlField::RelayState)
    {
        let name = field.field.portal_name();
        let key = serde_json::to_value(field.field)
            .ok()
            .and_then(|key| key.as_str().map(str::to_owned))
            .unwrap_or_default();
        let finding = match field.status.state {
            FieldState::Bad => Finding::new(
                FindingCode::FieldUnusable,
                Severity::Blocks,
                format!("{name} cannot be used as it is."),
            ),
            FieldState::Empty if field.required => {
                Finding::new(FindingCode::FieldEmpty, Severity::Blocks, format!("{name} is empty."))
            }
            FieldState::Departs => {
                let text = format!("{name} departs from the pattern of {}.", ground.recipe.product);
                Finding::new(FindingCode::FieldDeparts, Severity::Warns, text)
            }
            FieldState::Ok | FieldState::Empty => continue,
        };
        found.push(finding.field(key));
    }
    if page == Page::Urls
        && let Some(owner) = ground.snapshot.same_identifier.first()
    {
        let text =
            format!("The application {owner} holds this Identifier. Entra allows each Identifier once.");
        found.push(
            Finding::new(FindingCode::IdentifierTaken, Severity::Blocks, text)
                .remedy("Use that application, or another Identifier.")
                .field("identifier")
                .step(StepId::Identifiers),
        );
    }
    found
}

fn certificate(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let mut found = Vec::new();
    let unusable = |mail: &&String| {
        let mail = mail.trim();
        !mail.is_empty()
            && !mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    if let Some(mail) = ground.answers.emails.iter().flatten().find(unusable) {
        let text = format!("“{mail}” is not an e-mail address.");
        found.push(Finding::new(FindingCode::EmailUnusable, Severity::Blocks, text).field("emails"));
    }
    if ground.answers.emails.iter().flatten().filter(|mail| !mail.trim().is_empty()).count() > 5 {
        let text = "Entra sends expiry mails to at most five addresses.";
        found.push(Finding::new(FindingCode::EmailUnusable, Severity::Blocks, text).field("emails"));
    }
    let adds = plan.steps.iter().any(|step| matches!(step.action, Action::AddCertificate { .. }));
    let principal = ground.snapshot.principal.as_ref();
    let ended = principal.is_some_and(|principal| {
        principal.certificates.iter().any(|certificate| {
            Some(certificate.thumbprint) == principal.active_certificate && certificate.ends <= ground.now
        })
    });
    if adds && ended {
        let text =
            "The active certificate has ended, so Entra signs with the new one from the moment it is made.";
        found.push(
            Finding::new(FindingCode::ImmediateRollover, Severity::Warns, text)
                .remedy("Have the vendor's settings open: the new certificate must be entered there at once.")
                .step(StepId::AddCertificate),
        );
    }
    found
}

fn test_user(ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if ground.answers.test_user.existing.is_some() || ground.known.made_user.is_some() {
        return found;
    }
    let upn = ground.snapshot.wanted_upn(ground.answers, ground.recipe);
    let (name, domain) = upn.split_once('@').unwrap_or((upn.as_str(), ""));
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    if name.is_empty() || name.chars().count() > 64 || !name.chars().all(fits) || name.ends_with('.') {
        let text = "A user name has 1 to 64 letters, digits or ' . - _ ! # ^ ~ and does not end with a dot.";
        found.push(Finding::new(FindingCode::UserNameUnusable, Severity::Blocks, text).field("userName"));
    }
    let known = ground.snapshot.domains.iter().find(|own| own.name.eq_ignore_ascii_case(domain));
    if !known.is_some_and(|own| own.is_managed) {
        let text = match known {
            Some(_) => format!("{domain} is federated: Entra does not check passwords there."),
            None => format!("{domain} is not a verified domain of this tenant."),
        };
        found.push(
            Finding::new(FindingCode::DomainUnknown, Severity::Blocks, text)
                .remedy("Choose one of the tenant's managed domains.")
                .field("domain"),
        );
    }
    if let Some(person) = &ground.snapshot.user_name_taken {
        let text = format!("{} is the user name of {}.", person.upn, person.name);
        found.push(
            Finding::new(FindingCode::UserExists, Severity::Blocks, text)
                .remedy("Take another user name, or test with the existing person.")
                .field("userName")
                .step(StepId::CreateUser),
        );
    }
    found
}

fn assignment(ground: &Ground<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let person = ground.answers.test_user.existing.or(ground.known.made_user);
    if ground.answers.group.is_none() && person.is_none() {
        let text = "There is no test user yet.";
        found.push(
            Finding::new(FindingCode::NobodyChosen, Severity::Blocks, text)
                .remedy("Finish the page Test user first."),
        );
    }
    if ground.answers.group.is_some() {
        let text = "A group covers its direct members only: groups inside it give nobody access.";
        found.push(Finding::new(FindingCode::GroupDirectOnly, Severity::Informs, text).field("group"));
    }
    if let Some(principal) = &ground.snapshot.principal
        && choose_role(&principal.app_roles, ground.answers.role).reason == RoleReason::FirstOfSeveral
    {
        let text = "The application has several roles; the first one is proposed.";
        found.push(Finding::new(FindingCode::RoleUnclear, Severity::Warns, text).field("role"));
    }
    found
}

/// Scope and roles that a step needs. Source: Graph facts, section 16.
fn needs(step: &Action) -> (&'static str, &'static [Uuid], &'static str) {
    const APPLICATIONS: &[Uuid] = &[GLOBAL, APPLICATION, CLOUD_APPLICATION];
    match step {
        Action::CreateUser { .. } => ("User.ReadWrite.All", &[GLOBAL, USER], "User Administrator"),
        Action::Assign { .. } => (
            "AppRoleAssignment.ReadWrite.All",
            &[GLOBAL, APPLICATION, CLOUD_APPLICATION, USER],
            "Cloud Application Administrator",
        ),
        Action::Patch { object: ObjectKind::User, .. } => {
            ("User.ReadWrite.All", &[GLOBAL, USER], "User Administrator")
        }
        _ => ("Application.ReadWrite.All", APPLICATIONS, "Cloud Application Administrator"),
    }
}

fn rights(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let rights = &ground.snapshot.rights;
    for step in &plan.steps {
        let (scope, roles, name) = needs(&step.action);
        let granted = |wanted: &str| rights.scopes.iter().any(|own| own.eq_ignore_ascii_case(wanted));
        if !rights.scopes.is_empty()
            && !granted(scope)
            && !found.iter().any(|one| one.code == FindingCode::ScopeMissing && one.message.contains(scope))
        {
            let text = format!("The session lacks the permission {scope}.");
            found.push(
                Finding::new(FindingCode::ScopeMissing, Severity::Blocks, text)
                    .remedy("Sign in again and grant it, or ask an administrator to consent.")
                    .step(step.id),
            );
        }
        let lacks = rights.roles.as_ref().is_some_and(|own| !roles.iter().any(|role| own.contains(role)));
        if lacks
            && !found.iter().any(|one| one.code == FindingCode::RoleMissing && one.message.contains(name))
        {
            let text = format!("Your account does not hold the role {name} (or a higher one) at the moment.");
            found.push(
                Finding::new(FindingCode::RoleMissing, Severity::Blocks, text)
                    .remedy(format!(
                        "Activate {name} if you are eligible for it, or ask for it; then sign in again."
                    ))
                    .step(step.id),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answers, Instance, Known, Snapshot, plan_page};
    use doorward_domain::{Domain, ObjectId, Person, RunId, TemplateId};
    use time::macros::datetime;

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
            rights: Rights { roles: Some(vec![USER]), scopes: Vec::new() },
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
