//! `applicationTemplate`: a gallery entry.

use super::{Schema, complexes, flag, moment, text, texts};

/// A gallery entry.
pub(crate) const TEMPLATE: Schema = Schema {
    type_name: "microsoft.graph.applicationTemplate",
    resource: "ApplicationTemplate",
    properties: &[
        texts("categories", 120).fixed(),
        moment("deprecationDate").fixed(),
        text("description", 4096).fixed(),
        text("displayName", 256).fixed(),
        texts("endpoints", 2048).fixed(),
        text("homePageUrl", 2048).fixed(),
        flag("isEntraIntegrated").fixed(),
        moment("lastModifiedDateTime").fixed(),
        text("logoUrl", 2048).fixed(),
        text("publisher", 256).fixed(),
        texts("supportedProvisioningTypes", 40).fixed(),
        texts("supportedSingleSignOnModes", 40).fixed(),
    ],
};

/// What the beta endpoint adds.
pub(crate) const CONFIGURATION_URIS: super::Property = complexes("configurationUris", &[]).fixed();
