//! `/me`: the person behind the token.

use super::{Answer, ask::Ask, permission::Need, refusal::Refusal, user};
use crate::state::World;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    if ask.caller.application.is_some() {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "/me request is only valid with delegated authentication flow.",
        ));
    }
    Need::READ_ME.met_by(&ask.caller, false)?;
    let me = ask.caller.user.to_string();
    let path: Vec<&str> = std::iter::once(me.as_str()).chain(rest.iter().copied()).collect();
    user::route(world, ask, &path)
}
