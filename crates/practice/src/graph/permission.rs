//! Who may do what: delegated access is the intersection of the token's scopes and the person's directory roles.
//!
//! Graph answers both kinds of lack with the same 403, and so does this. Role template ids are Microsoft's own.

use super::{ask::Caller, refusal::Refusal};
use uuid::{Uuid, uuid};

pub(crate) const GLOBAL_ADMINISTRATOR: Uuid = uuid!("62e90394-69f5-4237-9190-012177145e10");
pub(crate) const CLOUD_APPLICATION_ADMINISTRATOR: Uuid = uuid!("158c047a-c907-4556-b7ef-446551a6b5f7");
pub(crate) const APPLICATION_ADMINISTRATOR: Uuid = uuid!("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3");
pub(crate) const USER_ADMINISTRATOR: Uuid = uuid!("fe930be7-5e62-47db-91af-98c3a49a38b1");
pub(crate) const GROUPS_ADMINISTRATOR: Uuid = uuid!("fdd7a751-b60b-444a-984c-02652fe8fa1c");
pub(crate) const HELPDESK_ADMINISTRATOR: Uuid = uuid!("729827e3-9c14-49f7-bb1b-9608f156bbb8");
pub(crate) const REPORTS_READER: Uuid = uuid!("4a5d8f65-41da-4de4-8968-e035b65339cf");
pub(crate) const DIRECTORY_WRITERS: Uuid = uuid!("9360feb5-f418-4baa-8175-e2a00bac4301");
pub(crate) const PRIVILEGED_ROLE_ADMINISTRATOR: Uuid = uuid!("e8611ab8-c189-46e8-94e1-60213ab1f814");

/// What an operation asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// Any one of these scopes; empty: every token will do.
    pub(crate) scopes: &'static [&'static str],
    /// Any one of these roles; empty: every member will do.
    pub(crate) roles: &'static [Uuid],
}

const APP_ADMINS: &[Uuid] =
    &[GLOBAL_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR, APPLICATION_ADMINISTRATOR];
const USER_ADMINS: &[Uuid] = &[GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR];
const GROUP_ADMINS: &[Uuid] =
    &[GLOBAL_ADMINISTRATOR, GROUPS_ADMINISTRATOR, USER_ADMINISTRATOR, DIRECTORY_WRITERS];
const ASSIGNERS: &[Uuid] = &[
    GLOBAL_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    APPLICATION_ADMINISTRATOR,
    USER_ADMINISTRATOR,
    DIRECTORY_WRITERS,
    PRIVILEGED_ROLE_ADMINISTRATOR,
];

impl Need {
    pub(crate) const NOTHING: Self = Self { scopes: &[], roles: &[] };
    pub(crate) const READ_ME: Self = Self::read(&[
        "User.Read",
        "User.ReadBasic.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const READ_APPLICATIONS: Self = Self::read(&[
        "Application.Read.All",
        "Application.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_APPLICATIONS: Self =
        Self { scopes: &["Application.ReadWrite.All", "Directory.ReadWrite.All"], roles: APP_ADMINS };
    pub(crate) const READ_USERS: Self = Self::read(&[
        "User.ReadBasic.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_USERS: Self =
        Self { scopes: &["User.ReadWrite.All", "Directory.ReadWrite.All"], roles: USER_ADMINS };
    pub(crate) const DELETE_USERS: Self = Self {
        scopes: &["User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: USER_ADMINS,
    };
    pub(crate) const READ_GROUPS: Self = Self::read(&[
        "GroupMember.Read.All",
        "GroupMember.ReadWrite.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_GROUPS: Self =
        Self { scopes: &["Group.ReadWrite.All", "Directory.ReadWrite.All"], roles: GROUP_ADMINS };
    pub(crate) const WRITE_MEMBERS: Self = Self {
        scopes: &["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: GROUP_ADMINS,
    };
    pub(crate) const READ_DOMAINS: Self = Self::read(&[
        "Domain.Read.All",
        "Domain.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_ASSIGNMENTS: Self =
        Self { scopes: &["AppRoleAssignment.ReadWrite.All"], roles: ASSIGNERS };
    pub(crate) const READ_ASSIGNMENTS_OF_PRINCIPAL: Self =
        Self::read(&["Directory.Read.All", "AppRoleAssignment.ReadWrite.All"]);
    pub(crate) const READ_ROLES: Self =
        Self::read(&["RoleManagement.Read.Directory", "Directory.Read.All", "Directory.ReadWrite.All"]);
    pub(crate) const READ_LICENCES: Self = Self::read(&[
        "LicenseAssignment.Read.All",
        "Organization.Read.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);

    const fn read(scopes: &'static [&'static str]) -> Self {
        Self { scopes, roles: &[] }
    }

    /// Whether the caller may; `owner` is an owner of the object, who needs no role.
    pub(crate) fn met_by(self, caller: &Caller, owner: bool) -> Result<(), Refusal> {
        let scope = self.scopes.is_empty() || self.scopes.iter().any(|scope| caller.scopes.contains(*scope));
        let role =
            owner || self.roles.is_empty() || self.roles.iter().any(|role| caller.roles.contains(role));
        if scope && role { Ok(()) } else { Err(Refusal::denied()) }
    }
}

/// The directory roles this tenant has activated: template id, name, what it allows.
pub(crate) const ROLES: &[(Uuid, &str, &str)] = &[
    (GLOBAL_ADMINISTRATOR, "Global Administrator", "Manages every aspect of the directory."),
    (
        CLOUD_APPLICATION_ADMINISTRATOR,
        "Cloud Application Administrator",
        "Manages registrations and enterprise applications, except the application proxy.",
    ),
    (
        APPLICATION_ADMINISTRATOR,
        "Application Administrator",
        "Manages registrations and enterprise applications.",
    ),
    (USER_ADMINISTRATOR, "User Administrator", "Manages people and groups."),
    (GROUPS_ADMINISTRATOR, "Groups Administrator", "Manages groups and their settings."),
    (
        HELPDESK_ADMINISTRATOR,
        "Helpdesk Administrator",
        "Resets passwords of people without administrative roles.",
    ),
    (REPORTS_READER, "Reports Reader", "Reads sign-in and audit reports."),
    (DIRECTORY_WRITERS, "Directory Writers", "Writes basic directory information."),
    (PRIVILEGED_ROLE_ADMINISTRATOR, "Privileged Role Administrator", "Manages role assignments."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(scopes: &[&str], roles: &[Uuid]) -> Caller {
        Caller {
            user: Uuid::nil(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            roles: roles.iter().copied().collect(),
        }
    }

    #[test]
    fn a_write_needs_scope_and_role() {
        let need = Need::WRITE_APPLICATIONS;
        let scope = &["Application.ReadWrite.All"][..];
        assert!(need.met_by(&caller(scope, &[CLOUD_APPLICATION_ADMINISTRATOR]), false).is_ok());
        assert!(need.met_by(&caller(scope, &[HELPDESK_ADMINISTRATOR]), false).is_err(), "role missing");
        assert!(
            need.met_by(&caller(&["User.Read"], &[GLOBAL_ADMINISTRATOR]), false).is_err(),
            "scope missing"
        );
        assert!(need.met_by(&caller(scope, &[]), true).is_ok(), "an owner needs no role");
    }
}
