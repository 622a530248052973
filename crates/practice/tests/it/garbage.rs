//! Nonsense at every door: an answer in the house's form, never a panic, never a hang.

use crate::graph_applications::everything;
use crate::harness::{Tenant, read};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::{io::AsyncWriteExt, net::TcpStream};

fn nonsense() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        "",
        "{",
        "[]",
        "null",
        "\"text\"",
        "%%%&=&=&\u{0}",
        "{\"displayName\":{\"a\":[1,2,{\"b\":null}]},\"web\":7,\"passwordProfile\":[]}",
        "SAMLRequest=AAAA&SAMLResponse=%ff%fe&flow=x&otc=%00&login=%F0%9F%92%A9&grant_type=&client_id=x",
    ]
    .into_iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    bodies.push(b"{\"displayName\":\"\xff\xfe\xc3\x28\"}".to_vec());
    bodies.push("[".repeat(20_000).into_bytes());
    bodies.push(format!("{}1{}", "{\"web\":".repeat(90), "}".repeat(90)).into_bytes());
    bodies
}

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
    let bodies = nonsense();
    for door in doors(&tenant) {
        let url = format!("{}/{door}", tenant.login());
        for method in [Method::GET, Method::POST, Method::PATCH, Method::DELETE] {
            for body in &bodies {
                let kind = if door.starts_with("v1.0") {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                };
                let request = tenant.http.request(method.clone(), &url).bearer_auth(&graph.token);
                let request =
                    request.header("content-type", kind).body(body.clone()).timeout(Duration::from_secs(5));
                let what =
                    || format!("{method} {door} {}", String::from_utf8_lossy(&body[..body.len().min(80)]));
                let answer = request.send().await.unwrap_or_else(|error| panic!("{}: {error}", what()));
                assert!(answer.status().as_u16() < 500, "{}: {}", what(), answer.status());
            }
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const SEGMENTS: [&str; 46] = [
    "users",
    "groups",
    "applications",
    "servicePrincipals",
    "me",
    "directoryRoles",
    "policies",
    "identity",
    "conditionalAccess",
    "namedLocations",
    "claimsMappingPolicies",
    "tokenIssuancePolicies",
    "auditLogs",
    "signIns",
    "directoryAudits",
    "deletedItems",
    "directory",
    "roleManagement",
    "roleAssignments",
    "roleDefinitions",
    "domains",
    "organization",
    "subscribedSkus",
    "applicationTemplates",
    "oauth2PermissionGrants",
    "directoryObjects",
    "owners",
    "members",
    "memberOf",
    "transitiveMemberOf",
    "appRoleAssignedTo",
    "appRoleAssignments",
    "$ref",
    "$count",
    "$value",
    "delta",
    "delta()",
    "addPassword",
    "addTokenSigningCertificate",
    "getByIds",
    "checkMemberGroups",
    "restore",
    "microsoft.graph.user",
    "ID",
    "(appId='ID')",
    "%ff%00",
];
const OPTIONS: [&str; 22] = [
    "$select=id",
    "$select=*",
    "$select=nothing/at/all",
    "$expand=owners",
    "$expand=members($select=id;$levels=max)",
    "$expand=((",
    "$top=1",
    "$top=0",
    "$top=99999999999999999999",
    "$skip=3",
    "$skiptoken=ZnJvbToxMDA",
    "$count=true",
    "$count=perhaps",
    "$orderby=displayName desc",
    "$orderby=,",
    "$search=\"displayName:a\"",
    "$search=a",
    "$filter=displayName eq 'a'",
    "$filter=not(((startsWith(displayName,'a'))))",
    "$filter=x/any(y:y/z eq 1)",
    "$filter=id in (",
    "$deltatoken=latest",
];

fn random_path(chance: &mut Chance, id: &str) -> String {
    let mut path = String::from(chance.of(&["v1.0", "beta"]));
    for _ in 0..1 + chance.below(4) {
        path.push('/');
        path.push_str(&chance.of(&SEGMENTS).replace("ID", id));
    }
    for index in 0..chance.below(4) {
        path.push(if index == 0 { '?' } else { '&' });
        path.push_str(chance.of(&OPTIONS));
    }
    path
}

fn random_body(chance: &mut Chance, id: &str) -> Value {
    const NAMES: [&str; 16] = [
        "displayName",
        "appId",
        "web",
        "api",
        "appRoles",
        "members@odata.bind",
        "@odata.id",
        "@odata.type",
        "conditions",
        "passwordCredential",
        "endDateTime",
        "keyCredentials",
        "ids",
        "requests",
        "definition",
        "principalId",
    ];
    let mut body = json!({});
    for _ in 0..chance.below(5) {
        let value = match chance.below(9) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1.5e300),
            3 => json!(id),
            4 => json!([]),
            5 => json!([null, {}, [[]], id]),
            6 => json!({ "redirectUris": [1], "id": id, "users": { "includeUsers": [id] } }),
            7 => json!("\u{202e}'\"<>%\u{0}".repeat(40)),
            _ => json!("2026-13-45T99:99:99Z"),
        };
        body[chance.of(&NAMES)] = value;
    }
    body
}

