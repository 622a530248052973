//! Assigning. "Already assigned" is success, so the request may be sent again.

use super::{
    ApplyFailure, Done, Scene,
    watch::{Haste, Wait},
};
use crate::{
    plan::Request,
    ports::{Assigned, DirectoryError},
    role::choose_role,
    undo::Former,
};
use doorward_domain::{AppRoleId, ObjectId};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

const TRIES: u32 = 5;
/// Nobody waits for this proof.
const NO_HURRY: Duration = Duration::from_millis(500);

struct Wish {
    target: ObjectId,
    who: ObjectId,
    role: AppRoleId,
}

/// What became of the request.
#[derive(Default)]
struct Answer {
    request_id: Option<String>,
    /// Somebody else assigned it: undo must not take it away.
    existed: bool,
}

pub(super) async fn run(
    scene: &Scene<'_, '_>,
    principal: Option<ObjectId>,
    name: &str,
    chosen: Option<AppRoleId>,
) -> Result<Done, ApplyFailure> {
    let work = scene.work;
    let known = work.known().await;
    let target = known.service_principal.ok_or(ApplyFailure::Missing("the service principal"))?;
    let who = principal.or(known.made_user).ok_or(ApplyFailure::Missing("the person"))?;
    let application = work.held_principal(target).await?;
    let role = choose_role(&application.app_roles, chosen);
    let wish = Wish { target, who, role: role.id };
    let mut since = Instant::now();
    let mut answer = Answer::default();
    // Nobody is assigned to an application that was made a moment ago.
    let there = !work.makes_application || scene.has_begun();
    if !(there && is_there(&work.engine.directory.assigned_to(target).await?, who)) {
        let former = Former::Assignment { resource: target, principal: who, role: role.id };
        scene.found(scene.step(), former, |_| ()).await?;
        since = Instant::now();
        answer = create(scene, &wish).await?;
        let detail = json!({ "principal": who, "role": role.id, "existed": answer.existed });
        scene.accepted(scene.step(), detail, answer.request_id.as_deref(), |_| ()).await?;
    }
    work.board.release(scene.step());
    let wait = Wait { since, agreeing: 1, haste: Haste::Later(NO_HURRY) };
    work.watch_assigned(target, wait, |all| is_there(all, who).then_some(())).await?;
    let text = format!("{name} assigned as {}", role.name);
    Ok(Done { detail: json!({ "text": text, "principal": who }), request_id: answer.request_id })
}

fn is_there(assigned: &[Assigned], who: ObjectId) -> bool {
    assigned.iter().any(|assigned| assigned.principal.id == who)
}

async fn create(scene: &Scene<'_, '_>, wish: &Wish) -> Result<Answer, ApplyFailure> {
    let body = json!({
        "principalId": wish.who.to_string(),
        "resourceId": wish.target.to_string(),
        "appRoleId": wish.role.to_string(),
    });
    let request = Request::post(format!("/servicePrincipals/{}/appRoleAssignedTo", wish.target), body);
    let work = scene.work;
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match work.send(&request).await {
            Ok(written) => return Ok(Answer { request_id: written.request_id, existed: false }),
            Err(ApplyFailure::Directory(error)) => error,
            Err(failure) => return Err(failure),
        };
        match error {
            DirectoryError::Refused { conflict: true, .. } => {
                return Ok(Answer { request_id: None, existed: tries == 1 && !scene.has_begun() });
            }
            DirectoryError::AnswerLost(_) if tries < TRIES => {
                work.collect_breath(tries).await?;
                if is_there(&work.engine.directory.assigned_to(wish.target).await?, wish.who) {
                    return Ok(Answer::default());
                }
            }
            error => return Err(error.into()),
        }
    }
}
