//! The group claim of an application: which groups are told, and under which name.
//! Source: Graph facts, 5.2 (`groupMembershipClaims`, `optionalClaims.saml2Token`).

use serde_json::Value;

/// Which groups an assertion names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum GroupClaim {
    /// None.
    #[default]
    Silent,
    /// Every group the person is in, nested ones included.
    All {
        /// Only security groups.
        security: bool,
        /// They travel in the role claim.
        as_roles: bool,
    },
    /// Groups assigned to the application that the person is in directly.
    Assigned {
        /// By display name instead of id.
        by_name: bool,
        /// They travel in the role claim.
        as_roles: bool,
    },
}

impl GroupClaim {
    /// From the registration.
    pub(super) fn read(registration: &Value) -> Self {
        let wanted = registration["groupMembershipClaims"].as_str().unwrap_or_default();
        let has = |name: &str| wanted.split(',').any(|part| part.trim().eq_ignore_ascii_case(name));
        let rows = registration["optionalClaims"]["saml2Token"].as_array();
        let row = rows.into_iter().flatten().find(|row| row["name"] == "groups");
        let properties = row.and_then(|row| row["additionalProperties"].as_array());
        let properties: Vec<&str> = properties.into_iter().flatten().filter_map(Value::as_str).collect();
        let as_roles = properties.contains(&"emit_as_roles");
        if has("All") || has("SecurityGroup") {
            Self::All { security: !has("All"), as_roles }
        } else if has("ApplicationGroup") {
            Self::Assigned { by_name: properties.contains(&"cloud_displayname"), as_roles }
        } else {
            Self::Silent
        }
    }

    pub(super) fn as_roles(&self) -> bool {
        matches!(self, Self::All { as_roles: true, .. } | Self::Assigned { as_roles: true, .. })
    }

    /// The claim's name, if groups are told at all.
    pub(super) fn claim(&self, groups: &str, roles: &str) -> Option<String> {
        let name = if self.as_roles() { roles } else { groups };
        (*self != Self::Silent).then(|| name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_registration_says_is_what_is_told() {
        let read = |claims: &str, properties: &[&str]| {
            let row = json!({ "name": "groups", "additionalProperties": properties });
            GroupClaim::read(
                &json!({ "groupMembershipClaims": claims, "optionalClaims": { "saml2Token": [row] } }),
            )
        };
        assert_eq!(GroupClaim::read(&json!({ "groupMembershipClaims": null })), GroupClaim::Silent);
        assert_eq!(read("DirectoryRole", &[]), GroupClaim::Silent, "roles of the directory are no groups");
        assert_eq!(read("SecurityGroup", &[]), GroupClaim::All { security: true, as_roles: false });
        let named = GroupClaim::Assigned { by_name: true, as_roles: true };
        assert_eq!(read("ApplicationGroup, DirectoryRole", &["cloud_displayname", "emit_as_roles"]), named);
        assert_eq!(named.claim("g", "r").as_deref(), Some("r"));
    }
}
