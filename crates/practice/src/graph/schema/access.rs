//! Conditional Access: named locations and policies.

use super::{Holds, Property, Schema, complex, complexes, flag, moment, text, texts};

const CIDR: &[Property] = &[text("cidrAddress", 60)];

/// Both kinds of named location; which properties go with which kind is judged with the kind.
pub(crate) const NAMED_LOCATION: Schema = Schema {
    type_name: "microsoft.graph.namedLocation",
    resource: "NamedLocation",
    properties: &[
        moment("createdDateTime").fixed(),
        text("displayName", 256),
        moment("modifiedDateTime").fixed(),
        texts("countriesAndRegions", 2),
        text("countryLookupMethod", 40),
        flag("includeUnknownCountriesAndRegions"),
        complexes("ipRanges", CIDR),
        flag("isTrusted"),
    ],
    relations: &[],
};

const EXTERNAL: &[Property] = &[
    text("guestOrExternalUserTypes", 200),
    complex("externalTenants", &[text("membershipKind", 20), texts("members", 36)]),
];

const FILTER: &[Property] = &[text("mode", 20), text("rule", 3072)];

const CONDITIONS: &[Property] = &[
    complex(
        "applications",
        &[
            complex("applicationFilter", FILTER),
            texts("excludeApplications", 60),
            texts("includeApplications", 60),
            texts("includeAuthenticationContextClassReferences", 20),
            texts("includeUserActions", 60),
        ],
    ),
    complex("authenticationFlows", &[text("transferMethods", 80)]),
    complex(
        "clientApplications",
        &[
            texts("excludeServicePrincipals", 60),
            texts("includeServicePrincipals", 60),
            complex("servicePrincipalFilter", FILTER),
        ],
    ),
    texts("clientAppTypes", 40),
    complex("devices", &[complex("deviceFilter", FILTER)]),
    text("insiderRiskLevels", 80),
    complex("locations", &[texts("excludeLocations", 60), texts("includeLocations", 60)]),
    complex("platforms", &[texts("excludePlatforms", 40), texts("includePlatforms", 40)]),
    texts("servicePrincipalRiskLevels", 40),
    texts("signInRiskLevels", 40),
    texts("userRiskLevels", 40),
    complex(
        "users",
        &[
            texts("excludeGroups", 60),
            complex("excludeGuestsOrExternalUsers", EXTERNAL),
            texts("excludeRoles", 60),
            texts("excludeUsers", 60),
            texts("includeGroups", 60),
            complex("includeGuestsOrExternalUsers", EXTERNAL),
            texts("includeRoles", 60),
            texts("includeUsers", 60),
        ],
    ),
];

const CONTROLS: &[Property] = &[
    complex("authenticationStrength", &[text("id", 36)]),
    texts("builtInControls", 40),
    texts("customAuthenticationFactors", 60),
    text("operator", 3),
    texts("termsOfUse", 60),
];

const SESSION: &[Property] = &[
    complex("applicationEnforcedRestrictions", &[flag("isEnabled")]),
    complex("cloudAppSecurity", &[text("cloudAppSecurityType", 40), flag("isEnabled")]),
    flag("disableResilienceDefaults"),
    complex("persistentBrowser", &[flag("isEnabled"), text("mode", 20)]),
    complex("secureSignInSession", &[flag("isEnabled")]),
    complex(
        "signInFrequency",
        &[
            text("authenticationType", 60),
            text("frequencyInterval", 40),
            flag("isEnabled"),
            text("type", 20),
            Property::new("value", Holds::Number),
        ],
    ),
];

/// A Conditional Access policy.
pub(crate) const ACCESS_POLICY: Schema = Schema {
    type_name: "microsoft.graph.conditionalAccessPolicy",
    resource: "ConditionalAccessPolicy",
    properties: &[
        text("templateId", 36).once(),
        text("displayName", 256),
        moment("createdDateTime").fixed(),
        moment("modifiedDateTime").fixed(),
        text("state", 60),
        complex("conditions", CONDITIONS).opaque(),
        complex("grantControls", CONTROLS).opaque(),
        complex("sessionControls", SESSION).opaque(),
    ],
    relations: &[],
};
