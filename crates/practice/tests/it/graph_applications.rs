//! Applications as an infrastructure-as-code provider handles them: written whole, compared whole, taken apart again.

use crate::harness::{Tenant, id};
use serde_json::json;

const EVERYTHING: &str = "openid profile User.Read Application.ReadWrite.All AppRoleAssignment.ReadWrite.All User.ReadWrite.All Group.ReadWrite.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All Policy.Read.All Policy.ReadWrite.ApplicationConfiguration Policy.ReadWrite.ConditionalAccess AuditLog.Read.All RoleManagement.ReadWrite.Directory LicenseAssignment.Read.All Domain.Read.All";

pub(crate) async fn everything(tenant: &Tenant) -> crate::harness::Graph<'_> {
    tenant.sign_in(0, EVERYTHING).await
}

/// Everything a provider writes about an application at once.
fn whole_application(owner: &str) -> serde_json::Value {
    let (role, scope) = (uuid::Uuid::from_u128(11), uuid::Uuid::from_u128(12));
    json!({
        "displayName": "Payroll bridge",
        "description": "Carries hours to payroll",
        "signInAudience": "AzureADMyOrg",
        "groupMembershipClaims": "SecurityGroup,ApplicationGroup",
        "isFallbackPublicClient": false,
        "tags": ["HideApp"],
        "notes": "owned by finance",
        "serviceManagementReference": "CHG-17",
        "api": {
            "acceptMappedClaims": true, "requestedAccessTokenVersion": 2, "knownClientApplications": [],
            "oauth2PermissionScopes": [{
                "id": scope, "value": "hours.read", "type": "User", "isEnabled": true,
                "adminConsentDescription": "Reads hours", "adminConsentDisplayName": "Read hours",
                "userConsentDescription": "Reads your hours", "userConsentDisplayName": "Read hours",
            }],
            "preAuthorizedApplications": [],
        },
        "appRoles": [{
            "id": role, "allowedMemberTypes": ["User", "Application"], "displayName": "Clerk",
            "description": "Books hours", "value": "clerk", "isEnabled": true,
        }],
        "optionalClaims": { "idToken": [{ "name": "auth_time" }] },
        "requiredResourceAccess": [{
            "resourceAppId": "00000003-0000-0000-c000-000000000000",
            "resourceAccess": [{ "id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope" }],
        }],
        "web": {
            "homePageUrl": "https://payroll.larkfield.example", "logoutUrl": "https://payroll.larkfield.example/out",
            "redirectUris": ["https://payroll.larkfield.example/in"],
            "implicitGrantSettings": { "enableAccessTokenIssuance": false, "enableIdTokenIssuance": true },
        },
        "spa": { "redirectUris": ["https://payroll.larkfield.example/spa"] },
        "publicClient": { "redirectUris": ["http://localhost/native"] },
        "info": { "supportUrl": "https://payroll.larkfield.example/help" },
        "owners@odata.bind": [owner],
    })
}

#[tokio::test]
async fn what_is_written_is_what_is_read() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let me = graph.get("/me").await.body;
    let root = &tenant.practice.welcome().graph;
    let wish = whole_application(&format!("{root}/v1.0/directoryObjects/{}", id(&me)));
    let made = graph.post("/applications", wish.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/applications/{}", id(&made.body));
    assert!(made.headers["location"].to_str().unwrap().ends_with(&path), "the address of the new object");
    let read = graph.get(&path).await.body;
    for name in [
        "displayName",
        "description",
        "groupMembershipClaims",
        "isFallbackPublicClient",
        "tags",
        "notes",
        "requiredResourceAccess",
        "signInAudience",
        "serviceManagementReference",
        "spa",
        "publicClient",
    ] {
        assert_eq!(read[name], wish[name], "{name} as it was written");
    }
    assert_eq!(read["appRoles"][0]["value"], "clerk");
    assert_eq!(
        read["optionalClaims"]["idToken"][0]["essential"], false,
        "claims are filled in as Graph does"
    );
    assert_eq!(read["optionalClaims"]["saml2Token"], json!([]));
    assert_eq!(read["web"]["redirectUriSettings"][0]["uri"], "https://payroll.larkfield.example/in");
    assert_eq!(read["info"]["supportUrl"], "https://payroll.larkfield.example/help");
    assert!(read["info"]["logoUrl"].is_null(), "the rest of a complex value stays");

    let early = graph.patch(&path, json!({ "appRoles": [] })).await;
    assert_eq!(early.code(), "CannotDeleteOrUpdateEnabledEntitlement", "an enabled role cannot be removed");
    let mut off = read["appRoles"].clone();
    off[0]["isEnabled"] = false.into();
    assert_eq!(graph.patch(&path, json!({ "appRoles": off })).await.status, 204);
    assert_eq!(graph.patch(&path, json!({ "appRoles": [] })).await.status, 204);
    assert_eq!(graph.get(&path).await.body["appRoles"], json!([]));

    let owners = graph.get(&format!("{path}/owners")).await;
    assert_eq!(owners.rows()[0]["@odata.type"], "#microsoft.graph.user");
    let twice = json!({ "@odata.id": format!("{root}/v1.0/directoryObjects/{}", id(&me)) });
    assert_eq!(graph.post(&format!("{path}/owners/$ref"), twice).await.status, 400, "an owner once");
    let references = graph.get(&format!("{path}/owners/$ref")).await;
    assert!(references.rows()[0]["@odata.id"].as_str().unwrap().ends_with(id(&me)));
    let expanded = graph.get(&format!("{path}?$expand=owners($select=id,displayName)")).await.body;
    assert_eq!(expanded["owners"][0]["id"], me["id"]);
}

