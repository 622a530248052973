//! Lets the active signing certificates of SAML applications end: the same key, a certificate whose time is over.

use crate::{
    app::Shared,
    state::{
        World,
        keys::{CertificateText, SamlKey, SigningPair},
        object::Kind,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// For one application, named by its client id, or for all.
pub(super) fn expire(shared: &Shared, app: Option<Uuid>) {
    let now = shared.now();
    let mut world = shared.world();
    let instances: Vec<Uuid> = world
        .directory
        .live(Kind::ServicePrincipal)
        .filter(|instance| app.is_none_or(|app| instance.app_id() == Some(app)))
        .map(|instance| instance.id)
        .collect();
    for instance in instances {
        let Some(key) = world.signing_key(instance, now).cloned() else { continue };
        let text = CertificateText {
            common_name: "Microsoft Azure Federated SSO Certificate".to_owned(),
            starts: now - Duration::days(1_096),
            ends: now - Duration::DAY,
            serial: shared.options.random.uuid(),
        };
        match SigningPair::self_signed(&key.pair.key, text) {
            Ok(pair) => replace(&mut world, instance, &key, pair),
            Err(error) => tracing::error!(%error, "a certificate could not be made"),
        }
    }
}

/// Puts the new certificate in the place of the old one, in all entries of the directory.
fn replace(world: &mut World, instance: Uuid, old: &SamlKey, pair: SigningPair) {
    let (before, after) = (old.pair.thumbprint(), pair.thumbprint());
    let (mark, new_mark) = (STANDARD.encode(before.0), STANDARD.encode(after.0));
    let moment = |at: OffsetDateTime| Value::from(crate::graph::moment(at));
    let rewrite = |entries: &[Value]| -> Vec<Value> {
        let mut entries = entries.to_vec();
        for entry in entries.iter_mut().filter(|entry| entry["customKeyIdentifier"] == mark.as_str()) {
            entry["customKeyIdentifier"] = new_mark.as_str().into();
            entry["startDateTime"] = moment(pair.starts);
            entry["endDateTime"] = moment(pair.ends);
            if entry["usage"] == "Verify" {
                entry["key"] = STANDARD.encode(&pair.certificate).into();
            }
        }
        entries
    };
    if let Some(mut object) = world.directory.any_mut(instance) {
        let (keys, passwords) =
            (rewrite(object.items("keyCredentials")), rewrite(object.items("passwordCredentials")));
        object.set("keyCredentials", keys);
        object.set("passwordCredentials", passwords);
        if object.text("preferredTokenSigningKeyThumbprint").eq_ignore_ascii_case(&before.to_string()) {
            object.set("preferredTokenSigningKeyThumbprint", after.to_string());
        }
    }
    world.saml_keys.remove(&before.to_string());
    world.saml_keys.insert(after.to_string(), SamlKey { service_principal: instance, pair });
}
