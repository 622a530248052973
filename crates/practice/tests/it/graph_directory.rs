//! The directory as clients walk it: memberships, references, batches, changes, roles, Conditional Access, logs.

use crate::graph_applications::everything;
use crate::harness::{Tenant, id};
use doorward_practice::Options;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn groups_are_filled_emptied_and_asked_about() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let root = &tenant.practice.welcome().graph;
    let britta = graph.get("/users/britta.simon@larkfield.example").await.body;
    let reference = |id: &str| json!({ "@odata.id": format!("{root}/v1.0/directoryObjects/{id}") });
    let wish = json!({
        "displayName": "Pilots", "mailEnabled": false, "mailNickname": "pilots", "securityEnabled": true,
        "members@odata.bind": [format!("{root}/v1.0/users/{}", id(&britta))],
    });
    let inner = graph.post("/groups", wish).await;
    assert_eq!(inner.status, 201, "{}", inner.body);
    let wish = json!({ "displayName": "Outer", "mailEnabled": false, "mailNickname": "outer", "securityEnabled": true });
    let outer = graph.post("/groups", wish).await.body;
    let path = format!("/groups/{}/members", id(&outer));
    assert_eq!(graph.post(&format!("{path}/$ref"), reference(id(&inner.body))).await.status, 204);
    let twice = graph.post(&format!("{path}/$ref"), reference(id(&inner.body))).await;
    assert!(twice.body["error"]["message"].as_str().unwrap().contains("already exist"), "{}", twice.body);
    let nested = graph.get(&format!("/groups/{}/transitiveMembers/microsoft.graph.user", id(&outer))).await;
    assert_eq!(nested.rows()[0]["id"], britta["id"], "people inside the inner group");
    let asked = json!({ "groupIds": [outer["id"], inner.body["id"], uuid::Uuid::nil()] });
    let found = graph.post(&format!("/users/{}/checkMemberGroups", id(&britta)), asked).await;
    assert_eq!(found.rows().len(), 2, "membership is transitive");
    let many: Vec<String> = (0..21).map(|number| uuid::Uuid::from_u128(number).to_string()).collect();
    let refused =
        graph.post(&format!("/users/{}/checkMemberGroups", id(&britta)), json!({ "groupIds": many })).await;
    assert_eq!(refused.status, 400, "twenty at most");
    let missing = graph.get(&format!("/groups/{}", id(&britta))).await;
    assert_eq!(missing.status, 404, "a person is no group");
    assert_eq!(graph.delete(&format!("{path}/{}/$ref", id(&inner.body))).await.status, 204);
    assert!(graph.get(&path).await.rows().is_empty());
    let manager = graph.get(&format!("/users/{}/manager", id(&britta))).await;
    assert_eq!(manager.body["jobTitle"], "Head of IT", "people report to the head of their department");
    let odd = json!({ "displayName": "x", "mailEnabled": false, "mailNickname": "x", "securityEnabled": true,
        "groupTypes": ["DynamicMembership"] });
    assert_eq!(graph.post("/groups", odd).await.status, 400, "a dynamic group needs a rule");
}

#[tokio::test]
async fn queries_that_real_graph_refuses_are_refused() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    for (query, code) in [
        ("/users?$filter=accountEnabled ne true", "Request_UnsupportedQuery"),
        ("/users?$filter=endsWith(mail,'.example')", "Request_UnsupportedQuery"),
        ("/users?$filter=contains(displayName,'a')", "Request_UnsupportedQuery"),
        ("/users?$filter=displayName eq 'a'&$orderby=displayName", "Request_UnsupportedQuery"),
        ("/users?$search=\"displayName:a\"", "Request_UnsupportedQuery"),
        ("/users?$top=1000", "Request_UnsupportedQuery"),
        ("/users?$expand=manager,memberOf", "Request_UnsupportedQuery"),
        ("/users?$skip=5", "Request_BadRequest"),
        ("/users/$count", "Request_BadRequest"),
        ("/users?$filter=shoeSize eq 42", "BadRequest"),
        ("/users?$select=shoeSize", "BadRequest"),
        ("/users?$nonsense=1", "BadRequest"),
        ("/applications/not-an-id", "Request_BadRequest"),
        ("/nowhere", "BadRequest"),
    ] {
        let refused = graph.get(query).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, code), "{query}: {}", refused.body);
    }
    let counted = graph
        .eventual(
            "/users?$filter=endsWith(mail,'@larkfield.example')&$count=true&$orderby=displayName&$top=3",
        )
        .await;
    assert!(counted.body["@odata.count"].as_u64().unwrap() > 30, "{}", counted.body);
    assert_eq!(counted.rows().len(), 3);
    let number = graph.eventual("/users/$count?$filter=userType eq 'Guest'").await;
    assert_eq!(number.body, json!(1), "one guest in the small company");
    let disabled = graph.get("/users?$filter=accountEnabled eq false&$select=displayName").await;
    assert_eq!(disabled.rows()[0]["displayName"], "Walter Prins");
    let prefixed = graph.get("/users?$filter=startsWith(displayName,'br')").await;
    assert!(prefixed.rows().iter().any(|user| user["displayName"] == "Britta Simon"));
}

