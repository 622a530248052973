//! `/servicePrincipals`: tenant-local instances, their SAML settings, certificates and assignments.

use super::{
    Answer, Reply, ask::Ask, ask::Verb, assignment, certificate, count, created, entity, find, find_id,
};
use super::{hide_secrets, list, mixed, permission::Need, refusal::Refusal, schema};
use crate::state::{World, object::Kind, object::Object};
use doorward_domain::Thumbprint;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            list(world, ask, Kind::ServicePrincipal)
        }
        (Verb::Get, ["$count"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            count(world, ask, Kind::ServicePrincipal)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => read(world, ask, id),
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (Verb::Post, [id, "addTokenSigningCertificate" | "microsoft.graph.addTokenSigningCertificate"]) => {
            certificate::add(world, ask, id)
        }
        (_, [id, "appRoleAssignedTo", rest @ ..]) => assignment::of_resource(world, ask, id, rest),
        (_, [id, "appRoleAssignments", rest @ ..]) => {
            assignment::of_principal(world, ask, Kind::ServicePrincipal, id, rest)
        }
        (Verb::Get, [id, "owners"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            let owners = find(world, ask, Kind::ServicePrincipal, id)?.owners.clone();
            mixed(ask, owners.iter().filter_map(|owner| world.directory.readable(*owner, ask.now)), None)
        }
        // No policy is attached to anything yet: an honest empty list.
        (Verb::Get, [id, name @ ("claimsMappingPolicies" | "tokenIssuancePolicies")]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            find(world, ask, Kind::ServicePrincipal, id)?;
            Ok(Reply::Ok(json!({ "@odata.context": ask.context(name), "value": [] })))
        }
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

fn read(world: &World, ask: &Ask<'_>, id: &str) -> Answer {
    Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
    let object = find(world, ask, Kind::ServicePrincipal, id)?;
    let mut body = schema::render(object);
    // `key` comes only with `$select=keyCredentials` on a single object.
    if !ask.query.select.iter().any(|name| name == "keyCredentials") {
        hide_secrets(&mut body);
    }
    entity(ask, object, body).map(Reply::Ok)
}

/// Makes the instance of a registration (`POST /servicePrincipals {"appId": …}`).
fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, false)?;
    let accepted = schema::SERVICE_PRINCIPAL.accept(ask.object()?, true)?;
    let text = accepted.get("appId").and_then(Value::as_str).unwrap_or_default();
    let app_id = Uuid::parse_str(text).map_err(|_| Refusal::invalid_value("appId", "ServicePrincipal"))?;
    let application = world.directory.by_app_id(Kind::Application, app_id);
    let Some(application) = application.filter(|object| object.readable_from <= ask.now) else {
        let message = format!(
            "The appId '{text}' of the service principal does not reference a valid application object."
        );
        return Err(Refusal::bad_request(message.clone()).with_detail(
            "NoBackingApplicationObject",
            "appId",
            message,
        ));
    };
    if world.directory.by_app_id(Kind::ServicePrincipal, app_id).is_some() {
        let message = format!(
            "The service principal cannot be created, updated, or restored because the service principal name {text} is already in use."
        );
        return Err(Refusal::new(409, "Request_MultipleObjectsWithSameKeyValue", message));
    }
    let mut object = Object::new(ask.random.uuid(), Kind::ServicePrincipal, Map::new(), ask.now);
    defaults(&mut object, application, world.tenant.id, ask);
    schema::merge(&mut object, accepted);
    object.owners.push(ask.caller.user);
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

/// What every new instance starts with.
pub(super) fn defaults(object: &mut Object, application: &Object, tenant: Uuid, ask: &Ask<'_>) {
    let mut names: Vec<Value> = application.items("identifierUris").to_vec();
    names.push(application.text("appId").into());
    let fresh = json!({
        "accountEnabled": true,
        "appDisplayName": application.text("displayName"),
        "displayName": application.text("displayName"),
        "appId": application.text("appId"),
        "appOwnerOrganizationId": tenant.to_string(),
        "appRoleAssignmentRequired": false,
        "appRoles": application.items("appRoles"),
        "createdDateTime": super::moment(ask.now),
        "preferredSingleSignOnMode": null,
        "replyUrls": application.redirect_uris(),
        "servicePrincipalNames": names,
        "servicePrincipalType": "Application",
        "signInAudience": application.text("signInAudience"),
        "samlSingleSignOnSettings": null,
        "info": application.properties.get("info"),
        "verifiedPublisher": application.properties.get("verifiedPublisher"),
    });
    if let Value::Object(fresh) = fresh {
        object.properties.extend(fresh);
    }
}

fn update(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let id = find_id(world, ask, Kind::ServicePrincipal, id)?;
    let owner = world.directory.any(id).is_some_and(|object| object.owners.contains(&ask.caller.user));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    let accepted = schema::SERVICE_PRINCIPAL.accept(ask.object()?, false)?;
    check_settings(world, id, &accepted)?;
    let Some(object) = world.directory.any_mut(id) else { return Err(Refusal::not_found(&id.to_string())) };
    schema::merge(object, accepted);
    Ok(Reply::NoContent)
}

fn check_settings(world: &World, id: Uuid, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let invalid = |name: &str| Refusal::invalid_value(name, "ServicePrincipal");
    let text = |name: &str| accepted.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(mode) = text("preferredSingleSignOnMode")
        && !matches!(mode, "saml" | "password" | "notSupported" | "oidc")
    {
        return Err(invalid("preferredSingleSignOnMode"));
    }
    if let Some(thumbprint) = text("preferredTokenSigningKeyThumbprint") {
        let known =
            thumbprint.parse::<Thumbprint>().is_ok_and(|thumbprint| world.has_certificate(id, thumbprint));
        if !known {
            return Err(invalid("preferredTokenSigningKeyThumbprint"));
        }
    }
    if let Some(mails) = accepted.get("notificationEmailAddresses").and_then(Value::as_array) {
        let plausible = |mail: &Value| {
            mail.as_str()
                .and_then(|mail| mail.split_once('@'))
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        };
        if mails.len() > 5 || !mails.iter().all(plausible) {
            return Err(invalid("notificationEmailAddresses"));
        }
    }
    if text("loginUrl").is_some_and(|login| url::Url::parse(login).is_err()) {
        return Err(invalid("loginUrl"));
    }
    // On instances made from a template the logout URL belongs to the application (field report).
    let templated =
        world.directory.any(id).is_some_and(|object| object.optional_text("applicationTemplateId").is_some());
    if templated && accepted.contains_key("logoutUrl") {
        return Err(invalid("logoutUrl"));
    }
    Ok(())
}

fn delete(world: &mut World, ask: &Ask<'_>, id: &str) -> Answer {
    let object = find(world, ask, Kind::ServicePrincipal, id)?;
    let (id, owner) = (object.id, object.owners.contains(&ask.caller.user));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    if let Some(object) = world.directory.any_mut(id) {
        object.deleted = Some(ask.now);
    }
    Ok(Reply::NoContent)
}
