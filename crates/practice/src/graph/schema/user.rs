//! `user`: a person. Only a handful of properties come without `$select`.

use super::{Schema, complex, complexes, flag, guid, moment, text, texts};

/// A person.
pub(crate) const USER: Schema = Schema {
    type_name: "microsoft.graph.user",
    resource: "User",
    properties: &[
        texts("businessPhones", 64),
        text("displayName", 256),
        text("givenName", 64),
        text("jobTitle", 128),
        text("mail", 256),
        text("mobilePhone", 64),
        text("officeLocation", 128),
        text("preferredLanguage", 40),
        text("surname", 64),
        text("userPrincipalName", 113),
        flag("accountEnabled").hidden(),
        text("ageGroup", 40).hidden(),
        complexes("assignedLicenses", &[texts("disabledPlans", 36), guid("skuId")]).fixed().hidden(),
        text("city", 128).hidden(),
        text("companyName", 64).hidden(),
        text("country", 128).hidden(),
        moment("createdDateTime").fixed().hidden(),
        text("creationType", 60).fixed().hidden(),
        moment("deletedDateTime").fixed().hidden(),
        text("department", 64).hidden(),
        moment("employeeHireDate").hidden(),
        text("employeeId", 16).hidden(),
        text("employeeType", 64).hidden(),
        text("externalUserState", 60).fixed().hidden(),
        texts("imAddresses", 256).fixed().hidden(),
        moment("lastPasswordChangeDateTime").fixed().hidden(),
        text("mailNickname", 64).hidden(),
        text("onPremisesImmutableId", 256).hidden(),
        flag("onPremisesSyncEnabled").fixed().hidden(),
        texts("otherMails", 256).hidden(),
        text("passwordPolicies", 120).hidden(),
        complex(
            "passwordProfile",
            &[
                flag("forceChangePasswordNextSignIn"),
                flag("forceChangePasswordNextSignInWithMfa"),
                text("password", 256),
            ],
        )
        .hidden(),
        text("postalCode", 40).hidden(),
        texts("proxyAddresses", 256).fixed().hidden(),
        text("securityIdentifier", 120).fixed().hidden(),
        moment("signInSessionsValidFromDateTime").fixed().hidden(),
        text("state", 128).hidden(),
        text("streetAddress", 1024).hidden(),
        text("usageLocation", 2).hidden(),
        text("userType", 40).hidden(),
    ],
};
