//! Pages 4 and 5.

use super::OpenRun;
use crate::contract::{
    pages::{AssignmentPage, RoleView, TestUserPage},
    search::{GroupView, PersonView},
    session::DomainView,
};
use doorward_domain::Person;
use doorward_onboarding::{RoleReason, choose_role};

pub(super) fn test_user(run: &OpenRun, password_waiting: bool) -> TestUserPage {
    let snapshot = &run.memory.snapshot;
    let preferred = snapshot.preferred_domain();
    let upn = snapshot.wanted_upn(&run.answers, &run.recipe);
    let person = snapshot.person.as_ref().map(person_view);
    let existing = run.answers.test_user.existing.is_some();
    let made = run.memory.known.made_user.is_some();
    let (problem, field) = if existing || made { (None, None) } else { problem(run, &upn) };
    TestUserPage {
        domains: snapshot
            .domains
            .iter()
            .map(|domain| DomainView {
                name: domain.name.clone(),
                managed: domain.is_managed,
                preferred: Some(domain.name.as_str()) == preferred,
            })
            .collect(),
        upn,
        problem,
        problem_field: field,
        existing: person.clone().filter(|_| existing),
        ready: person.filter(|_| existing || made),
        password_waiting,
    }
}

fn problem(run: &OpenRun, upn: &str) -> (Option<String>, Option<String>) {
    let snapshot = &run.memory.snapshot;
    let found = |text: String, field: &str| (Some(text), Some(field.to_owned()));
    let (name, domain) = upn.split_once('@').unwrap_or((upn, ""));
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    if let Some(letter) = name.chars().find(|letter| !fits(*letter)) {
        return found(format!("A user name does not contain “{letter}”."), "userName");
    }
    if name.chars().count() > 64 || name.ends_with('.') {
        return found(
            "A user name has at most 64 characters and does not end with a dot.".to_owned(),
            "userName",
        );
    }
    let known = snapshot.domains.iter().find(|own| own.name.eq_ignore_ascii_case(domain));
    if !domain.is_empty() && !known.is_some_and(|own| own.is_managed) {
        return found(format!("{domain} is not a verified, managed domain of this tenant."), "domain");
    }
    match &snapshot.user_name_taken {
        Some(person) if person.upn.eq_ignore_ascii_case(upn) => {
            found(format!("{upn} is the user name of {}.", person.name), "userName")
        }
        _ => (None, None),
    }
}

pub(super) fn assignment(run: &OpenRun) -> AssignmentPage {
    let snapshot = &run.memory.snapshot;
    let principal = run.answers.group.or(run.answers.test_user.existing).or(run.memory.known.made_user);
    let assigned = snapshot.assigned.iter().find(|assigned| Some(assigned.principal.id) == principal);
    let choice =
        snapshot.principal.as_ref().map(|principal| choose_role(&principal.app_roles, run.answers.role));
    let reason = match choice.as_ref().map(|choice| choice.reason) {
        None => "The role is chosen once the application is there.",
        Some(RoleReason::Chosen) => "You chose it.",
        Some(RoleReason::NoRoles) => "The application defines no roles of its own.",
        Some(RoleReason::OnlyOne) => "It is the only role for people.",
        Some(RoleReason::OnlyNamed) => "It is the only named role; msiam_access beside it is technical.",
        Some(RoleReason::FirstOfSeveral) => "It is the first of several: look whether it is the right one.",
    };
    AssignmentPage {
        group: snapshot.group.as_ref().map(|group| GroupView {
            id: group.id.to_string(),
            name: group.name.clone(),
            description: group.description.clone(),
        }),
        roles: choice
            .iter()
            .flat_map(|choice| &choice.options)
            .map(|role| RoleView { id: role.id.to_string(), name: role.name.clone() })
            .collect(),
        role: choice.map(|choice| choice.id.to_string()),
        reason: with_claim(run, reason),
        assigned: assigned.map(|assigned| assigned.principal.name.clone()),
    }
}

/// Where the recipe sends the role along as a claim, the choice matters to the vendor too.
fn with_claim(run: &OpenRun, reason: &str) -> String {
    let role = |source: &String| source.to_ascii_lowercase().contains("assignedroles");
    match run.recipe.claim.iter().find(|claim| claim.source.as_ref().is_some_and(role)) {
        Some(claim) => format!("{reason} {} reads it from the claim {}.", run.recipe.product, claim.name),
        None => reason.to_owned(),
    }
}

pub(crate) fn person_view(person: &Person) -> PersonView {
    PersonView { id: person.id.to_string(), name: person.name.clone(), upn: person.upn.clone() }
}
