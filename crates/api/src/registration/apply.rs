//! Writes a registration: looks before, never repeats a creation blindly, and reads back until the directory shows it.

use super::{
    found::{self, Application},
    plan::{Plan, Step, plan},
};
use crate::{
    contract::{ErrorCode, WireError},
    convert::graph_error,
};
use doorward_graph::{GraphClient, GraphError, GraphRequest, Method};
use doorward_signin::Scope;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// How long the directory may take to show what it accepted.
const PATIENCE: Duration = Duration::from_secs(120);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// A pause that grows, until the patience ends.
struct Patience {
    until: Instant,
    pause: Duration,
}

impl Patience {
    fn new() -> Self {
        Self { until: Instant::now() + PATIENCE, pause: FIRST_PAUSE }
    }

    /// Waits; `false` when that would be too long.
    async fn more(&mut self) -> bool {
        if Instant::now() + self.pause > self.until {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

/// What was made or mended.
pub(super) struct Written {
    pub(super) application: Application,
    pub(super) service_principal: String,
}

/// Makes a plan's writes. `own` is the registration that was found, if there was one.
pub(super) async fn apply(
    graph: &GraphClient,
    steps: &[Step],
    own: Option<&Application>,
    wanted: &[Scope],
) -> Result<Written, WireError> {
    let mut application = own.cloned();
    for step in steps {
        match step {
            Step::Create { body, .. } => application = Some(create(graph, body).await?),
            Step::Mend { .. } => {
                let request = GraphRequest::new(Method::Patch, step.path(), Some(step.body()));
                match graph.send(&request).await {
                    // A lost answer is settled by reading back: the values are absolute.
                    Ok(_) | Err(GraphError::Unknown { .. }) => {}
                    Err(error) => return Err(graph_error(error)),
                }
            }
            Step::Principal { .. } => {}
        }
    }
    let application = application.ok_or_else(not_settled)?;
    let service_principal = principal(graph, &application.app_id).await?;
    let application = settled(graph, &application, wanted).await?;
    Ok(Written { application, service_principal })
}

/// A creation whose answer was lost is looked up by its mark, and found or told; it is never sent again blindly.
async fn create(graph: &GraphClient, body: &Value) -> Result<Application, WireError> {
    let request = GraphRequest::new(Method::Post, "/applications", Some(body.clone()));
    let lost = match graph.send(&request).await {
        Ok(reply) => return reply.read().map_err(graph_error),
        Err(error @ GraphError::Unknown { .. }) => error,
        Err(error) => return Err(graph_error(error)),
    };
    let name = body["displayName"].as_str().unwrap_or_default();
    let mut patience = Patience::new();
    for _ in 0..6 {
        let made = found::tagged(graph).await?.into_iter().find(|one| one.display_name == name);
        if let Some(made) = made {
            return Ok(made);
        }
        if !patience.more().await {
            break;
        }
    }
    Err(graph_error(lost))
}

/// The instance of a client, made if need be. A young registration is refused for a while: "does not reference a valid
/// application object". Source: Graph facts, 11.1.
async fn principal(graph: &GraphClient, client: &str) -> Result<String, WireError> {
    let mut patience = Patience::new();
    loop {
        if let Some(id) = found::service_principal(graph, client).await? {
            return Ok(id);
        }
        let request = GraphRequest::new(Method::Post, "/servicePrincipals", Some(json!({ "appId": client })));
        match graph.send(&request).await {
            Ok(reply) => {
                if let Some(id) = reply.body["id"].as_str() {
                    return Ok(id.to_owned());
                }
            }
            Err(GraphError::Unknown { .. }) => {}
            Err(GraphError::Refused(refusal))
                if refusal.is_conflict() || refusal.status == 409 || young(&refusal) => {}
            Err(error) => return Err(graph_error(error)),
        }
        if !patience.more().await {
            return Err(not_settled());
        }
    }
}

fn young(refusal: &doorward_graph::Refusal) -> bool {
    refusal.status == 404
        || (refusal.status == 400
            && (refusal.message.contains("valid application object")
                || refusal.message.contains("does not exist")))
}

/// Reads back until nothing remains to be mended.
async fn settled(
    graph: &GraphClient,
    made: &Application,
    wanted: &[Scope],
) -> Result<Application, WireError> {
    let mut patience = Patience::new();
    loop {
        if let Some(shown) = found::application(graph, &made.id).await? {
            let found = found::Found::read(graph, &shown.display_name, Some(&shown.app_id)).await?;
            let again: Plan = plan(&found, &shown.display_name, wanted);
            let right =
                !again.steps.iter().any(|step| matches!(step, Step::Mend { .. } | Step::Create { .. }));
            if right && found.own.first().is_some_and(|own| own.id == shown.id) {
                return Ok(shown);
            }
        }
        if !patience.more().await {
            return Err(not_settled());
        }
    }
}

fn not_settled() -> WireError {
    WireError::new(ErrorCode::NotSettledYet, "Entra accepted the registration but does not show it yet.")
        .hint("Try again in a few minutes: Doorward finds it and goes on; nothing is made twice.")
}
