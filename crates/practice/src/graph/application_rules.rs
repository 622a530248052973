//! What an application may be set to: names, identifiers, addresses, roles and permissions, claims.

use super::{ask::Ask, redirect_uri, refusal::Refusal};
use crate::state::{World, index::Field, object::Kind, object::Object};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const RESOURCE: &str = "Application";

/// Judges accepted properties; `application` is the one that exists already.
pub(super) fn check(
    world: &World,
    ask: &Ask<'_>,
    application: Option<Uuid>,
    accepted: &Map<String, Value>,
) -> Result<(), Refusal> {
    let object = application.and_then(|id| world.directory.any(id));
    check_words(accepted)?;
    check_unique_name(world, application, accepted)?;
    check_identifiers(world, ask, object, accepted)?;
    check_addresses(object, accepted)?;
    check_entitlements(
        object,
        accepted.get("appRoles"),
        object.map(|object| object.items("appRoles")),
        "appRoles",
    )?;
    let held =
        object.and_then(|object| object.properties.get("api")?.get("oauth2PermissionScopes")?.as_array());
    let scopes = accepted.get("api").and_then(|api| api.get("oauth2PermissionScopes"));
    check_entitlements(object, scopes, held.map(Vec::as_slice), "api.oauth2PermissionScopes")
}

fn check_words(accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let invalid = |name: &str| Refusal::invalid_value(name, RESOURCE);
    let text = |name: &str| accepted.get(name).map(|value| value.as_str().unwrap_or_default());
    if text("displayName").is_some_and(|name| name.trim().is_empty()) {
        return Err(invalid("displayName"));
    }
    const AUDIENCES: [&str; 4] = [
        "AzureADMyOrg",
        "AzureADMultipleOrgs",
        "AzureADandPersonalMicrosoftAccount",
        "PersonalMicrosoftAccount",
    ];
    if text("signInAudience").is_some_and(|audience| !AUDIENCES.contains(&audience)) {
        return Err(invalid("signInAudience"));
    }
    const CLAIMS: [&str; 5] = ["None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"];
    let claims = text("groupMembershipClaims").filter(|claims| !claims.is_empty());
    if claims.is_some_and(|claims| !claims.split(',').all(|claim| CLAIMS.contains(&claim.trim()))) {
        return Err(invalid("groupMembershipClaims"));
    }
    let version = accepted.get("api").and_then(|api| api.get("requestedAccessTokenVersion"));
    if version.is_some_and(|version| !version.is_null() && !matches!(version.as_i64(), Some(1 | 2))) {
        return Err(invalid("api.requestedAccessTokenVersion"));
    }
    check_wanted_permissions(accepted)
}

/// Permissions of other applications that this one wants: each resource once.
fn check_wanted_permissions(accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(wanted) = accepted.get("requiredResourceAccess").and_then(Value::as_array) else {
        return Ok(());
    };
    let invalid = || Refusal::invalid_value("requiredResourceAccess", RESOURCE);
    let mut seen = BTreeSet::new();
    for resource in wanted {
        let id =
            resource["resourceAppId"].as_str().and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(invalid)?;
        let items = resource["resourceAccess"].as_array().ok_or_else(invalid)?;
        let fine =
            |item: &Value| item["id"].is_string() && matches!(item["type"].as_str(), Some("Scope" | "Role"));
        if !seen.insert(id) || !items.iter().all(fine) {
            return Err(invalid());
        }
    }
    if wanted.len() > 50 { Err(invalid()) } else { Ok(()) }
}

fn check_unique_name(world: &World, own: Option<Uuid>, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(name) = accepted.get("uniqueName").and_then(Value::as_str) else { return Ok(()) };
    let mut held = world.directory.exactly(Kind::Application, Field::UniqueName, name);
    if held.any(|other| Some(other.id) != own && other.deleted.is_none()) {
        return Err(Refusal::conflict("uniqueName"));
    }
    Ok(())
}

