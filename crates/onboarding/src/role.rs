//! Which role to assign, by rule, with the reason.

use doorward_domain::{AppRole, AppRoleId};
use serde::{Deserialize, Serialize};

/// Why a role was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleReason {
    /// The admin chose it.
    Chosen,
    /// The application defines none: default access.
    NoRoles,
    /// It is the only one for people.
    OnlyOne,
    /// It is the only named one beside the technical `msiam_access`.
    OnlyNamed,
    /// Several remain; the first is proposed and the admin should look.
    FirstOfSeveral,
}

/// A role and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChoice {
    /// Role id.
    pub id: AppRoleId,
    /// Name for people.
    pub name: String,
    /// Why.
    pub reason: RoleReason,
    /// Roles to choose from.
    pub options: Vec<AppRole>,
}

/// Chooses among an application's roles. `msiam_access`, the technical role of every template-made application, is
/// hidden where a named role exists.
#[must_use]
pub fn choose_role(roles: &[AppRole], wanted: Option<AppRoleId>) -> RoleChoice {
    let usable: Vec<&AppRole> = roles.iter().filter(|role| role.enabled && role.for_people).collect();
    let named: Vec<&AppRole> = usable.iter().copied().filter(|role| !role.is_msiam_access()).collect();
    let shown = if named.is_empty() { &usable } else { &named };
    let options: Vec<AppRole> = shown.iter().map(|role| (*role).clone()).collect();
    let choice = |role: &AppRole, reason| RoleChoice {
        id: role.id,
        name: role.name.clone(),
        reason,
        options: options.clone(),
    };
    if let Some(role) = wanted.and_then(|id| usable.iter().find(|role| role.id == id)) {
        return choice(role, RoleReason::Chosen);
    }
    match shown.as_slice() {
        [] => RoleChoice {
            id: AppRoleId::DEFAULT_ACCESS,
            name: "Default access".to_owned(),
            reason: RoleReason::NoRoles,
            options,
        },
        [only] if usable.len() == 1 => choice(only, RoleReason::OnlyOne),
        [only] => choice(only, RoleReason::OnlyNamed),
        [first, ..] => choice(first, RoleReason::FirstOfSeveral),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn role(number: u128, name: &str, people: bool) -> AppRole {
        AppRole {
            id: AppRoleId(Uuid::from_u128(number)),
            name: name.to_owned(),
            value: None,
            enabled: true,
            for_people: people,
        }
    }

    #[test]
    fn the_rule_covers_each_case() {
        let user = role(1, "User", true);
        let technical = role(2, "msiam_access", true);
        let admin = role(3, "Admin", true);
        let service = role(4, "Service", false);
        let reason = |roles: &[AppRole]| choose_role(roles, None).reason;
        assert_eq!(reason(&[]), RoleReason::NoRoles);
        assert_eq!(
            reason(std::slice::from_ref(&service)),
            RoleReason::NoRoles,
            "roles for programs do not count"
        );
        assert_eq!(reason(std::slice::from_ref(&technical)), RoleReason::OnlyOne);
        assert_eq!(reason(&[user.clone(), technical.clone()]), RoleReason::OnlyNamed);
        assert_eq!(reason(&[user.clone(), technical.clone(), admin.clone()]), RoleReason::FirstOfSeveral);
        assert_eq!(choose_role(&[user, technical, admin.clone()], Some(admin.id)).reason, RoleReason::Chosen);
    }
}
