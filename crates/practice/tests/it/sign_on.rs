//! Single sign-on at the protocol: refusals with Entra's numbers, a Response on a local consumer.

use crate::{
    harness::Tenant,
    onboarding::{Onboarded, USER_PASSWORD, onboard},
};
use doorward_saml::{AuthnRequest, Certificate, CheckCode, Expectation, IdpMetadata, Initiation, check};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

fn request(issuer: &str, acs: Option<&str>) -> AuthnRequest {
    AuthnRequest {
        id: "_4fee3b046395c4e751011e97f8900b5273d56685".to_owned(),
        issuer: issuer.to_owned(),
        acs: acs.map(str::to_owned),
        issued: OffsetDateTime::now_utc(),
        destination: None,
        name_id_format: None,
        force_authn: false,
    }
}

fn sso(tenant: &Tenant, request: &AuthnRequest) -> String {
    let endpoint = Url::parse(&format!("{}/{}/saml2", tenant.login(), tenant.tenant_id())).unwrap();
    request.redirect_url(&endpoint, Some("state-1")).to_string()
}

const ENTITY: &str = "https://sentry.io/saml/metadata/acme/";

async fn number(tenant: &Tenant, url: &str, upn: &str, password: &str) -> Option<u32> {
    tenant.visitor().open(url, upn, password).await.unwrap().aadsts
}

#[tokio::test]
async fn refusals_carry_entras_numbers() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let (upn, password) = (done.upn.as_str(), USER_PASSWORD);

    let stranger = sso(&tenant, &request("https://nobody.example", None));
    assert_eq!(number(&tenant, &stranger, upn, password).await, Some(700_016), "issuer is no identifier");
    let elsewhere = sso(&tenant, &request(ENTITY, Some("https://evil.example/acs")));
    assert_eq!(number(&tenant, &elsewhere, upn, password).await, Some(50_011), "reply URL not registered");
    let digit = AuthnRequest { id: "4711".to_owned(), ..request(ENTITY, None) };
    assert_eq!(number(&tenant, &sso(&tenant, &digit), upn, password).await, Some(7_500_529));
    let endpoint = format!("{}/{}/saml2", tenant.login(), tenant.tenant_id());
    assert_eq!(number(&tenant, &format!("{endpoint}?SAMLRequest=%%%"), upn, password).await, Some(75_005));
    assert_eq!(number(&tenant, &endpoint, upn, password).await, Some(750_054), "opened by hand");

    let good = sso(&tenant, &request(ENTITY, None));
    assert_eq!(number(&tenant, &good, upn, "wrong-Password-1").await, Some(50_126));
    assert_eq!(number(&tenant, &good, "nobody@larkfield.example", password).await, Some(50_034));
    let admin = &tenant.practice.welcome().accounts[0];
    assert_eq!(number(&tenant, &good, &admin.upn, &admin.password).await, Some(50_105), "not assigned");

    let path = format!("/users/{}", done.user);
    assert_eq!(graph.patch(&path, json!({ "accountEnabled": false })).await.status, 204);
    assert_eq!(number(&tenant, &good, upn, password).await, Some(50_057), "disabled");
    let path = format!("/servicePrincipals/{}", done.instance);
    assert_eq!(graph.patch(&path, json!({ "accountEnabled": false })).await.status, 204);
    assert_eq!(number(&tenant, &good, upn, password).await, Some(7_000_112), "application disabled");
}

/// A consumer on this computer that answers one POST with 200.
async fn consumer() -> (String, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}/acs", listener.local_addr().unwrap().port());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = Vec::new();
        let mut buffer = [0; 16_384];
        while !String::from_utf8_lossy(&text).contains("RelayState") {
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the form ends with a relay state");
            text.extend_from_slice(&buffer[..read]);
        }
        let page = "<html><title>Received</title></html>";
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        String::from_utf8_lossy(&text).into_owned()
    });
    (url, heard)
}

async fn metadata(tenant: &Tenant, done: &Onboarded) -> IdpMetadata {
    let url = format!(
        "{}/{}/federationmetadata/2007-06/federationmetadata.xml?appid={}",
        tenant.login(),
        tenant.tenant_id(),
        done.app_id
    );
    let text = tenant.http.get(url).send().await.unwrap().bytes().await.unwrap();
    IdpMetadata::parse(&text).unwrap()
}

#[tokio::test]
async fn a_local_consumer_gets_a_response_that_passes_every_check() {
    let tenant = Tenant::start().await;
    let graph = tenant.admin().await;
    let done = onboard(&graph).await;
    let (acs, heard) = consumer().await;
    let uris = json!({ "web": { "redirectUris": ["https://sentry.io/saml/acs/acme/", acs] } });
    assert_eq!(graph.patch(&format!("/applications/{}", done.application), uris).await.status, 204);

    let asked = request(ENTITY, Some(&acs));
    let landing = tenant.visitor().open(&sso(&tenant, &asked), &done.upn, USER_PASSWORD).await.unwrap();
    assert_eq!(landing.title, "Received", "{}", landing.text);
    let posted = heard.await.unwrap();
    assert!(posted.contains("RelayState=state-1"), "the relay state comes back as it was sent");

    let metadata = metadata(&tenant, &done).await;
    let published: Vec<String> =
        metadata.signing.iter().map(|certificate| certificate.thumbprint().to_string()).collect();
    assert_eq!(published, [done.thumbprint.as_str()], "metadata shows the active certificate");
    let expectation = Expectation {
        issuer: metadata.entity_id,
        audience: ENTITY.to_owned(),
        acs,
        initiation: Initiation::ServiceProvider { request_id: asked.id },
        certificates: metadata.signing,
        now: OffsetDateTime::now_utc(),
        skew: Duration::seconds(5),
        allow_sha1: false,
        seen_ids: std::collections::BTreeSet::new(),
    };
    let response = landing.saml_response.unwrap();
    let verdict = check(&response, &expectation);
    let failures: Vec<_> = verdict.failures().collect();
    assert!(verdict.accepted, "{failures:?}");
    assert_eq!(verdict.facts.unwrap().name_id, done.upn);

    let foreign: Certificate = {
        let other = graph.get("/servicePrincipals?$filter=displayName eq 'Box'").await;
        let id = other.rows()[0]["id"].as_str().unwrap().to_owned();
        let keys = graph.get(&format!("/servicePrincipals/{id}?$select=keyCredentials")).await.body;
        let verify =
            keys["keyCredentials"].as_array().unwrap().iter().find(|key| key["usage"] == "Verify").unwrap();
        Certificate::from_base64(verify["key"].as_str().unwrap()).unwrap()
    };
    let wrong = check(&response, &Expectation { certificates: vec![foreign], ..expectation });
    let failed = wrong.check(CheckCode::SignedByActiveCertificate).unwrap();
    assert!(
        !wrong.accepted && failed.outcome == doorward_saml::Outcome::Failed,
        "another application's key is not ours"
    );
}
