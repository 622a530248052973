//! Where `/beta` tells an entity differently from `v1.0`: what it lacks, and what it calls by another name. The facts come
//! from Microsoft's published types of the two versions.

use super::ask::{Ask, Version};
use super::reply::Reply;
use serde_json::{Map, Value};

/// A collection, its entity type, and the properties that only `v1.0` has.
const ONLY_V1: [(&str, &str, &[&str]); 4] = [
    ("applications", "application", &["addIns", "applicationTemplateId", "oauth2RequirePostResponse"]),
    ("servicePrincipals", "servicePrincipal", &["resourceSpecificApplicationPermissions"]),
    ("identity/conditionalAccess/policies", "conditionalAccessPolicy", &["templateId"]),
    ("domains", "domain", &["manufacturer", "model"]),
];

/// Name in `v1.0`, name in beta, of a service principal's property.
const RENAMED: (&str, &str) = ("oauth2PermissionScopes", "publishedPermissionScopes");

/// Reads a `$select` of beta by the names of `v1.0`.
pub(super) fn select(version: Version, names: &mut [String]) {
    if version == Version::Beta {
        for name in names.iter_mut().filter(|name| **name == RENAMED.1) {
            RENAMED.0.clone_into(name);
        }
    }
}

/// Tells a `v1.0` answer as beta would.
pub(super) fn fit(ask: &Ask<'_>, reply: &mut Reply) {
    if ask.version == Version::V1 {
        return;
    }
    let (Reply::Ok(body) | Reply::Created { body, .. }) = reply else { return };
    let context = body["@odata.context"].as_str().and_then(|context| context.split_once("/$metadata#"));
    let told = context.map_or("", |(_, fragment)| fragment).to_owned();
    let set = told.split('(').next().unwrap_or_default().trim_end_matches("/$entity");
    let known = ONLY_V1.iter().find(|(name, ..)| *name == set).map(|(_, entity, _)| *entity);
    match body.get_mut("value") {
        Some(Value::Array(rows)) => rows.iter_mut().for_each(|row| entity(row, known)),
        _ => entity(body, known),
    }
    for part in ["application", "servicePrincipal"] {
        if let Some(part_body) = body.get_mut(part) {
            entity(part_body, Some(part));
        }
    }
}

fn entity(body: &mut Value, known: Option<&str>) {
    let Some(fields) = body.as_object_mut() else { return };
    let told = fields.get("@odata.type").and_then(Value::as_str);
    let told = told.map(|told| told.trim_start_matches("#microsoft.graph.").to_owned());
    let Some(name) = told.as_deref().or(known) else { return };
    let Some((_, _, missing)) = ONLY_V1.iter().find(|(_, entity, _)| *entity == name) else { return };
    fields.retain(|field, _| !missing.contains(&field.as_str()));
    if name == "servicePrincipal" {
        rename(fields);
    }
}

fn rename(fields: &mut Map<String, Value>) {
    if let Some(value) = fields.remove(RENAMED.0) {
        fields.insert(RENAMED.1.to_owned(), value);
    }
}
