//! `/servicePrincipals`: tenant-local instances, their SAML settings, certificates and assignments.

use super::application::{below, own, required};
use super::objects::{count, created, entity, find, list};
use super::{
    Answer, Reply, application_child, ask::Ask, ask::Verb, assignment, certificate, credential, delta,
    membership, permission::Need, policy, refusal::Refusal, schema,
};
use crate::seed::first_party;
use crate::state::news::{OWN_ROLE, all_redirect_uris};
use crate::state::{World, object::Kind, object::Object};
use doorward_domain::Thumbprint;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const KIND: Kind = Kind::ServicePrincipal;

pub(super) fn route(world: &mut World, ask: &Ask<'_>, rest: &[&str]) -> Answer {
    match (ask.verb, rest) {
        (Verb::Get, []) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            list(world, ask, KIND)
        }
        (Verb::Get, ["$count"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            count(world, ask, KIND)
        }
        (Verb::Get, ["delta" | "microsoft.graph.delta"]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            delta::read(world, ask, KIND)
        }
        (Verb::Post, []) => create(world, ask),
        (Verb::Get, [id]) => {
            Need::READ_APPLICATIONS.met_by(&ask.caller, false)?;
            entity(world, ask, find(world, ask, KIND, id)?)
        }
        (Verb::Patch, [id]) => update(world, ask, id),
        (Verb::Delete, [id]) => delete(world, ask, id),
        (Verb::Post, [id, "addTokenSigningCertificate" | "microsoft.graph.addTokenSigningCertificate"]) => {
            certificate::add(world, ask, id)
        }
        (Verb::Post, [id, action]) if credential::is_action(action) => {
            credential::act(world, ask, KIND, id, action)
        }
        (Verb::Post, [id, action]) if membership::is_action(action) => {
            membership::act(world, ask, KIND, id, action)
        }
        (_, [id, "appRoleAssignedTo", rest @ ..]) => assignment::of_resource(world, ask, id, rest),
        (_, [id, "appRoleAssignments", rest @ ..]) => assignment::of_principal(world, ask, KIND, id, rest),
        (_, [id, "owners", rest @ ..]) if rest.ends_with(&["$ref"]) && ask.verb != Verb::Get => {
            own(world, ask, KIND, id, rest)
        }
        (_, [id, name, rest @ ..]) if ask.verb != Verb::Get && rest.ends_with(&["$ref"]) => {
            policy::attach(world, ask, KIND, id, name, rest)
        }
        (_, [id, name @ "delegatedPermissionClassifications", rest @ ..])
            if ask.verb != Verb::Get || !rest.is_empty() =>
        {
            application_child::route(world, ask, (KIND, id), name, rest)
        }
        (Verb::Get, [id, rest @ ..]) => below(world, ask, KIND, id, rest),
        (_, [] | [_]) => Err(Refusal::wrong_verb()),
        (_, [.., other]) => Err(Refusal::no_segment(other)),
    }
}

/// Makes the instance of a registration (`POST /servicePrincipals {"appId": …}`).
fn create(world: &mut World, ask: &Ask<'_>) -> Answer {
    let body = ask.object()?;
    let mut accepted = schema::SERVICE_PRINCIPAL.accept(body, true)?;
    let Some(text) = accepted.get("appId").and_then(Value::as_str).map(str::to_owned) else {
        return Err(required("appId", "ServicePrincipal"));
    };
    let app_id = Uuid::parse_str(&text).map_err(|_| Refusal::invalid_value("appId", "ServicePrincipal"))?;
    let application = world.directory.by_app_id(Kind::Application, app_id);
    let owned = application.is_some_and(|application| ask.caller.owns(application));
    let allowed = super::tenant_policy::members_may(world, "allowedToCreateApps") && owned;
    Need::CREATE_APPLICATIONS.met_for_new(&ask.caller, allowed)?;
    if world.directory.by_app_id(KIND, app_id).is_some() {
        let message = format!(
            "The service principal cannot be created, updated, or restored because the service principal name {text} is already in use."
        );
        return Err(Refusal::new(409, "Request_MultipleObjectsWithSameKeyValue", message));
    }
    let application = application.filter(|object| object.readable_from <= ask.now);
    let mut object = Object::new(ask.random.uuid(), KIND, Map::new(), ask.now);
    match (application, first_party::properties(app_id)) {
        (Some(application), _) => defaults(&mut object, application, world.tenant.id, ask),
        (None, Some(known)) => object.properties.extend(known),
        (None, None) => return Err(no_application(&text)),
    }
    check_settings(world, None, &accepted)?;
    credential::take_new_passwords(world, ask, None, &mut accepted)?;
    credential::take_keys(world, ask, None, &mut accepted)?;
    accepted.remove("appId");
    add_own_roles(world.directory.by_app_id(Kind::Application, app_id), &mut accepted);
    schema::merge(&mut object, accepted);
    let owners = super::links::bound(body, "owners")?;
    let object = if owners.is_empty() { object.owned_by([ask.caller.user]) } else { object.owned_by(owners) };
    let reply = created(ask, &object);
    world.directory.create(object, ask.now, ask.lag);
    Ok(reply)
}

