//! Making the test user. The user name is unique in the tenant, so it is its own marker.

use super::{ApplyFailure, Done, Scene};
use crate::{
    password::strong_password,
    plan::{Request, user_body},
    ports::DirectoryError,
};
use doorward_domain::ObjectId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

pub(super) async fn run(scene: &mut Scene<'_, '_>, upn: &str, name: &str) -> Result<Done, ApplyFailure> {
    let engine = scene.engine;
    let mut request_id = None;
    let earlier = if scene.begun { engine.directory.person(upn).await? } else { None };
    if let Some(person) = earlier {
        // An earlier try made it; the password of that try died with its process.
        scene.known.made_user = Some(person.id);
        scene.known.password_lost = true;
    } else {
        let password = strong_password(engine.random);
        let request = Request::post("/users", user_body(upn, name, password.expose_secret()));
        let id = match engine.directory.send(&request).await {
            Ok(written) => {
                request_id = written.request_id;
                let id = written.body.get("id").and_then(Value::as_str).unwrap_or_default();
                id.parse::<ObjectId>().map_err(|_| ApplyFailure::Odd("id"))?
            }
            Err(error @ DirectoryError::AnswerLost(_)) => {
                let found = engine.until(1, || engine.directory.person(upn)).await;
                match found {
                    Ok(person) => person.id,
                    Err(_) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        };
        scene.known.made_user = Some(id);
        scene.known.password_lost = false;
        engine.observer.secret(upn, password);
    }
    let id = scene.known.made_user.ok_or(ApplyFailure::Missing("the person"))?;
    scene.accepted(json!({ "user": id, "upn": upn }), request_id.as_deref()).await?;
    engine.until(engine.settle.agreeing, || async { engine.directory.person(&id.to_string()).await }).await?;
    Ok(Done { detail: json!({ "text": format!("{name} ({upn}) created"), "user": id }), request_id })
}
