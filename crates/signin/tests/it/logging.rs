//! Everything that is logged, by us and by the libraries below, at the most talkative level.

use crate::{
    server::{Answer, Server, refuse, tokens},
    world::{Dice, Hands, context, sign_in},
};
use doorward_signin::{CacheSettings, SealingChoice, TokenCache};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_reaches_the_log_whatever_happens() {
    let paper = Paper::default();
    let log =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(paper.clone()).finish();
    // For the whole program: interest in a log line is remembered across threads, so the other tests are heard too.
    tracing::subscriber::set_global_default(log).unwrap();

    let (server, clock) = (Server::start().await, Hands::new());
    server.token_answers([refuse("authorization_pending", 70016), Answer::Cut, tokens("first")]);
    let signed_in = sign_in(&server, &clock).await.unwrap();
    let settings = CacheSettings::new("/nonexistent", SealingChoice::Memory, Arc::new(Dice));
    let (cache, _) = TokenCache::open(settings).await.unwrap();
    let key = cache.add(signed_in).await.unwrap();
    let account = cache.tokens(key, &context(&clock)).unwrap();
    server.token_answers([tokens("second"), Answer::Html, refuse("invalid_grant", 50173)]);
    for _ in 0..3 {
        // The later ones fail, which is the point.
        let _ = account.bearer(true).await;
    }

    let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("signed in") && text.contains("polled"), "our own lines are on the paper");
    for secret in ["s3cret", "ABCD-EFGH", "alex@contoso.com"] {
        assert!(!text.contains(secret), "{secret} was logged");
    }
}
