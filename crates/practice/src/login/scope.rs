//! Which scopes exist, and how a client may write them.

use super::failure::Failure;
use std::collections::BTreeSet;

/// Scopes that are not Graph permissions.
const PROTOCOL: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Delegated Graph permissions this tenant knows.
const GRAPH: &[&str] = &[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "AuditLog.Read.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Domain.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.Read.All",
    "Organization.Read.All",
    "Policy.Read.All",
    "Policy.Read.ConditionalAccess",
    "Policy.ReadWrite.ApplicationConfiguration",
    "Policy.ReadWrite.ConditionalAccess",
    "RoleManagement.Read.Directory",
    "Synchronization.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.Read",
    "User.Read.All",
    "User.ReadBasic.All",
    "User.ReadWrite.All",
];

/// Reads a scope parameter: short names, or names behind any resource root; `.default` means all of them.
pub(super) fn parse(text: &str) -> Result<BTreeSet<String>, Failure> {
    let mut scopes = BTreeSet::new();
    for word in text.split_whitespace() {
        let name = word.rsplit('/').next().unwrap_or(word);
        if name == ".default" {
            scopes.extend(GRAPH.iter().map(|scope| (*scope).to_owned()));
            continue;
        }
        let known = PROTOCOL.iter().chain(GRAPH).find(|scope| scope.eq_ignore_ascii_case(name));
        let Some(known) = known else {
            let message = format!(
                "The application asked for scope '{word}' that doesn't exist on the resource '00000003-0000-0000-c000-000000000000'."
            );
            return Err(Failure::new("invalid_scope", 650_053, message));
        };
        scopes.insert((*known).to_owned());
    }
    if scopes.is_empty() {
        return Err(Failure::new(
            "invalid_request",
            900_144,
            "The request body must contain the following parameter: 'scope'.",
        ));
    }
    Ok(scopes)
}

/// The `scope` of a token answer: everything but `offline_access`, as Entra lists it.
pub(super) fn list(scopes: &BTreeSet<String>) -> String {
    scopes.iter().filter(|scope| *scope != "offline_access").cloned().collect::<Vec<_>>().join(" ")
}

/// The Graph permissions among the scopes.
pub(super) fn graph(scopes: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    scopes.iter().map(String::as_str).filter(|scope| !PROTOCOL.contains(scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_in_short_and_long_form() {
        let scopes = parse("openid https://graph.microsoft.com/user.read offline_access").unwrap();
        assert!(scopes.contains("User.Read"), "case does not count");
        assert_eq!(list(&scopes), "User.Read openid");
        assert_eq!(parse("User.Fly").unwrap_err().error, "invalid_scope");
        assert!(parse("https://graph.microsoft.com/.default").unwrap().len() > 20);
    }
}