#[tokio::test]
async fn a_batch_answers_each_request_by_itself() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let batch = json!({ "requests": [
        { "id": "1", "method": "GET", "url": "/me?$select=displayName" },
        { "id": "2", "method": "GET", "url": "/users/nobody@larkfield.example" },
        { "id": "3", "method": "GET", "url": "/me", "dependsOn": ["2"] },
        { "id": "4", "method": "POST", "url": "/applications", "headers": { "Content-Type": "application/json" },
          "body": { "displayName": "From a batch" } },
    ] });
    let answer = graph.post("/$batch", batch).await;
    let responses = answer.body["responses"].as_array().unwrap();
    let statuses: Vec<u64> = responses.iter().map(|one| one["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200, 404, 424, 201], "{}", answer.body);
    assert_eq!(responses[3]["body"]["displayName"], "From a batch");
}

#[tokio::test]
async fn a_delta_tells_what_changed_and_what_is_gone() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let mut page = graph.get("/groups/delta?$select=displayName,members").await;
    assert!(page.rows().iter().any(|group| group["members@delta"].is_array()), "members come along");
    while let Some(next) = page.body["@odata.nextLink"].as_str().map(str::to_owned) {
        page = graph.get(&next).await;
    }
    let link = page.body["@odata.deltaLink"].as_str().unwrap().to_owned();
    assert!(graph.get(&link).await.rows().is_empty(), "nothing has happened since");
    let wish =
        json!({ "displayName": "New", "mailEnabled": false, "mailNickname": "new", "securityEnabled": true });
    let group = graph.post("/groups", wish).await.body;
    let page = graph.get(&link).await;
    assert_eq!(page.rows()[0]["displayName"], "New");
    let link = page.body["@odata.deltaLink"].as_str().unwrap().to_owned();
    graph.delete(&format!("/groups/{}", id(&group))).await;
    let page = graph.get(&link).await;
    assert_eq!(page.rows()[0]["@removed"]["reason"], "changed", "it lies in the bin");
    let latest = graph.get("/users/delta?$deltatoken=latest").await;
    assert!(latest.rows().is_empty() && latest.body["@odata.deltaLink"].is_string());
    assert_eq!(graph.get("/users/delta?$top=5").await.status, 400);
}

#[tokio::test]
async fn conditional_access_is_made_judged_and_guarded() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let wish = json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "HQ", "isTrusted": true,
        "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.0/24" }],
    });
    let place = graph.post("/identity/conditionalAccess/namedLocations", wish).await;
    assert_eq!(place.status, 201, "{}", place.body);
    let inside = json!({
        "@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "x",
        "ipRanges": [{ "cidrAddress": "10.0.0.0/8" }],
    });
    assert_eq!(
        graph.post("/identity/conditionalAccess/namedLocations", inside).await.status,
        400,
        "no private ranges"
    );
    let (application, _) = graph.instantiate("Sentry", "Sentry").await;
    let wish = json!({
        "displayName": "Only from HQ", "state": "enabledForReportingButNotEnforced",
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": { "includeApplications": [application["appId"]] },
            "users": { "includeUsers": ["All"] },
            "locations": { "includeLocations": ["All"], "excludeLocations": [place.body["id"]] },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    });
    let policy = graph.post("/identity/conditionalAccess/policies", wish).await;
    assert_eq!(policy.status, 201, "{}", policy.body);
    let me = graph.get("/me").await.body;
    let ask = |address: &str| {
        json!({
            "signInIdentity": { "@odata.type": "#microsoft.graph.userSignIn", "userId": me["id"] },
            "signInContext": { "@odata.type": "#microsoft.graph.applicationContext",
                "includeApplications": [application["appId"]] },
            "signInConditions": { "clientAppType": "browser", "ipAddress": address, "country": "DE" },
            "appliedPoliciesOnly": false,
        })
    };
    let path = "/identity/conditionalAccess/evaluate";
    let away = graph.post(path, ask("203.0.113.7")).await;
    assert_eq!(away.rows()[0]["policyApplies"], true, "{}", away.body);
    let home = graph.post(path, ask("198.51.100.9")).await;
    assert_eq!(home.rows()[0]["analysisReasons"], "location");
    let place = format!("/identity/conditionalAccess/namedLocations/{}", id(&place.body));
    assert_eq!(graph.delete(&place).await.status, 400, "a trusted location stays");
    let plain = tenant.sign_in(3, "Policy.Read.ConditionalAccess User.Read").await;
    assert_eq!(plain.post(path, ask("198.51.100.9")).await.status, 403, "the role counts too");
    let policy = format!("/identity/conditionalAccess/policies/{}", id(&policy.body));
    assert_eq!(graph.patch(&policy, json!({ "state": "disabled" })).await.status, 204);
    assert_eq!(graph.get(&policy).await.body["state"], "disabled");
}

