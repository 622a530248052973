//! A service that answers by script, and remembers what it was asked.

use async_trait::async_trait;
use doorward_domain::{Clock, Random};
use doorward_graph::{GraphClient, GraphOptions, TokenError, TokenNeed, Tokens};
use secrecy::SecretString;
use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, Ordering},
    },
};
use time::OffsetDateTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the service does with a request.
#[derive(Clone)]
pub(crate) enum Act {
    /// Answers.
    Answer(u16, Vec<(&'static str, String)>, Value),
    /// Answers with text of some kind.
    Raw(u16, &'static str, String),
    /// Reads the request and cuts the connection.
    Cut,
}

pub(crate) fn answer(status: u16, body: Value) -> Act {
    Act::Answer(status, Vec::new(), body)
}

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: String,
    pub(crate) body: Value,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> String {
        let line =
            self.headers.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    }
}

#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) origin: String,
    script: Arc<Mutex<VecDeque<Act>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub(crate) needs: Arc<Mutex<Vec<TokenNeed>>>,
}

impl Service {
    pub(crate) async fn saying(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            asked: Arc::default(),
            needs: Arc::default(),
        };
        let own = service.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(own.clone().serve(stream));
            }
        });
        service
    }

    pub(crate) fn then(&self, act: Act) {
        self.script.lock().unwrap().push_back(act);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub(crate) fn graph(&self) -> GraphClient {
        GraphClient::new(GraphOptions {
            root: self.origin.parse().unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            tokens: Arc::new(Purse(Arc::clone(&self.needs))),
            clock: Arc::new(Now),
            random: Arc::new(Counting(AtomicU8::new(0))),
        })
    }

    /// One request per connection: nothing is sent again behind the sender's back on a connection that went stale.
    async fn serve(self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else { return };
        self.asked.lock().unwrap().push(asked);
        let act = self.script.lock().unwrap().pop_front();
        let (status, kind, headers, body) = match act.expect("the script is long enough") {
            Act::Answer(status, headers, body) => (status, "application/json", headers, body.to_string()),
            Act::Raw(status, kind, body) => (status, kind, Vec::new(), body),
            Act::Cut => return,
        };
        let mut text =
            format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Type: {kind}\r\n\r\n"));
        text.push_str(&body);
        // Somebody who has had enough of it closes the connection.
        let _ = stream.write_all(text.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let (line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
        let asked = Asked { line: line.to_owned(), headers: headers.to_owned(), body: Value::Null };
        let length: usize = asked.header("content-length").parse().unwrap_or(0);
        if body.len() >= length {
            return Some(Asked { body: serde_json::from_str(body).unwrap_or_default(), ..asked });
        }
    }
}

struct Purse(Arc<Mutex<Vec<TokenNeed>>>);

#[async_trait]
impl Tokens for Purse {
    async fn token(&self, need: &TokenNeed) -> Result<SecretString, TokenError> {
        self.0.lock().unwrap().push(need.clone());
        Ok(SecretString::from(if need.renew { "second" } else { "first" }.to_owned()))
    }
}

struct Now;

impl Clock for Now {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

struct Counting(AtomicU8);

impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
