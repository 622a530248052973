//! What infrastructure-as-code providers do beyond what is in their plans: they name the tenant in the path, write to
//! what they have just made, wait for it, compare each property with what they wrote, and take everything apart again.

use crate::graph_applications::everything;
use crate::harness::{Graph, Tenant, id, options, read};
use doorward_practice::Options;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Every value that was written is read again, below objects too; lists keep their order.
fn assert_kept(written: &Value, found: &Value, place: &str) {
    match written {
        Value::Object(fields) => {
            for (name, value) in fields.iter().filter(|(name, _)| !name.contains('@')) {
                assert_kept(value, &found[name], &format!("{place}/{name}"));
            }
        }
        Value::Array(items) => {
            let held = found.as_array().unwrap_or_else(|| panic!("{place} is a list: {found}"));
            assert_eq!(held.len(), items.len(), "{place}: {found}");
            for (index, (item, held)) in items.iter().zip(held).enumerate() {
                assert_kept(item, held, &format!("{place}[{index}]"));
            }
        }
        other => assert_eq!(other, found, "{place}"),
    }
}

/// Reads until the path answers 200, as a provider waits.
async fn wait_for(graph: &Graph<'_>, path: &str) -> Value {
    for _ in 0..100 {
        let answer = graph.get(path).await;
        if answer.status == 200 {
            return answer.body;
        }
        assert_eq!((answer.status.as_u16(), answer.code()), (404, "Request_ResourceNotFound"));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} never came");
}

async fn me(graph: &Graph<'_>) -> String {
    id(&graph.get("/me").await.body).to_owned()
}

#[tokio::test]
async fn the_tenant_may_stand_in_the_path() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let by_id = graph.get(&format!("/{}/organization", tenant.tenant_id())).await;
    assert_eq!(by_id.status, 200, "{}", by_id.body);
    let domain = tenant.practice.welcome().domain.clone();
    assert_eq!(graph.get(&format!("/{domain}/users?$top=1")).await.rows().len(), 1);
    assert_eq!(graph.get("/myorganization/domains").await.status, 200);
    let other = graph.get("/11111111-2222-3333-4444-555555555555/users").await;
    assert_eq!(other.status, 400, "another tenant is not here");
}

#[tokio::test]
async fn a_new_application_can_be_written_to_by_its_maker_before_others_see_it() {
    let tenant = Tenant::start_with(Options { lag: Duration::from_millis(400), ..options() }).await;
    let graph = everything(&tenant).await;
    let made = graph.post("/applications", json!({ "displayName": "Young" })).await.body;
    let path = format!("/applications/{}", id(&made));
    assert_eq!(graph.get(&path).await.status, 404, "reads lag");
    let secret = graph.post(&format!("{path}/addPassword"), json!({})).await;
    assert_eq!(secret.status, 200, "{}", secret.body);
    let stranger = tenant.sign_in(1, "User.Read Application.ReadWrite.All").await;
    let other = stranger.patch(&path, json!({ "displayName": "Taken" })).await;
    assert_eq!(other.status, 404, "nobody else reaches it yet");
    let seen = wait_for(&graph, &path).await;
    assert_eq!(seen["passwordCredentials"][0]["keyId"], secret.body["keyId"]);
}

#[tokio::test]
async fn a_service_principal_keeps_what_is_its_own_beside_what_it_mirrors() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let owner = me(&graph).await;
    let role = |number: u128, value: &str| {
        json!({ "id": uuid::Uuid::from_u128(number), "allowedMemberTypes": ["User"], "displayName": value,
            "description": value, "isEnabled": true, "value": value })
    };
    let application = json!({ "displayName": "Bridge", "appRoles": [role(1, "clerk")] });
    let application = graph.post("/applications", application).await.body;
    let reference = format!("{}/v1.0/{}/directoryObjects/{owner}", tenant.login(), tenant.tenant_id());
    let written = json!({
        "accountEnabled": true, "alternativeNames": ["one"], "appId": application["appId"], "appRoles": [],
        "appRoleAssignmentRequired": true, "description": "TERRAFORM_UPDATE_1", "loginUrl": null, "notes": "n",
        "notificationEmailAddresses": ["it@larkfield.example"], "preferredSingleSignOnMode": "saml",
        "samlSingleSignOnSettings": { "relayState": "/start" }, "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
        "owners@odata.bind": [reference],
    });
    let instance = graph.post("/servicePrincipals", written.clone()).await;
    assert_eq!(instance.status, 201, "{}", instance.body);
    let path = format!("/servicePrincipals/{}", id(&instance.body));
    let mut wanted = written;
    wanted["appRoles"] = json!([role(1, "clerk")]);
    assert_kept(&wanted, &graph.get(&path).await.body, "servicePrincipal");

    let own = json!({ "appRoles": [role(1, "clerk"), role(2, "auditor")], "description": null });
    assert_eq!(graph.patch(&path, own).await.status, 204);
    let renamed = json!({ "displayName": "Bridge 2" });
    assert_eq!(graph.patch(&format!("/applications/{}", id(&application)), renamed).await.status, 204);
    let found = graph.get(&path).await.body;
    assert_eq!(found["displayName"], "Bridge 2", "the mirror works");
    let origins: Vec<_> = found["appRoles"].as_array().unwrap().iter().map(|role| &role["origin"]).collect();
    assert_eq!(origins, ["Application", "ServicePrincipal"], "its own role stays");
    assert!(found["description"].is_null());
    let removed = graph.delete(&format!("{path}/owners/{owner}/$ref")).await;
    assert_eq!(removed.status, 204, "{}", removed.body);
    assert!(graph.get(&format!("{path}/owners")).await.rows().is_empty());
}