fn no_application(app_id: &str) -> Refusal {
    let message = format!(
        "The appId '{app_id}' of the service principal does not reference a valid application object."
    );
    Refusal::bad_request(message.clone()).with_detail("NoBackingApplicationObject", "appId", message)
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
        "replyUrls": all_redirect_uris(application),
        "servicePrincipalNames": names,
        "servicePrincipalType": "Application",
        "signInAudience": application.text("signInAudience"),
        "samlSingleSignOnSettings": null,
        "applicationTemplateId": application.properties.get("applicationTemplateId"),
        "appDescription": application.properties.get("description"),
        "homepage": application.properties.get("web").map(|web| web["homePageUrl"].clone()),
        "logoutUrl": application.properties.get("web").map(|web| web["logoutUrl"].clone()),
        "oauth2PermissionScopes": application.properties.get("api").map(|api| api["oauth2PermissionScopes"].clone()),
        "info": application.properties.get("info"),
        "verifiedPublisher": application.properties.get("verifiedPublisher"),
    });
    if let Value::Object(fresh) = fresh {
        object.properties.extend(fresh);
    }
}

/// The application's roles belong to every instance; what else is named is the instance's own.
fn add_own_roles(application: Option<&Object>, accepted: &mut Map<String, Value>) {
    let (Some(application), Some(Value::Array(wanted))) = (application, accepted.get("appRoles")) else {
        return;
    };
    let mut roles = application.items("appRoles").to_vec();
    for role in wanted
        .iter()
        .filter(|role| !application.items("appRoles").iter().any(|known| known["id"] == role["id"]))
    {
        let mut own = json!({ "description": null, "isEnabled": true, "value": null });
        if let (Some(own), Some(role)) = (own.as_object_mut(), role.as_object()) {
            own.extend(role.clone());
        }
        own["origin"] = OWN_ROLE.into();
        roles.push(own);
    }
    accepted.insert("appRoles".to_owned(), roles.into());
}

fn update(world: &mut World, ask: &Ask<'_>, segment: &str) -> Answer {
    let object = find(world, ask, KIND, segment)?;
    let id = object.id;
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, ask.caller.owns(object))?;
    let mut accepted = schema::SERVICE_PRINCIPAL.accept(ask.object()?, false)?;
    if accepted.contains_key("appRoleAssignmentRequired") && accepted["appRoleAssignmentRequired"].is_null() {
        return Err(Refusal::invalid_value("appRoleAssignmentRequired", "ServicePrincipal"));
    }
    check_settings(world, Some(id), &accepted)?;
    credential::take_new_passwords(world, ask, Some(id), &mut accepted)?;
    credential::take_keys(world, ask, Some(id), &mut accepted)?;
    let app_id = world.directory.any(id).and_then(Object::app_id);
    add_own_roles(
        app_id.and_then(|app_id| world.directory.by_app_id(Kind::Application, app_id)),
        &mut accepted,
    );
    let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) else {
        return Err(Refusal::not_found(&id.to_string()));
    };
    schema::merge(&mut object, accepted);
    Ok(Reply::NoContent)
}

fn check_settings(world: &World, id: Option<Uuid>, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let invalid = |name: &str| Refusal::invalid_value(name, "ServicePrincipal");
    let text = |name: &str| accepted.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(mode) = text("preferredSingleSignOnMode")
        && !matches!(mode, "saml" | "password" | "notSupported" | "oidc")
    {
        return Err(invalid("preferredSingleSignOnMode"));
    }
    if let Some(thumbprint) = text("preferredTokenSigningKeyThumbprint") {
        let known = thumbprint
            .parse::<Thumbprint>()
            .is_ok_and(|thumbprint| id.is_some_and(|id| world.has_certificate(id, thumbprint)));
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
    let templated = id
        .and_then(|id| world.directory.any(id))
        .is_some_and(|object| object.optional_text("applicationTemplateId").is_some());
    if templated && accepted.contains_key("logoutUrl") {
        return Err(invalid("logoutUrl"));
    }
    Ok(())
}

fn delete(world: &mut World, ask: &Ask<'_>, segment: &str) -> Answer {
    let object = find(world, ask, KIND, segment)?;
    let id = object.id;
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, ask.caller.owns(object))?;
    world.directory.delete(id, ask.now);
    Ok(Reply::NoContent)
}
