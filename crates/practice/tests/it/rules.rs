//! The rules of the directory: what it refuses, and why.

use crate::harness::{Tenant, id};
use doorward_practice::Options;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn saml_mode_comes_before_identifiers_and_identifiers_are_unique() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let (application, instance) = graph.instantiate("Sequr", "Sequr").await;
    let path = format!("/applications/{}", id(&application));
    let identifier = json!({ "identifierUris": ["https://login.sequr.io"] });
    let early = graph.patch(&path, identifier.clone()).await;
    assert_eq!((early.status.as_u16(), early.code()), (400, "HostNameNotOnVerifiedDomain"));
    let mode = json!({ "preferredSingleSignOnMode": "saml" });
    assert_eq!(graph.patch(&format!("/servicePrincipals/{}", id(&instance)), mode.clone()).await.status, 204);
    assert_eq!(graph.patch(&path, identifier.clone()).await.status, 204);

    let (second, twin) = graph.instantiate("Sequr", "Sequr again").await;
    assert_eq!(graph.patch(&format!("/servicePrincipals/{}", id(&twin)), mode).await.status, 204);
    let taken = graph.patch(&format!("/applications/{}", id(&second)), identifier).await;
    assert_eq!(taken.body["error"]["details"][0]["code"], "ObjectConflict", "{}", taken.body);
    let insecure = json!({ "web": { "redirectUris": ["http://login.sequr.io"] } });
    assert_eq!(graph.patch(&path, insecure).await.status, 400);
}

#[tokio::test]
async fn one_certificate_is_three_entries_and_its_key_comes_only_when_selected() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let (_, instance) = graph.instantiate("Sentry", "Sentry").await;
    let path = format!("/servicePrincipals/{}", id(&instance));
    let refused =
        graph.post(&format!("{path}/addTokenSigningCertificate"), json!({ "displayName": "Sentry" })).await;
    assert_eq!(refused.status, 400, "the name starts with CN=");
    let made = graph
        .post(&format!("{path}/addTokenSigningCertificate"), json!({ "displayName": "CN=Sentry" }))
        .await
        .body;
    let object = graph.get(&path).await.body;
    let keys = object["keyCredentials"].as_array().unwrap();
    assert_eq!(keys.len(), 2, "Sign and Verify");
    assert!(
        keys.iter()
            .all(|key| key["customKeyIdentifier"] == made["customKeyIdentifier"] && key["key"].is_null())
    );
    let sign = keys.iter().find(|key| key["usage"] == "Sign").unwrap();
    assert_eq!(object["passwordCredentials"][0]["keyId"], sign["keyId"]);
    let selected = graph.get(&format!("{path}?$select=keyCredentials")).await.body;
    let verify =
        selected["keyCredentials"].as_array().unwrap().iter().find(|key| key["usage"] == "Verify").unwrap();
    assert_eq!(verify["key"], made["key"], "the certificate, when asked for");
    let unknown = json!({ "preferredTokenSigningKeyThumbprint": "00112233445566778899AABBCCDDEEFF00112233" });
    assert_eq!(
        graph.patch(&path, unknown).await.status,
        400,
        "only an existing certificate can be activated"
    );
    let mails: Vec<String> = (0..6).map(|number| format!("a{number}@larkfield.example")).collect();
    assert_eq!(graph.patch(&path, json!({ "notificationEmailAddresses": mails })).await.status, 400);
}

#[tokio::test]
async fn people_need_a_managed_domain_a_free_name_and_a_decent_password() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let person = |upn: &str, password: &str| {
        json!({
            "accountEnabled": true, "displayName": "B.Simon", "mailNickname": "bsimon", "userPrincipalName": upn,
            "passwordProfile": { "password": password },
        })
    };
    let good = "Xq7-mLw2-Zt9r";
    for (upn, password, code) in [
        ("b@elsewhere.example", good, "InvalidValue"),
        ("b@partners.larkfield.example", good, "InvalidValue"),
        ("b@larkfield-next.example", good, "InvalidValue"),
        ("britta.simon@larkfield.example", good, "ObjectConflict"),
        ("b@larkfield.example", "weak", "InvalidPassword"),
    ] {
        let refused = graph.post("/users", person(upn, password)).await;
        assert_eq!(refused.status, 400, "{upn}");
        assert_eq!(refused.body["error"]["details"][0]["code"], code, "{upn}: {}", refused.body);
    }
    let unknown = graph.post("/users", json!({ "shoeSize": 42 })).await;
    assert_eq!(unknown.code(), "Request_BadRequest", "unknown properties are refused");
}

#[tokio::test]
async fn scope_and_role_are_both_needed() {
    let tenant = Tenant::start().await;
    let everything = crate::harness::SCOPES;
    let helpdesk = tenant.sign_in(3, everything).await;
    assert_eq!(helpdesk.get("/servicePrincipals").await.status, 200, "reading needs no role");
    let user = json!({ "accountEnabled": true });
    let denied = helpdesk.patch("/users/britta.simon@larkfield.example", user.clone()).await;
    assert_eq!((denied.status.as_u16(), denied.code()), (403, "Authorization_RequestDenied"), "no role");
    let narrow = tenant.sign_in(0, "User.Read").await;
    assert_eq!(
        narrow.patch("/users/britta.simon@larkfield.example", user.clone()).await.status,
        403,
        "no scope"
    );
    let people = tenant.sign_in(2, everything).await;
    assert_eq!(people.patch("/users/britta.simon@larkfield.example", user).await.status, 204);
}

#[tokio::test]
async fn assignments_want_a_role_of_this_application() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let (_, instance) = graph.instantiate("Sentry", "Sentry").await;
    let me = graph.get("/me").await.body;
    let path = format!("/servicePrincipals/{}/appRoleAssignedTo", id(&instance));
    for role in ["00000000-0000-0000-0000-000000000000", "11111111-2222-3333-4444-555555555555"] {
        let body = json!({ "principalId": me["id"], "resourceId": id(&instance), "appRoleId": role });
        let refused = graph.post(&path, body).await;
        assert!(
            refused.body["error"]["message"].as_str().unwrap().contains("was not found on application"),
            "{role}"
        );
    }
}

#[tokio::test]
async fn new_objects_appear_after_the_lag_and_lists_follow() {
    let tenant =
        Tenant::start_with(Options { lag: Duration::from_millis(700), ..crate::harness::options() }).await;
    let graph = tenant.admin().await;
    let (application, _) = graph.instantiate("Sentry", "Sentry").await;
    let path = format!("/applications/{}", id(&application));
    let young = graph.get(&path).await;
    assert_eq!(
        (young.status.as_u16(), young.code()),
        (404, "Request_ResourceNotFound"),
        "accepted, not visible yet"
    );
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(graph.get(&path).await.status, 200);
    let listed = graph.get("/applications?$filter=displayName eq 'Sentry'").await;
    assert!(listed.rows().is_empty(), "lists lag more than reads by id");
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(graph.get("/applications?$filter=displayName eq 'Sentry'").await.rows().len(), 1);
}
