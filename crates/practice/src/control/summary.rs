//! What is in the tenant, counted: for tests that must find exactly one of something.

use crate::{app::Shared, state::object::Kind};
use axum::{Json, extract::State};
use serde_json::{Map, Value, json};

/// `GET /control/state`. Young objects count; soft-deleted ones are counted apart.
pub(super) async fn state(State(shared): State<Shared>) -> Json<Value> {
    let world = shared.world();
    let directory = &world.directory;
    let count = |kind| directory.live(kind).count();
    let gone = |kind| directory.all(kind).iter().filter(|object| object.deleted.is_some()).count();
    let mut certificates = Map::new();
    let mut instances = Vec::new();
    for instance in directory.live(Kind::ServicePrincipal) {
        let held = world.certificates(instance.id).count();
        certificates.insert(instance.id.to_string(), held.into());
        let assigned = directory.assignments.iter().filter(|one| one.resource == instance.id).count();
        instances.push(json!({
            "id": instance.id.to_string(),
            "appId": instance.text("appId"),
            "displayName": instance.text("displayName"),
            "applicationTemplateId": instance.optional_text("applicationTemplateId"),
            "certificates": held,
            "assignments": assigned,
        }));
    }
    Json(json!({
        "applications": count(Kind::Application),
        "servicePrincipals": count(Kind::ServicePrincipal),
        "users": count(Kind::User),
        "groups": count(Kind::Group),
        "assignments": directory.assignments.len(),
        "certificates": certificates,
        "instances": instances,
        "deleted": {
            "applications": gone(Kind::Application),
            "servicePrincipals": gone(Kind::ServicePrincipal),
            "users": gone(Kind::User),
        },
    }))
}
