//! `applicationTemplate`: a gallery entry.

use super::{Schema, complexes, flag, moment, text, texts};

/// A gallery entry.
pub(crate) const TEMPLATE: Schema = Schema {
    type_name: "microsoft.graph.applicationTemplate",
    resource: "ApplicationTemplate",
    properties: &[
        texts("categories", 120).fixed(),
        moment("deprecationDate").fixed().hidden(),
        text("description", 4096).fixed(),
        text("displayName", 256).fixed(),
        texts("endpoints", 2048).fixed().hidden(),
        text("homePageUrl", 2048).fixed(),
        flag("isEntraIntegrated").fixed().hidden(),
        moment("lastModifiedDateTime").fixed().hidden(),
        text("logoUrl", 2048).fixed(),
        text("publisher", 256).fixed(),
        texts("supportedProvisioningTypes", 40).fixed(),
        texts("supportedSingleSignOnModes", 40).fixed(),
    ],
    relations: &[],
};

/// What the beta endpoint adds.
pub(crate) const CONFIGURATION_URIS: super::Property = complexes("configurationUris", &[]).fixed();