/// Redirect URIs of all platforms and the logout URL.
fn check_addresses(object: Option<&Object>, accepted: &Map<String, Value>) -> Result<(), Refusal> {
    let web = accepted.get("web");
    for kind in ["web", "spa", "publicClient"] {
        let uris = accepted.get(kind).and_then(|part| part.get("redirectUris")).and_then(Value::as_array);
        let uris: Vec<&str> = uris.into_iter().flatten().filter_map(Value::as_str).collect();
        if uris.len() > 256 || uris.iter().collect::<BTreeSet<_>>().len() != uris.len() {
            return Err(Refusal::invalid_value(&format!("{kind}.redirectUris"), RESOURCE));
        }
        for uri in uris {
            redirect_uri::check(uri, kind)?;
        }
    }
    if let Some(settings) = web.and_then(|web| web.get("redirectUriSettings")).and_then(Value::as_array) {
        let current = object.map(Object::redirect_uris).unwrap_or_default();
        let new = web.and_then(|web| web.get("redirectUris")).and_then(Value::as_array);
        let registered = new.map_or(current, |uris| uris.iter().filter_map(Value::as_str).collect());
        redirect_uri::check_settings(settings, &registered)?;
    }
    let logout = web.and_then(|web| web.get("logoutUrl")).and_then(Value::as_str);
    let fine =
        |url: &str| url.is_empty() || url.starts_with("https://") || url.starts_with("http://localhost");
    if logout.is_some_and(|url| !fine(url)) {
        return Err(Refusal::invalid_value("web.logoutUrl", RESOURCE));
    }
    Ok(())
}

/// Roles and permissions an application offers: each id and value once, none removed while it is enabled.
fn check_entitlements(
    object: Option<&Object>,
    new: Option<&Value>,
    held: Option<&[Value]>,
    property: &str,
) -> Result<(), Refusal> {
    let Some(new) = new.and_then(Value::as_array) else { return Ok(()) };
    let invalid = || Refusal::invalid_value(property, RESOURCE);
    let (mut ids, mut values) = (BTreeSet::new(), BTreeSet::new());
    for item in new {
        let id = item["id"].as_str().and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(invalid)?;
        let value = item["value"].as_str().unwrap_or_default();
        if !ids.insert(id) || (!value.is_empty() && !values.insert(value)) || value.contains(' ') {
            return Err(invalid());
        }
        if property == "appRoles" {
            let types = item["allowedMemberTypes"].as_array().map(Vec::as_slice).unwrap_or_default();
            let known = types.iter().all(|kind| matches!(kind.as_str(), Some("User" | "Application")));
            if types.is_empty() || !known || item["displayName"].as_str().unwrap_or_default().is_empty() {
                return Err(invalid());
            }
        }
    }
    let kept = |item: &Value| {
        let id = item["id"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        id.is_some_and(|id| ids.contains(&id))
    };
    let removed = held.unwrap_or_default().iter().filter(|item| !kept(item));
    if object.is_some() && removed.into_iter().any(|item| item["isEnabled"] == true) {
        let message = "Property value cannot be deleted unless it is disabled first.";
        return Err(Refusal::new(400, "CannotDeleteOrUpdateEnabledEntitlement", message).with_detail(
            "CannotDeleteOrUpdateEnabledEntitlement",
            property,
            message,
        ));
    }
    Ok(())
}

fn check_identifiers(
    world: &World,
    ask: &Ask<'_>,
    object: Option<&Object>,
    accepted: &Map<String, Value>,
) -> Result<(), Refusal> {
    let identifiers = accepted.get("identifierUris").and_then(Value::as_array);
    let mut seen = BTreeSet::new();
    for identifier in identifiers.into_iter().flatten().filter_map(Value::as_str) {
        if !seen.insert(identifier.to_lowercase()) {
            return Err(Refusal::invalid_value("identifierUris", RESOURCE));
        }
        let held = object.is_some_and(|object| object.texts("identifierUris").contains(&identifier));
        if !held {
            check_identifier(world, ask, object, identifier)?;
        }
    }
    Ok(())
}

fn check_identifier(
    world: &World,
    ask: &Ask<'_>,
    object: Option<&Object>,
    identifier: &str,
) -> Result<(), Refusal> {
    if identifier.contains('*') || identifier.trim().is_empty() || identifier.contains(char::is_whitespace) {
        return Err(Refusal::invalid_value("identifierUris", RESOURCE));
    }
    let own = object.map(|object| object.id);
    // A soft-deleted application keeps its identifiers until it is gone for good.
    let mut holders = world.directory.exactly(Kind::Application, Field::Names, identifier);
    if holders.any(|other| Some(other.id) != own) {
        return Err(Refusal::conflict("identifierUris"));
    }
    let app_id = object.and_then(Object::app_id);
    let instance = app_id.and_then(|app_id| world.directory.by_app_id(Kind::ServicePrincipal, app_id));
    let saml = instance.is_some_and(|instance| {
        instance.text("preferredSingleSignOnMode") == "saml" && instance.readable_from <= ask.now
    });
    let lower = identifier.to_ascii_lowercase();
    let verified =
        world.tenant.domains.iter().any(|domain| domain.verified && host_within(&lower, &domain.name))
            || lower.contains(&world.tenant.id.to_string())
            || app_id.is_some_and(|app_id| lower.contains(&app_id.to_string()));
    if saml || verified { Ok(()) } else { Err(unverified_host(identifier)) }
}

fn host_within(identifier: &str, domain: &str) -> bool {
    let host = url::Url::parse(identifier).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| host == domain || host.ends_with(&format!(".{domain}")))
}

