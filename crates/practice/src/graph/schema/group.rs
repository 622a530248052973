//! `group` and `directoryRole`.

use super::{Schema, complex, complexes, flag, guid, moment, text, texts};

/// A group.
pub(crate) const GROUP: Schema = Schema {
    type_name: "microsoft.graph.group",
    resource: "Group",
    properties: &[
        complexes("assignedLabels", &[text("displayName", 256), text("labelId", 36)]).hidden(),
        complexes("assignedLicenses", &[texts("disabledPlans", 36), guid("skuId")]).fixed().hidden(),
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
        text("onPremisesDomainName", 256).fixed(),
        moment("onPremisesLastSyncDateTime").fixed(),
        text("onPremisesNetBiosName", 64).fixed(),
        complexes("onPremisesProvisioningErrors", &[]).fixed().opaque(),
        text("onPremisesSamAccountName", 256).fixed(),
        text("onPremisesSecurityIdentifier", 120).fixed(),
        flag("onPremisesSyncEnabled").fixed(),
        text("preferredDataLocation", 10),
        text("preferredLanguage", 10),
        texts("proxyAddresses", 256).fixed(),
        moment("renewedDateTime").fixed(),
        flag("securityEnabled"),
        text("securityIdentifier", 120).fixed(),
        complexes("serviceProvisioningErrors", &[]).fixed().opaque(),
        text("theme", 20),
        text("uniqueName", 120).once(),
        text("visibility", 40),
        flag("allowExternalSenders").opaque().hidden(),
        flag("autoSubscribeNewMembers").opaque().hidden(),
        flag("hideFromAddressLists").opaque().hidden(),
        flag("hideFromOutlookClients").opaque().hidden(),
        flag("isManagementRestricted").fixed().opaque().hidden(),
        // Documented for Microsoft 365 groups, and sent by whoever makes any kind of group.
        texts("creationOptions", 256).once().opaque().hidden(),
        texts("resourceBehaviorOptions", 256).once().opaque().hidden(),
        texts("resourceProvisioningOptions", 256).hidden(),
        complex("writebackConfiguration", &[flag("isEnabled"), text("onPremisesGroupType", 60)])
            .opaque()
            .hidden(),
    ],
    relations: &[
        "appRoleAssignments",
        "createdOnBehalfOf",
        "memberOf",
        "members",
        "owners",
        "transitiveMemberOf",
        "transitiveMembers",
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
    relations: &["members", "scopedMembers"],
};
