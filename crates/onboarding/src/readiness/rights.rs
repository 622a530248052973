//! What the session may do: scopes in the token, directory roles active or only eligible, ownership.
//!
//! Delegated access is what both the scopes and the person's roles allow, so both are looked at before a write. Roles that
//! could be activated are named as such. Where roles cannot be read nothing is claimed about them.

use super::{Finding, FindingCode, Rights, Severity};
use crate::{
    field::ObjectKind,
    plan::{Action, Ground, Plan, StepId},
};
use uuid::{Uuid, uuid};

const GLOBAL: Uuid = uuid!("62e90394-69f5-4237-9190-012177145e10");
const APPLICATION: Uuid = uuid!("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");
const CLOUD_APPLICATION: Uuid = uuid!("158c047a-c907-4556-b7ef-446551a6b5f7");
const USER: Uuid = uuid!("fe930be7-5e62-47db-91af-98c3a49a38b1");

/// Scope and roles that a change needs. Source: Graph facts, section 16.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// Any one of them.
    scopes: &'static [&'static str],
    /// Any one of them.
    roles: &'static [Uuid],
    /// The smallest of the roles, by name.
    role: &'static str,
    /// The application's owner may do it without a role.
    owner: bool,
}

impl Need {
    /// Making an application.
    pub(crate) const MAKE: Self = Self { owner: false, ..Self::APPLICATION };
    /// Changing or deleting one.
    pub(crate) const APPLICATION: Self = Self {
        scopes: &["Application.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: &[GLOBAL, APPLICATION, CLOUD_APPLICATION],
        role: "Cloud Application Administrator",
        owner: true,
    };
    /// Making a person.
    pub(crate) const PERSON: Self = Self {
        scopes: &["User.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: &[GLOBAL, USER],
        role: "User Administrator",
        owner: false,
    };
    /// Deleting a person.
    pub(crate) const DELETE_PERSON: Self = Self {
        scopes: &["User.ReadWrite.All", "User.DeleteRestore.All", "Directory.ReadWrite.All"],
        ..Self::PERSON
    };
    /// Assigning, and taking an assignment away.
    pub(crate) const ASSIGN: Self = Self {
        scopes: &["AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: &[GLOBAL, APPLICATION, CLOUD_APPLICATION, USER],
        role: "Cloud Application Administrator",
        owner: true,
    };

    fn of(action: &Action) -> Self {
        match action {
            Action::Instantiate { .. } => Self::MAKE,
            Action::CreateUser { .. } | Action::Patch { object: ObjectKind::User, .. } => Self::PERSON,
            Action::Assign { .. } => Self::ASSIGN,
            _ => Self::APPLICATION,
        }
    }
}

/// A role that may change any application.
pub(crate) fn holds_application_role(roles: &[Uuid]) -> bool {
    Need::APPLICATION.roles.iter().any(|role| roles.contains(role))
}

/// What the session lacks for a plan's steps; each lack is named once, at the first step it blocks.
pub(super) fn of_plan(ground: &Ground<'_>, plan: &Plan) -> Vec<Finding> {
    let snapshot = ground.snapshot;
    let account = snapshot.rights.account;
    let owns = match &snapshot.around.owners {
        Some(owners) if account.is_some_and(|account| owners.contains(&account)) => Owns::Yes,
        // What this run makes, its account will own; the lack is told at the step that makes it.
        None if snapshot.application.is_none() => Owns::Later,
        _ => Owns::No,
    };
    let mut found: Vec<Finding> = Vec::new();
    for step in &plan.steps {
        let lacks = missing(&snapshot.rights, Need::of(&step.action), step.id, owns);
        for finding in lacks {
            if !found.iter().any(|one| one.code == finding.code && one.message == finding.message) {
                found.push(finding);
            }
        }
    }
    found
}

/// Whether the account owns the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owns {
    /// As far as is known, no.
    No,
    /// Yes.
    Yes,
    /// Once it has made it.
    Later,
}

/// What the session lacks for one change.
pub(crate) fn missing(rights: &Rights, need: Need, step: StepId, owns: Owns) -> Vec<Finding> {
    scope(rights, need, step).into_iter().chain(role(rights, need, step, owns)).collect()
}

fn scope(rights: &Rights, need: Need, step: StepId) -> Option<Finding> {
    let granted = |wanted: &str| rights.scopes.iter().any(|own| own.eq_ignore_ascii_case(wanted));
    if rights.scopes.is_empty() || need.scopes.iter().any(|scope| granted(scope)) {
        return None;
    }
    let text = format!("The session lacks the permission {}.", need.scopes.first().unwrap_or(&""));
    Some(
        Finding::new(FindingCode::ScopeMissing, Severity::Blocks, text)
            .remedy("Sign in again and grant it, or ask an administrator to consent.")
            .step(step),
    )
}

fn role(rights: &Rights, need: Need, step: StepId, owns: Owns) -> Option<Finding> {
    let held = rights.roles.as_ref()?;
    if need.roles.iter().any(|role| held.contains(role)) {
        return None;
    }
    let name = need.role;
    if need.owner && owns == Owns::Later {
        return None;
    }
    if need.owner && owns == Owns::Yes {
        let text = format!(
            "Your account does not hold {name}, but it owns the application, which is enough for this."
        );
        return Some(Finding::new(FindingCode::OwnerSuffices, Severity::Informs, text).step(step));
    }
    let eligible = rights
        .eligible
        .as_ref()
        .is_some_and(|eligible| need.roles.iter().any(|role| eligible.contains(role)));
    let finding = if eligible {
        let text =
            format!("Your account is eligible for {name} (or a higher role), but has not activated it.");
        Finding::new(FindingCode::RoleNotActivated, Severity::Blocks, text).remedy(
            "Activate it in Privileged Identity Management, then sign in again to get a token with it.",
        )
    } else {
        let text = format!("Your account does not hold the role {name} (or a higher one) at the moment.");
        Finding::new(FindingCode::RoleMissing, Severity::Blocks, text)
            .remedy(format!("Activate {name} if you are eligible for it, or ask for it; then sign in again."))
    };
    Some(finding.step(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rights(roles: &[Uuid], eligible: &[Uuid]) -> Rights {
        Rights { roles: Some(roles.to_vec()), eligible: Some(eligible.to_vec()), ..Rights::default() }
    }

    fn codes(rights: &Rights, need: Need, owns: Owns) -> Vec<FindingCode> {
        missing(rights, need, StepId::SamlMode, owns).iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn eligible_is_told_from_missing() {
        assert_eq!(
            codes(&rights(&[], &[CLOUD_APPLICATION]), Need::APPLICATION, Owns::No),
            [FindingCode::RoleNotActivated]
        );
        assert_eq!(codes(&rights(&[], &[]), Need::APPLICATION, Owns::No), [FindingCode::RoleMissing]);
        assert_eq!(codes(&rights(&[CLOUD_APPLICATION], &[]), Need::APPLICATION, Owns::No), []);
    }

    #[test]
    fn an_owner_may_edit_but_not_create_and_not_make_people() {
        assert_eq!(codes(&rights(&[], &[]), Need::APPLICATION, Owns::Yes), [FindingCode::OwnerSuffices]);
        assert_eq!(codes(&rights(&[], &[]), Need::MAKE, Owns::Yes), [FindingCode::RoleMissing]);
        assert_eq!(codes(&rights(&[], &[]), Need::PERSON, Owns::Yes), [FindingCode::RoleMissing]);
    }

    #[test]
    fn a_broader_scope_is_enough() {
        let broad = Rights { scopes: vec!["Directory.ReadWrite.All".to_owned()], ..Rights::default() };
        assert_eq!(codes(&broad, Need::APPLICATION, Owns::No), []);
        let narrow = Rights { scopes: vec!["User.Read".to_owned()], ..Rights::default() };
        assert_eq!(codes(&narrow, Need::APPLICATION, Owns::No), [FindingCode::ScopeMissing]);
    }

    #[test]
    fn nothing_is_claimed_about_roles_that_cannot_be_read() {
        assert_eq!(codes(&Rights::default(), Need::APPLICATION, Owns::No), []);
    }
}
