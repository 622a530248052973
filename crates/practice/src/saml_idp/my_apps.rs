//! My Apps: the applications a person can open, as tiles.
//!
//! A tile needs an assignment (direct, or through a group the person is in directly), an enabled service principal, and
//! no `HideApp` tag.

use crate::{
    app::Shared,
    login::sign_in_page,
    page::Page,
    state::{
        World,
        object::{Kind, Object},
        sign_in::Purpose,
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};
use maud::html;
use std::collections::BTreeSet;
use uuid::Uuid;

/// `GET /myapps`.
pub(crate) async fn show(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let mut world = shared.world();
    let known = sign_in_page::signed_in(&world, &headers, shared.now());
    match known.users.first() {
        Some(user) => tiles(&world, *user),
        None => {
            let flow = sign_in_page::begin(&shared, &mut world, Purpose::MyApps);
            shared.changed.notify_one();
            sign_in_page::show(&world, &headers, shared.now(), &sign_in_page::Prompt::new(&flow, ""))
        }
    }
}

/// The person's tiles.
pub(crate) fn tiles(world: &World, user: Uuid) -> Response {
    let person = world.directory.any(user).map_or("", |person| person.text("displayName"));
    let found = applications(world, user);
    let body = html! {
        p.lead { "Applications of " strong { (person) } }
        @if found.is_empty() { p.hint { "Nobody has assigned an application to you yet." } }
        ul.tiles #my-apps {
            @for instance in &found {
                li {
                    a href=(format!("/api/signin/{}?tenantId={}", instance.text("appId"), world.tenant.id)) {
                        (instance.text("displayName"))
                    }
                }
            }
        }
        p { a href="/signout" { "Sign out" } }
    };
    Page::new("My Apps", body).respond()
}

/// What the person can open, by name.
fn applications(world: &World, user: Uuid) -> Vec<&Object> {
    let mut principals: BTreeSet<Uuid> = world.directory.groups_of(user, false);
    principals.insert(user);
    let assigned: BTreeSet<Uuid> = world
        .directory
        .assignments
        .iter()
        .filter(|assignment| principals.contains(&assignment.principal))
        .map(|assignment| assignment.resource)
        .collect();
    let visible = |instance: &&Object| {
        instance.kind == Kind::ServicePrincipal
            && instance.deleted.is_none()
            && instance.flag("accountEnabled")
            && !instance.texts("tags").contains(&"HideApp")
    };
    let mut found: Vec<&Object> =
        assigned.iter().filter_map(|id| world.directory.any(*id)).filter(visible).collect();
    found.sort_by_key(|instance| instance.text("displayName").to_lowercase());
    found
}
