//! `$batch`: up to twenty requests in one, each with a fate of its own.
//!
//! An item is asked for again when it was throttled or, for reads, when the service failed; never when it may have taken
//! effect. The answers come back in the order of the requests. Source: Graph facts, 14.3.

use crate::{
    GraphClient, GraphError, GraphRequest, Reply,
    budget::Family,
    error::Refusal,
    retry::{Decision, Failure, Retry, retry_after},
};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Requests in one batch.
const MOST: usize = 20;

/// What came back for one item.
type Answer = Result<Reply, GraphError>;

impl GraphClient {
    /// Sends requests together, twenty at a time, and gives one answer for each, in their order. They are independent of
    /// one another and may be carried out in any order.
    pub async fn batch(&self, requests: &[GraphRequest]) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(requests.len());
        for chunk in requests.chunks(MOST) {
            answers.extend(self.chunk(chunk).await);
        }
        answers
    }

    async fn chunk(&self, requests: &[GraphRequest]) -> Vec<Answer> {
        let mut answers: Vec<Option<Answer>> = requests.iter().map(|_| None).collect();
        let mut open: Vec<usize> = (0..requests.len()).collect();
        let mut tries = 0;
        while !open.is_empty() {
            tries += 1;
            let outcomes = self.once(requests, &open).await;
            let mut again = Vec::new();
            let mut pause = Duration::ZERO;
            for (index, outcome) in open.into_iter().zip(outcomes) {
                let jitter = self.jitter();
                match outcome {
                    Outcome::Answer(answer) => {
                        if let Some(place) = answers.get_mut(index) {
                            *place = Some(answer);
                        }
                    }
                    Outcome::Failed(failure, error) => {
                        let repeatable = requests.get(index).is_some_and(GraphRequest::is_repeatable);
                        match (Retry { is_read: repeatable }).decide(&failure, tries, jitter) {
                            Decision::Again(wait) => {
                                if let (Failure::Status(429, _), Some(request)) =
                                    (&failure, requests.get(index))
                                {
                                    self.hold_back(Family::of(&request.path), wait);
                                }
                                pause = pause.max(wait);
                                again.push(index);
                            }
                            Decision::Stop => {
                                if let Some(place) = answers.get_mut(index) {
                                    *place = Some(Err(error));
                                }
                            }
                        }
                    }
                }
            }
            open = again;
            if !open.is_empty()
                && let Err(error) = self.pause(pause).await
            {
                for index in open.drain(..) {
                    if let Some(place) = answers.get_mut(index) {
                        *place = Some(Err(error.clone()));
                    }
                }
            }
        }
        answers.into_iter().map(|answer| answer.unwrap_or_else(|| Err(missing()))).collect()
    }

    async fn once(&self, requests: &[GraphRequest], open: &[usize]) -> Vec<Outcome> {
        let chosen: Vec<(usize, &GraphRequest)> =
            open.iter().filter_map(|index| requests.get(*index).map(|request| (*index, request))).collect();
        let items: Vec<Value> = chosen.iter().map(|(index, request)| item(*index, request)).collect();
        let repeatable = chosen.iter().all(|(_, request)| request.is_repeatable());
        let cost = chosen.iter().map(|(_, request)| crate::budget::cost(request)).sum();
        let mut whole = GraphRequest::post("/$batch", json!({ "requests": items })).costing(cost);
        if chosen.iter().all(|(_, request)| request.is_read()) {
            whole = whole.reading();
        } else if repeatable {
            whole = whole.repeatable();
        }
        let reply = match self.send_alone(&whole).await {
            Ok(reply) => reply,
            Err(error) => return chosen.iter().map(|(_, request)| lost(request, &error)).collect(),
        };
        let responses = reply.body["responses"].as_array().cloned().unwrap_or_default();
        chosen
            .iter()
            .map(|(index, request)| {
                let id = index.to_string();
                let found = responses.iter().find(|response| response["id"] == json!(id));
                self.outcome(request, found)
            })
            .collect()
    }

    fn outcome(&self, request: &GraphRequest, response: Option<&Value>) -> Outcome {
        let Some(response) = response else {
            let error =
                if request.is_repeatable() { missing() } else { unknown("no answer to it in the batch") };
            return Outcome::Failed(Failure::NoAnswer, error);
        };
        let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(0);
        let header = |name: &str| {
            let headers = response["headers"].as_object()?;
            let (_, value) = headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
            value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(|number| number.to_string()))
        };
        let request_id = header("request-id");
        let body = response["body"].clone();
        if (200..300).contains(&status) {
            return Outcome::Answer(Ok(Reply { status, body, request_id }));
        }
        let after = header("Retry-After").and_then(|text| retry_after(&text, self.now().into()));
        let refusal = Refusal::read(status, &body, request_id);
        let error = match status {
            429 => GraphError::Throttled {
                after: after.unwrap_or(Duration::from_secs(30)),
                request_id: refusal.request_id,
            },
            0 | 500..=599 if !request.is_repeatable() => {
                unknown(&format!("the service answered {status} {}", refusal.code))
            }
            _ => GraphError::Refused(Box::new(refusal)),
        };
        Outcome::Failed(Failure::Status(status, after), error)
    }
}

enum Outcome {
    Answer(Answer),
    Failed(Failure, GraphError),
}

fn item(index: usize, request: &GraphRequest) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(index.to_string()));
    item.insert("method".to_owned(), json!(request.method.to_string()));
    item.insert("url".to_owned(), json!(request.relative()));
    let mut headers = Map::new();
    if request.eventual {
        headers.insert("ConsistencyLevel".to_owned(), json!("eventual"));
    }
    if let Some(body) = &request.body {
        headers.insert("Content-Type".to_owned(), json!("application/json"));
        item.insert("body".to_owned(), body.clone());
    }
    if !headers.is_empty() {
        item.insert("headers".to_owned(), Value::Object(headers));
    }
    Value::Object(item)
}

/// The whole batch failed: its reads may be asked again although its changes may not.
fn lost(request: &GraphRequest, error: &GraphError) -> Outcome {
    match error {
        GraphError::Unknown { .. } if request.is_repeatable() => {
            Outcome::Failed(Failure::NoAnswer, error.clone())
        }
        _ => Outcome::Answer(Err(error.clone())),
    }
}

fn missing() -> GraphError {
    GraphError::Garbled { what: "a batch without an answer to one of its requests".to_owned() }
}

fn unknown(reason: &str) -> GraphError {
    GraphError::Unknown { reason: reason.to_owned() }
}
