//! Nonsense at every door: an answer in the house's form, never a panic, never a hang.

use crate::harness::Tenant;
use reqwest::Method;
use std::time::Duration;

const NONSENSE: [&str; 8] = [
    "",
    "{",
    "[]",
    "null",
    "\"text\"",
    "%%%&=&=&\u{0}",
    "{\"displayName\":{\"a\":[1,2,{\"b\":null}]},\"web\":7,\"passwordProfile\":[]}",
    "SAMLRequest=AAAA&SAMLResponse=%ff%fe&flow=x&otc=%00&login=%F0%9F%92%A9&grant_type=&client_id=x",
];

fn doors(tenant: &Tenant) -> Vec<String> {
    let directory = tenant.tenant_id();
    let id = "11111111-2222-3333-4444-555555555555";
    [
        "devicelogin",
        "devicelogin/answer",
        "signin",
        "vendor/x",
        "vendor/x/acs",
        "vendor/x/configure",
        "vendor/x/start",
        "api/signin/x?tenantId=%00",
        "v1.0/users",
        "v1.0/applications",
        "v1.0/groups",
        "v1.0/applications(appId='",
        "v1.0/users('')",
        "v1.0/",
        "v1.0/me/me/me",
        "v1.0/%00/%ff",
        "v1.0/users?$filter=%27",
        "v1.0/users?$top=-1",
        "v1.0/users?$skiptoken=!!",
        "v1.0/users?$select=,,&$orderby=",
        "v1.0/users?$search=%22",
        "v1.0/applicationTemplates?$skip=99999999999999999999",
        "beta/$batch",
        "control/state",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([
        format!("{directory}/oauth2/v2.0/token"),
        format!("{directory}/oauth2/v2.0/devicecode"),
        format!("{directory}/saml2"),
        format!("{directory}/federationmetadata/2007-06/federationmetadata.xml?appid=%00"),
        format!("v1.0/servicePrincipals/{id}/appRoleAssignedTo"),
        format!("v1.0/applicationTemplates/{id}/instantiate"),
    ])
    .collect()
}

#[tokio::test]
async fn nonsense_gets_an_answer_everywhere() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    for door in doors(&tenant) {
        let url = format!("{}/{door}", tenant.login());
        for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
            for body in NONSENSE {
                let kind = if door.starts_with("v1.0") {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let request = tenant.http.request(method.clone(), &url).bearer_auth(&graph.token);
                let request = request.header("content-type", kind).body(body).timeout(Duration::from_secs(5));
                let answer =
                    request.send().await.unwrap_or_else(|error| panic!("{method} {door} {body}: {error}"));
                assert!(answer.status().as_u16() < 500, "{method} {door} {body}: {}", answer.status());
            }
        }
    }
}