/// 400: the identifier names nothing the tenant owns.
pub(super) fn unverified_host(identifier: &str) -> Refusal {
    let message = format!(
        "Failed to add identifier URI {identifier}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy."
    );
    Refusal::new(400, "HostNameNotOnVerifiedDomain", message.clone()).with_detail(
        "HostNameNotOnVerifiedDomain",
        "identifierUris",
        message,
    )
}

/// Fills in what Graph fills in: defaults inside roles, scopes, claims and redirect settings.
pub(super) fn complete(object: &Object, accepted: &mut Map<String, Value>) {
    if let Some(roles) = accepted.get_mut("appRoles") {
        fill(
            roles,
            &json!({ "description": null, "isEnabled": true, "origin": "Application", "value": null }),
        );
    }
    if let Some(scopes) = accepted.get_mut("api").and_then(|api| api.get_mut("oauth2PermissionScopes")) {
        let unset = json!({
            "adminConsentDescription": null, "adminConsentDisplayName": null, "isEnabled": true, "type": "User",
            "userConsentDescription": null, "userConsentDisplayName": null, "value": null,
        });
        fill(scopes, &unset);
    }
    if let Some(claims) = accepted.get_mut("optionalClaims").filter(|claims| claims.is_object()) {
        for token in ["accessToken", "idToken", "saml2Token"] {
            if claims.get(token).is_none() {
                claims[token] = json!([]);
            }
            fill(
                &mut claims[token],
                &json!({ "additionalProperties": [], "essential": false, "source": null }),
            );
        }
    }
    if let Some(uris) = accepted.get("web").and_then(|web| web.get("redirectUris")).cloned() {
        let given = accepted["web"].get("redirectUriSettings").is_some();
        if !given {
            let held = object
                .properties
                .get("web")
                .map(|web| web["redirectUriSettings"].clone())
                .unwrap_or_default();
            let held = held.as_array().cloned().unwrap_or_default();
            let setting = |uri: &Value| {
                let old = held.iter().find(|setting| setting["uri"] == *uri);
                json!({ "index": old.map_or(Value::Null, |old| old["index"].clone()), "uri": uri })
            };
            accepted["web"]["redirectUriSettings"] =
                uris.as_array().into_iter().flatten().map(setting).collect();
        }
    }
    if let Some(settings) = accepted.get_mut("web").and_then(|web| web.get_mut("redirectUriSettings")) {
        fill(settings, &json!({ "index": null }));
    }
}

fn fill(items: &mut Value, unset: &Value) {
    for item in items.as_array_mut().into_iter().flatten() {
        for (name, value) in unset.as_object().into_iter().flatten() {
            if item.get(name).is_none() {
                item[name] = value.clone();
            }
        }
    }
}