#[tokio::test]
async fn every_change_is_in_the_log_and_the_log_has_its_readers() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    graph.instantiate("Sequr", "Sequr").await;
    let log =
        graph.get("/auditLogs/directoryAudits?$filter=activityDisplayName eq 'Add application'&$top=5").await;
    assert_eq!(log.rows()[0]["targetResources"][0]["displayName"], "Sequr", "{}", log.body);
    assert_eq!(log.rows()[0]["initiatedBy"]["user"]["displayName"], "Nadia Okafor");
    assert_eq!(graph.get("/auditLogs/signIns").await.status, 200);
    let weak = tenant.sign_in(1, "AuditLog.Read.All User.Read").await;
    assert_eq!(weak.get("/auditLogs/signIns").await.code(), "Authentication_RequestFromUnsupportedUserRole");
    let blind = tenant.sign_in(0, "User.Read").await;
    assert_eq!(blind.get("/auditLogs/signIns").await.code(), "Authentication_MSGraphPermissionMissing");
}

#[tokio::test]
async fn roles_are_told_in_both_forms() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let me = graph.get("/me").await.body;
    let mine = graph
        .get(&format!("/roleManagement/directory/roleAssignments?$filter=principalId eq '{}'", id(&me)))
        .await;
    assert_eq!(mine.rows()[0]["roleDefinitionId"], "62e90394-69f5-4237-9190-012177145e10");
    let two = graph.get("/users/mikael.aalto@larkfield.example/memberOf/microsoft.graph.directoryRole").await;
    assert_eq!(two.rows().len(), 2, "one person with two roles");
    let eligible =
        graph.get("/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal").await;
    assert_eq!(eligible.rows()[0]["principal"]["displayName"], "Priya Raman", "{}", eligible.body);
    let wish = json!({ "principalId": me["id"], "directoryScopeId": "/",
        "roleDefinitionId": "5d6b6bb7-de71-4623-b4af-96380a352509" });
    let given = graph.post("/roleManagement/directory/roleAssignments", wish).await;
    assert_eq!(given.status, 201, "{}", given.body);
    let path = format!("/roleManagement/directory/roleAssignments/{}", id(&given.body));
    assert_eq!(graph.delete(&path).await.status, 204);
    let role =
        graph.get("/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')/members").await;
    assert_eq!(role.rows()[0]["id"], me["id"]);
    let last = format!(
        "/directoryRoles(roleTemplateId='62e90394-69f5-4237-9190-012177145e10')/members/{}/$ref",
        id(&me)
    );
    assert_eq!(graph.delete(&last).await.status, 400, "somebody must stay Global Administrator");
}

#[tokio::test]
async fn a_change_reaches_reads_before_lists() {
    let lag = Duration::from_millis(600);
    let tenant = Tenant::start_with(Options { lag, ..crate::harness::options() }).await;
    let graph = everything(&tenant).await;
    let path = "/users/britta.simon@larkfield.example";
    assert_eq!(graph.patch(path, json!({ "jobTitle": "Head of Security" })).await.status, 204);
    assert_eq!(graph.get(path).await.body["jobTitle"], "Head of Security");
    let listed = "/users?$filter=userPrincipalName eq 'britta.simon@larkfield.example'";
    assert_eq!(graph.get(listed).await.rows()[0]["jobTitle"], "Security Analyst", "lists lag behind");
    tokio::time::sleep(lag * 2 + Duration::from_millis(200)).await;
    assert_eq!(graph.get(listed).await.rows()[0]["jobTitle"], "Head of Security");
}
