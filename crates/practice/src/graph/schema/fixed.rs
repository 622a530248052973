//! Types that are read and not written as objects: tenant facts, logs, roles, grants.

use super::{Holds, Property, Schema, complexes, flag, moment, text, texts};

const fn number(name: &'static str) -> Property {
    Property::new(name, Holds::Number)
}

const fn complex(name: &'static str) -> Property {
    Property::new(name, Holds::Complex(&[])).opaque()
}

const fn list(name: &'static str) -> Property {
    complexes(name, &[])
}

const fn schema(
    type_name: &'static str,
    resource: &'static str,
    properties: &'static [Property],
    relations: &'static [&'static str],
) -> Schema {
    Schema { type_name, resource, properties, relations }
}

pub(crate) const ORGANIZATION: Schema = schema(
    "microsoft.graph.organization",
    "Organization",
    &[
        moment("deletedDateTime"),
        texts("businessPhones", 60),
        text("city", 128),
        text("country", 128),
        text("countryLetterCode", 2),
        moment("createdDateTime"),
        text("defaultUsageLocation", 2),
        text("displayName", 256),
        list("marketingNotificationEmails"),
        moment("onPremisesLastSyncDateTime"),
        flag("onPremisesSyncEnabled"),
        text("partnerTenantType", 60),
        text("postalCode", 40),
        text("preferredLanguage", 10),
        list("securityComplianceNotificationMails"),
        list("securityComplianceNotificationPhones"),
        text("state", 128),
        text("street", 256),
        list("technicalNotificationMails"),
        text("tenantType", 20),
        complex("privacyProfile"),
        list("assignedPlans"),
        list("provisionedPlans"),
        list("verifiedDomains"),
    ],
    &["branding", "certificateBasedAuthConfiguration", "extensions"],
);

pub(crate) const DOMAIN: Schema = schema(
    "microsoft.graph.domain",
    "Domain",
    &[
        text("authenticationType", 20),
        text("availabilityStatus", 20),
        flag("isAdminManaged"),
        flag("isDefault"),
        flag("isInitial"),
        flag("isRoot"),
        flag("isVerified"),
        text("manufacturer", 60),
        text("model", 60),
        number("passwordNotificationWindowInDays"),
        number("passwordValidityPeriodInDays"),
        complex("state"),
        texts("supportedServices", 60),
    ],
    &[
        "domainNameReferences",
        "federationConfiguration",
        "rootDomain",
        "serviceConfigurationRecords",
        "verificationDnsRecords",
    ],
);

pub(crate) const SKU: Schema = schema(
    "microsoft.graph.subscribedSku",
    "SubscribedSku",
    &[
        text("accountId", 36),
        text("accountName", 256),
        text("appliesTo", 20),
        text("capabilityStatus", 20),
        number("consumedUnits"),
        complex("prepaidUnits"),
        list("servicePlans"),
        text("skuId", 36),
        text("skuPartNumber", 60),
        texts("subscriptionIds", 36),
    ],
    &[],
);

pub(crate) const LICENCE_DETAILS: Schema = schema(
    "microsoft.graph.licenseDetails",
    "LicenseDetails",
    &[list("servicePlans"), text("skuId", 36), text("skuPartNumber", 60)],
    &[],
);

pub(crate) const ASSIGNMENT: Schema = schema(
    "microsoft.graph.appRoleAssignment",
    "AppRoleAssignment",
    &[
        moment("deletedDateTime"),
        text("appRoleId", 36).opaque(),
        moment("createdDateTime"),
        text("principalDisplayName", 256),
        text("principalId", 36),
        text("principalType", 40).opaque(),
        text("resourceDisplayName", 256),
        text("resourceId", 36),
    ],
    &[],
);

pub(crate) const GRANT: Schema = schema(
    "microsoft.graph.oAuth2PermissionGrant",
    "OAuth2PermissionGrant",
    &[
        text("clientId", 36),
        text("consentType", 40),
        text("principalId", 36),
        text("resourceId", 36),
        text("scope", 3850).opaque(),
    ],
    &[],
);

pub(crate) const ROLE_TEMPLATE: Schema = schema(
    "microsoft.graph.directoryRoleTemplate",
    "DirectoryRoleTemplate",
    &[moment("deletedDateTime"), text("description", 1024), text("displayName", 256)],
    &[],
);

pub(crate) const ROLE_DEFINITION: Schema = schema(
    "microsoft.graph.unifiedRoleDefinition",
    "UnifiedRoleDefinition",
    &[
        text("description", 1024),
        text("displayName", 256),
        flag("isBuiltIn"),
        flag("isEnabled"),
        texts("resourceScopes", 60),
        text("templateId", 36),
        text("version", 20),
        list("rolePermissions"),
    ],
    &["inheritsPermissionsFrom"],
);

