//! Which permissions a feature needs: the least that works, asked for when the feature is used. A wider grant covers
//! a narrower one, so a consent screen never lists both.

use std::{borrow::Cow, fmt};
use url::Url;

/// One delegated permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Of the sign-in protocol itself: `openid`, `profile`, `offline_access`.
    OpenId(Cow<'static, str>),
    /// Of Microsoft Graph, by its short name: `Application.Read.All`.
    Graph(Cow<'static, str>),
}

impl Scope {
    /// As the token endpoint wants it: Graph permissions in full, `https://graph.microsoft.com/User.Read`. The short
    /// form resolves to the right Graph in the global cloud only.
    #[must_use]
    pub fn full(&self, graph: &Url) -> String {
        match self {
            Self::OpenId(name) => name.to_string(),
            Self::Graph(name) => format!("{}/{name}", graph.as_str().trim_end_matches('/')),
        }
    }

    /// Short name, without the resource.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::OpenId(name) | Self::Graph(name) => name,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What a person wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Feature {
    /// Sign in; read one's own profile, the organization and the gallery.
    SignIn,
    /// Read applications, policies, people and groups, change nothing.
    Look,
    /// Add and configure applications, certificates included.
    Onboard,
    /// Assign people and groups to applications.
    Assign,
    /// Create and delete test users.
    People,
    /// Register this program in the tenant.
    Register,
    /// Read everybody's attributes and groups, to foresee what an assertion carries.
    Foresee,
    /// Read the sign-in log.
    Logs,
}

impl Feature {
    fn graph_scopes(self) -> &'static [&'static str] {
        match self {
            Self::SignIn => &["User.Read"],
            Self::Look => &[
                "User.Read",
                "Application.Read.All",
                "Policy.Read.All",
                "User.ReadBasic.All",
                "GroupMember.Read.All",
            ],
            Self::Onboard | Self::Register => &["User.Read", "Application.ReadWrite.All"],
            Self::Assign => &[
                "User.Read",
                "Application.Read.All",
                "AppRoleAssignment.ReadWrite.All",
                "User.ReadBasic.All",
                "GroupMember.Read.All",
            ],
            Self::People => &["User.Read", "User.ReadWrite.All"],
            Self::Foresee => &[
                "User.Read",
                "User.Read.All",
                "GroupMember.Read.All",
                "Application.Read.All",
                "Policy.Read.All",
            ],
            Self::Logs => &["User.Read", "AuditLog.Read.All"],
        }
    }
}

/// Wider permission, and what it covers.
const COVERS: &[(&str, &[&str])] = &[
    ("Application.ReadWrite.All", &["Application.Read.All"]),
    ("User.ReadWrite.All", &["User.Read.All", "User.ReadBasic.All", "User.Read"]),
    ("User.Read.All", &["User.ReadBasic.All", "User.Read"]),
    ("User.ReadWrite", &["User.Read"]),
    ("Group.ReadWrite.All", &["GroupMember.Read.All", "Group.Read.All"]),
    ("Group.Read.All", &["GroupMember.Read.All"]),
    ("GroupMember.ReadWrite.All", &["GroupMember.Read.All"]),
    (
        "Directory.Read.All",
        &["Application.Read.All", "User.ReadBasic.All", "User.Read.All", "GroupMember.Read.All"],
    ),
];

fn covers(wide: &str, narrow: &str) -> bool {
    wide.eq_ignore_ascii_case(narrow)
        || COVERS.iter().any(|(name, list)| wide.eq_ignore_ascii_case(name) && list.contains(&narrow))
}

/// The least permissions for these features together, protocol scopes first, none twice and none that another one
/// of the list already covers. `User.Read` always stays: it is what lets a person sign in at all.
#[must_use]
pub fn scopes_for(features: &[Feature]) -> Vec<Scope> {
    let mut names: Vec<&'static str> = Vec::new();
    for name in features.iter().chain(&[Feature::SignIn]).flat_map(|feature| feature.graph_scopes()) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let needed = names.iter().filter(|name| {
        **name == "User.Read" || !names.iter().any(|other| other != *name && covers(other, name))
    });
    ["openid", "profile", "offline_access"]
        .into_iter()
        .map(|name| Scope::OpenId(name.into()))
        .chain(needed.map(|name| Scope::Graph((*name).into())))
        .collect()
}

/// Graph permissions that these features need and that `granted` does not cover. `granted` may hold short or full
/// names, as the token endpoint returned them.
#[must_use]
pub fn missing_scopes(features: &[Feature], granted: &[String]) -> Vec<Scope> {
    let graph = |scope: &Scope| matches!(scope, Scope::Graph(_));
    scopes_for(features).into_iter().filter(|scope| graph(scope) && !is_granted(scope, granted)).collect()
}

/// One of `granted` is this permission or covers it.
#[must_use]
pub fn is_granted(scope: &Scope, granted: &[String]) -> bool {
    granted.iter().any(|full| covers(short_name(full), scope.name()))
}

/// `https://graph.microsoft.com/User.Read` and `User.Read` are the same permission.
pub(crate) fn short_name(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or(scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(scopes: &[Scope]) -> Vec<&str> {
        scopes.iter().map(Scope::name).collect()
    }

    #[test]
    fn signing_in_asks_for_nothing_an_administrator_must_grant() {
        assert_eq!(
            names(&scopes_for(&[Feature::SignIn])),
            ["openid", "profile", "offline_access", "User.Read"]
        );
    }

    #[test]
    fn looking_asks_for_no_right_to_write() {
        let scopes = scopes_for(&[Feature::Look]);
        assert!(
            names(&scopes).iter().all(|name| !name.contains("Write")),
            "the helpdesk must not be able to change"
        );
    }

    #[test]
    fn the_wider_permission_replaces_the_narrower() {
        let scopes = scopes_for(&[Feature::Look, Feature::Onboard, Feature::Assign, Feature::People]);
        let names = names(&scopes);
        assert!(names.contains(&"Application.ReadWrite.All") && !names.contains(&"Application.Read.All"));
        assert!(names.contains(&"User.ReadWrite.All") && !names.contains(&"User.ReadBasic.All"));
        assert!(names.contains(&"User.Read"), "signing in itself stays");
        assert_eq!(names.iter().filter(|name| **name == "User.Read").count(), 1);
    }

    #[test]
    fn what_is_missing_is_told_from_short_and_full_names() {
        let granted = ["https://graph.microsoft.com/Application.ReadWrite.All".into(), "User.Read".into()];
        assert_eq!(
            names(&missing_scopes(&[Feature::Look], &granted)),
            ["Policy.Read.All", "User.ReadBasic.All", "GroupMember.Read.All"]
        );
        assert!(missing_scopes(&[Feature::Onboard], &granted).is_empty());
    }

    #[test]
    fn graph_permissions_are_written_in_full() {
        let graph = Url::parse("https://graph.microsoft.com").unwrap();
        let full: Vec<_> = scopes_for(&[Feature::SignIn]).iter().map(|scope| scope.full(&graph)).collect();
        assert_eq!(full[3], "https://graph.microsoft.com/User.Read");
        assert_eq!(full[0], "openid", "protocol scopes belong to no resource");
    }
}
