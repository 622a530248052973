//! Changing fields: read what is there now, merge, write only what differs, wait until it shows.

use super::{ApplyFailure, Done, Scene};
use crate::{
    field::{Field, ObjectKind},
    known::Adoption,
    plan::{FieldChange, Request},
    ports::{Directory, DirectoryError, Written},
    undo::{Former, FormerField},
};
use doorward_domain::ObjectId;
use serde_json::json;

pub(super) async fn run(
    scene: &mut Scene<'_, '_>,
    object: ObjectKind,
    fields: &[FieldChange],
) -> Result<Done, ApplyFailure> {
    let id = match object {
        ObjectKind::Application => scene.known.application,
        _ => scene.known.service_principal,
    }
    .ok_or(ApplyFailure::Missing("the application"))?;
    let engine = scene.engine;
    let names: Vec<Field> = fields.iter().map(|change| change.field).collect();
    let held = engine.until(1, || read(engine.directory, object, id, &names)).await?;
    let written = |field: &Field| scene.known.written.get(field).cloned().unwrap_or_default();
    let targets: Vec<(Field, Vec<String>)> = fields
        .iter()
        .zip(&held)
        .map(|(change, current)| (change.field, change.target(current, &written(&change.field))))
        .collect();
    let differing: Vec<&(Field, Vec<String>)> = targets
        .iter()
        .zip(&held)
        .filter(|((_, target), current)| target != *current)
        .map(|(target, _)| target)
        .collect();
    let mut reply = Written::default();
    if !differing.is_empty() {
        let former = former(scene, object, id, &targets, &held).await?;
        scene.found(former).await?;
        let mut body = json!({});
        for (field, target) in &differing {
            field.write(target, &mut body);
        }
        let request = Request::patch(format!("/{}/{id}", folder(object)), body);
        // A PATCH to fixed values may be sent again: its second taking effect changes nothing.
        reply = engine.send_when_grown(|| resend(engine.directory, &request)).await?;
        let detail = json!({ "fields": names, "values": targets.iter().map(|(_, values)| values).collect::<Vec<_>>() });
        scene.accepted(detail, reply.request_id.as_deref()).await?;
    }
    engine
        .until(1, || async {
            let held = read(engine.directory, object, id, &names).await?;
            let shows = held
                .is_some_and(|held| targets.iter().zip(&held).all(|((_, target), now)| same(target, now)));
            let mirrored =
                shows && mirrored(engine.directory, scene.known.service_principal, &targets).await?;
            Ok(mirrored.then_some(()))
        })
        .await?;
    for change in fields {
        scene.known.written.insert(change.field, change.wanted.clone());
    }
    let detail = json!({ "text": text(&targets), "fields": names });
    Ok(Done { detail, request_id: reply.request_id })
}

/// The former values of the fields that differ; for an application that was there before this run, as Graph shows them.
async fn former(
    scene: &Scene<'_, '_>,
    object: ObjectKind,
    id: ObjectId,
    targets: &[(Field, Vec<String>)],
    held: &[Vec<String>],
) -> Result<Former, ApplyFailure> {
    let document = match scene.known.adoption {
        Adoption::Made => None,
        Adoption::TakenOver => {
            let path = format!("/{}/{id}", folder(object));
            scene.engine.directory.document(&path, &[]).await?
        }
    };
    let fields = targets
        .iter()
        .zip(held)
        .filter(|((_, target), before)| target != *before)
        .map(|((field, after), before)| FormerField {
            field: *field,
            before: before.clone(),
            after: after.clone(),
            raw: document.as_ref().map(|document| field.raw(document)),
        })
        .collect();
    Ok(Former::Fields { object, id, fields })
}

fn folder(object: ObjectKind) -> &'static str {
    if object == ObjectKind::Application { "applications" } else { "servicePrincipals" }
}

async fn resend(directory: &dyn Directory, request: &Request) -> Result<Written, DirectoryError> {
    match directory.send(request).await {
        Err(DirectoryError::AnswerLost(_)) => directory.send(request).await,
        other => other,
    }
}

async fn read(
    directory: &dyn Directory,
    object: ObjectKind,
    id: ObjectId,
    fields: &[Field],
) -> Result<Option<Vec<Vec<String>>>, DirectoryError> {
    Ok(match object {
        ObjectKind::Application => directory
            .application(id)
            .await?
            .map(|application| fields.iter().map(|field| field.read_application(&application)).collect()),
        _ => directory
            .service_principal(id)
            .await?
            .map(|principal| fields.iter().map(|field| field.read_principal(&principal)).collect()),
    })
}

/// The service principal shows what its registration holds: only then do sign-ons work.
async fn mirrored(
    directory: &dyn Directory,
    principal: Option<ObjectId>,
    targets: &[(Field, Vec<String>)],
) -> Result<bool, DirectoryError> {
    let wanted = |field: Field| targets.iter().find(|(own, _)| *own == field).map(|(_, values)| values);
    let (identifiers, replies) = (wanted(Field::Identifiers), wanted(Field::ReplyUrls));
    let Some(id) = principal.filter(|_| identifiers.is_some() || replies.is_some()) else { return Ok(true) };
    let Some(principal) = directory.service_principal(id).await? else { return Ok(false) };
    let within = |wanted: Option<&Vec<String>>, held: &[String]| {
        wanted.is_none_or(|wanted| wanted.iter().all(|value| held.contains(value)))
    };
    Ok(within(identifiers, &principal.names) && within(replies, &principal.reply_urls))
}

/// Equal up to order: the directory does not promise to keep it.
fn same(wanted: &[String], held: &[String]) -> bool {
    wanted.len() == held.len() && wanted.iter().all(|value| held.contains(value))
}

fn text(targets: &[(Field, Vec<String>)]) -> String {
    let parts: Vec<String> = targets
        .iter()
        .map(|(field, values)| match values.as_slice() {
            [] => format!("{} emptied", field.portal_name()),
            [mode] if *field == Field::Mode && mode == "saml" => format!("{}: SAML", field.portal_name()),
            values => format!("{}: {}", field.portal_name(), values.join(", ")),
        })
        .collect();
    parts.join("; ")
}
