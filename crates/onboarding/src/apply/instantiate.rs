//! Making application and service principal. The request is not idempotent and may answer an error although it made
//! both, so the objects first bear a name that only this run uses, and that name is looked for before and after.

use super::{
    ApplyFailure, Done, Scene,
    watch::{Haste, Wait},
};
use crate::{
    plan::Request,
    ports::{DirectoryError, Written},
};
use doorward_domain::{AppId, Application, ObjectId, TemplateId};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Sent so often at most, each time after a search in vain.
const TRIES: u32 = 4;
/// A proof that nobody waits for.
const NO_HURRY: Duration = Duration::from_secs(4);

/// The objects, as far as they are known.
struct Made {
    application: ObjectId,
    app: Option<AppId>,
    principal: Option<ObjectId>,
    request_id: Option<String>,
}

impl Made {
    fn detail(&self) -> Value {
        json!({ "application": self.application, "servicePrincipal": self.principal })
    }

    fn found(application: &Application) -> Self {
        Self { application: application.id, app: Some(application.app_id), principal: None, request_id: None }
    }
}

pub(super) async fn run(
    scene: &Scene<'_, '_>,
    template: TemplateId,
    marker: &str,
) -> Result<Done, ApplyFailure> {
    let known = scene.work.known().await;
    let mut made = match (known.application, scene.search_left()) {
        (Some(application), _) => {
            Made { application, app: known.app, principal: known.service_principal, request_id: None }
        }
        (None, Some(left)) => match search(scene, marker, left).await? {
            Some(found) => Made::found(&found),
            None => create(scene, template, marker).await?,
        },
        (None, None) => create(scene, template, marker).await?,
    };
    keep(scene, &made).await?;
    settle(scene, &mut made, Instant::now()).await?;
    let mut detail = made.detail();
    detail["text"] = json!("Added from the gallery");
    Ok(Done { detail, request_id: made.request_id })
}

/// Sends it; a lost or doubtful answer is looked up by the mark before it is sent once more.
async fn create(scene: &Scene<'_, '_>, template: TemplateId, marker: &str) -> Result<Made, ApplyFailure> {
    let request = Request::post(
        format!("/applicationTemplates/{template}/instantiate"),
        json!({ "displayName": marker }),
    );
    let engine = scene.work.engine;
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match engine.directory.send(&request).await {
            Ok(written) => return read(written),
            Err(error) => error,
        };
        let doubtful = matches!(
            error,
            DirectoryError::AnswerLost(_) | DirectoryError::Refused { status: 404 | 500..=599, .. }
        );
        if !doubtful {
            return Err(error.into());
        }
        if let Some(found) = search(scene, marker, engine.settle.search).await? {
            return Ok(Made::found(&found));
        }
        if tries >= TRIES {
            return Err(error.into());
        }
    }
}

fn read(written: Written) -> Result<Made, ApplyFailure> {
    let text = |pointer: &str| written.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let id = |pointer: &str| text(pointer).parse::<ObjectId>().ok();
    Ok(Made {
        application: id("/application/id").ok_or(ApplyFailure::Odd("application.id"))?,
        principal: Some(id("/servicePrincipal/id").ok_or(ApplyFailure::Odd("servicePrincipal.id"))?),
        app: text("/application/appId").parse::<AppId>().ok(),
        request_id: written.request_id.clone(),
    })
}

async fn keep(scene: &Scene<'_, '_>, made: &Made) -> Result<(), ApplyFailure> {
    let (application, app, principal) = (made.application, made.app, made.principal);
    scene
        .accepted(scene.step(), made.detail(), made.request_id.as_deref(), |known| {
            known.application = Some(application);
            known.app = app.or(known.app);
            known.service_principal = principal.or(known.service_principal);
        })
        .await
}

/// Looks for the mark at least once, and for as long as a lost creation may take to be listed.
async fn search(
    scene: &Scene<'_, '_>,
    marker: &str,
    patience: Duration,
) -> Result<Option<Application>, ApplyFailure> {
    let engine = scene.work.engine;
    let started = Instant::now();
    let found = engine
        .until(1, || async {
            let mut found = engine.directory.applications_named(marker).await?;
            match found.pop() {
                Some(application) => Ok(Some(Some(application))),
                None if started.elapsed() >= patience => Ok(Some(None)),
                None => Ok(None),
            }
        })
        .await;
    match found {
        Err(ApplyFailure::NotSettled) => Ok(None),
        other => other,
    }
}

/// Both objects are readable, and all ids are known. Others begin as soon as the service principal is seen.
async fn settle(scene: &Scene<'_, '_>, made: &mut Made, since: Instant) -> Result<(), ApplyFailure> {
    let (work, engine) = (scene.work, scene.work.engine);
    let principal = match made.principal {
        Some(id) => id,
        None => {
            let app = match made.app {
                Some(app) => app,
                None => engine.until(1, || engine.directory.application(made.application)).await?.app_id,
            };
            let found = engine.until(1, || engine.directory.service_principal_of(app)).await?;
            (made.app, made.principal) = (Some(app), Some(found.id));
            keep(scene, made).await?;
            found.id
        }
    };
    let once = Wait { since, agreeing: 1, haste: Haste::Travels };
    work.watch_principal(principal, once, |_| Some(())).await?;
    work.board.release(scene.step());
    let again = Wait { since, agreeing: engine.settle.agreeing, haste: Haste::Later(NO_HURRY) };
    work.watch_principal(principal, again, |_| Some(())).await?;
    let seen = work.watch_application(made.application, again, |seen| Some(seen.app_id)).await?;
    if made.app != Some(seen) {
        made.app = Some(seen);
        keep(scene, made).await?;
    }
    Ok(())
}
