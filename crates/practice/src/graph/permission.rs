//! Who may do what: delegated access is the intersection of the token's scopes and the person's directory roles; an
//! application by itself needs the application permission of the same name, and no role.
//!
//! Graph answers all kinds of lack with the same 403, and so does this; the logs have codes of their own. Role template
//! ids are Microsoft's own.

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
pub(crate) const APPLICATION_DEVELOPER: Uuid = uuid!("cf1c38e5-3621-4004-a7cb-879624dced7c");
pub(crate) const CONDITIONAL_ACCESS_ADMINISTRATOR: Uuid = uuid!("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9");
pub(crate) const SECURITY_ADMINISTRATOR: Uuid = uuid!("194ae4cb-b126-40b2-bd5b-6091b380977d");
pub(crate) const SECURITY_OPERATOR: Uuid = uuid!("5f2222b1-57c3-48ba-8ad5-d4759f1fde6f");
pub(crate) const SECURITY_READER: Uuid = uuid!("5d6b6bb7-de71-4623-b4af-96380a352509");
pub(crate) const GLOBAL_READER: Uuid = uuid!("f2ef992c-3afb-46b9-b7cf-a126ee74c451");
pub(crate) const AUTHENTICATION_ADMINISTRATOR: Uuid = uuid!("c4e39bd9-1100-46d3-8c65-fb160da0071f");
pub(crate) const PRIVILEGED_AUTHENTICATION_ADMINISTRATOR: Uuid =
    uuid!("7be44c8a-adaf-4e2a-84d6-ab2649e08a13");
pub(crate) const HYBRID_IDENTITY_ADMINISTRATOR: Uuid = uuid!("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2");
pub(crate) const LICENSE_ADMINISTRATOR: Uuid = uuid!("4d6ac14f-3453-41d0-bef9-a3e0c569773a");
pub(crate) const DIRECTORY_READERS: Uuid = uuid!("88d8e3e3-8f55-4a1e-953a-9b9898b8876b");

/// What an operation asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// Any one of these scopes; empty: every token will do.
    pub(crate) scopes: &'static [&'static str],
    /// Any one of these roles; empty: every member will do.
    pub(crate) roles: &'static [Uuid],
}

const APP_ADMINS: &[Uuid] = &[
    GLOBAL_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    APPLICATION_ADMINISTRATOR,
    HYBRID_IDENTITY_ADMINISTRATOR,
];
const USER_ADMINS: &[Uuid] = &[GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR];
const PASSWORD_ADMINS: &[Uuid] = &[
    GLOBAL_ADMINISTRATOR,
    USER_ADMINISTRATOR,
    HELPDESK_ADMINISTRATOR,
    AUTHENTICATION_ADMINISTRATOR,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
];
const GROUP_ADMINS: &[Uuid] =
    &[GLOBAL_ADMINISTRATOR, GROUPS_ADMINISTRATOR, USER_ADMINISTRATOR, DIRECTORY_WRITERS];
const ROLE_ADMINS: &[Uuid] = &[GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR];
const ACCESS_ADMINS: &[Uuid] =
    &[GLOBAL_ADMINISTRATOR, CONDITIONAL_ACCESS_ADMINISTRATOR, SECURITY_ADMINISTRATOR];
