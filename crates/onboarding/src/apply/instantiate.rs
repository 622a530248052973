//! Making application and service principal. The request is not idempotent and may answer an error although it made
//! both, so the objects first bear a name that only this run uses, and that name is looked for before and after.

use super::{ApplyFailure, Done, Scene};
use crate::{
    plan::Request,
    ports::{DirectoryError, Written},
};
use doorward_domain::{AppId, Application, ObjectId, TemplateId};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// How long a lost creation is looked for before it counts as not made.
const SEARCH: Duration = Duration::from_secs(45);

pub(super) async fn run(
    scene: &mut Scene<'_, '_>,
    template: TemplateId,
    marker: &str,
) -> Result<Done, ApplyFailure> {
    let mut request_id = None;
    let found = if scene.begun { search(scene, marker).await? } else { None };
    match found {
        Some(application) => {
            scene.known.application = Some(application.id);
            scene.known.app = Some(application.app_id);
        }
        None => {
            let written = create(scene, template, marker).await?;
            if let Some(written) = written {
                keep(scene, &written.body)?;
                request_id = written.request_id;
            }
        }
    }
    let detail =
        json!({ "application": scene.known.application, "servicePrincipal": scene.known.service_principal });
    scene.accepted(detail, request_id.as_deref()).await?;
    settle(scene).await?;
    let detail = json!({
        "text": "Added from the gallery",
        "application": scene.known.application,
        "servicePrincipal": scene.known.service_principal,
    });
    Ok(Done { detail, request_id })
}

/// Sends it once; a lost or doubtful answer is looked up by the marker. `None`: found and adopted.
async fn create(
    scene: &mut Scene<'_, '_>,
    template: TemplateId,
    marker: &str,
) -> Result<Option<Written>, ApplyFailure> {
    let request = Request::post(
        format!("/applicationTemplates/{template}/instantiate"),
        json!({ "displayName": marker }),
    );
    let error = match scene.engine.directory.send(&request).await {
        Ok(written) => return Ok(Some(written)),
        Err(error) => error,
    };
    let doubtful = matches!(
        error,
        DirectoryError::AnswerLost(_) | DirectoryError::Refused { status: 404 | 500..=599, .. }
    );
    if !doubtful {
        return Err(error.into());
    }
    match search(scene, marker).await? {
        Some(application) => {
            scene.known.application = Some(application.id);
            scene.known.app = Some(application.app_id);
            Ok(None)
        }
        None => Err(error.into()),
    }
}

fn keep(scene: &mut Scene<'_, '_>, body: &Value) -> Result<(), ApplyFailure> {
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let id = |pointer: &str| text(pointer).parse::<ObjectId>().ok();
    scene.known.application = Some(id("/application/id").ok_or(ApplyFailure::Odd("application.id"))?);
    scene.known.service_principal =
        Some(id("/servicePrincipal/id").ok_or(ApplyFailure::Odd("servicePrincipal.id"))?);
    scene.known.app = text("/application/appId").parse::<AppId>().ok();
    Ok(())
}

async fn search(scene: &Scene<'_, '_>, marker: &str) -> Result<Option<Application>, ApplyFailure> {
    let engine = scene.engine;
    let started = Instant::now();
    let found = engine
        .until(1, || async {
            let mut found = engine.directory.applications_named(marker).await?;
            match found.pop() {
                Some(application) => Ok(Some(Some(application))),
                None if started.elapsed() > SEARCH.min(engine.settle.limit / 2) => Ok(Some(None)),
                None => Ok(None),
            }
        })
        .await;
    match found {
        Err(ApplyFailure::NotSettled) => Ok(None),
        other => other,
    }
}

/// Both objects are readable, and the client id is known.
async fn settle(scene: &mut Scene<'_, '_>) -> Result<(), ApplyFailure> {
    let engine = scene.engine;
    let id = scene.known.application.ok_or(ApplyFailure::Missing("the application"))?;
    let application = engine.until(engine.settle.agreeing, || engine.directory.application(id)).await?;
    scene.known.app = Some(application.app_id);
    match scene.known.service_principal {
        Some(id) => {
            engine.until(engine.settle.agreeing, || engine.directory.service_principal(id)).await?;
        }
        None => {
            let app = application.app_id;
            let principal = engine.until(1, || engine.directory.service_principal_of(app)).await?;
            scene.known.service_principal = Some(principal.id);
        }
    }
    Ok(())
}
