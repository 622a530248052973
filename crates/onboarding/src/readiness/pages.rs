//! What each page's own values lack, before anything about the session or the tenant's rules.

use super::{Finding, FindingCode, Severity};
use crate::{
    page::Page,
    plan::{Action, Ground, Plan, StepId},
    role::{RoleReason, choose_role},
};
use doorward_catalog::FieldState;
use doorward_domain::SamlField;

pub(super) fn application(ground: &Ground<'_>) -> Vec<Finding> {
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

pub(super) fn urls(ground: &Ground<'_>, page: Page) -> Vec<Finding> {
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
    found
}

pub(super) fn certificate(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
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

pub(super) fn test_user(ground: &Ground<'_>) -> Vec<Finding> {
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

pub(super) fn assignment(ground: &Ground<'_>) -> Vec<Finding> {
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
