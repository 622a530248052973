//! The bridge between the `oauth2` crate and our sender: adds a request id, and keeps the raw refusal, whose numbers
//! and ids the crate does not carry.

use crate::{Refusal, SignInContext, Unreachable, UnreachableReason};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
};

/// How the latest request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    Answered,
    Refused(Refusal),
    Unreachable(Unreachable),
}

/// Sends for one flow and remembers how the latest request ended.
pub(crate) struct Exchange<'a> {
    context: &'a SignInContext,
    /// Values that must not come back to us inside an error text.
    secrets: Vec<&'a str>,
    latest: Mutex<Option<Ending>>,
    watcher: Option<&'a (dyn Fn(&Ending) + Send + Sync)>,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(context: &'a SignInContext, secrets: Vec<&'a str>) -> Self {
        Self { context, secrets, latest: Mutex::new(None), watcher: None }
    }

    /// Also tells `watcher` how each request ended. Somebody watches because the flow polls: then a refusal that will
    /// pass by itself counts as network trouble, which the flow waits out.
    pub(crate) fn watched(self, watcher: &'a (dyn Fn(&Ending) + Send + Sync)) -> Self {
        Self { watcher: Some(watcher), ..self }
    }

    /// How the latest request ended.
    pub(crate) fn take(&self) -> Option<Ending> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn pass(&self, mut request: HttpRequest) -> Result<HttpResponse, Unreachable> {
        let id = self.context.random.uuid().to_string();
        if let Ok(value) = http::HeaderValue::from_str(&id) {
            request.headers_mut().insert("client-request-id", value);
        }
        let host = request.uri().host().unwrap_or("(no host)").to_owned();
        let mut answer = self.context.http.exchange(request).await;
        if let (Some(_), Ok(refused)) = (self.watcher, &answer)
            && Refusal::read(refused.body(), &[]).is_some_and(|refusal| refusal.is_passing())
        {
            let reason = UnreachableReason::Trouble { status: refused.status().as_u16() };
            answer = Err(Unreachable { host, reason, detail: String::new() });
        }
        let ending = match &answer {
            Ok(answer) if answer.status().is_success() => Ending::Answered,
            Ok(answer) => {
                Refusal::read(answer.body(), &self.secrets).map_or(Ending::Answered, Ending::Refused)
            }
            Err(lost) => Ending::Unreachable(lost.clone()),
        };
        if let Some(watcher) = self.watcher {
            watcher(&ending);
        }
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(ending);
        answer
    }
}

impl<'c> AsyncHttpClient<'c> for Exchange<'_> {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.pass(request))
    }
}
