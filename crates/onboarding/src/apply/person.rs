//! Making the test user. The user name is unique in the tenant, so it is its own mark: a second try of the same request
//! cannot make a second person.

use super::{
    ApplyFailure, Done, Scene,
    watch::{Haste, Wait},
};
use crate::{
    password::strong_password,
    plan::{Request, user_body},
    ports::DirectoryError,
};
use doorward_domain::{ObjectId, Person};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// A user name that is asked for again and again is not to be had.
const TRIES: u32 = 5;
/// Who is needed early is assigned late; meanwhile there is time.
const NO_HURRY: Duration = Duration::from_millis(2500);

struct Made {
    id: ObjectId,
    request_id: Option<String>,
    /// `None`: made by an earlier try, and its password died with that process.
    password: Option<SecretString>,
}

pub(super) async fn run(scene: &Scene<'_, '_>, upn: &str, name: &str) -> Result<Done, ApplyFailure> {
    let work = scene.work;
    let since = Instant::now();
    let known = work.known().await;
    let earlier = match (known.made_user, scene.has_begun()) {
        (Some(id), _) => Some(id),
        (None, true) => work.engine.directory.person(upn).await?.map(|person| person.id),
        (None, false) => None,
    };
    let made = match earlier {
        Some(id) => Made { id, request_id: None, password: None },
        None => create(scene, upn, name).await?,
    };
    let id = made.id;
    if let Some(password) = made.password {
        work.engine.observer.secret(upn, password);
    }
    scene
        .accepted(scene.step(), json!({ "user": id, "upn": upn }), made.request_id.as_deref(), |known| {
            known.made_user = Some(id);
            // Until somebody has read it: it dies with this process.
            known.password_lost = true;
        })
        .await?;
    work.board.release(scene.step());
    let wait = Wait { since, agreeing: work.engine.settle.agreeing, haste: Haste::Later(NO_HURRY) };
    work.watch_person(id, wait).await?;
    let detail = json!({ "text": format!("{name} ({upn}) created"), "user": id });
    Ok(Done { detail, request_id: made.request_id })
}

async fn create(scene: &Scene<'_, '_>, upn: &str, name: &str) -> Result<Made, ApplyFailure> {
    let (work, directory) = (scene.work, scene.work.engine.directory);
    let password = strong_password(work.engine.random);
    let request = Request::post("/users", user_body(upn, name, password.expose_secret()));
    let mut tries = 0;
    loop {
        tries += 1;
        let error = match directory.send(&request).await {
            Ok(written) => {
                let text = written.body.get("id").and_then(Value::as_str).unwrap_or_default();
                let id = text.parse::<ObjectId>().map_err(|_| ApplyFailure::Odd("id"))?;
                return Ok(Made { id, request_id: written.request_id, password: Some(password) });
            }
            Err(error) => error,
        };
        match &error {
            DirectoryError::AnswerLost(_) if tries < TRIES => {
                work.collect_breath(tries).await?;
                if let Some(person) = directory.person(upn).await? {
                    return Ok(Made { id: person.id, request_id: None, password: Some(password) });
                }
            }
            // The request was sent before, by this try or by an earlier one: the person is there, and it is ours.
            DirectoryError::Refused { conflict: true, .. } if tries > 1 || scene.has_begun() => {
                let person = work.engine.until(1, || directory.person(upn)).await?;
                return adopt(person, name, (tries > 1).then_some(password), error);
            }
            _ => return Err(error.into()),
        }
    }
}

/// A person of another name is somebody else's, made in the same moment.
fn adopt(
    person: Person,
    name: &str,
    password: Option<SecretString>,
    error: DirectoryError,
) -> Result<Made, ApplyFailure> {
    if person.name != name {
        return Err(error.into());
    }
    Ok(Made { id: person.id, request_id: None, password })
}
