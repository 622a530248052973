//! `application`: the registration.

use super::{Holds, Property, Schema, complex, complexes, flag, guid, moment, text, texts};

pub(super) const APP_ROLE: &[Property] = &[
    texts("allowedMemberTypes", 32),
    text("description", 1024),
    text("displayName", 120),
    guid("id"),
    flag("isEnabled"),
    text("origin", 40),
    text("value", 120),
];

pub(super) const SCOPE: &[Property] = &[
    text("adminConsentDescription", 1024),
    text("adminConsentDisplayName", 120),
    guid("id"),
    flag("isEnabled"),
    text("origin", 40),
    text("type", 20),
    text("userConsentDescription", 1024),
    text("userConsentDisplayName", 120),
    text("value", 120),
];

pub(super) const ADD_IN: &[Property] =
    &[guid("id"), complexes("properties", &[text("key", 256), text("value", 1024)]), text("type", 120)];

const WEB: &[Property] = &[
    text("homePageUrl", 255),
    complex("implicitGrantSettings", &[flag("enableAccessTokenIssuance"), flag("enableIdTokenIssuance")]),
    text("logoutUrl", 255),
    texts("redirectUris", 256),
    complexes("redirectUriSettings", &[Property::new("index", Holds::Number), text("uri", 256)]),
];

const CLIENT: &[Property] = &[texts("redirectUris", 256)];

const OPTIONAL_CLAIM: &[Property] =
    &[texts("additionalProperties", 120), flag("essential"), text("name", 120), text("source", 120)];

pub(super) const KEY: &[Property] = &[
    text("customKeyIdentifier", 256),
    text("displayName", 256),
    moment("endDateTime"),
    text("key", 20_000),
    guid("keyId"),
    moment("startDateTime"),
    text("type", 60),
    text("usage", 60),
];

pub(super) const PASSWORD: &[Property] = &[
    text("customKeyIdentifier", 256),
    text("displayName", 256),
    moment("endDateTime"),
    text("hint", 10),
    guid("keyId"),
    text("secretText", 64),
    moment("startDateTime"),
];

pub(super) const INFO: &[Property] = &[
    text("logoUrl", 2048).fixed(),
    text("marketingUrl", 2048),
    text("privacyStatementUrl", 2048),
    text("supportUrl", 2048),
    text("termsOfServiceUrl", 2048),
];

/// The registration.
pub(crate) const APPLICATION: Schema = Schema {
    type_name: "microsoft.graph.application",
    resource: "Application",
    properties: &[
        moment("deletedDateTime").fixed(),
        text("appId", 36).fixed(),
        text("applicationTemplateId", 36).fixed(),
        text("disabledByMicrosoftStatus", 120).fixed(),
        moment("createdDateTime").fixed(),
        text("displayName", 120),
        text("description", 1024),
        text("groupMembershipClaims", 120).opaque(),
        texts("identifierUris", 255),
        flag("isDeviceOnlyAuthSupported").opaque(),
        flag("isFallbackPublicClient").opaque(),
        text("nativeAuthenticationApisEnabled", 40).opaque(),
        text("notes", 1024).opaque(),
        text("publisherDomain", 255).fixed(),
        text("serviceManagementReference", 255),
        text("signInAudience", 60),
        texts("tags", 256),
        guid("tokenEncryptionKeyId").opaque(),
        text("samlMetadataUrl", 2048).opaque(),
        text("defaultRedirectUri", 256).opaque(),
        text("uniqueName", 120).once(),
        complexes("addIns", ADD_IN).opaque(),
        complex(
            "api",
            &[
                flag("acceptMappedClaims"),
                texts("knownClientApplications", 36),
                Property::new("requestedAccessTokenVersion", Holds::Number),
                complexes("oauth2PermissionScopes", SCOPE),
                complexes(
                    "preAuthorizedApplications",
                    &[text("appId", 36), texts("delegatedPermissionIds", 36)],
                ),
            ],
        ),
        complexes("appRoles", APP_ROLE).opaque(),
        complex("info", INFO),
        complexes("keyCredentials", KEY),
        complex(
            "optionalClaims",
            &[
                complexes("accessToken", OPTIONAL_CLAIM),
                complexes("idToken", OPTIONAL_CLAIM),
                complexes("saml2Token", OPTIONAL_CLAIM),
            ],
        ),
        complex(
            "parentalControlSettings",
            &[texts("countriesBlockedForMinors", 2), text("legalAgeGroupRule", 40)],
        ),
        complexes("passwordCredentials", PASSWORD),
        complex("publicClient", CLIENT).opaque(),
        complex(
            "requestSignatureVerification",
            &[text("allowedWeakAlgorithms", 40), flag("isSignedRequestRequired")],
        ),
        complexes(
            "requiredResourceAccess",
            &[complexes("resourceAccess", &[guid("id"), text("type", 20)]), text("resourceAppId", 36)],
        ),
        complex("spa", CLIENT).opaque(),
        complex(
            "verifiedPublisher",
            &[moment("addedDateTime"), text("displayName", 256), text("verifiedPublisherId", 120)],
        )
        .fixed(),
        complex("web", WEB).opaque(),
        complex(
            "servicePrincipalLockConfiguration",
            &[
                flag("allProperties"),
                flag("credentialsWithUsageSign"),
                flag("credentialsWithUsageVerify"),
                flag("isEnabled"),
                flag("tokenEncryptionKeyId").opaque(),
            ],
        )
        .opaque(),
        complex(
            "authenticationBehaviors",
            &[
                flag("blockAzureADGraphAccess"),
                flag("removeUnverifiedEmailClaim"),
                flag("requireClientServicePrincipal"),
            ],
        )
        .opaque()
        .hidden(),
        complex("certification", &[]).fixed().opaque(),
        flag("oauth2RequirePostResponse").opaque(),
    ],
    relations: &[
        "appManagementPolicies",
        "createdOnBehalfOf",
        "extensionProperties",
        "federatedIdentityCredentials",
        "homeRealmDiscoveryPolicies",
        "owners",
        "tokenIssuancePolicies",
        "tokenLifetimePolicies",
    ],
};
