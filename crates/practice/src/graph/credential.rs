//! Secrets and keys of applications and service principals: made by actions, removed by key id, held to the tenant's
//! application management policies.

use super::objects::find;
use super::{Answer, Reply, ask::Ask, permission::Need, policy, refusal::Refusal};
use crate::state::{World, object::Kind, secret};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// A secret that was just made: told once.
pub(super) struct Fresh {
    key_id: Uuid,
    text: String,
}

pub(super) fn is_action(name: &str) -> bool {
    let name = name.strip_prefix("microsoft.graph.").unwrap_or(name);
    matches!(name, "addPassword" | "removePassword" | "addKey" | "removeKey")
}

/// `addPassword`, `removePassword`, `addKey`, `removeKey`.
pub(super) fn act(world: &mut World, ask: &Ask<'_>, kind: Kind, segment: &str, action: &str) -> Answer {
    let object = find(world, ask, kind, segment)?;
    let (id, owner) = (object.id, ask.caller.owns(object));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    match action.strip_prefix("microsoft.graph.").unwrap_or(action) {
        "addPassword" => add_password(world, ask, id),
        "removePassword" => remove(world, ask, id, "passwordCredentials"),
        // Both want a proof of possession signed with a key the application has already.
        _ => {
            Err(Refusal::new(401, "Authentication_MissingOrMalformed", "Access Token missing or malformed."))
        }
    }
}

fn add_password(world: &mut World, ask: &Ask<'_>, id: Uuid) -> Answer {
    let wish = match &ask.body {
        None => Value::Null,
        Some(_) => {
            let body = ask.object()?;
            if let Some(unknown) = body.keys().find(|name| *name != "passwordCredential") {
                return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
            }
            body.get("passwordCredential").cloned().unwrap_or_default()
        }
    };
    let (entry, fresh) = new_password(world, ask, Some(id), &wish)?;
    if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
        let mut all = object.items("passwordCredentials").to_vec();
        all.push(entry.clone());
        object.set("passwordCredentials", all);
    }
    let mut body = entry;
    body["secretText"] = fresh.text.into();
    body["@odata.context"] = json!(ask.context("microsoft.graph.passwordCredential"));
    Ok(Reply::Ok(body))
}

/// A new secret and the entry that stands for it.
fn new_password(
    world: &mut World,
    ask: &Ask<'_>,
    owner: Option<Uuid>,
    wish: &Value,
) -> Result<(Value, Fresh), Refusal> {
    const NAMES: [&str; 7] =
        ["displayName", "endDateTime", "startDateTime", "customKeyIdentifier", "hint", "keyId", "secretText"];
    let fields = wish.as_object().cloned().unwrap_or_default();
    if let Some(unknown) = fields.keys().find(|name| !name.contains('@') && !NAMES.contains(&name.as_str())) {
        return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
    }
    let at = |name: &str| match fields.get(name).and_then(Value::as_str) {
        None => Ok(None),
        Some(text) => OffsetDateTime::parse(text, &Rfc3339)
            .map(Some)
            .map_err(|_| Refusal::invalid_value(name, "PasswordCredential")),
    };
    let starts = at("startDateTime")?.unwrap_or(ask.now);
    let ends = at("endDateTime")?.unwrap_or(starts + Duration::days(730));
    if ends <= starts || ends <= ask.now {
        return Err(Refusal::bad_request("Key credential end date is invalid."));
    }
    policy::allow_credential(world, ask, owner, "passwordCredentials", ends - starts)?;
    let text = secret::new_client_secret(ask.random);
    let key_id = ask.random.uuid();
    world.client_secrets.keep(key_id, &text, ask.salt());
    let entry = json!({
        "customKeyIdentifier": fields.get("customKeyIdentifier").cloned().unwrap_or_default(),
        "displayName": fields.get("displayName").cloned().unwrap_or_default(),
        "endDateTime": super::moment(ends),
        "hint": text.chars().take(3).collect::<String>(),
        "keyId": key_id.to_string(),
        "secretText": null,
        "startDateTime": super::moment(starts),
    });
    Ok((entry, Fresh { key_id, text }))
}

fn remove(world: &mut World, ask: &Ask<'_>, id: Uuid, property: &str) -> Answer {
    let text = ask.object()?.get("keyId").and_then(Value::as_str).unwrap_or_default();
    let key_id = Uuid::parse_str(text).map_err(|_| Refusal::invalid_value("keyId", "PasswordCredential"))?;
    let missing = || Refusal::bad_request("No password credential found with keyId.");
    let object = world.directory.any(id).ok_or_else(missing)?;
    let named = |entry: &Value| entry["keyId"].as_str().is_some_and(|held| held.eq_ignore_ascii_case(text));
    let found = object.items(property).iter().find(|entry| named(entry)).ok_or_else(missing)?;
    // The password of a signing certificate goes with the certificate.
    if !found["customKeyIdentifier"].is_null() && object.items("keyCredentials").iter().any(named) {
        return Err(Refusal::bad_request(
            "The password protects a token signing certificate and cannot be removed by itself.",
        ));
    }
    let mut all = object.items(property).to_vec();
    all.retain(|entry| !named(entry));
    world.client_secrets.forget(key_id);
    if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
        object.set(property, all);
    }
    Ok(Reply::NoContent)
}

