//! Microsoft's own applications as every tenant has them: resources such as Microsoft Graph with the permissions they
//! offer, and public clients.
//!
//! Ids are Microsoft's. Only permissions whose ids are known from Microsoft's own permission list are offered.

use super::Soil;
use crate::state::{
    World,
    object::{Kind, Object},
};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use time::Duration;
use uuid::{Uuid, uuid};

/// Microsoft Graph.
pub(crate) const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");

/// Azure Resource Manager.
const MANAGEMENT: Uuid = uuid!("797f4846-ba00-4fd7-ba43-dac1f8f63013");
/// Its one delegated permission.
const IMPERSONATION: Uuid = uuid!("41094075-9dad-400e-a0bd-54e686782033");

/// Microsoft's own tenant, which owns most of them.
const MICROSOFT: &str = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
/// The tenant that owns Graph Command Line Tools.
const TOOLS: &str = "cdc5aeea-15c5-4db6-b079-fcadd2505dc2";

/// Client id, name, owning tenant, whether it is there from the start.
const APPLICATIONS: [(Uuid, &str, &str, bool); 12] = [
    (GRAPH, "Microsoft Graph", MICROSOFT, true),
    (uuid!("00000002-0000-0000-c000-000000000000"), "Windows Azure Active Directory", MICROSOFT, true),
    (MANAGEMENT, "Windows Azure Service Management API", MICROSOFT, true),
    (uuid!("00000002-0000-0ff1-ce00-000000000000"), "Office 365 Exchange Online", MICROSOFT, true),
    (uuid!("00000003-0000-0ff1-ce00-000000000000"), "Office 365 SharePoint Online", MICROSOFT, true),
    (uuid!("2793995e-0a7d-40d7-bd35-6968ba142197"), "My Apps", MICROSOFT, true),
    (uuid!("0000000c-0000-0000-c000-000000000000"), "Microsoft App Access Panel", MICROSOFT, true),
    (uuid!("14d82eec-204b-4c2f-b7e8-296a70dab67e"), "Microsoft Graph Command Line Tools", TOOLS, false),
    (uuid!("de8bc8b5-d9f9-48b1-a8ad-b748da725064"), "Graph Explorer", MICROSOFT, false),
    (uuid!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"), "Microsoft Azure CLI", MICROSOFT, false),
    (uuid!("1950a258-227b-4e31-a9cf-717495945fc2"), "Microsoft Azure PowerShell", MICROSOFT, false),
    (uuid!("29d9ed98-a469-4536-ade2-f981bc1d605e"), "Microsoft Authentication Broker", MICROSOFT, false),
];

/// Name, delegated id, whether an administrator must agree, application id.
type Permission = (String, Option<Uuid>, bool, Option<Uuid>);

static PERMISSIONS: LazyLock<Vec<Permission>> = LazyLock::new(|| {
    // The file is part of the program; a test holds it to its form.
    serde_json::from_str(include_str!("../../data/graph-permissions.json")).unwrap_or_default()
});

/// What the service principal of one of Microsoft's applications looks like; `None`: none of Microsoft's.
pub(crate) fn properties(app_id: Uuid) -> Option<Map<String, Value>> {
    let (_, name, owner, _) = APPLICATIONS.iter().find(|(id, ..)| *id == app_id)?;
    let mut names = vec![app_id.to_string()];
    if app_id == GRAPH {
        names.extend(["https://graph.microsoft.com", "https://graph.microsoft.com/"].map(str::to_owned));
    }
    if app_id == MANAGEMENT {
        names.extend(
            ["https://management.azure.com/", "https://management.core.windows.net/"].map(str::to_owned),
        );
    }
    let (scopes, roles) = if app_id == GRAPH {
        (scopes(), roles())
    } else if app_id == MANAGEMENT {
        (json!([scope("user_impersonation", IMPERSONATION, false)]), json!([]))
    } else {
        (json!([]), json!([]))
    };
    let body = json!({
        "accountEnabled": true,
        "appDescription": null,
        "appDisplayName": name,
        "appId": app_id.to_string(),
        "applicationTemplateId": null,
        "appOwnerOrganizationId": owner,
        "appRoleAssignmentRequired": false,
        "appRoles": roles,
        "displayName": name,
        "homepage": null,
        "info": {
            "logoUrl": null, "marketingUrl": null, "privacyStatementUrl": null, "supportUrl": null,
            "termsOfServiceUrl": null,
        },
        "oauth2PermissionScopes": scopes,
        "replyUrls": [],
        "servicePrincipalNames": names,
        "servicePrincipalType": "Application",
        "signInAudience": "AzureADMultipleOrgs",
        "tags": [],
        "verifiedPublisher": { "displayName": null, "verifiedPublisherId": null, "addedDateTime": null },
    });
    if let Value::Object(fields) = body { Some(fields) } else { None }
}

fn scope(name: &str, id: Uuid, admin: bool) -> Value {
    json!({
        "adminConsentDescription": format!("Allows the app to use {name} on behalf of the signed-in user."),
        "adminConsentDisplayName": name,
        "id": id.to_string(),
        "isEnabled": true,
        "type": if admin { "Admin" } else { "User" },
        "userConsentDescription": format!("Allows the app to use {name} on your behalf."),
        "userConsentDisplayName": name,
        "value": name,
    })
}

fn scopes() -> Value {
    PERMISSIONS.iter().filter_map(|(name, id, admin, _)| Some(scope(name, (*id)?, *admin))).collect()
}

fn roles() -> Value {
    let role = |(name, _, _, id): &Permission| {
        let id = (*id)?;
        Some(json!({
            "allowedMemberTypes": ["Application"],
            "description": format!("Allows the app to use {name} without a signed-in user."),
            "displayName": name,
            "id": id.to_string(),
            "isEnabled": true,
            "origin": "Application",
            "value": name,
        }))
    };
    PERMISSIONS.iter().filter_map(role).collect()
}

/// Puts those into the directory that are there from the start.
pub(super) fn install(world: &mut World, soil: &Soil<'_>) {
    let since = soil.now - Duration::days(1_480);
    for (app_id, name, _, present) in &APPLICATIONS {
        if let (true, Some(properties)) = (*present, properties(*app_id)) {
            let id = soil.id(&format!("servicePrincipal:{name}"));
            world.directory.insert(Object::new(id, Kind::ServicePrincipal, properties, since));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn permission_ids_are_distinct_and_the_known_ones_right() {
        let all = &*PERMISSIONS;
        assert!(all.len() >= 40, "the file was read");
        let ids: Vec<Uuid> = all.iter().flat_map(|(_, scope, _, role)| [*scope, *role]).flatten().collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no id twice");
        let read = all.iter().find(|(name, ..)| name == "User.Read").unwrap();
        assert_eq!(read.1, Some(uuid!("e1fe6dd8-ba31-4d61-89e7-88639da4683d")));
        assert!(!read.2, "a person may agree to it");
    }
}
