//! What belongs to one application or service principal.

use super::{Schema, flag, moment, text, texts};

/// A token from elsewhere that counts as the application's own credential.
pub(crate) const FEDERATED_CREDENTIAL: Schema = Schema {
    type_name: "microsoft.graph.federatedIdentityCredential",
    resource: "FederatedIdentityCredential",
    properties: &[
        texts("audiences", 600),
        text("description", 600),
        text("issuer", 600),
        text("name", 120).once(),
        text("subject", 600),
    ],
    relations: &[],
};

/// A directory extension.
pub(crate) const EXTENSION_PROPERTY: Schema = Schema {
    type_name: "microsoft.graph.extensionProperty",
    resource: "ExtensionProperty",
    properties: &[
        moment("deletedDateTime").fixed(),
        text("appDisplayName", 256).fixed(),
        text("dataType", 40).once(),
        flag("isMultiValued").once(),
        flag("isSyncedFromOnPremises").fixed(),
        text("name", 200).once(),
        texts("targetObjects", 60).once(),
    ],
    relations: &[],
};

/// How sensitive a delegated permission is.
pub(crate) const PERMISSION_CLASSIFICATION: Schema = Schema {
    type_name: "microsoft.graph.delegatedPermissionClassification",
    resource: "DelegatedPermissionClassification",
    properties: &[text("classification", 20), text("permissionId", 36), text("permissionName", 120)],
    relations: &[],
};
