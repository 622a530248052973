//! `/users`: people, with the rules for names, domains and passwords.

use super::{Answer, Reply, ask::Ask, ask::Verb, assignment, cast, count, entity, find, find_id};
use super::{hide_secrets, list, mixed, permission::Need, refusal::Refusal, schema};
use crate::state::{World, object::Kind, object::Object, secret::PasswordHash};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_USERS.met_by(&ask.caller, false)?;
            list(world, ask, Kind::User)
        }
        (Verb::Get, ["$count"]) => {
            Need::READ_USERS.met_by(&ask.caller, false)?;
            count(world, ask, Kind::User)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            Need::READ_USERS.met_by(&ask.caller, false)?;
            read(world, ask, id)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (_, [id, "appRoleAssignments", rest @ ..]) => {
            assignment::of_principal(world, ask, Kind::User, id, rest)
        }
        (Verb::Get, [id, member @ ("memberOf" | "transitiveMemberOf"), rest @ ..]) => {
            Need::READ_GROUPS.met_by(&ask.caller, false)?;
            memberships(world, ask, id, *member == "transitiveMemberOf", rest)
        }
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

/// One person, as the query wants it.
pub(super) fn read(world: &World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = find(world, ask, Kind::User, id)?;
    let mut body = schema::render(object);
    hide_secrets(&mut body);
    entity(ask, object, body).map(Reply::Ok)
}

/// Groups and directory roles of a person; a cast narrows them to one kind.
pub(super) fn memberships(world: &World, ask: &Ask<'_>, id: &str, nested: bool, rest: &[&str]) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    let wanted = match rest {
        [] => None,
        [segment] => Some(cast(segment).ok_or_else(|| Refusal::no_segment(segment))?),
        [.., other] => return Err(Refusal::no_segment(other)),
    };
    let groups = world.directory.groups_of(id, nested);
    let roles = world.directory.live(Kind::DirectoryRole).filter(|role| role.members.contains(&id));
    let found = groups.iter().filter_map(|group| world.directory.readable(*group, ask.now)).chain(roles);
    mixed(ask, found, wanted)
}

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::WRITE_USERS.met_by(&ask.caller, false)?;
    let mut accepted = schema::USER.accept(ask.object()?, true)?;
    for name in ["accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"] {
        if accepted.get(name).is_none_or(|value| value.is_null() || *value == json!("")) {
            let message = format!("A value is required for property '{name}' of resource 'User'.");
            return Err(Refusal::bad_request(message.clone()).with_detail("PropertyRequired", name, message));
        }
    }
    check_names(world, None, &accepted)?;
    let profile = accepted.remove("passwordProfile").unwrap_or_default();
    let password = profile.get("password").and_then(Value::as_str).unwrap_or_default().to_owned();
    check_password(&password, accepted.get("userPrincipalName").and_then(Value::as_str).unwrap_or_default())?;
    let mut object = Object::new(ask.random.uuid(), Kind::User, Map::new(), ask.now);
    object.set("businessPhones", Vec::<Value>::new());
    object.set("userType", "Member");
    object.set("createdDateTime", super::moment(ask.now));
    object.set("lastPasswordChangeDateTime", super::moment(ask.now));
    object.password = Some(PasswordHash::of(&password, ask.salt()));
    schema::merge(&mut object, accepted);
    let body = schema::render(&object);
    let mut reply = entity(ask, &object, body)?;
    reply["@odata.context"] = json!(ask.context("users/$entity"));
    world.directory.create(object, ask.now, ask.lag);
    Ok(Reply::Created(reply))
}

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    Need::WRITE_USERS.met_by(&ask.caller, false)?;
    let mut accepted = schema::USER.accept(ask.object()?, false)?;
    check_names(world, Some(id), &accepted)?;
    let profile = accepted.remove("passwordProfile");
    let new = profile.as_ref().and_then(|profile| profile.get("password")).and_then(Value::as_str);
    let Some(object) = world.directory.any_mut(id) else { return Err(Refusal::not_found(&id.to_string())) };
    if let Some(new) = new {
        check_password(new, object.text("userPrincipalName"))?;
        object.password = Some(PasswordHash::of(new, ask.salt()));
    }
    schema::merge(object, accepted);
    Ok(Reply::NoContent)
}

fn delete(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    Need::DELETE_USERS.met_by(&ask.caller, false)?;
    if let Some(object) = world.directory.any_mut(id) {
        object.deleted = Some(ask.now);
    }
    Ok(Reply::NoContent)
}

fn check_names(world: &World, own: Option<Uuid>, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some(nickname) = accepted.get("mailNickname").and_then(Value::as_str)
        && (nickname.is_empty()
            || nickname.contains(['@', '(', ')', '\\', '[', ']', '"', ';', ':', '<', '>', ',', ' ']))
    {
        return Err(Refusal::invalid_value("mailNickname", "User"));
    }
    let Some(upn) = accepted.get("userPrincipalName").and_then(Value::as_str) else { return Ok(()) };
    let invalid = || Refusal::invalid_value("userPrincipalName", "User");
    let (local, domain) = upn.rsplit_once('@').ok_or_else(invalid)?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    if local.is_empty() || local.len() > 64 || !local.chars().all(allowed) || local.ends_with('.') {
        return Err(invalid());
    }
    let known = world.tenant.domains.iter().find(|known| known.name.eq_ignore_ascii_case(domain));
    match known {
        Some(known) if known.verified && known.managed => {}
        Some(known) if known.verified => {
            return Err(Refusal::bad_request("One or more properties contains invalid values.").with_detail(
                "InvalidValue",
                "onPremisesImmutableId",
                "A user in a federated domain needs an immutable id.",
            ));
        }
        _ => {
            let message = "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.";
            return Err(Refusal::bad_request(message).with_detail(
                "InvalidValue",
                "userPrincipalName",
                message,
            ));
        }
    }
    let taken = world.directory.user_by_upn(upn).is_some_and(|user| Some(user.id) != own);
    if taken { Err(Refusal::conflict("userPrincipalName")) } else { Ok(()) }
}

/// 8 to 256 ASCII characters, three of four classes, not the person's own name, not a well-known one.
fn check_password(password: &str, upn: &str) -> Result<(), Refusal> {
    let has = |test: fn(char) -> bool| usize::from(password.chars().any(test));
    let classes = has(|letter| letter.is_ascii_lowercase())
        + has(|letter| letter.is_ascii_uppercase())
        + has(|letter| letter.is_ascii_digit())
        + has(|letter| letter.is_ascii_punctuation() || letter == ' ');
    let lower = password.to_ascii_lowercase();
    let name = upn.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let banned =
        ["password", "contoso", "qwerty"].iter().any(|word| lower.contains(word) && password.len() < 14);
    let fine = (8..=256).contains(&password.chars().count())
        && password.is_ascii()
        && classes >= 3
        && !banned
        && (name.len() < 4 || !lower.contains(&name));
    if fine {
        return Ok(());
    }
    let message = "The specified password does not comply with password complexity requirements. Please provide a different password.";
    Err(Refusal::bad_request(message).with_detail("InvalidPassword", "password", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_need_three_classes_and_must_not_be_famous() {
        assert!(check_password("Xq7-mLw2-Zt9r", "b.simon@larkfield.example").is_ok());
        for weak in ["short1A", "alllowercase1", "Password1!", "B.Simon2026!", "Pässwörter-12"] {
            assert!(check_password(weak, "b.simon@larkfield.example").is_err(), "{weak}");
        }
    }
}
