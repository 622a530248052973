//! Reading: filters, search, paging, projection, memberships.

use crate::harness::{Tenant, id};
use serde_json::json;

#[tokio::test]
async fn the_gallery_is_searched_and_paged_to_its_end() {
    let tenant = Tenant::start().await;
    let graph = tenant.sign_in(3, "User.Read").await;
    let found = graph.get("/applicationTemplates?$filter=contains(displayName,'se')&$top=5").await;
    assert_eq!(found.rows().len(), 5);
    let exact = graph.get("/applicationTemplates?$filter=displayName eq 'Sequr'").await;
    assert_eq!(exact.rows()[0]["supportedSingleSignOnModes"], json!(["saml"]));

    let mut seen = std::collections::BTreeSet::new();
    let mut next = Some("/applicationTemplates?$top=150".to_owned());
    while let Some(link) = next {
        let page = graph.get(&link).await;
        seen.extend(page.rows().iter().map(|row| id(row).to_owned()));
        next = page.body["@odata.nextLink"].as_str().map(str::to_owned);
        if let Some(link) = &next {
            assert!(link.starts_with(tenant.login()), "next links stay on the origin that was asked: {link}");
        }
    }
    assert!(seen.len() > 500, "every entry once: {}", seen.len());
    let sentry = graph.get("/applicationTemplates?$filter=displayName eq 'Sentry'").await;
    let beta = format!("{}/beta/applicationTemplates/{}", tenant.login(), id(&sentry.rows()[0]));
    let beta = graph.get(&beta).await.body;
    assert_eq!(beta["configurationUris"][0]["usage"], "identifierUri", "{beta}");
}

#[tokio::test]
async fn people_are_found_by_word_and_by_beginning() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let plain = graph.get("/users?$search=\"displayName:sim\"").await;
    assert_eq!(
        (plain.status.as_u16(), plain.code()),
        (400, "Request_UnsupportedQuery"),
        "the header is missing"
    );
    let found =
        graph.eventual("/users?$search=\"displayName:sim\"&$select=id,displayName,accountEnabled").await;
    assert_eq!(found.rows()[0]["displayName"], "Britta Simon");
    assert_eq!(found.rows()[0]["accountEnabled"], true, "shown because it was selected");
    let begun = graph.get("/users?$filter=startswith(displayName,'Brit')").await;
    assert!(begun.rows()[0].get("accountEnabled").is_none(), "not shown unasked");
    let count = graph.eventual("/users?$count=true&$top=1").await;
    assert!(count.body["@odata.count"].as_u64().unwrap() > 30);
    let unknown = graph.get("/users?$select=shoeSize").await;
    assert_eq!(unknown.status, 400);
    let upn = graph.get("/users/britta.simon@larkfield.example").await;
    assert_eq!(upn.body["displayName"], "Britta Simon", "the name is a key as well");
}

#[tokio::test]
async fn me_my_roles_and_my_tenant() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let me = graph.get("/me?$select=id,displayName,userPrincipalName,userType").await;
    assert_eq!(me.body["userType"], "Member");
    let path = "/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$select=id,displayName,roleTemplateId";
    let roles = graph.eventual(path).await;
    assert_eq!(roles.rows()[0]["roleTemplateId"], "62e90394-69f5-4237-9190-012177145e10", "{}", roles.body);
    let organization = graph.get("/organization").await;
    assert_eq!(id(&organization.rows()[0]), tenant.tenant_id());
    assert!(organization.rows()[0]["verifiedDomains"].as_array().unwrap().len() >= 2);
    let domains = graph.get("/domains").await;
    assert!(domains.rows().iter().any(|domain| domain["authenticationType"] == "Federated"));
    let groups = graph.get("/groups?$filter=displayName eq 'Customer Facing'").await;
    let members = graph.get(&format!("/groups/{}/members", id(&groups.rows()[0]))).await;
    assert_eq!(members.rows()[0]["@odata.type"], "#microsoft.graph.group", "a group of groups");
    let staff = graph.get("/groups?$filter=displayName eq 'All Staff'").await;
    let first = graph.get(&format!("/groups/{}/members?$top=20", id(&staff.rows()[0]))).await;
    let rest = graph.get(first.body["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!((first.rows().len(), rest.rows().len()), (20, 15), "no member is lost between pages");
}

#[tokio::test]
async fn applications_are_found_in_the_ways_the_wizard_looks() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let (application, instance) = graph.instantiate("Segment", "Segment").await;
    let template = instance["applicationTemplateId"].as_str().unwrap();
    for filter in [
        format!("applicationTemplateId eq '{template}'"),
        format!("appId eq '{}'", application["appId"].as_str().unwrap()),
        "displayName eq 'Segment'".to_owned(),
        format!("servicePrincipalNames/any(n:n eq '{}')", application["appId"].as_str().unwrap()),
    ] {
        let found = graph.get(&format!("/servicePrincipals?$filter={filter}")).await;
        assert_eq!(found.rows().len(), 1, "{filter}");
    }
    let app_id = application["appId"].as_str().unwrap();
    let by_key = graph.get(&format!("/servicePrincipals(appId='{app_id}')")).await;
    assert_eq!(id(&by_key.body), id(&instance));
    assert_eq!(instance["appRoleAssignmentRequired"], true);
    assert_eq!(instance["preferredSingleSignOnMode"], serde_json::Value::Null);
}
