//! A signing certificate: made once, found again by its subject, activated explicitly.

use super::{ApplyFailure, Done, Scene};
use crate::{
    field::Field,
    known::Adoption,
    plan::{FieldChange, Request},
    ports::DirectoryError,
    undo::Former,
};
use doorward_domain::{ObjectId, SigningCertificate, Thumbprint};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) async fn add(
    scene: &mut Scene<'_, '_>,
    subject: &str,
    ends: OffsetDateTime,
) -> Result<Done, ApplyFailure> {
    let id = scene.known.service_principal.ok_or(ApplyFailure::Missing("the service principal"))?;
    let engine = scene.engine;
    let mut request_id = None;
    let earlier = if scene.begun { look(scene, id, subject).await? } else { None };
    let thumbprint = match earlier {
        Some(certificate) => certificate.thumbprint,
        None => {
            let active = formerly_active(scene, id).await?;
            scene.found(Former::Certificate { subject: subject.to_owned(), active }).await?;
            let body =
                json!({ "displayName": subject, "endDateTime": ends.format(&Rfc3339).unwrap_or_default() });
            let request = Request::post(format!("/servicePrincipals/{id}/addTokenSigningCertificate"), body);
            match engine.send_when_grown(|| engine.directory.send(&request)).await {
                Ok(written) => {
                    request_id = written.request_id;
                    let text = written.body.get("thumbprint").and_then(Value::as_str).unwrap_or_default();
                    text.parse::<Thumbprint>().map_err(|_| ApplyFailure::Odd("thumbprint"))?
                }
                Err(ApplyFailure::Directory(error @ DirectoryError::AnswerLost(_))) => {
                    let found = look(scene, id, subject).await?;
                    found.map(|certificate| certificate.thumbprint).ok_or(ApplyFailure::Directory(error))?
                }
                Err(failure) => return Err(failure),
            }
        }
    };
    scene.known.certificate = Some(thumbprint);
    scene.accepted(json!({ "thumbprint": thumbprint }), request_id.as_deref()).await?;
    engine
        .until(engine.settle.agreeing, || async {
            let principal = engine.directory.service_principal(id).await?;
            let shows = principal.is_some_and(|principal| {
                principal.certificates.iter().any(|certificate| certificate.thumbprint == thumbprint)
            });
            Ok(shows.then_some(()))
        })
        .await?;
    let text = format!("Certificate {thumbprint}, until {}", ends.date());
    Ok(Done { detail: json!({ "text": text, "thumbprint": thumbprint }), request_id })
}

/// The active certificate of an application that was there before this run; a new one has none.
async fn formerly_active(scene: &Scene<'_, '_>, id: ObjectId) -> Result<Option<String>, ApplyFailure> {
    if scene.known.adoption == Adoption::Made {
        return Ok(None);
    }
    let principal = scene.engine.directory.service_principal(id).await?;
    Ok(principal.and_then(|principal| principal.active_certificate).map(|thumbprint| thumbprint.to_string()))
}

/// Looks for a certificate with the run's subject, for as long as a lost one may take to appear.
async fn look(
    scene: &Scene<'_, '_>,
    id: ObjectId,
    subject: &str,
) -> Result<Option<SigningCertificate>, ApplyFailure> {
    let engine = scene.engine;
    let mut looks = 0;
    let found = engine
        .until(1, || {
            looks += 1;
            let last = looks > 6;
            async move {
                let principal = engine.directory.service_principal(id).await?;
                let found = principal.and_then(|principal| {
                    principal.certificates.into_iter().find(|certificate| certificate.subject == subject)
                });
                Ok(if found.is_some() || last { Some(found) } else { None })
            }
        })
        .await?;
    Ok(found)
}

pub(super) async fn activate(
    scene: &mut Scene<'_, '_>,
    thumbprint: Option<&str>,
) -> Result<Done, ApplyFailure> {
    let wanted = match thumbprint {
        Some(text) => text.to_owned(),
        None => scene.known.certificate.ok_or(ApplyFailure::Missing("the certificate"))?.to_string(),
    };
    let change = FieldChange::set(Field::ActiveCertificate, Some(&wanted));
    super::patch::run(scene, crate::field::ObjectKind::ServicePrincipal, &[change]).await?;
    Ok(Done { detail: json!({ "text": format!("Certificate {wanted} is active") }), request_id: None })
}