#[tokio::test]
async fn a_signing_certificate_is_named_by_its_private_half_and_goes_as_a_whole() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let (_, instance) = graph.instantiate("Sentry", "Sentry").await;
    let path = format!("/servicePrincipals/{}", id(&instance));
    let wish = json!({ "displayName": "CN=one", "endDateTime": "2028-01-02T03:04:05Z" });
    let made = graph.post(&format!("{path}/addTokenSigningCertificate"), wish).await.body;
    let selected = graph.get(&format!("{path}?$select=keyCredentials")).await.body;
    assert!(selected.get("id").is_none(), "only what was selected");
    let keys = selected["keyCredentials"].as_array().unwrap();
    let by_usage = |usage: &str| keys.iter().find(|key| key["usage"] == usage).unwrap();
    assert_eq!(made["keyId"], by_usage("Sign")["keyId"]);
    assert_ne!(made["keyId"], by_usage("Verify")["keyId"]);
    assert_eq!(by_usage("Verify")["endDateTime"], "2028-01-02T03:04:05Z");
    let emptied = json!({ "keyCredentials": [], "passwordCredentials": [] });
    assert_eq!(graph.patch(&path, emptied).await.status, 204);
    let after = graph.get(&path).await.body;
    assert_eq!((&after["keyCredentials"], &after["passwordCredentials"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_group_is_made_renamed_and_its_members_are_asked_for_one_by_one() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let owner = me(&graph).await;
    let root = tenant.login();
    let written = json!({
        "description": null, "displayName": "TERRAFORM_UPDATE_2", "isAssignableToRole": false,
        "mailEnabled": false, "mailNickname": "bridge", "membershipRule": null, "securityEnabled": true,
        "resourceBehaviorOptions": [], "resourceProvisioningOptions": [],
        "writebackConfiguration": { "isEnabled": false, "onPremisesGroupType": null },
        "owners@odata.bind": [format!("{root}/v1.0/directoryObjects/{owner}")],
    });
    let url = format!("{root}/beta/groups");
    let made = read(graph.request(Method::POST, &url).json(&written).send().await.unwrap()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/groups/{}", id(&made.body));
    assert_eq!(graph.patch(&path, json!({ "displayName": "Bridge" })).await.status, 204);
    let found = graph.get(&path).await.body;
    assert_eq!((&found["displayName"], &found["description"]), (&json!("Bridge"), &Value::Null));
    let beta = graph.get(&format!("{root}/beta{path}?$select=writebackConfiguration")).await.body;
    assert_eq!(beta["writebackConfiguration"]["isEnabled"], false);

    let reference = json!({ "@odata.id": format!("{root}/v1.0/directoryObjects/{owner}") });
    assert_eq!(graph.post(&format!("{path}/members/$ref"), reference).await.status, 204);
    let member = graph.get(&format!("{path}/members/{owner}/$ref?$select=id,url")).await;
    assert_eq!(member.body["id"], owner, "{}", member.body);
    assert!(member.body["@odata.id"].as_str().unwrap().ends_with(&owner));
    assert_eq!(graph.delete(&format!("{path}/members/{owner}/$ref")).await.status, 204);
    let gone = graph.get(&format!("{path}/members/{owner}/$ref")).await;
    assert_eq!((gone.status.as_u16(), gone.code()), (404, "Request_ResourceNotFound"));
}

#[tokio::test]
async fn a_person_is_written_with_nulls_and_read_in_three_ways() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let domain = tenant.practice.welcome().domain.clone();
    let written = json!({
        "accountEnabled": true, "ageGroup": null, "businessPhones": [], "city": null, "companyName": "Bridge",
        "consentProvidedForMinor": null, "country": null, "department": "Finance", "displayName": "Iva Bridge",
        "employeeId": null, "employeeOrgData": { "costCenter": "17", "division": null }, "employeeType": "Contractor",
        "faxNumber": null, "givenName": null, "jobTitle": null, "mailNickname": "iva.bridge", "mobilePhone": null,
        "officeLocation": null, "otherMails": ["iva@elsewhere.example"], "passwordPolicies": "DisablePasswordExpiration",
        "postalCode": null, "preferredLanguage": null, "state": null, "streetAddress": null, "surname": null,
        "usageLocation": "NO", "userPrincipalName": format!("iva.bridge@{domain}"),
        "passwordProfile": { "forceChangePasswordNextSignIn": false, "password": "Xq7-mLw2-Zt9r" },
    });
    let made = graph.post("/users", written.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/users/{}", id(&made.body));
    let names: Vec<&str> = written
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .filter(|name| *name != "passwordProfile")
        .collect();
    let found = graph.get(&format!("{path}?$select={}", names.join(","))).await.body;
    let mut wanted = written;
    wanted.as_object_mut().unwrap().remove("passwordProfile");
    assert_kept(&wanted, &found, "user");
    let beta = format!("{}/beta{path}", tenant.login());
    let shown = json!({ "showInAddressList": true });
    assert_eq!(graph.patch(&beta, shown).await.status, 204);
    let read_back = graph.get(&format!("{beta}?$select=showInAddressList")).await.body;
    assert_eq!(read_back["showInAddressList"], true);
    let manager = graph.get(&format!("{path}/manager")).await;
    assert_eq!((manager.status.as_u16(), manager.code()), (404, "Request_ResourceNotFound"), "there is none");
    assert_eq!(graph.delete(&path).await.status, 204);
    assert_eq!(graph.get(&path).await.status, 404);
    let restored =
        graph.post(&format!("/directory/deletedItems/{}/restore", id(&made.body)), json!({})).await;
    assert_eq!(restored.status, 200, "{}", restored.body);
    assert_eq!(graph.get(&path).await.body["displayName"], "Iva Bridge");
}

/// As a provider writes it: every list, empty or not, and nulls.
fn guests_policy(location: &str) -> Value {
    let external = json!({
        "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
        "membershipKind": "enumerated", "members": ["11111111-2222-3333-4444-555555555555"],
    });
    json!({
        "displayName": "Guests", "state": "disabled",
        "conditions": {
            "applications": { "includeApplications": ["All"], "excludeApplications": [], "includeUserActions": [] },
            "clientAppTypes": ["all"], "signInRiskLevels": [], "userRiskLevels": [], "servicePrincipalRiskLevels": [],
            "locations": { "includeLocations": ["All"], "excludeLocations": [location] }, "platforms": null,
            "devices": null, "clientApplications": null, "insiderRiskLevels": null,
            "users": {
                "includeUsers": [], "excludeUsers": ["GuestsOrExternalUsers"], "includeGroups": [],
                "includeGuestsOrExternalUsers": {
                    "guestOrExternalUserTypes": "b2bCollaborationGuest", "externalTenants": external,
                },
            },
        },
        "grantControls": {
            "operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": [],
            "authenticationStrength": null,
        },
        "sessionControls": null,
    })
}

#[tokio::test]
async fn policies_and_locations_come_back_as_written() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let location = json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "Office", "isTrusted": true,
        "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.0/24" }],
    });
    let made = graph.post("/identity/conditionalAccess/namedLocations", location.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/identity/conditionalAccess/namedLocations/{}", id(&made.body));
    let found = graph.get(&path).await.body;
    assert_kept(&location, &found, "location");
    assert_eq!(
        found["ipRanges"][0]["@odata.type"], "#microsoft.graph.iPv4CidrRange",
        "readers go by the type"
    );

    let policy = guests_policy(id(&found));
    let made = graph.post("/identity/conditionalAccess/policies", policy.clone()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/identity/conditionalAccess/policies/{}", id(&made.body));
    let found = graph.get(&path).await.body;
    assert_kept(&policy, &found, "policy");
    let guests = &found["conditions"]["users"]["includeGuestsOrExternalUsers"];
    assert_eq!(
        guests["externalTenants"]["@odata.type"],
        "#microsoft.graph.conditionalAccessEnumeratedExternalTenants"
    );
    assert!(found["conditions"]["users"]["excludeGuestsOrExternalUsers"].is_null(), "nothing is invented");
    let cleared =
        json!({ "conditions": { "locations": null }, "state": "enabledForReportingButNotEnforced" });
    assert_eq!(graph.patch(&path, cleared).await.status, 204);
    let found = graph.get(&path).await.body;
    assert!(found["conditions"]["locations"].is_null(), "null takes a condition away");
    assert_eq!(found["conditions"]["clientAppTypes"], json!(["all"]), "and leaves the others");
    assert_eq!(graph.delete(&path).await.status, 204);
    assert_eq!(graph.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_condition_that_says_nothing_is_none() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let mut empty = guests_policy("All");
    empty["conditions"]["platforms"] = json!({});
    empty["conditions"]["locations"] = json!({ "includeLocations": [], "excludeLocations": [] });
    empty["sessionControls"] = json!({});
    let made = graph.post("/identity/conditionalAccess/policies", empty).await.body;
    for name in ["platforms", "locations"] {
        assert!(made["conditions"][name].is_null(), "an empty condition is none: {made}");
    }
    assert!(made["sessionControls"].is_null(), "{made}");
}

#[tokio::test]
async fn command_line_tools_find_the_tenant_and_no_subscription() {
    let tenant = Tenant::start().await;
    let cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    let scope = "https://management.core.windows.net//.default offline_access openid profile";
    let code = tenant.form("devicecode", &[("client_id", cli), ("scope", scope)]).await.body;
    let path = format!("/device-codes/{}/approve", code["user_code"].as_str().unwrap());
    let upn = &tenant.practice.welcome().accounts[0].upn;
    assert_eq!(tenant.control(Method::POST, &path, json!({ "account": upn })).await.status, 204);
    let fields = [
        ("client_id", cli),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", code["device_code"].as_str().unwrap()),
    ];
    let tokens = tenant.form("token", &fields).await.body;
    let ask = async |path: &str, token: &str| {
        let url = format!("{}{path}?api-version=2022-12-01", tenant.login());
        read(tenant.http.get(url).bearer_auth(token).send().await.unwrap()).await
    };
    let token = tokens["access_token"].as_str().unwrap();
    // Joined from an address that ends in a slash.
    assert_eq!(ask("//tenants", token).await.rows()[0]["tenantId"], tenant.tenant_id());
    assert!(ask("/subscriptions", token).await.rows().is_empty());
    let graph = tenant.admin().await;
    let wrong = ask("/subscriptions", &graph.token).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (401, "InvalidAuthenticationTokenAudience"));

    let refresh = [
        ("client_id", cli),
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("scope", "https://graph.microsoft.com//.default"),
    ];
    let tokens = tenant.form("token", &refresh).await.body;
    let graph = Graph { tenant: &tenant, token: tokens["access_token"].as_str().unwrap().to_owned() };
    assert_eq!(graph.get("/domains").await.status, 200, "Directory.AccessAsUser.All opens the directory");
    assert_eq!(graph.get("/users/delta()").await.status, 200, "a function with its parentheses");
    let logs = graph.get("/identity/conditionalAccess/policies").await;
    assert_eq!(logs.status, 403, "and nothing beside the directory");
}

#[tokio::test]
async fn beta_tells_its_own_names() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let beta = format!("{}/beta", tenant.login());
    let microsoft = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
    let resource = graph.get(&format!("{beta}/{microsoft}")).await.body;
    assert!(resource["publishedPermissionScopes"].as_array().unwrap().len() > 20, "{resource}");
    assert!(resource.get("oauth2PermissionScopes").is_none(), "that is its name in v1.0");
    let selected = graph.get(&format!("{beta}/{microsoft}?$select=publishedPermissionScopes")).await.body;
    assert_eq!(selected["publishedPermissionScopes"], resource["publishedPermissionScopes"]);
    let applications = graph.get(&format!("{beta}/applications?$top=1")).await;
    assert!(applications.rows()[0].get("addIns").is_none(), "{}", applications.body);
    assert!(graph.get("/applications?$top=1").await.rows()[0]["addIns"].is_array(), "as v1.0 has it");
}
