//! `/identity/conditionalAccess`: named locations, policies, and what they would do (`evaluate`).

pub(crate) mod evaluate;
mod location;
mod policy;

use super::permission::Need;
use super::{Answer, ask::Ask, ask::Verb, logs, objects, refusal::Refusal};
use crate::state::{World, object::Kind};

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    let reading = ask.verb == Verb::Get || rest == ["evaluate"];
    if reading { Need::READ_ACCESS } else { Need::WRITE_ACCESS }.met_by(&ask.caller, false)?;
    let Some((set, rest)) = rest.split_first() else { return Err(Refusal::wrong_verb()) };
    let kind = match *set {
        "namedLocations" => Kind::NamedLocation,
        "policies" => Kind::AccessPolicy,
        "evaluate" if ask.verb == Verb::Post => return evaluate::answer(world, ask),
        "templates" if ask.verb == Verb::Get => {
            return objects::nothing(ask, "identity/conditionalAccess/templates");
        }
        other => return Err(Refusal::no_segment(other)),
    };
    if !reading && !world.directory.settings.premium() {
        return Err(unlicensed());
    }
    match (ask.verb, rest) {
        (Verb::Get, []) => objects::list(world, ask, kind),
        (Verb::Get, [id]) => {
            let object = objects::find(world, ask, kind, id).map_err(|_| missing(kind, id))?;
            objects::entity(world, ask, object)
        }
        (Verb::Post, []) if kind == Kind::NamedLocation => location::create(world, ask),
        (Verb::Post, []) => policy::create(world, ask),
        (Verb::Patch, [id]) => {
            let id = objects::find(world, ask, kind, id).map_err(|_| missing(kind, id))?.id;
            if kind == Kind::NamedLocation {
                location::update(world, ask, id)
            } else {
                policy::update(world, ask, id)
            }
        }
        (Verb::Delete, [id]) => {
            let id = objects::find(world, ask, kind, id).map_err(|_| missing(kind, id))?.id;
            if kind == Kind::NamedLocation {
                location::check_delete(world, id)?;
            }
            world.directory.purge(id);
            Ok(super::Reply::NoContent)
        }
        (_, [.., other]) => Err(Refusal::no_segment(other)),
        _ => Err(Refusal::wrong_verb()),
    }
}

fn unlicensed() -> Refusal {
    Refusal::new(
        403,
        "AccessDenied",
        "Your account does not have access to this report or data: a Microsoft Entra ID P1 licence is needed.",
    )
}

fn missing(kind: Kind, id: &str) -> Refusal {
    let name = if kind == Kind::NamedLocation { "NamedLocation" } else { "Policy" };
    Refusal::new(404, "ResourceNotFound", format!("{name} with id {id} does not exist in the directory."))
}

/// 400 in the words of the Conditional Access service: a number and a sentence.
fn bad(number: u16, message: impl std::fmt::Display) -> Refusal {
    Refusal::new(400, "BadRequest", format!("{number}: {message}"))
}

/// Whether evaluation works at all without a licence: it does not.
fn licensed(world: &World) -> Result<(), Refusal> {
    logs::licensed(world).map_err(|_| unlicensed())
}
