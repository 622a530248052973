//! `/users`: people, with the rules for names, domains and passwords.

use super::application::required;
use super::objects::{self, count, created, entity, find, find_id, list};
use super::{
    Answer, Reply, ask::Ask, ask::Verb, assignment, delta, links, membership, organization, permission,
    permission::Need, refusal::Refusal, relations, schema,
};
use crate::state::{World, object::Kind, object::Object, secret::PasswordHash, sign_in::SignInRecord};
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
        (Verb::Get, ["delta" | "microsoft.graph.delta"]) => {
            Need::READ_USERS.met_by(&ask.caller, false)?;
            delta::read(world, ask, Kind::User)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            let object = find(world, ask, Kind::User, id);
            let own = object.as_ref().is_ok_and(|object| object.id == ask.caller.user);
            if own { Need::READ_ME } else { Need::READ_USERS }.met_by(&ask.caller, false)?;
            if ask.query.select.iter().any(|name| name == "signInActivity") && Uuid::parse_str(id).is_err() {
                return Err(Refusal::bad_request(
                    "Get By Key only supports UserId and the key has to be a valid Guid",
                ));
            }
            entity(world, ask, object?)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (_, [id, "appRoleAssignments", rest @ ..]) if ask.verb != Verb::Get => {
            assignment::of_principal(world, ask, Kind::User, id, rest)
        }
        (Verb::Put | Verb::Post | Verb::Delete, [id, "manager", "$ref"]) => manager(world, ask, id),
        (Verb::Post, [id, action]) if membership::is_action(action) => {
            membership::act(world, ask, Kind::User, id, action)
        }
        (Verb::Post, [id, "revokeSignInSessions" | "microsoft.graph.revokeSignInSessions"]) => {
            end_sessions(world, ask, id)
        }
        (Verb::Get, [id, rest @ ..]) => below(world, ask, id, rest),
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

/// What is below a person: relationships and single properties.
fn below(world: &World, ask: &Ask<'_>, id: &str, path: &[&str]) -> Answer {
    let object = find(world, ask, Kind::User, id)?;
    let own = object.id == ask.caller.user;
    if own { Need::READ_ME } else { Need::READ_MEMBERSHIPS }.met_by(&ask.caller, false).or_else(
        |refusal| {
            // What a relationship needs is judged with it.
            if schema::USER.relations.contains(&path.first().copied().unwrap_or_default()) {
                Ok(())
            } else {
                Err(refusal)
            }
        },
    )?;
    if let Some(answer) = relations::read(world, ask, object, path, own) {
        return answer;
    }
    match path {
        ["photo", ..] => Err(Refusal::new(404, "ImageNotFound", "The photo wasn't found.")),
        [name] => objects::property(world, ask, object, name, false),
        [name, "$value"] => objects::property(world, ask, object, name, true),
        [.., other] => Err(Refusal::no_segment(other)),
        [] => Err(Refusal::wrong_verb()),
    }
}

/// What a person's object does not hold but tells: identities, licences, the last sign-in.
pub(super) fn derive(world: &World, ask: &Ask<'_>, object: &Object, rendered: &mut Value) {
    if object.kind != Kind::User {
        return;
    }
    let wanted = |name: &str| {
        ask.query.select.iter().any(|known| known == name)
            || ask.segments.iter().any(|segment| segment == name)
    };
    let domain =
        || world.tenant.domains.iter().find(|domain| domain.initial).map(|domain| domain.name.clone());
    if wanted("identities") && rendered.get("identities").is_none() {
        rendered["identities"] = json!([{
            "signInType": "userPrincipalName",
            "issuer": domain(),
            "issuerAssignedId": object.text("userPrincipalName"),
        }]);
    }
    let licensed = world.directory.settings.premium() && object.text("userType") != "Guest";
    if wanted("assignedLicenses") && licensed {
        rendered["assignedLicenses"] =
            json!([{ "disabledPlans": [], "skuId": organization::sku(world).map(|(id, ..)| id) }]);
    }
    if wanted("assignedPlans") && licensed {
        rendered["assignedPlans"] = organization::assigned_plans(world);
    }
    if wanted("signInActivity") {
        rendered["signInActivity"] = activity(world, object.id);
    }
}

fn activity(world: &World, user: Uuid) -> Value {
    let latest = |fits: &dyn Fn(&SignInRecord) -> bool| {
        world.sign_in.log.latest_first().find(|record| record.user == Some(user) && fits(record))
    };
    let (tried, quiet) = (latest(&|record| record.interactive), latest(&|record| !record.interactive));
    let succeeded = latest(&|record| record.error == 0);
    if tried.is_none() && quiet.is_none() {
        return Value::Null;
    }
    let at = |record: Option<&SignInRecord>| record.map(|record| super::moment(record.created));
    let id = |record: Option<&SignInRecord>| record.map(|record| record.id.to_string());
    json!({
        "lastSignInDateTime": at(tried),
        "lastSignInRequestId": id(tried),
        "lastNonInteractiveSignInDateTime": at(quiet),
        "lastNonInteractiveSignInRequestId": id(quiet),
        "lastSuccessfulSignInDateTime": at(succeeded),
        "lastSuccessfulSignInRequestId": id(succeeded),
    })
}

/// The last sign-in needs the log's permission and a P1 licence.
pub(super) fn check_activity(world: &World, ask: &Ask<'_>, kind: Kind) -> Result<(), Refusal> {
    if kind != Kind::User || !ask.query.select.iter().any(|name| name == "signInActivity") {
        return Ok(());
    }
    super::logs::licensed(world)?;
    if ask.caller.scopes.contains("AuditLog.Read.All") { Ok(()) } else { Err(Refusal::denied()) }
}

/// `licenseDetails`.
pub(super) fn licences(world: &World) -> Vec<Value> {
    organization::licence_details(world).into_iter().collect()
}

fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::WRITE_USERS.met_by(&ask.caller, false)?;
    let mut accepted = schema::USER.accept(ask.object()?, true)?;
    for name in ["accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile"] {
        if accepted.get(name).is_none_or(|value| value.is_null() || *value == json!("")) {
            return Err(required(name, "User"));
        }
    }
    check_names(world, None, &accepted)?;
    let mut profile = accepted.remove("passwordProfile").unwrap_or_default();
    let password = profile.get("password").and_then(Value::as_str).unwrap_or_default().to_owned();
    check_password(&password, accepted.get("userPrincipalName").and_then(Value::as_str).unwrap_or_default())?;
    let mut object = Object::new(ask.random.uuid(), Kind::User, Map::new(), ask.now);
    object.set("businessPhones", Vec::<Value>::new());
    object.set("userType", "Member");
    object.set("createdDateTime", super::moment(ask.now));
    object.set("lastPasswordChangeDateTime", super::moment(ask.now));
    object.set("signInSessionsValidFromDateTime", super::moment(ask.now));
    forget_password(&mut profile);
    object.set("passwordProfile", profile);
    object.password = Some(PasswordHash::of(&password, ask.salt()));
    schema::merge(&mut object, accepted);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// The password itself is kept as a hash only.
fn forget_password(profile: &mut Value) {
    if let Some(fields) = profile.as_object_mut() {
        fields.remove("password");
        fields.entry("forceChangePasswordNextSignIn").or_insert(true.into());
        fields.entry("forceChangePasswordNextSignInWithMfa").or_insert(false.into());
    }
}

/// What one may change about oneself with `User.ReadWrite`.
const OWN: [&str; 6] =
    ["businessPhones", "mobilePhone", "preferredLanguage", "officeLocation", "otherMails", "usageLocation"];

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    let mut accepted = schema::USER.accept(ask.object()?, false)?;
    let own = id == ask.caller.user
        && ask.caller.scopes.contains("User.ReadWrite")
        && accepted.keys().all(|name| OWN.contains(&name.as_str()));
    if !own {
        let password_only = accepted.keys().all(|name| name == "passwordProfile");
        if password_only { Need::SET_PASSWORDS } else { Need::WRITE_USERS }.met_by(&ask.caller, false)?;
        may_manage(world, ask, id, &accepted)?;
    }
    check_names(world, Some(id), &accepted)?;
    let profile = accepted.remove("passwordProfile").filter(|profile| !profile.is_null());
    let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) else {
        return Err(Refusal::not_found(&id.to_string()));
    };
    if let Some(mut profile) = profile {
        if let Some(new) = profile.get("password").and_then(Value::as_str) {
            check_password(new, object.text("userPrincipalName"))?;
            object.password = Some(PasswordHash::of(new, ask.salt()));
            object.set("lastPasswordChangeDateTime", super::moment(ask.now));
            // A new password ends what the old one opened.
            world.sign_in.revoke(id, ask.now);
        }
        forget_password(&mut profile);
        object.set("passwordProfile", profile);
    }
    schema::merge(&mut object, accepted);
    Ok(Reply::NoContent)
}