const ACCESS_READERS: &[Uuid] = &[
    GLOBAL_ADMINISTRATOR,
    CONDITIONAL_ACCESS_ADMINISTRATOR,
    SECURITY_ADMINISTRATOR,
    SECURITY_READER,
    GLOBAL_READER,
];
const LOG_READERS: &[Uuid] = &[
    GLOBAL_ADMINISTRATOR,
    REPORTS_READER,
    SECURITY_ADMINISTRATOR,
    SECURITY_OPERATOR,
    SECURITY_READER,
    GLOBAL_READER,
];
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
        "User.ReadWrite",
        "User.ReadBasic.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const READ_APPLICATIONS: Self = Self::read(&[
        "Application.Read.All",
        "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_APPLICATIONS: Self = Self {
        scopes: &["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"],
        roles: APP_ADMINS,
    };
    pub(crate) const CREATE_APPLICATIONS: Self = Self {
        scopes: &["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"],
        roles: &[
            GLOBAL_ADMINISTRATOR,
            CLOUD_APPLICATION_ADMINISTRATOR,
            APPLICATION_ADMINISTRATOR,
            HYBRID_IDENTITY_ADMINISTRATOR,
            APPLICATION_DEVELOPER,
        ],
    };
    pub(crate) const READ_USERS: Self = Self::read(&[
        "User.ReadBasic.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_USERS: Self =
        Self { scopes: &["User.ReadWrite.All", "Directory.ReadWrite.All"], roles: USER_ADMINS };
    pub(crate) const SET_PASSWORDS: Self = Self {
        scopes: &["User.ReadWrite.All", "User-PasswordProfile.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: PASSWORD_ADMINS,
    };
    pub(crate) const DELETE_USERS: Self = Self {
        scopes: &["User.DeleteRestore.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: USER_ADMINS,
    };
    pub(crate) const END_SESSIONS: Self = Self {
        scopes: &["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: PASSWORD_ADMINS,
    };
    pub(crate) const READ_GROUPS: Self = Self::read(&[
        "GroupMember.Read.All",
        "GroupMember.ReadWrite.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const READ_MEMBERSHIPS: Self = Self::read(&[
        "GroupMember.Read.All",
        "GroupMember.ReadWrite.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "User.Read.All",
        "User.ReadWrite.All",
        "Application.Read.All",
        "Application.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_GROUPS: Self =
        Self { scopes: &["Group.ReadWrite.All", "Directory.ReadWrite.All"], roles: GROUP_ADMINS };
    pub(crate) const CREATE_GROUPS: Self = Self {
        scopes: &["Group.ReadWrite.All", "Group.Create", "Directory.ReadWrite.All"],
        roles: GROUP_ADMINS,
    };
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
        Self::read(&["Directory.Read.All", "Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"]);
    /// Giving out Microsoft Graph's own application permissions.
    pub(crate) const GRANT_GRAPH_ROLES: Self =
        Self { scopes: &["AppRoleAssignment.ReadWrite.All"], roles: ROLE_ADMINS };
    pub(crate) const READ_GRANTS: Self = Self::read(&[
        "DelegatedPermissionGrant.Read.All",
        "DelegatedPermissionGrant.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_GRANTS: Self = Self {
        scopes: &["DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All"],
        roles: &[
            GLOBAL_ADMINISTRATOR,
            PRIVILEGED_ROLE_ADMINISTRATOR,
            CLOUD_APPLICATION_ADMINISTRATOR,
            APPLICATION_ADMINISTRATOR,
            APPLICATION_DEVELOPER,
            DIRECTORY_WRITERS,
            USER_ADMINISTRATOR,
        ],
    };
    pub(crate) const READ_ROLES: Self = Self::read(&[
        "RoleManagement.Read.Directory",
        "RoleManagement.ReadWrite.Directory",
        "RoleManagement.Read.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_ROLES: Self =
        Self { scopes: &["RoleManagement.ReadWrite.Directory"], roles: ROLE_ADMINS };
    pub(crate) const READ_LICENCES: Self = Self::read(&[
        "LicenseAssignment.Read.All",
        "LicenseAssignment.ReadWrite.All",
        "Organization.Read.All",
        "Organization.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const READ_POLICIES: Self = Self::read(&[
        "Policy.Read.All",
        "Policy.Read.ApplicationConfiguration",
        "Policy.ReadWrite.ApplicationConfiguration",
        "Application.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);
    pub(crate) const WRITE_POLICIES: Self =
        Self { scopes: &["Policy.ReadWrite.ApplicationConfiguration"], roles: APP_ADMINS };
    pub(crate) const READ_TENANT_POLICIES: Self = Self::read(&[
        "Policy.Read.All",
        "Policy.ReadWrite.Authorization",
        "Policy.ReadWrite.ConsentRequest",
        "Policy.ReadWrite.SecurityDefaults",
        "Policy.ReadWrite.ApplicationConfiguration",
    ]);
    pub(crate) const WRITE_TENANT_POLICIES: Self = Self {
        scopes: &[
            "Policy.ReadWrite.Authorization",
            "Policy.ReadWrite.ConsentRequest",
            "Policy.ReadWrite.SecurityDefaults",
        ],
        roles: ROLE_ADMINS,
    };
    pub(crate) const READ_ACCESS: Self = Self {
        scopes: &["Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess"],
        roles: ACCESS_READERS,
    };
    pub(crate) const WRITE_ACCESS: Self =
        Self { scopes: &["Policy.ReadWrite.ConditionalAccess"], roles: ACCESS_ADMINS };
    const READ_LOGS: Self = Self { scopes: &["AuditLog.Read.All"], roles: LOG_READERS };
    const READ_AUDITS: Self =
        Self { scopes: &["AuditLog.Read.All", "Directory.Read.All"], roles: LOG_READERS };

    const fn read(scopes: &'static [&'static str]) -> Self {
        Self { scopes, roles: &[] }
    }

    fn scope(self, caller: &Caller) -> bool {
        self.scopes.is_empty()
            || self.scopes.iter().any(|scope| caller.scopes.contains(*scope))
            || (caller.scopes.contains("Directory.AccessAsUser.All") && self.concerns_directory())
    }

    /// `Directory.AccessAsUser.All` opens what the person may do in the directory itself: everything that one of these
    /// would open.
    fn concerns_directory(self) -> bool {
        const OPENED: [&str; 4] = [
            "AppRoleAssignment.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
            "RoleManagement.ReadWrite.Directory",
        ];
        self.scopes.iter().any(|scope| OPENED.contains(scope))
    }

    fn role(self, caller: &Caller) -> bool {
        caller.application.is_some()
            || self.roles.is_empty()
            || self.roles.iter().any(|role| caller.roles.contains(role))
    }

    /// Whether the caller may; `owner` is an owner of the object, who needs no role. An application whose only
    /// permission is for what it owns must own the object.
    pub(crate) fn met_by(self, caller: &Caller, owner: bool) -> Result<(), Refusal> {
        let owned_only = !owner
            && caller.application.is_some()
            && !self.roles.is_empty()
            && self
                .scopes
                .iter()
                .filter(|scope| caller.scopes.contains(**scope))
                .all(|scope| scope.ends_with(".OwnedBy"))
            && !self.scopes.is_empty();
        if self.scope(caller) && (owner || self.role(caller)) && !owned_only {
            Ok(())
        } else {
            Err(Refusal::denied())
        }
    }

    /// Whether the caller may make something new, which it will own.
    pub(crate) fn met_for_new(self, caller: &Caller, allowed: bool) -> Result<(), Refusal> {
        self.met_by(caller, allowed || caller.application.is_some())
    }

    /// Whether the caller may read the sign-in log (or, with `audits`, the audit log), refused in the words of the
    /// reporting service.
    pub(crate) fn logs_met_by(caller: &Caller, audits: bool) -> Result<(), Refusal> {
        let need = if audits { Self::READ_AUDITS } else { Self::READ_LOGS };
        if !need.scope(caller) {
            return Err(Refusal::new(
                403,
                "Authentication_MSGraphPermissionMissing",
                "Calling principal does not have required MSGraph permissions AuditLog.Read.All",
            ));
        }
        if !need.role(caller) {
            return Err(Refusal::new(
                403,
                "Authentication_RequestFromUnsupportedUserRole",
                "User is not in the allowed roles",
            ));
        }
        Ok(())
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
    (
        APPLICATION_DEVELOPER,
        "Application Developer",
        "Registers applications whatever the tenant allows its members.",
    ),
    (
        CONDITIONAL_ACCESS_ADMINISTRATOR,
        "Conditional Access Administrator",
        "Manages Conditional Access policies and named locations.",
    ),
    (
        SECURITY_ADMINISTRATOR,
        "Security Administrator",
        "Reads security information and manages its settings.",
    ),
    (SECURITY_OPERATOR, "Security Operator", "Handles security events."),
    (SECURITY_READER, "Security Reader", "Reads security information and reports."),
    (GLOBAL_READER, "Global Reader", "Reads everything a Global Administrator can read."),
    (
        AUTHENTICATION_ADMINISTRATOR,
        "Authentication Administrator",
        "Manages sign-in methods of people without administrative roles.",
    ),
    (
        PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
        "Privileged Authentication Administrator",
        "Manages sign-in methods of everyone.",
    ),
    (
        HYBRID_IDENTITY_ADMINISTRATOR,
        "Hybrid Identity Administrator",
        "Manages provisioning and synchronisation.",
    ),
    (LICENSE_ADMINISTRATOR, "License Administrator", "Assigns licences to people and groups."),
    (DIRECTORY_READERS, "Directory Readers", "Reads basic directory information."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(scopes: &[&str], roles: &[Uuid]) -> Caller {
        Caller {
            user: Uuid::nil(),
            application: None,
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
        let robot = |scope: &[&str]| Caller { application: Some(Uuid::nil()), ..caller(scope, &[]) };
        assert!(need.met_by(&robot(scope), false).is_ok(), "an application needs no role");
        let owned = &["Application.ReadWrite.OwnedBy"][..];
        assert!(need.met_by(&robot(owned), false).is_err(), "this permission is for what it owns");
        assert!(need.met_by(&robot(owned), true).is_ok());
    }
}
