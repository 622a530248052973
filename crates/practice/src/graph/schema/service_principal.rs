//! `servicePrincipal`: the tenant-local instance of an application.

use super::{
    Schema,
    application::{APP_ROLE, INFO, KEY, PASSWORD},
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
        moment("createdDateTime").fixed(),
        text("description", 1024),
        text("disabledByMicrosoftStatus", 120).fixed(),
        text("displayName", 256),
        text("homepage", 2048),
        text("loginUrl", 2048),
        text("logoutUrl", 255),
        text("notes", 1024),
        texts("notificationEmailAddresses", 256),
        text("preferredSingleSignOnMode", 40),
        text("preferredTokenSigningKeyThumbprint", 40),
        texts("replyUrls", 256),
        texts("servicePrincipalNames", 255),
        text("servicePrincipalType", 60).fixed(),
        text("signInAudience", 60).fixed(),
        texts("tags", 256),
        guid("tokenEncryptionKeyId"),
        complexes("addIns", &[guid("id"), text("type", 120)]),
        complexes("appRoles", APP_ROLE),
        complex("info", INFO).fixed(),
        complexes("keyCredentials", KEY),
        complexes("oauth2PermissionScopes", &[guid("id"), text("value", 120)]).fixed(),
        complexes("passwordCredentials", PASSWORD),
        complexes("resourceSpecificApplicationPermissions", &[guid("id")]).fixed(),
        complex("samlSingleSignOnSettings", &[text("relayState", 2048)]),
        complex(
            "verifiedPublisher",
            &[moment("addedDateTime"), text("displayName", 256), text("verifiedPublisherId", 120)],
        )
        .fixed(),
    ],
};