#[tokio::test]
async fn random_requests_get_graphs_answers() {
    let tenant = Tenant::start().await;
    let graph = everything(&tenant).await;
    let application = graph.post("/applications", json!({ "displayName": "Target" })).await.body;
    let own = application["id"].as_str().unwrap();
    let seed = 20_261_127;
    let mut chance = Chance(seed);
    for round in 0..1_500 {
        let id = chance.of(&[own, "11111111-2222-3333-4444-555555555555", "x", "%27"]).to_owned();
        let path = random_path(&mut chance, &id);
        let method: Method = chance
            .of(&["GET", "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "PURGE"])
            .parse()
            .unwrap();
        let what = format!("seed {seed}, round {round}: {method} {path}");
        let request = graph.request(method.clone(), &format!("{}/{path}", tenant.login()));
        let request =
            if chance.below(2) == 0 { request.header("ConsistencyLevel", "eventual") } else { request };
        let request = request.json(&random_body(&mut chance, &id)).timeout(Duration::from_secs(10));
        let answer = read(request.send().await.unwrap_or_else(|error| panic!("{what}: {error}"))).await;
        assert!(answer.status.as_u16() < 500, "{what}: {} {}", answer.status, answer.body);
        if answer.status.as_u16() >= 400 && method != Method::HEAD {
            assert!(!answer.code().is_empty(), "{what}: {} {}", answer.status, answer.body);
            assert!(answer.body["error"]["innerError"]["request-id"].is_string(), "{what}: {}", answer.body);
        }
    }
    assert_eq!(graph.get("/me").await.status, 200, "and the tenant is well");
}

#[tokio::test]
async fn clients_that_never_finish_keep_nobody_waiting() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let port = url::Url::parse(tenant.login()).unwrap().port().unwrap();
    let mut slow = Vec::new();
    for number in 0..150 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let half: &[u8] = if number % 2 == 0 {
            b"GET /v1.0/me HTTP/1.1\r\nHost: localhost\r\nX-Slow:"
        } else {
            b"POST /v1.0/users HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
        };
        stream.write_all(half).await.unwrap();
        slow.push(stream);
    }
    let start = Instant::now();
    assert_eq!(graph.get("/me").await.status, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_body_of_five_megabytes_is_read_away_and_refused_in_form() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    for path in ["/users", "/$batch"] {
        let request = graph.request(Method::POST, path).header("content-type", "application/json");
        let refused = read(request.body(vec![b'a'; 5_000_000]).send().await.unwrap()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (413, "RequestEntityTooLarge"));
    }
    let token = format!("{}/{}/oauth2/v2.0/token", tenant.login(), tenant.tenant_id());
    let refused = read(tenant.http.post(token).body(vec![b'a'; 5_000_000]).send().await.unwrap()).await;
    assert_eq!((refused.status.as_u16(), &refused.body["error"]), (413, &json!("invalid_request")));
}