#[tokio::test]
async fn secrets_are_told_once_and_policies_may_forbid_them() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let application = graph.post("/applications", json!({ "displayName": "Robot" })).await.body;
    let path = format!("/applications/{}", id(&application));
    let made = graph
        .post(&format!("{path}/addPassword"), json!({ "passwordCredential": { "displayName": "ci" } }))
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.body["secretText"].as_str().unwrap().len(), 40);
    let read = graph.get(&path).await.body;
    assert!(read["passwordCredentials"][0]["secretText"].is_null(), "never again");
    assert_eq!(read["passwordCredentials"][0]["hint"], made.body["secretText"].as_str().unwrap()[..3]);
    let by_hand = graph.patch(&path, json!({ "passwordCredentials": [{ "displayName": "x" }] })).await;
    assert!(by_hand.body["error"]["message"].as_str().unwrap().contains("service actions"));
    let gone = graph.post(&format!("{path}/removePassword"), json!({ "keyId": made.body["keyId"] })).await;
    assert_eq!(gone.status, 204);

    let rule = json!({
        "isEnabled": true,
        "applicationRestrictions": { "passwordCredentials": [
            { "restrictionType": "passwordLifetime", "maxLifetime": "P30D", "state": "enabled",
              "restrictForAppsCreatedAfterDateTime": "2019-01-01T00:00:00Z" },
        ] },
    });
    assert_eq!(graph.patch("/policies/defaultAppManagementPolicy", rule).await.status, 204);
    let long = graph.post(&format!("{path}/addPassword"), json!({})).await;
    assert_eq!(
        long.code(),
        "CredentialInvalidLifetimeAsPerAppPolicy",
        "two years are longer than thirty days"
    );
    let policy = graph
        .post(
            "/policies/appManagementPolicies",
            json!({ "displayName": "None at all", "isEnabled": true, "restrictions": { "passwordCredentials": [
                { "restrictionType": "passwordAddition", "maxLifetime": null,
                  "restrictForAppsCreatedAfterDateTime": "2019-01-01T00:00:00Z" } ] } }),
        )
        .await
        .body;
    let reference = json!({ "@odata.id": format!("{}/v1.0/policies/appManagementPolicies/{}", tenant.practice.welcome().graph, id(&policy)) });
    assert_eq!(graph.post(&format!("{path}/appManagementPolicies/$ref"), reference).await.status, 204);
    let none = graph.post(&format!("{path}/addPassword"), json!({})).await;
    assert_eq!(
        none.code(),
        "CredentialTypeNotAllowedAsPerAppPolicy",
        "its own policy goes before the tenant's"
    );
}

#[tokio::test]
async fn claims_policies_are_made_attached_told_and_detached() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let (_, instance) = graph.instantiate("Sentry", "Sentry").await;
    let definition =
        r#"{"ClaimsMappingPolicy":{"Version":1,"IncludeBasicClaimSet":"true","ClaimsSchema":[]}}"#;
    let wish = json!({ "displayName": "Claims", "definition": [definition] });
    let policy = graph.post("/policies/claimsMappingPolicies", wish).await;
    assert_eq!(policy.status, 201, "{}", policy.body);
    let wrong = json!({ "displayName": "Claims", "definition": ["{}"] });
    assert_eq!(
        graph.post("/policies/claimsMappingPolicies", wrong).await.status,
        400,
        "no claims policy at all"
    );
    let path = format!("/servicePrincipals/{}/claimsMappingPolicies", id(&instance));
    let root = &tenant.practice.welcome().graph;
    let reference =
        json!({ "@odata.id": format!("{root}/v1.0/policies/claimsMappingPolicies/{}", id(&policy.body)) });
    assert_eq!(graph.post(&format!("{path}/$ref"), reference.clone()).await.status, 204);
    assert_eq!(graph.post(&format!("{path}/$ref"), reference).await.status, 400, "attached once");
    assert_eq!(graph.get(&path).await.rows()[0]["definition"][0], definition);
    let holders = graph.get(&format!("/policies/claimsMappingPolicies/{}/appliesTo", id(&policy.body))).await;
    assert_eq!(holders.rows()[0]["id"], instance["id"]);
    assert_eq!(graph.delete(&format!("{path}/{}/$ref", id(&policy.body))).await.status, 204);
    assert!(graph.get(&path).await.rows().is_empty());
}