pub(crate) const ROLE_ASSIGNMENT: Schema = schema(
    "microsoft.graph.unifiedRoleAssignment",
    "UnifiedRoleAssignment",
    &[
        text("principalId", 36),
        text("directoryScopeId", 120),
        text("appScopeId", 120),
        text("condition", 120).hidden(),
        text("roleDefinitionId", 36),
    ],
    &["principal", "roleDefinition", "directoryScope", "appScope"],
);

const SCHEDULE: &[Property] = &[
    text("principalId", 36),
    text("roleDefinitionId", 36),
    text("directoryScopeId", 120),
    text("appScopeId", 120),
    moment("startDateTime"),
    moment("endDateTime"),
    text("memberType", 20),
    text("assignmentType", 20),
    text("roleAssignmentOriginId", 80),
    text("roleAssignmentScheduleId", 80),
];

pub(crate) const ROLE_SCHEDULE: Schema = schema(
    "microsoft.graph.unifiedRoleAssignmentScheduleInstance",
    "UnifiedRoleAssignmentScheduleInstance",
    SCHEDULE,
    &["principal", "roleDefinition", "directoryScope", "appScope", "activatedUsing"],
);

pub(crate) const ROLE_ELIGIBILITY: Schema = schema(
    "microsoft.graph.unifiedRoleEligibilityScheduleInstance",
    "UnifiedRoleEligibilityScheduleInstance",
    &[
        text("principalId", 36),
        text("roleDefinitionId", 36),
        text("directoryScopeId", 120),
        text("appScopeId", 120),
        moment("startDateTime"),
        moment("endDateTime"),
        text("memberType", 20),
        text("roleEligibilityScheduleId", 80),
    ],
    &["principal", "roleDefinition", "directoryScope", "appScope"],
);

pub(crate) const SIGN_IN: Schema = schema(
    "microsoft.graph.signIn",
    "SignIn",
    &[
        moment("createdDateTime"),
        text("userDisplayName", 256),
        text("userPrincipalName", 256),
        text("userId", 36),
        text("appId", 36),
        text("appDisplayName", 256),
        text("ipAddress", 60),
        text("clientAppUsed", 60),
        text("correlationId", 36),
        text("conditionalAccessStatus", 20),
        flag("isInteractive"),
        text("riskDetail", 40),
        text("riskLevelAggregated", 20),
        text("riskLevelDuringSignIn", 20),
        text("riskState", 20),
        texts("riskEventTypes_v2", 60),
        text("resourceDisplayName", 256),
        text("resourceId", 36),
        Property::new("status", Holds::Complex(&[])),
        Property::new("deviceDetail", Holds::Complex(&[])),
        Property::new("location", Holds::Complex(&[])),
        list("appliedConditionalAccessPolicies"),
    ],
    &[],
);

const BETA_ONLY: [Property; 9] = [
    text("authenticationProtocol", 40),
    text("homeTenantId", 36),
    text("originalTransferMethod", 40),
    text("resourceServicePrincipalId", 36),
    text("resourceTenantId", 36),
    text("servicePrincipalId", 36),
    texts("signInEventTypes", 40),
    text("userAgent", 1024),
    text("userType", 20),
];

const BETA_ALL: [Property; SIGN_IN.properties.len() + BETA_ONLY.len()] = {
    let mut all = [BETA_ONLY[0]; SIGN_IN.properties.len() + BETA_ONLY.len()];
    let mut index = 0;
    while index < all.len() {
        all[index] = if index < SIGN_IN.properties.len() {
            SIGN_IN.properties[index]
        } else {
            BETA_ONLY[index - SIGN_IN.properties.len()]
        };
        index += 1;
    }
    all
};

/// The beta form knows more.
pub(crate) const SIGN_IN_BETA: Schema = schema("microsoft.graph.signIn", "SignIn", &BETA_ALL, &[]);

pub(crate) const DIRECTORY_AUDIT: Schema = schema(
    "microsoft.graph.directoryAudit",
    "DirectoryAudit",
    &[
        text("category", 60),
        text("correlationId", 36),
        text("result", 20),
        text("resultReason", 1024),
        text("activityDisplayName", 256),
        moment("activityDateTime"),
        text("loggedByService", 60),
        text("operationType", 40),
        Property::new("initiatedBy", Holds::Complex(&[])),
        list("targetResources"),
        list("additionalDetails"),
    ],
    &[],
);
