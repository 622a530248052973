//! Something between the console and the tenant, on real connections: it counts, and it cuts where it is told to.
//!
//! One request per connection, so that nothing is sent again behind the console's back.

use crate::trouble::{Trouble, while_doing};
use serde_json::Value;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What happens to a request.
#[derive(Debug, Clone)]
pub enum Trick {
    /// The connection is cut before the tenant hears of it.
    CutBefore,
    /// The tenant acts, and its answer is cut.
    CutAfter,
    /// Just before it arrives, somebody else changes the same object with this body.
    Meanwhile(Value),
    /// Just after it, before anybody reads, somebody else changes the same object with this body.
    Afterwards(Value),
    /// The service answers in its place that it is not available.
    Outage,
    /// It is sent on to this origin instead.
    Elsewhere(String),
}

/// A trick for requests that begin with a method and contain a part of a path, a number of times.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What happens.
    pub trick: Trick,
    /// For example `POST`.
    pub method: &'static str,
    /// Part of the path.
    pub path: &'static str,
    /// How often.
    pub count: usize,
}

/// Stands between; ends with the value.
pub struct Between {
    /// Where the console finds the tenant now.
    pub origin: String,
    inner: Arc<Inner>,
    task: tokio::task::JoinHandle<()>,
}

struct Inner {
    upstream: String,
    rules: Mutex<Vec<Rule>>,
    /// Of ten requests.
    stumbles: AtomicUsize,
    seen: AtomicUsize,
    asked: Mutex<Vec<Asked>>,
}

/// A request that came by.
#[derive(Debug, Clone)]
pub struct Asked {
    /// When.
    pub at: Instant,
    /// Its first line.
    pub line: String,
    /// What it asks: 1, or as many as a batch holds.
    pub questions: usize,
}

impl Between {
    /// Stands before a tenant that listens at `origin`.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn before(origin: &str) -> Result<Self, Trouble> {
        let listener =
            TcpListener::bind("127.0.0.1:0").await.map_err(while_doing("listening before the tenant"))?;
        let address = listener.local_addr().map_err(while_doing("listening before the tenant"))?;
        let upstream = origin.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let inner = Arc::new(Inner {
            upstream,
            rules: Mutex::default(),
            stumbles: AtomicUsize::default(),
            seen: AtomicUsize::default(),
            asked: Mutex::default(),
        });
        let own = Arc::clone(&inner);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = Arc::clone(&own);
                tokio::spawn(async move { own.pass(stream).await });
            }
        });
        Ok(Self { origin: format!("http://{address}"), inner, task })
    }

    /// Plays a trick from now on.
    pub fn play(&self, rule: Rule) {
        self.inner.rules.lock().unwrap_or_else(PoisonError::into_inner).push(rule);
    }

    /// From now on, so many of ten requests to Graph are answered that the service is not available, never two of the same
    /// ten in the same place.
    pub fn stumble(&self, of_ten: usize) {
        self.inner.stumbles.store(of_ten, Ordering::Relaxed);
    }

    /// Plays no trick any more.
    pub fn forget(&self) {
        self.stumble(0);
        self.inner.rules.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A request with this part in its first line has come by.
    #[must_use]
    pub fn has_seen(&self, part: &str) -> bool {
        let asked = self.inner.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().any(|asked| asked.line.contains(part))
    }

    /// Requests since the last call, in the order of their arrival.
    #[must_use]
    pub fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.inner.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Inner {
    async fn pass(&self, mut client: TcpStream) -> Option<()> {
        let (head, body) = read_request(&mut client).await?;
        let line = head.lines().next().unwrap_or_default().to_owned();
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(Asked {
            at: Instant::now(),
            line: line.clone(),
            questions: questions(&line, &body),
        });
        let trick = self.trick(&line);
        match &trick {
            Some(Trick::CutBefore) => return None,
            Some(Trick::Outage) => return say(&mut client, "503 Service Unavailable", "").await,
            Some(Trick::Elsewhere(origin)) => {
                let place = line.split(' ').nth(1).unwrap_or("/");
                return say(&mut client, "307 Temporary Redirect", &format!("Location: {origin}{place}\r\n"))
                    .await;
            }
            Some(Trick::Meanwhile(change)) => {
                self.forward(&head, change.to_string().as_bytes()).await?;
            }
            _ => {}
        }
        let answer = self.forward(&head, &body).await?;
        if let Some(Trick::Afterwards(change)) = &trick {
            self.forward(&head, change.to_string().as_bytes()).await?;
        }
        if matches!(trick, Some(Trick::CutAfter)) {
            return None;
        }
        client.write_all(&answer).await.ok()?;
        client.shutdown().await.ok()
    }

    /// Seven has no factor in common with ten, so that each ten in a row holds exactly as many as asked for.
    fn stumbles(&self, line: &str) -> bool {
        let graph = line.contains(" /v1.0/") || line.contains(" /beta/");
        graph && (self.seen.fetch_add(7, Ordering::Relaxed) % 10) < self.stumbles.load(Ordering::Relaxed)
    }

    fn trick(&self, line: &str) -> Option<Trick> {
        if self.stumbles(line) {
            return Some(Trick::Outage);
        }
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules
            .iter_mut()
            .find(|rule| rule.count > 0 && line.starts_with(rule.method) && line.contains(rule.path))?;
        rule.count -= 1;
        Some(rule.trick.clone())
    }

    async fn forward(&self, head: &str, body: &[u8]) -> Option<Vec<u8>> {
        let kept = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            !matches!(name.as_str(), "connection" | "content-length" | "transfer-encoding" | "")
        };
        let mut text: String = head.lines().filter(kept).flat_map(|line| [line, "\r\n"]).collect();
        text.push_str(&format!("Connection: close\r\nContent-Length: {}\r\n\r\n", body.len()));
        let mut server = TcpStream::connect(&self.upstream).await.ok()?;
        server.write_all(text.as_bytes()).await.ok()?;
        server.write_all(body).await.ok()?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.ok()?;
        Some(answer)
    }
}

/// Answers in the tenant's place, without a body.
async fn say(client: &mut TcpStream, status: &str, headers: &str) -> Option<()> {
    let text = format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: 0\r\n\r\n");
    client.write_all(text.as_bytes()).await.ok()?;
    client.shutdown().await.ok()
}

fn questions(line: &str, body: &[u8]) -> usize {
    let batch = line.contains("/$batch ").then(|| serde_json::from_slice::<Value>(body).ok()).flatten();
    batch.and_then(|batch| batch["requests"].as_array().map(Vec::len)).unwrap_or(1)
}

async fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let body = bytes.get(end + 4..)?;
            if body.len() >= length.unwrap_or(0) {
                return Some((head, body.to_vec()));
            }
        }
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(part.get(..count)?);
    }
}
