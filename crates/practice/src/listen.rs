//! Accepts connections, with or without TLS, and keeps those short that would never end.
//!
//! It refuses header blocks that are far too large (431) or never arrive, and speaks HTTP/1.1 only. Two faults live down
//! here because they concern the connection, not the answer: a response that carries [`Cut`] is not sent; the
//! connection ends instead, as it does when a network breaks.

use axum::{Router, body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, pin::pin, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_service::Service;

/// A header block must arrive within this; an idle connection lives this long.
const HEADER_TIME: Duration = Duration::from_secs(30);
/// The same for a TLS handshake.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Bytes of a header block that are read at all, so that whoever sends too many can be refused in form; more is
/// answered with an empty 431.
const HEADER_BYTES: usize = 512 * 1024;
/// The same for the number of headers.
const HEADERS: usize = 512;

/// Put into a response's extensions: end the connection instead of sending it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was cut on purpose")]
pub(crate) struct Cut;

/// What connections are served with.
#[derive(Clone)]
pub(crate) struct Doors {
    pub(crate) router: Router,
    pub(crate) tls: Option<TlsAcceptor>,
}

impl Doors {
    /// Accepts until `stop`; then waits for the requests that are being answered.
    pub(crate) async fn keep_open(self, listener: TcpListener, stop: CancellationToken) {
        let open = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    open.spawn(self.clone().receive(stream, stop.clone()));
                }
                // Out of file handles, or the client is gone already: neither ends the tenant.
                Err(error) => {
                    tracing::debug!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        open.close();
        open.wait().await;
    }

    async fn receive(self, stream: TcpStream, stop: CancellationToken) {
        let _ = stream.set_nodelay(true);
        let Some(acceptor) = self.tls.clone() else { return self.converse(stream, stop).await };
        let greeting = tokio::time::timeout(HANDSHAKE_TIME, greet(&acceptor, stream)).await;
        match greeting {
            Ok(Ok(Some(stream))) => self.converse(stream, stop).await,
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(self, stream: S, stop: CancellationToken) {
        let router = self.router;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut router = router.clone();
            async move { answer(&mut router, request.map(Body::new)).await }
        });
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME)
            .max_header_size(HEADER_BYTES)
            .max_headers(HEADERS);
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

async fn answer(router: &mut Router, mut request: Request) -> Result<Response, Cut> {
    straighten(&mut request);
    let Ok(response) = router.call(request).await;
    match response.extensions().get::<Cut>() {
        Some(cut) => Err(*cut),
        None => Ok(response),
    }
}

/// `//path` becomes `/path`: clients join an address that ends in a slash with a path that begins with one.
fn straighten(request: &mut Request) {
    let path = request.uri().path();
    if !path.starts_with("//") {
        return;
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let straight = format!("/{}{query}", path.trim_start_matches('/'));
    if let Ok(uri) = straight.parse() {
        *request.uri_mut() = uri;
    }
}

/// The TLS handshake; `None` if the client spoke plain HTTP and was told so.
async fn greet(
    acceptor: &TlsAcceptor,
    mut stream: TcpStream,
) -> io::Result<Option<tokio_rustls::server::TlsStream<TcpStream>>> {
    let mut first = [0];
    // 0x16 begins every TLS handshake.
    if stream.peek(&mut first).await? == 1 && first[0] != 0x16 {
        let words = "This is an https server: ask for https://.\n";
        let text = format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{words}",
            words.len()
        );
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await?;
        return Ok(None);
    }
    acceptor.accept(stream).await.map(Some)
}
