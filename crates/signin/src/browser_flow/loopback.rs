//! The door on this computer through which the browser comes back. Opened on both loopback addresses under one port,
//! because a browser may take either for `localhost`; where the other family's port belongs to a stranger, another port
//! is tried, since the stranger would otherwise get the code. It takes one answer, and is closed as soon as that one
//! has been dealt with.

use super::{
    callback::{self, Callback},
    page::Page,
};
use crate::SignInError;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

/// How many ports are tried before the person is told.
const PORTS: usize = 16;
/// How long the last page may take to reach the browser.
const FAREWELL: Duration = Duration::from_secs(2);

/// The open door.
pub(crate) struct Loopback {
    port: u16,
    listeners: Vec<TcpListener>,
}

/// An answer, and where its page goes.
pub(crate) struct Visit {
    pub(crate) callback: Callback,
    pub(crate) reply: oneshot::Sender<Page>,
}

/// The door while somebody waits at it. Dropping it closes the door.
pub(crate) struct Waiting {
    visits: mpsc::Receiver<Visit>,
    servers: Vec<JoinHandle<()>>,
    stop: CancellationToken,
}

struct Desk {
    state: String,
    hosts: [String; 3],
    inbox: mpsc::Sender<Visit>,
    taken: AtomicBool,
}

impl Loopback {
    /// Opens a free port on both families, or on IPv4 alone where there is no other.
    pub(crate) async fn open() -> io::Result<Self> {
        let mut kept = Vec::new();
        let mut trouble = io::Error::from(io::ErrorKind::AddrInUse);
        for _ in 0..PORTS {
            let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let port = first.local_addr()?.port();
            match second(port).await {
                Ok(second) => {
                    let listeners = std::iter::once(first).chain(second).collect();
                    return Ok(Self { port, listeners });
                }
                Err(error) => {
                    // Held on to, so that the next try gets another port.
                    kept.push(first);
                    trouble = error;
                }
            }
        }
        Err(trouble)
    }

    /// As it stands in the request, and as it is registered but for the port, which Entra leaves out of account.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Begins to take visits.
    pub(crate) fn serve(self, state: String) -> Waiting {
        let (inbox, visits) = mpsc::channel(1);
        let hosts = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{}", self.port));
        let desk = Arc::new(Desk { state, hosts, inbox, taken: AtomicBool::new(false) });
        let stop = CancellationToken::new();
        let servers = self.listeners.into_iter().map(|listener| {
            let router = Router::new().fallback(visit).with_state(Arc::clone(&desk));
            let stopped = stop.clone().cancelled_owned();
            let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
            tokio::spawn(async move {
                if let Err(error) = serving.await {
                    tracing::warn!(%error, "the local sign-in port closed by itself");
                }
            })
        });
        Waiting { visits, servers: servers.collect(), stop }
    }
}

/// The same port of the other family; `None` where that family does not exist here.
async fn second(port: u16) -> io::Result<Option<TcpListener>> {
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(error) => {
            tracing::debug!(%error, "no IPv6 loopback on this machine");
            Ok(None)
        }
    }
}

impl Waiting {
    /// The one answer, unless the time is over or somebody cancels first.
    pub(crate) async fn visit(
        &mut self,
        deadline: Instant,
        cancel: &CancellationToken,
    ) -> Result<Visit, SignInError> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SignInError::Cancelled),
            visit = tokio::time::timeout_at(deadline, self.visits.recv()) => match visit {
                Ok(Some(visit)) => Ok(visit),
                Ok(None) => Err(SignInError::NoListener { reason: "the port was closed".to_owned() }),
                Err(_) => Err(SignInError::TimedOut),
            },
        }
    }

    /// Closes the door once the last page is out.
    pub(crate) async fn close(mut self) {
        self.stop.cancel();
        let servers = std::mem::take(&mut self.servers);
        let all = async {
            for server in servers {
                let _ = server.await;
            }
        };
        if tokio::time::timeout(FAREWELL, all).await.is_err() {
            tracing::debug!("a browser held on to the local sign-in port");
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.stop.cancel();
        for server in &self.servers {
            server.abort();
        }
    }
}

async fn visit(State(desk): State<Arc<Desk>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    match desk.take(&method, &uri, &headers).await {
        Ok(page) | Err(page) => page.into_response(),
    }
}

impl Desk {
    async fn take(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Page, Page> {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        // Another name that leads here is a page of a stranger's (DNS rebinding).
        if !self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)) {
            return Err(Page::odd(StatusCode::MISDIRECTED_REQUEST));
        }
        if uri.path() != "/" {
            return Err(Page::odd(StatusCode::NOT_FOUND));
        }
        if method != Method::GET {
            return Err(Page::odd(StatusCode::METHOD_NOT_ALLOWED));
        }
        let callback = callback::read(uri.query().unwrap_or_default(), &self.state).map_err(|stray| {
            tracing::info!(?stray, "a visit at the local sign-in port is no answer");
            Page::stray(stray)
        })?;
        if self.taken.swap(true, Ordering::AcqRel) {
            return Err(Page::taken());
        }
        let (reply, page) = oneshot::channel();
        if self.inbox.send(Visit { callback, reply }).await.is_err() {
            return Err(Page::failed(&SignInError::Cancelled));
        }
        Ok(page.await.unwrap_or_else(|_| Page::failed(&SignInError::Cancelled)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_whose_other_half_belongs_to_a_stranger_is_not_used() {
        let Ok(stranger) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else {
            return; // Without IPv6 there is no other half.
        };
        let port = stranger.local_addr().unwrap().port();
        assert_eq!(second(port).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }

    #[tokio::test]
    async fn both_families_share_a_port_and_no_other_address_is_opened() {
        let door = Loopback::open().await.unwrap();
        for listener in &door.listeners {
            let address = listener.local_addr().unwrap();
            assert!(address.ip().is_loopback(), "{address}: nobody in the network may knock");
            assert_eq!(address.port(), door.port);
        }
        assert_eq!(door.redirect_uri(), format!("http://localhost:{}", door.port));
    }
}
