//! Microsoft Graph as this tenant answers it: which path leads to which resource.
//!
//! A request is taken apart once (`ask`), judged by scope and role (`permission`), handed to one resource file, and
//! answered with plain data. Nothing here knows HTTP; `http` does. Paths and verbs that are not listed below are
//! refused in Graph's own way.

pub(crate) mod access;
mod application;
mod application_child;
mod application_rules;
pub(crate) mod ask;
mod assignment;
mod audit;
mod batch;
mod beta;
mod caller;
pub(crate) mod certificate;
mod credential;
mod deleted;
mod delta;
mod directory_object;
mod grants;
pub(crate) mod group;
pub(crate) mod http;
mod links;
mod logs;
mod me;
mod membership;
mod objects;
pub(crate) mod odata;
mod organization;
pub(crate) mod permission;
mod policy;
mod redirect_uri;
pub(crate) mod refusal;
mod relations;
mod reply;
mod roles;
pub(crate) mod schema;
mod service_principal;
pub(crate) mod template;
mod tenant_policy;
mod user;

use crate::state::{World, object::Object};
use ask::{Ask, Verb};
use refusal::Refusal;
use reply::Reply;
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};
use uuid::Uuid;

type Answer = Result<Reply, Refusal>;

/// Answers one request, and writes successful changes into the directory's log.
pub(crate) fn answer(world: &mut World, ask: &Ask<'_>) -> Answer {
    let owned = ask.segments.clone();
    let mut path: Vec<&str> = owned.iter().map(String::as_str).collect();
    // The tenant may stand before the resource: by its own name, its id or a domain.
    if path.first().is_some_and(|first| *first == "myorganization" || names_tenant(world, first)) {
        path.remove(0);
    }
    if ask.verb == Verb::Get {
        let mut reply = dispatch(world, ask, &path)?;
        beta::fit(ask, &mut reply);
        return Ok(reply);
    }
    // What is deleted must be told by its name afterwards.
    let before: Option<Object> = subject(world, &path).cloned();
    let mut reply = dispatch(world, ask, &path)?;
    audit::note(world, ask, &reply, before.as_ref());
    beta::fit(ask, &mut reply);
    Ok(reply)
}

fn names_tenant(world: &World, segment: &str) -> bool {
    Uuid::parse_str(segment).is_ok_and(|id| id == world.tenant.id)
        || world.tenant.domains.iter().any(|known| known.verified && known.name.eq_ignore_ascii_case(segment))
}

/// The object a path is about: the first id in it.
fn subject<'w>(world: &'w World, path: &[&str]) -> Option<&'w Object> {
    path.iter().find_map(|segment| match Uuid::parse_str(segment) {
        Ok(id) => world.directory.any(id),
        Err(_) if segment.contains('@') => world.directory.user_by_upn(segment),
        Err(_) => None,
    })
}

/// Hands a path to its resource.
fn dispatch(world: &mut World, ask: &Ask<'_>, path: &[&str]) -> Answer {
    match path.split_first() {
        Some((&"applicationTemplates", rest)) => template::route(world, ask, rest),
        Some((&"applications", rest)) => application::route(world, ask, rest),
        Some((&"servicePrincipals", rest)) => service_principal::route(world, ask, rest),
        Some((&"users", rest)) => user::route(world, ask, rest),
        Some((&"groups", rest)) => group::route(world, ask, rest),
        Some((&"me", rest)) => me::route(world, ask, rest),
        Some((&"organization", rest)) => organization::organizations(world, ask, rest),
        Some((&"domains", rest)) => organization::domains(world, ask, rest),
        Some((&"subscribedSkus", rest)) => organization::licences(world, ask, rest),
        Some((&"directoryRoles", rest)) => roles::directory_roles(world, ask, rest),
        Some((&"directoryRoleTemplates", rest)) => roles::templates(ask, rest),
        Some((&"roleManagement", ["directory", rest @ ..])) => roles::management(world, ask, rest),
        Some((&"directoryObjects", rest)) => directory_object::route(world, ask, rest),
        Some((&"directory", ["deletedItems", rest @ ..])) => deleted::route(world, ask, rest),
        Some((&"oauth2PermissionGrants", rest)) => grants::route(world, ask, rest),
        Some((&"policies", [collection, rest @ ..])) => policy::route(world, ask, collection, rest),
        Some((&"identity", ["conditionalAccess", rest @ ..])) => access::route(world, ask, rest),
        Some((&"auditLogs", rest)) => logs::route(world, ask, rest),
        Some((&"$metadata", [])) => Err(Refusal::new(
            404,
            "ResourceNotFound",
            "The practice tenant keeps no metadata document; Microsoft Graph's own describes what it speaks.",
        )),
        Some((other, _)) => Err(Refusal::no_segment(other)),
        None => Err(Refusal::new(400, "BadRequest", "Invalid version or empty path.")),
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`, as Graph prints times.
pub(crate) fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(form).unwrap_or_default()
}

/// A time as clients write it.
fn parse_moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}
