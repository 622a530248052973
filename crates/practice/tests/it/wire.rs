//! Bad manners on the wire: nothing hangs, nothing panics, everything gets a number.

use crate::harness::Tenant;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Sends raw bytes and reads what comes back until the tenant hangs up or a second of silence.
async fn say(tenant: &Tenant, bytes: &[u8]) -> String {
    let port = url::Url::parse(tenant.login()).unwrap().port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The tenant may hang up before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(count @ 1..)) =
        tokio::time::timeout(Duration::from_secs(1), stream.read(&mut piece)).await
    {
        answer.extend_from_slice(&piece[..count]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

#[tokio::test]
async fn headers_bodies_and_hosts_have_limits() {
    let tenant = Tenant::start().await;
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(200_000));
    assert_eq!(status(&say(&tenant, long.as_bytes()).await), "431");
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: 1\r\n".repeat(500));
    assert_eq!(status(&say(&tenant, many.as_bytes()).await), "431");
    let told = b"POST /signin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n";
    assert_eq!(status(&say(&tenant, told).await), "413", "refused before it is read");
    let mut chunked =
        b"POST /signin HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..40 {
        chunked.extend_from_slice(format!("10000\r\n{}\r\n", "b".repeat(65_536)).as_bytes());
    }
    assert_eq!(status(&say(&tenant, &chunked).await), "413", "counted where no length is told");
    assert_eq!(status(&say(&tenant, b"GET / HTTP/1.1\r\n\r\n").await), "421", "no Host at all");
    assert_eq!(status(&say(&tenant, b"\x00\x01\x02 nonsense\r\n\r\n").await), "400");
}

#[tokio::test]
async fn a_wrong_verb_is_told_the_right_one() {
    let tenant = Tenant::start().await;
    let token = format!("{}/{}/oauth2/v2.0/token", tenant.login(), tenant.tenant_id());
    let answer = tenant.http.get(token).send().await.unwrap();
    assert_eq!(answer.status(), 405);
    assert_eq!(answer.headers()["allow"], "POST");
    let page = tenant.http.delete(format!("{}/devicelogin", tenant.login())).send().await.unwrap();
    assert_eq!(page.status(), 405);
    assert!(page.headers()["allow"].to_str().unwrap().contains("POST"));
}
