//! Reads that are asked for at the same time travel together, in one `$batch`.
//!
//! Whoever reads need not know of it: a gathering client is asked one thing at a time, by many at once, and each gets the
//! answer to its own question. A read that is alone goes alone.

use crate::{GraphClient, GraphError, GraphRequest, Reply};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// How long the first of them waits for company. A round trip takes tens of milliseconds.
const COMPANY: Duration = Duration::from_millis(2);

type Answer = Result<Reply, GraphError>;

/// Reads that wait to be sent, and who waits for them.
#[derive(Default)]
pub(crate) struct Gathering(Mutex<Vec<(GraphRequest, oneshot::Sender<Answer>)>>);

impl Gathering {
    /// Adds a read; tells whether it is the first, and where its answer will come.
    fn add(&self, request: &GraphRequest) -> (bool, oneshot::Receiver<Answer>) {
        let (tell, told) = oneshot::channel();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((request.clone(), tell));
        (waiting.len() == 1, told)
    }

    fn take(&self) -> Vec<(GraphRequest, oneshot::Sender<Answer>)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl GraphClient {
    /// The same client, whose reads go in one batch where several are asked for at the same time. Changes go one by one.
    #[must_use]
    pub fn gathering(&self) -> Self {
        self.gathered_by(Some(Arc::new(Gathering::default())))
    }

    /// Sends a read with those that are asked for in the same moment.
    pub(crate) async fn send_gathered(&self, gathering: &Arc<Gathering>, request: &GraphRequest) -> Answer {
        let (first, told) = gathering.add(request);
        if first {
            // A task of its own: whoever came first may lose interest while the others have not.
            let (plain, gathering) = (self.gathered_by(None), Arc::clone(gathering));
            tokio::spawn(async move {
                tokio::time::sleep(COMPANY).await;
                plain.send_together(gathering.take()).await;
            });
        }
        told.await.unwrap_or(Err(GraphError::Cancelled))
    }

    async fn send_together(&self, waiting: Vec<(GraphRequest, oneshot::Sender<Answer>)>) {
        let (requests, tells): (Vec<_>, Vec<_>) =
            waiting.into_iter().filter(|(_, tell)| !tell.is_closed()).unzip();
        let answers = match requests.as_slice() {
            [] => return,
            [alone] => vec![self.send_alone(alone).await],
            _ => self.batch(&requests).await,
        };
        for ((request, tell), answer) in requests.iter().zip(tells).zip(answers) {
            // The token is renewed, and a challenge answered, where a request goes by itself.
            let answer = match answer {
                Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 401) => {
                    self.send_alone(request).await
                }
                answer => answer,
            };
            // Whoever asked may have gone away meanwhile.
            let _ = tell.send(answer);
        }
    }
}
