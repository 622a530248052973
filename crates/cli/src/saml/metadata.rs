//! `doorward saml metadata`.

use super::{args::Metadata, check::plain, source};
use crate::output::{Failure, Output, usage};
use doorward_api::contract::{ErrorCode, WireError};
use doorward_domain::Thumbprint;
use doorward_saml::{Entity, EntityKey, KeyKind, Role, RoleKind, Use};
use serde_json::{Value, json};
use std::{process::ExitCode, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Largest document read, bytes.
const LIMIT: usize = 2 * 1024 * 1024;

pub(super) async fn metadata(wanted: &Metadata, output: Output) -> Result<ExitCode, Failure> {
    let sought: Option<Thumbprint> = match &wanted.thumbprint {
        Some(text) => {
            let plain: String = text.chars().filter(char::is_ascii_hexdigit).collect();
            Some(
                plain
                    .parse()
                    .map_err(|_| usage(format!("“{text}” is no thumbprint of 40 hexadecimal digits.")))?,
            )
        }
        None => None,
    };
    let bytes = match wanted.source.contains("://") {
        true => fetch(&wanted.source).await?,
        false => source::read(&wanted.source, LIMIT)?,
    };
    let entity =
        Entity::parse(&bytes).map_err(|error| WireError::new(ErrorCode::InvalidInput, error.to_string()))?;
    let now = wanted.at.unwrap_or_else(OffsetDateTime::now_utc);
    let matches = sought.map(|thumbprint| entity.signs_with(thumbprint));
    let fields: serde_json::Map<String, Value> = entity
        .fields()
        .into_iter()
        .filter_map(|(field, value)| {
            Some((serde_json::to_value(field).ok()?.as_str()?.to_owned(), json!(value)))
        })
        .collect();
    output.line(&json!({
        "entityId": entity.id,
        "validUntil": entity.valid_until,
        "fields": fields,
        "roles": entity.roles.iter().map(|role| role_json(role, now)).collect::<Vec<_>>(),
        "thumbprintMatches": matches,
    }));
    tell(&entity, now, output);
    if let Some(found) = matches {
        output.say(if found {
            "A certificate of this thumbprint signs."
        } else {
            "No certificate of this thumbprint signs."
        });
    }
    Ok(if matches == Some(false) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Fetches a document: https only (the local computer may do without), no redirects to elsewhere, a bounded size.
async fn fetch(address: &str) -> Result<Vec<u8>, Failure> {
    let url = reqwest::Url::parse(address).map_err(|_| usage(format!("“{address}” is no address.")))?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(local && url.scheme() == "http") {
        return Err(usage("Metadata is fetched by https:// only."));
    }
    let failed = |error: reqwest::Error| {
        WireError::new(ErrorCode::Unreachable, "The metadata cannot be fetched.")
            .details(error.without_url().to_string())
    };
    let client = reqwest::Client::builder()
        .https_only(!local)
        .redirect(reqwest::redirect::Policy::limited(3))
        .timeout(Duration::from_secs(20))
        .build()
        .map_err(failed)?;
    let mut answer =
        client.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LIMIT {
            break;
        }
    }
    Ok(bytes)
}

fn kind(role: &Role) -> &'static str {
    match role.kind {
        RoleKind::IdentityProvider => "identity_provider",
        RoleKind::ServiceProvider => "service_provider",
    }
}

fn role_json(role: &Role, now: OffsetDateTime) -> Value {
    let endpoints: Vec<Value> = role
        .endpoints
        .iter()
        .map(|one| {
            json!({ "service": one.service, "binding": one.binding, "location": one.location, "index": one.index,
                "isDefault": one.is_default })
        })
        .collect();
    json!({
        "kind": kind(role),
        "endpoints": endpoints,
        "nameIdFormats": role.name_id_formats,
        "keys": role.keys.iter().map(|key| key_json(key, now)).collect::<Vec<_>>(),
        "unreadableKeys": role.unreadable_keys,
        "wantsAssertionsSigned": role.wants_assertions_signed,
        "requestsSigned": role.requests_signed,
    })
}

fn key_json(key: &EntityKey, now: OffsetDateTime) -> Value {
    let certificate = &key.certificate;
    let moment = |moment: OffsetDateTime| moment.format(&Rfc3339).unwrap_or_default();
    let purpose = match key.purpose {
        Use::Signing => "signing",
        Use::Encryption => "encryption",
        Use::Any => "any",
    };
    json!({
        "use": purpose,
        "thumbprint": certificate.thumbprint().to_string(),
        "subject": certificate.subject(),
        "starts": moment(certificate.not_before()),
        "ends": moment(certificate.not_after()),
        "expired": certificate.not_after() < now,
        "key": key_words(certificate.key()),
    })
}

fn key_words(key: KeyKind) -> String {
    match key {
        KeyKind::Rsa { bits } => format!("RSA {bits}"),
        KeyKind::EllipticCurve { bits } => format!("EC {bits}"),
        KeyKind::Other => "other".to_owned(),
    }
}

fn tell(entity: &Entity, now: OffsetDateTime, output: Output) {
    output.say(format!("Entity ID  {}", plain(&entity.id)));
    for role in &entity.roles {
        output.say(kind(role).replace('_', " "));
        for one in &role.endpoints {
            let binding = one.binding.rsplit(':').next().unwrap_or_default();
            output.say(format!("  {} ({}): {}", one.service, plain(binding), plain(&one.location)));
        }
        for key in &role.keys {
            let certificate = &key.certificate;
            let days = (certificate.not_after() - now).whole_days();
            let end =
                if days < 0 { format!("ended {} days ago", -days) } else { format!("{days} days left") };
            output.say(format!(
                "  certificate {} {} {}, {end}",
                certificate.thumbprint(),
                plain(&certificate.subject()),
                key_words(certificate.key())
            ));
        }
        if role.unreadable_keys > 0 {
            output.say(format!("  {} certificates cannot be read", role.unreadable_keys));
        }
    }
}
