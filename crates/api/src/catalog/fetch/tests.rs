//! On a network of its own: one host with TLS on this computer that stands for the public internet, and names that lead
//! to the computer's other addresses, which stand for the network inside.

use super::*;
use rcgen::{CertificateParams, KeyPair};
use std::{io::Write as _, net::Ipv4Addr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::OnceCell,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

const PAGE: &str = "# Tutorial\n";

struct Host {
    address: SocketAddr,
    trust: Trust,
}

static HOST: OnceCell<Host> = OnceCell::const_new();

/// The host, once for all tests; each connection is answered by what its path asks for.
async fn host() -> &'static Host {
    HOST.get_or_init(|| async {
        let key = KeyPair::generate().unwrap();
        let names = ["learn.kite.example", "www.kite.example"].map(str::to_owned);
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(certificate.pem().as_bytes()).unwrap();
        let trust = Trust::read(Some(file.path())).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (tell, told) = std::sync::mpsc::channel();
        // A thread with a runtime of its own: it outlives the test that happened to start it.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let acceptor = acceptor.clone();
                    tokio::spawn(async move {
                        if let Ok(stream) = acceptor.accept(stream).await {
                            let _ = answer(stream).await;
                        }
                    });
                }
            });
        });
        Host { address: told.recv().unwrap(), trust }
    })
    .await
}

async fn answer<S: AsyncReadExt + AsyncWriteExt + Unpin>(mut stream: S) -> io::Result<()> {
    let mut request = vec![0; 4096];
    let read = stream.read(&mut request).await?;
    let text = String::from_utf8_lossy(&request[..read]).into_owned();
    let path = text.split(' ').nth(1).unwrap_or_default();
    let lead = |to: &str| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    let body = |text: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len());
    let asked = |header: &str| text.to_ascii_lowercase().contains(header);
    if !asked("\r\nuser-agent: doorward/") || !asked("\r\naccept-language: en") {
        // As hosts do that want to know who asks.
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await?;
        return stream.shutdown().await;
    }
    match path {
        "/page" => stream.write_all(body(PAGE).as_bytes()).await?,
        "/moved" => stream.write_all(lead("https://www.kite.example/page").as_bytes()).await?,
        "/inward" => stream.write_all(lead("https://wiki.kite.example/page").as_bytes()).await?,
        "/literal" => stream.write_all(lead("https://10.1.2.3/page").as_bytes()).await?,
        "/plain" => stream.write_all(lead("http://learn.kite.example/page").as_bytes()).await?,
        "/round" => stream.write_all(lead("/round").as_bytes()).await?,
        "/large" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\n").await?;
            for _ in 0..160 {
                stream.write_all(&[b'x'; 65536]).await?;
            }
        }
        "/slow" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await?;
            loop {
                stream.write_all(b"x").await?;
                stream.flush().await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        _ => stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await?,
    }
    stream.flush().await?;
    stream.shutdown().await
}

/// Public names lead to the host, `wiki` to an address that is not public.
fn resolve(name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
    Box::pin(async move {
        let port = host().await.address.port();
        match name.as_str() {
            "learn.kite.example" | "www.kite.example" => Ok(vec![(Ipv4Addr::LOCALHOST, port).into()]),
            "wiki.kite.example" => Ok(vec![(Ipv4Addr::new(127, 0, 0, 2), port).into()]),
            "both.kite.example" => {
                Ok(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv4Addr::new(127, 0, 0, 2), port).into()])
            }
            _ => Err(io::Error::other("no such name")),
        }
    })
}

async fn fetch(address: &str) -> Result<String, WireError> {
    let public = |address: IpAddr| address == IpAddr::V4(Ipv4Addr::LOCALHOST);
    let way = Way { trust: host().await.trust.clone(), resolve, public, patience: Duration::from_secs(2) };
    way.fetch(address).await.map(|bytes| String::from_utf8(bytes).unwrap())
}

async fn why(address: &str) -> (ErrorCode, String) {
    let error = fetch(address).await.unwrap_err();
    (error.code, error.details.unwrap_or_default())
}

#[tokio::test]
async fn a_public_page_is_fetched_also_where_it_has_moved_to() {
    assert_eq!(fetch("https://learn.kite.example/page").await.unwrap(), PAGE);
    assert_eq!(fetch("https://learn.kite.example/moved").await.unwrap(), PAGE);
}

#[tokio::test]
async fn no_way_leads_inside() {
    for address in [
        "https://wiki.kite.example/page",
        "https://both.kite.example/page",
        "https://learn.kite.example/inward",
        "https://learn.kite.example/literal",
        "https://learn.kite.example/plain",
    ] {
        let (code, why) = why(address).await;
        assert_eq!(code, ErrorCode::InvalidInput, "{address} is refused, not tried: {why}");
    }
}

#[tokio::test]
async fn size_time_and_redirects_have_an_end() {
    let (code, large) = why("https://learn.kite.example/large").await;
    assert_eq!((code, large.as_str()), (ErrorCode::Unreachable, "the page is larger than any tutorial"));
    let (code, slow) = why("https://learn.kite.example/slow").await;
    assert_eq!((code, slow.as_str()), (ErrorCode::Unreachable, "no answer within 2 seconds"));
    let (code, round) = why("https://learn.kite.example/round").await;
    assert_eq!((code, round.as_str()), (ErrorCode::Unreachable, "the page leads on and on"));
    let (code, gone) = why("https://learn.kite.example/gone").await;
    assert!(code == ErrorCode::Unreachable && gone.contains("404"), "{gone}");
    let (code, unknown) = why("https://nowhere.kite.example/page").await;
    assert_eq!((code, unknown.as_str()), (ErrorCode::Unreachable, "no such name"));
}