/// `passwordCredentials` in a body: those that exist stay, new ones are made with a new object and refused later.
pub(super) fn take_new_passwords(
    world: &mut World,
    ask: &Ask<'_>,
    owner: Option<Uuid>,
    accepted: &mut Map<String, Value>,
) -> Result<Vec<Fresh>, Refusal> {
    let Some(wished) = accepted.get("passwordCredentials").and_then(Value::as_array).cloned() else {
        return Ok(Vec::new());
    };
    let object = owner.and_then(|id| world.directory.any(id));
    let held = object.map(|object| object.items("passwordCredentials").to_vec()).unwrap_or_default();
    let (mut entries, mut fresh) = (Vec::new(), Vec::new());
    for wish in wished {
        let known = held.iter().find(|entry| !wish["keyId"].is_null() && entry["keyId"] == wish["keyId"]);
        if let Some(known) = known {
            entries.push(known.clone());
        } else if owner.is_some() {
            return Err(Refusal::bad_request(
                "New password credentials must be generated using service actions.",
            ));
        } else {
            let (entry, one) = new_password(world, ask, None, &wish)?;
            entries.push(entry);
            fresh.push(one);
        }
    }
    accepted.insert("passwordCredentials".to_owned(), entries.into());
    Ok(fresh)
}

/// Puts secrets that were just made into the one answer that tells them.
pub(super) fn reveal(body: &mut Value, fresh: &[Fresh]) {
    for entry in body["passwordCredentials"].as_array_mut().into_iter().flatten() {
        if let Some(one) = fresh.iter().find(|one| entry["keyId"] == one.key_id.to_string()) {
            entry["secretText"] = one.text.clone().into();
        }
    }
}

/// `keyCredentials` in a body: existing ones keep their key, new ones must be certificates.
pub(super) fn take_keys(
    world: &World,
    ask: &Ask<'_>,
    owner: Option<Uuid>,
    accepted: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    let Some(wished) = accepted.get("keyCredentials").and_then(Value::as_array).cloned() else {
        return Ok(());
    };
    let object = owner.and_then(|id| world.directory.any(id));
    let held = object.map(|object| object.items("keyCredentials").to_vec()).unwrap_or_default();
    let mut entries = Vec::new();
    for wish in wished {
        let known = held.iter().find(|entry| !wish["keyId"].is_null() && entry["keyId"] == wish["keyId"]);
        entries.push(match known {
            Some(known) if wish["key"].is_null() || wish["key"] == known["key"] => known.clone(),
            _ => new_key(world, ask, owner, &wish)?,
        });
    }
    accepted.insert("keyCredentials".to_owned(), entries.into());
    Ok(())
}

fn new_key(world: &World, ask: &Ask<'_>, owner: Option<Uuid>, wish: &Value) -> Result<Value, Refusal> {
    let invalid = || {
        Refusal::bad_request("Key credential is invalid.").with_detail(
            "InvalidValue",
            "keyCredentials",
            "Key credential is invalid.",
        )
    };
    let der = wish["key"].as_str().and_then(certificate).ok_or_else(invalid)?;
    let (_, certificate) = x509_parser::parse_x509_certificate(&der).map_err(|_| invalid())?;
    let validity = certificate.validity();
    let (starts, ends) = (validity.not_before.to_datetime(), validity.not_after.to_datetime());
    if ends <= ask.now {
        return Err(Refusal::bad_request("Key credential end date is invalid."));
    }
    policy::allow_credential(world, ask, owner, "keyCredentials", ends - starts)?;
    let given = |name: &str, other: Value| if wish[name].is_null() { other } else { wish[name].clone() };
    Ok(json!({
        "customKeyIdentifier": given("customKeyIdentifier", STANDARD.encode(Sha1::digest(&der)).into()),
        "displayName": given("displayName", certificate.subject().to_string().into()),
        "endDateTime": given("endDateTime", super::moment(ends).into()),
        "key": STANDARD.encode(&der),
        "keyId": given("keyId", ask.random.uuid().to_string().into()),
        "startDateTime": given("startDateTime", super::moment(starts).into()),
        "type": given("type", "AsymmetricX509Cert".into()),
        "usage": given("usage", "Verify".into()),
    }))
}

/// The certificate in a `key`: base64 in either alphabet, with or without line breaks, of DER or of PEM, as clients write
/// it.
fn certificate(text: &str) -> Option<Vec<u8>> {
    let plain = |letter: char| match letter {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).map(plain).collect();
    let bytes = STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    if !bytes.starts_with(b"-----BEGIN") {
        return Some(bytes);
    }
    x509_parser::pem::parse_x509_pem(&bytes).ok().map(|(_, pem)| pem.contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_read_in_the_forms_that_clients_write() {
        let der = [0xfb_u8, 0xff, 0xfe, 1, 2, 3, 4, 5];
        let base64 = STANDARD.encode(der);
        assert_eq!(certificate(&base64).unwrap(), der);
        assert_eq!(
            certificate(&format!("{}\n{}\r\n", &base64[..4], &base64[4..])).unwrap(),
            der,
            "line breaks"
        );
        assert_eq!(certificate("-__-AQIDBAU").unwrap(), der, "the alphabet of addresses, unpadded");
        let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
        assert_eq!(certificate(&STANDARD.encode(pem)).unwrap(), der, "PEM inside");
        assert_eq!(certificate("not base64!"), None);
    }
}
