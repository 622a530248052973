//! `addTokenSigningCertificate`: one certificate, three directory entries with one `customKeyIdentifier`.

use super::{Answer, Reply, ask::Ask, moment, objects::find, permission::Need, refusal::Refusal};
use crate::state::{
    World,
    keys::{CertificateText, SamlKey, SigningPair},
    object::{Kind, Object},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// Entra's longest and default lifetime.
const LIFETIME: Duration = Duration::days(3 * 365);

/// `POST /servicePrincipals/{id}/addTokenSigningCertificate`.
pub(super) fn add(world: &mut World, ask: &Ask<'_>, segment: &str) -> Answer {
    let object = find(world, ask, Kind::ServicePrincipal, segment)?;
    let (id, owner) = (object.id, ask.caller.owns(object));
    Need::WRITE_APPLICATIONS.met_by(&ask.caller, owner)?;
    let (name, ends) = wishes(ask)?;
    let failed = || Refusal::new(500, "Service_InternalServerError", "The certificate could not be made.");
    let key = ask.fresh_key.ok_or_else(failed)?;
    let text = CertificateText {
        common_name: name.trim_start_matches("CN=").to_owned(),
        starts: ask.now.replace_nanosecond(0).unwrap_or(ask.now),
        ends,
        serial: ask.random.uuid(),
    };
    let pair = SigningPair::self_signed(key, text).map_err(|_| failed())?;
    let entries = Entries { pair: &pair, name: &name, shared: ask.random.uuid(), verify: ask.random.uuid() };
    let mut body = entries.verify_entry();
    // The answer shows the public half under the id of the private one (seen in public clients).
    body["keyId"] = json!(entries.shared.to_string());
    body["thumbprint"] = json!(pair.thumbprint().to_string());
    body["@odata.context"] = json!(ask.context("microsoft.graph.selfSignedCertificate"));
    if let Some(mut object) = world.directory.edit(id, ask.now, ask.lag) {
        entries.write(&mut object);
    }
    world.saml_keys.insert(pair.thumbprint().to_string(), SamlKey { service_principal: id, pair });
    Ok(Reply::Ok(body))
}

/// Name and end date from the body, within Entra's limits.
fn wishes(ask: &Ask<'_>) -> Result<(String, OffsetDateTime), Refusal> {
    let body = ask.object()?;
    if let Some(unknown) = body.keys().find(|name| !matches!(name.as_str(), "displayName" | "endDateTime")) {
        return Err(Refusal::bad_request(format!("Invalid property '{unknown}'.")));
    }
    let name = body.get("displayName").and_then(Value::as_str).unwrap_or_default();
    if !name.starts_with("CN=") || name.len() <= 3 || name.chars().count() > 120 {
        return Err(Refusal::bad_request(
            "The displayName of a token signing certificate must start with 'CN='.",
        ));
    }
    let ends = match body.get("endDateTime") {
        None | Some(Value::Null) => ask.now + LIFETIME,
        Some(Value::String(text)) => OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| Refusal::invalid_value("endDateTime", "selfSignedCertificate"))?,
        Some(_) => return Err(Refusal::invalid_value("endDateTime", "selfSignedCertificate")),
    };
    // A day of grace for leap years and for clients that count from their own clock.
    if ends <= ask.now || ends > ask.now + LIFETIME + Duration::days(2) {
        return Err(Refusal::invalid_value("endDateTime", "selfSignedCertificate"));
    }
    Ok((name.to_owned(), ends.replace_nanosecond(0).unwrap_or(ends)))
}

/// The three entries of one certificate.
pub(crate) struct Entries<'a> {
    pub(crate) pair: &'a SigningPair,
    /// With `CN=`.
    pub(crate) name: &'a str,
    /// `keyId` of the `Sign` entry and of the password.
    pub(crate) shared: Uuid,
    /// `keyId` of the `Verify` entry.
    pub(crate) verify: Uuid,
}

impl Entries<'_> {
    fn entry(&self, usage: &str, kind: &str, id: Uuid, key: Value) -> Value {
        json!({
            "customKeyIdentifier": STANDARD.encode(self.pair.thumbprint().0),
            "displayName": self.name,
            "endDateTime": moment(self.pair.ends),
            "key": key,
            "keyId": id.to_string(),
            "startDateTime": moment(self.pair.starts),
            "type": kind,
            "usage": usage,
        })
    }

    fn verify_entry(&self) -> Value {
        let key = STANDARD.encode(&self.pair.certificate);
        self.entry("Verify", "AsymmetricX509Cert", self.verify, key.into())
    }

    /// Adds the triple to the service principal.
    pub(crate) fn write(&self, object: &mut Object) {
        let mut keys = object.items("keyCredentials").to_vec();
        keys.push(self.entry("Sign", "X509CertAndPassword", self.shared, Value::Null));
        keys.push(self.verify_entry());
        object.set("keyCredentials", keys);
        let mut passwords = object.items("passwordCredentials").to_vec();
        passwords.push(json!({
            "customKeyIdentifier": STANDARD.encode(self.pair.thumbprint().0),
            "displayName": self.name,
            "endDateTime": moment(self.pair.ends),
            "hint": null,
            "keyId": self.shared.to_string(),
            "secretText": null,
            "startDateTime": moment(self.pair.starts),
        }));
        object.set("passwordCredentials", passwords);
    }
}
