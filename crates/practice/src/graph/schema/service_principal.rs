//! `servicePrincipal`: the tenant-local instance of an application.

use super::{
    Schema,
    application::{ADD_IN, APP_ROLE, INFO, KEY, PASSWORD, SCOPE},
    complex, complexes, flag, guid, moment, text, texts,
};

/// The instance.
pub(crate) const SERVICE_PRINCIPAL: Schema = Schema {
    type_name: "microsoft.graph.servicePrincipal",
    resource: "ServicePrincipal",
    properties: &[
        moment("deletedDateTime").fixed(),
        flag("accountEnabled"),
        texts("alternativeNames", 255),
        text("appDescription", 1024).fixed(),
        text("appDisplayName", 256).fixed(),
        text("appId", 36).once(),
        text("applicationTemplateId", 36).fixed(),
        guid("appOwnerOrganizationId").fixed(),
        flag("appRoleAssignmentRequired"),
        // Real Graph tells it; the published v1.0 types do not, so it comes only when asked for.
        moment("createdDateTime").fixed().hidden(),
        text("description", 1024),
        text("disabledByMicrosoftStatus", 120).fixed(),
        text("displayName", 256),
        text("homepage", 2048),
        text("loginUrl", 2048).opaque(),
        text("logoutUrl", 255),
        text("notes", 1024).opaque(),
        texts("notificationEmailAddresses", 256).opaque(),
        text("preferredSingleSignOnMode", 40),
        text("preferredTokenSigningKeyThumbprint", 40).opaque(),
        texts("replyUrls", 256),
        texts("servicePrincipalNames", 255),
        text("servicePrincipalType", 60).fixed(),
        text("signInAudience", 60).fixed(),
        texts("tags", 256),
        guid("tokenEncryptionKeyId").opaque(),
        complexes("addIns", ADD_IN).opaque(),
        complexes("appRoles", APP_ROLE).opaque(),
        complex("info", INFO).fixed(),
        complexes("keyCredentials", KEY),
        complexes("oauth2PermissionScopes", SCOPE).opaque(),
        complexes("passwordCredentials", PASSWORD),
        complexes(
            "resourceSpecificApplicationPermissions",
            &[
                text("description", 1024),
                text("displayName", 256),
                guid("id"),
                flag("isEnabled"),
                text("value", 120),
            ],
        )
        .fixed()
        .opaque(),
        complex("samlSingleSignOnSettings", &[text("relayState", 2048)]).opaque(),
        complex(
            "verifiedPublisher",
            &[moment("addedDateTime"), text("displayName", 256), text("verifiedPublisherId", 120)],
        )
        .fixed(),
        complex("customSecurityAttributes", &[]).opaque().hidden(),
    ],
    relations: &[
        "appManagementPolicies",
        "appRoleAssignedTo",
        "appRoleAssignments",
        "claimsMappingPolicies",
        "createdObjects",
        "delegatedPermissionClassifications",
        "endpoints",
        "federatedIdentityCredentials",
        "homeRealmDiscoveryPolicies",
        "memberOf",
        "oauth2PermissionGrants",
        "ownedObjects",
        "owners",
        "synchronization",
        "tokenIssuancePolicies",
        "tokenLifetimePolicies",
        "transitiveMemberOf",
    ],
};
