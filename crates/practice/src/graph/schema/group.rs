//! `group` and `directoryRole`.

use super::{Schema, flag, moment, text, texts};

/// A group.
pub(crate) const GROUP: Schema = Schema {
    type_name: "microsoft.graph.group",
    resource: "Group",
    properties: &[
        text("classification", 120),
        moment("createdDateTime").fixed(),
        moment("deletedDateTime").fixed(),
        text("description", 1024),
        text("displayName", 256),
        moment("expirationDateTime").fixed(),
        texts("groupTypes", 60),
        flag("isAssignableToRole").once(),
        text("mail", 256).fixed(),
        flag("mailEnabled"),
        text("mailNickname", 64),
        text("membershipRule", 3072),
        text("membershipRuleProcessingState", 20),
        flag("onPremisesSyncEnabled").fixed(),
        texts("proxyAddresses", 256).fixed(),
        moment("renewedDateTime").fixed(),
        flag("securityEnabled"),
        text("securityIdentifier", 120).fixed(),
        text("visibility", 40),
    ],
};

/// An activated directory role.
pub(crate) const DIRECTORY_ROLE: Schema = Schema {
    type_name: "microsoft.graph.directoryRole",
    resource: "DirectoryRole",
    properties: &[
        moment("deletedDateTime").fixed(),
        text("description", 1024).fixed(),
        text("displayName", 256).fixed(),
        text("roleTemplateId", 36).once(),
    ],
};