/// Sensitive changes to holders of administrative roles need more than a User Administrator.
fn may_manage(world: &World, ask: &Ask<'_>, id: Uuid, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    const SENSITIVE: [&str; 6] = [
        "accountEnabled",
        "businessPhones",
        "mobilePhone",
        "otherMails",
        "passwordProfile",
        "userPrincipalName",
    ];
    if !accepted.keys().any(|name| SENSITIVE.contains(&name.as_str())) || id == ask.caller.user {
        return Ok(());
    }
    let privileged =
        world.directory.roles_of(id).into_iter().any(|role| role != permission::DIRECTORY_READERS);
    let strong = [permission::GLOBAL_ADMINISTRATOR, permission::PRIVILEGED_AUTHENTICATION_ADMINISTRATOR];
    if privileged && !strong.iter().any(|role| ask.caller.roles.contains(role)) {
        return Err(Refusal::denied());
    }
    Ok(())
}

fn delete(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    Need::DELETE_USERS.met_by(&ask.caller, false)?;
    let marker = Map::from_iter([("accountEnabled".to_owned(), Value::Bool(false))]);
    may_manage(world, ask, id, &marker)?;
    world.directory.delete(id, ask.now);
    Ok(Reply::NoContent)
}

fn manager(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    Need::WRITE_USERS.met_by(&ask.caller, false)?;
    let new = match ask.verb {
        Verb::Delete => None,
        _ => Some(links::admitted(world, ask, links::from_body(ask)?, &[Kind::User])?.id),
    };
    if new == Some(id) {
        return Err(Refusal::invalid_value("manager", "User"));
    }
    if let Some(mut object) = world.directory.any_mut(id) {
        object.manager = new;
    }
    Ok(Reply::NoContent)
}

/// Ends all sessions of a person: refresh tokens from before do not count any more.
fn end_sessions(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::User, id)?;
    if id == ask.caller.user {
        Need::READ_ME.met_by(&ask.caller, true)?;
    } else {
        Need::END_SESSIONS.met_by(&ask.caller, false)?;
    }
    world.sign_in.revoke(id, ask.now);
    if let Some(mut object) = world.directory.any_mut(id) {
        object.set("signInSessionsValidFromDateTime", super::moment(ask.now));
    }
    Ok(Reply::Ok(json!({ "@odata.context": ask.context("Edm.Boolean"), "value": true })))
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
