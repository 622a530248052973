//! Policies that are attached to applications and service principals.

use super::{Property, Schema, complex, complexes, flag, moment, text, texts};

const STS: &[Property] = &[
    moment("deletedDateTime").fixed(),
    texts("definition", 40_000).opaque(),
    text("description", 1024),
    text("displayName", 256),
    flag("isOrganizationDefault"),
];

const fn sts(type_name: &'static str, resource: &'static str) -> Schema {
    Schema { type_name, resource, properties: STS, relations: &["appliesTo"] }
}

pub(crate) const CLAIMS_MAPPING_POLICY: Schema =
    sts("microsoft.graph.claimsMappingPolicy", "ClaimsMappingPolicy");
pub(crate) const TOKEN_ISSUANCE_POLICY: Schema =
    sts("microsoft.graph.tokenIssuancePolicy", "TokenIssuancePolicy");
pub(crate) const TOKEN_LIFETIME_POLICY: Schema =
    sts("microsoft.graph.tokenLifetimePolicy", "TokenLifetimePolicy");
pub(crate) const HOME_REALM_DISCOVERY_POLICY: Schema =
    sts("microsoft.graph.homeRealmDiscoveryPolicy", "HomeRealmDiscoveryPolicy");

const RESTRICTION: &[Property] = &[
    text("maxLifetime", 40),
    moment("restrictForAppsCreatedAfterDateTime"),
    text("restrictionType", 60),
    text("state", 20),
];

const RESTRICTIONS: &[Property] =
    &[complexes("keyCredentials", RESTRICTION), complexes("passwordCredentials", RESTRICTION)];

/// A policy for single applications.
pub(crate) const APP_MANAGEMENT_POLICY: Schema = Schema {
    type_name: "microsoft.graph.appManagementPolicy",
    resource: "AppManagementPolicy",
    properties: &[
        moment("deletedDateTime").fixed(),
        text("description", 1024),
        text("displayName", 256),
        flag("isEnabled"),
        complex("restrictions", RESTRICTIONS).opaque(),
    ],
    relations: &["appliesTo"],
};

/// The policy for all applications without one of their own.
pub(crate) const DEFAULT_MANAGEMENT_POLICY: Schema = Schema {
    type_name: "microsoft.graph.tenantAppManagementPolicy",
    resource: "TenantAppManagementPolicy",
    properties: &[
        moment("deletedDateTime").fixed(),
        text("description", 1024),
        text("displayName", 256),
        flag("isEnabled"),
        complex("applicationRestrictions", RESTRICTIONS).opaque(),
        complex("servicePrincipalRestrictions", RESTRICTIONS).opaque(),
    ],
    relations: &[],
};
