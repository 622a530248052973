//! `/me`: the person behind the token.

use super::{Answer, ask::Ask, ask::Verb, permission::Need, refusal::Refusal, user};
use crate::state::World;

pub(super) fn route(world: &World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    Need::READ_ME.met_by(&ask.caller, false)?;
    let me = ask.caller.user.to_string();
    match (ask.verb, rest) {
        (Verb::Get, []) => user::read(world, ask, &me),
        (Verb::Get, [member @ ("memberOf" | "transitiveMemberOf"), rest @ ..]) => {
            user::memberships(world, ask, &me, *member == "transitiveMemberOf", rest)
        }
        (_, []) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}
