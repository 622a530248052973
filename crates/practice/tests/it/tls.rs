//! TLS as client libraries want it: an authority to trust, names that fit, links that follow.

use crate::harness::{Tenant, options};
use doorward_practice::Options;
use reqwest::Certificate;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn tenant() -> Tenant {
    Tenant::start_with(Options { tls: true, tls_names: vec!["login.practice.test".to_owned()], ..options() })
        .await
}

fn trusting(tenant: &Tenant, port: u16) -> reqwest::Client {
    let file = tenant.practice.welcome().ca_file.clone().unwrap();
    let authority = Certificate::from_pem(&std::fs::read(file).unwrap()).unwrap();
    reqwest::Client::builder()
        .tls_certs_only([authority])
        .resolve("login.practice.test", ([127, 0, 0, 1], port).into())
        .build()
        .unwrap()
}

fn port(tenant: &Tenant) -> u16 {
    url::Url::parse(tenant.login()).unwrap().port().unwrap()
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_gets_links_on_the_name_it_asked() {
    let tenant = tenant().await;
    let port = port(&tenant);
    let http = trusting(&tenant, port);
    for host in ["localhost", "127.0.0.1", "login.practice.test"] {
        let origin = format!("https://{host}:{port}");
        let url = format!("{origin}/{}/v2.0/.well-known/openid-configuration", tenant.tenant_id());
        let answer = http.get(url).header("x-forwarded-host", "evil.example").send().await.unwrap();
        let document: Value = answer.json().await.unwrap();
        assert_eq!(document["issuer"], format!("{origin}/{}/v2.0", tenant.tenant_id()));
        assert!(document["token_endpoint"].as_str().unwrap().starts_with(&origin), "{document}");
    }
    let stranger = reqwest::Client::new().get(tenant.login()).send().await;
    assert!(stranger.is_err(), "nobody trusts the authority by accident");
}

#[cfg(unix)]
#[tokio::test]
async fn the_authoritys_file_is_readable_by_everyone_and_goes_away_at_the_end() {
    use std::os::unix::fs::PermissionsExt;
    let tenant = tenant().await;
    let file = tenant.practice.welcome().ca_file.clone().unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("PRIVATE"));
    tenant.practice.stop().await;
    assert!(!file.exists(), "a temporary file does not outlive the tenant");
}

#[tokio::test]
async fn plain_http_at_the_tls_port_is_told_so() {
    let tenant = tenant().await;
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port(&tenant))).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("https"), "{answer}");
}
