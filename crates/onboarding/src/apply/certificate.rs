//! A signing certificate: made once, found again by its subject.

use super::{
    ApplyFailure, Done, Scene,
    watch::{Haste, Wait},
};
use crate::{known::Adoption, plan::Request, ports::DirectoryError, undo::Former};
use doorward_domain::{ObjectId, ServicePrincipal, SigningCertificate, Thumbprint};
use serde_json::{Value, json};
use std::time::Duration;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::Instant;

/// Sent so often at most, each time after a search in vain.
const TRIES: u32 = 4;
/// What others see of the service principal serves as well, for this long.
const NO_HURRY: Duration = Duration::from_secs(4);

struct Made {
    thumbprint: Thumbprint,
    request_id: Option<String>,
}

pub(super) async fn add(
    scene: &Scene<'_, '_>,
    subject: &str,
    ends: OffsetDateTime,
) -> Result<Done, ApplyFailure> {
    let known = scene.work.known().await;
    let id = known.service_principal.ok_or(ApplyFailure::Missing("the service principal"))?;
    let held = scene.work.held_principal(id).await?;
    let found = match (ours(scene, &held, subject), scene.search_left()) {
        (Some(found), _) => Some(found),
        (None, Some(left)) => search(scene, id, subject, left).await?,
        (None, None) => None,
    };
    let made = match found {
        Some(found) => Made { thumbprint: found.thumbprint, request_id: None },
        None => {
            let active = (known.adoption == Adoption::TakenOver).then_some(held.active_certificate).flatten();
            let active = active.map(|thumbprint| thumbprint.to_string());
            let former = Former::Certificate { subject: subject.to_owned(), active };
            scene.found(scene.step(), former, |_| ()).await?;
            create(scene, id, subject, ends).await?
        }
    };
    let thumbprint = made.thumbprint;
    scene
        .accepted(scene.step(), json!({ "thumbprint": thumbprint }), made.request_id.as_deref(), |known| {
            known.certificate = Some(thumbprint);
        })
        .await?;
    let wait = Wait { since: Instant::now(), agreeing: 1, haste: Haste::Later(NO_HURRY) };
    scene.work.watch_principal(id, wait, |seen| with(seen, thumbprint)).await?;
    let text = format!("Certificate {thumbprint}, until {}", ends.date());
    Ok(Done { detail: json!({ "text": text, "thumbprint": thumbprint }), request_id: made.request_id })
}

fn with(principal: &ServicePrincipal, thumbprint: Thumbprint) -> Option<()> {
    principal.certificates.iter().any(|certificate| certificate.thumbprint == thumbprint).then_some(())
}

/// A certificate with the subject that only this run uses, still valid: an earlier try made it.
fn ours(scene: &Scene<'_, '_>, principal: &ServicePrincipal, subject: &str) -> Option<SigningCertificate> {
    let now = scene.work.engine.clock.now();
    principal
        .certificates
        .iter()
        .find(|certificate| certificate.subject == subject && certificate.ends > now)
        .cloned()
}

async fn create(
    scene: &Scene<'_, '_>,
    id: ObjectId,
    subject: &str,
    ends: OffsetDateTime,
) -> Result<Made, ApplyFailure> {
    let body = json!({ "displayName": subject, "endDateTime": ends.format(&Rfc3339).unwrap_or_default() });
    let request = Request::post(format!("/servicePrincipals/{id}/addTokenSigningCertificate"), body);
    let mut tries = 0;
    loop {
        tries += 1;
        let lost = match scene.work.send(&request).await {
            Ok(written) => {
                let text = written.body.get("thumbprint").and_then(Value::as_str).unwrap_or_default();
                let thumbprint = text.parse::<Thumbprint>().map_err(|_| ApplyFailure::Odd("thumbprint"))?;
                return Ok(Made { thumbprint, request_id: written.request_id });
            }
            Err(failure @ ApplyFailure::Directory(DirectoryError::AnswerLost(_))) => failure,
            Err(failure) => return Err(failure),
        };
        let patience = scene.work.engine.settle.search;
        if let Some(found) = search(scene, id, subject, patience).await? {
            return Ok(Made { thumbprint: found.thumbprint, request_id: None });
        }
        if tries >= TRIES {
            return Err(lost);
        }
    }
}

/// Looks for a certificate with the run's subject, for as long as a lost one may take to appear.
async fn search(
    scene: &Scene<'_, '_>,
    id: ObjectId,
    subject: &str,
    patience: Duration,
) -> Result<Option<SigningCertificate>, ApplyFailure> {
    let since = Instant::now();
    let wait = Wait { since, agreeing: 1, haste: Haste::Now };
    let found = scene
        .work
        .watch_principal(id, wait, |seen| match ours(scene, seen, subject) {
            Some(found) => Some(Some(found)),
            None => (since.elapsed() >= patience).then_some(None),
        })
        .await;
    match found {
        Err(ApplyFailure::NotSettled) => Ok(None),
        other => other,
    }
}
