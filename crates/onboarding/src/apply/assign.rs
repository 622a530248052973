//! Assigning. "Already assigned" is success.

use super::{ApplyFailure, Done, Scene};
use crate::{plan::Request, ports::DirectoryError, role::choose_role, undo::Former};
use doorward_domain::{AppRoleId, ObjectId};
use serde_json::json;

pub(super) async fn run(
    scene: &mut Scene<'_, '_>,
    principal: Option<ObjectId>,
    name: &str,
    chosen: Option<AppRoleId>,
) -> Result<Done, ApplyFailure> {
    let engine = scene.engine;
    let target = scene.known.service_principal.ok_or(ApplyFailure::Missing("the service principal"))?;
    let who = principal.or(scene.known.made_user).ok_or(ApplyFailure::Missing("the person"))?;
    let application = engine.until(1, || engine.directory.service_principal(target)).await?;
    let role = choose_role(&application.app_roles, chosen);
    let mut request_id = None;
    let mut existed = false;
    let assigned = engine.directory.assigned_to(target).await?;
    if !assigned.iter().any(|assigned| assigned.principal.id == who) {
        scene.found(Former::Assignment { resource: target, principal: who, role: role.id }).await?;
        let body = json!({
            "principalId": who.to_string(),
            "resourceId": target.to_string(),
            "appRoleId": role.id.to_string(),
        });
        let request = Request::post(format!("/servicePrincipals/{target}/appRoleAssignedTo"), body);
        match engine.send_when_grown(|| engine.directory.send(&request)).await {
            Ok(written) => request_id = written.request_id,
            // The proof below tells whether it took effect.
            Err(ApplyFailure::Directory(DirectoryError::AnswerLost(_))) => {}
            // Without an earlier try of ours, somebody else assigned it: undo must not take it away.
            Err(ApplyFailure::Directory(DirectoryError::Refused { conflict: true, .. })) => {
                existed = !scene.begun;
            }
            Err(failure) => return Err(failure),
        }
        scene
            .accepted(json!({ "principal": who, "role": role.id, "existed": existed }), request_id.as_deref())
            .await?;
    }
    engine
        .until(1, || async {
            let assigned = engine.directory.assigned_to(target).await?;
            Ok(assigned.iter().any(|assigned| assigned.principal.id == who).then_some(()))
        })
        .await?;
    let text = format!("{name} assigned as {}", role.name);
    Ok(Done { detail: json!({ "text": text, "principal": who }), request_id })
}