#[tokio::test]
async fn deleted_applications_keep_their_identifiers_and_come_back() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let uri = format!("api://{}/tool", tenant.tenant_id());
    let wish = json!({ "displayName": "Tool", "identifierUris": [uri] });
    let first = graph.post("/applications", wish.clone()).await.body;
    assert_eq!(graph.delete(&format!("/applications/{}", id(&first))).await.status, 204);
    assert_eq!(graph.get(&format!("/applications/{}", id(&first))).await.status, 404);
    let taken = graph.post("/applications", wish).await;
    assert_eq!(taken.body["error"]["details"][0]["code"], "ObjectConflict", "the bin holds the identifier");
    let bin = graph.get("/directory/deletedItems/microsoft.graph.application").await;
    assert!(bin.rows()[0]["deletedDateTime"].is_string());
    let back = graph.post(&format!("/directory/deletedItems/{}/restore", id(&first)), json!(null)).await;
    assert_eq!(back.body["@odata.type"], "#microsoft.graph.application", "{}", back.body);
    assert_eq!(graph.get(&format!("/applications/{}", id(&first))).await.status, 200);
}

#[tokio::test]
async fn federated_credentials_extensions_and_grants_are_kept() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let application = graph.post("/applications", json!({ "displayName": "Pipeline" })).await.body;
    let path = format!("/applications/{}", id(&application));
    let wish = json!({
        "name": "main", "issuer": "https://token.actions.example", "subject": "repo:larkfield/tool:ref:main",
        "audiences": ["api://AzureADTokenExchange"],
    });
    let credential = graph.post(&format!("{path}/federatedIdentityCredentials"), wish.clone()).await;
    assert_eq!(credential.status, 201, "{}", credential.body);
    assert_eq!(graph.post(&format!("{path}/federatedIdentityCredentials"), wish).await.status, 409);
    let one = format!("{path}/federatedIdentityCredentials/{}", id(&credential.body));
    assert_eq!(graph.patch(&one, json!({ "description": "builds" })).await.status, 204);
    assert_eq!(graph.get(&one).await.body["description"], "builds");
    assert_eq!(graph.delete(&one).await.status, 204);
    let extension = json!({ "name": "costCentre", "dataType": "String", "targetObjects": ["User"] });
    let extension = graph.post(&format!("{path}/extensionProperties"), extension).await.body;
    assert!(extension["name"].as_str().unwrap().starts_with("extension_"), "{extension}");

    let client = graph.post("/servicePrincipals", json!({ "appId": application["appId"] })).await;
    assert_eq!(client.status, 201, "{}", client.body);
    let resource = graph.get("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')").await.body;
    let wish = json!({
        "clientId": client.body["id"], "consentType": "AllPrincipals", "resourceId": resource["id"],
        "scope": "User.Read Group.Read.All",
    });
    let grant = graph.post("/oauth2PermissionGrants", wish.clone()).await;
    assert_eq!(grant.status, 201, "{}", grant.body);
    assert_eq!(
        graph.post("/oauth2PermissionGrants", wish).await.status,
        409,
        "one grant per client and resource"
    );
    let path = format!("/oauth2PermissionGrants/{}", id(&grant.body));
    assert_eq!(graph.patch(&path, json!({ "scope": "User.Read" })).await.status, 204);
    assert_eq!(graph.get(&path).await.body["scope"], "User.Read");
    let listed = graph.get(&format!("/servicePrincipals/{}/oauth2PermissionGrants", id(&client.body))).await;
    assert_eq!(listed.rows().len(), 1);
    assert_eq!(graph.delete(&path).await.status, 204);
    let role = "df021288-bdef-4463-88db-98f22de89214";
    let wish = json!({ "principalId": client.body["id"], "resourceId": resource["id"], "appRoleId": role });
    let path = format!("/servicePrincipals/{}/appRoleAssignedTo", id(&resource));
    assert_eq!(graph.post(&path, wish.clone()).await.status, 201);
    let weaker = tenant.sign_in(1, EVERYTHING).await;
    assert_eq!(weaker.post(&path, wish).await.status, 403, "Graph's own roles need a role administrator");
}
