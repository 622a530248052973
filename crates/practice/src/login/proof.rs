//! How a client proves who it is at the token endpoint: a secret, an assertion signed with a certificate of its
//! registration, or, for public clients, nothing.

use super::{client::Client, failure::Failure, fields::Fields};
use crate::state::{World, object::Object};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde_json::Value;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How the client showed who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Secret,
    Certificate,
    /// Nothing was shown: a public client.
    None,
}

/// Moves credentials of an `Authorization: Basic` header into the form, where they mean the same.
pub(crate) fn take_basic(header: Option<&str>, fields: &mut Fields) -> Result<(), Failure> {
    let Some(encoded) = header.and_then(|header| {
        let (scheme, rest) = header.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then_some(rest.trim())
    }) else {
        return Ok(());
    };
    let broken = || {
        Failure::new(
            "invalid_client",
            7_000_216,
            "The Authorization header does not hold a client id and a client secret.",
        )
    };
    let text = STANDARD.decode(encoded).map_err(|_| broken())?;
    let text = String::from_utf8(text).map_err(|_| broken())?;
    let (id, secret) = text.split_once(':').ok_or_else(broken)?;
    // RFC 6749 wants both parts form-encoded; many clients do not, which comes to the same for ids and most secrets.
    let plain = |part: &str| {
        let pair = format!("v={}", part.replace('&', "%26"));
        url::form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |(_, v)| v.into_owned())
    };
    if fields.filled("client_id").is_some_and(|named| !named.eq_ignore_ascii_case(&plain(id))) {
        return Err(broken());
    }
    fields.put("client_id", plain(id));
    fields.put("client_secret", plain(secret));
    Ok(())
}

/// Checks what the client showed. Nothing shown is fine here; the grant decides whether that is enough.
pub(crate) fn check(
    world: &World,
    client: &Client,
    fields: &Fields,
    (origin, now): (&str, OffsetDateTime),
) -> Result<Proof, Failure> {
    let holders = [client.application, client.instance];
    let holders: Vec<&Object> = holders.iter().flatten().filter_map(|id| world.directory.any(*id)).collect();
    if let Some(secret) = fields.filled("client_secret") {
        return check_secret(world, client, &holders, (secret, now)).map(|()| Proof::Secret);
    }
    let Some(assertion) = fields.filled("client_assertion") else { return Ok(Proof::None) };
    if fields.get("client_assertion_type") != BEARER {
        let message = format!("The 'client_assertion_type' must be '{BEARER}'.");
        return Err(Failure::new("invalid_request", 50_027, message));
    }
    check_assertion(world, client, &holders, &Assertion { text: assertion, origin, now })
        .map(|()| Proof::Certificate)
}

/// 7000218: a confidential client, or a flow that needs one, came with empty hands.
pub(crate) fn needed() -> Failure {
    let message =
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    Failure::new("invalid_client", 7_000_218, message)
}

/// 700025: a public client came with a secret.
pub(crate) fn unwanted() -> Failure {
    let message = "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.";
    Failure::new("invalid_client", 700_025, message)
}

fn check_secret(
    world: &World,
    client: &Client,
    holders: &[&Object],
    (secret, now): (&str, OffsetDateTime),
) -> Result<(), Failure> {
    let entries = holders.iter().flat_map(|holder| holder.items("passwordCredentials"));
    let mut expired = false;
    for entry in entries {
        let fits = entry["keyId"]
            .as_str()
            .and_then(|id| Uuid::parse_str(id).ok())
            .is_some_and(|id| world.client_secrets.fits(id, secret));
        if fits && valid_at(entry, now) {
            return Ok(());
        }
        expired |= fits;
    }
    if expired {
        let message = format!("The provided client secret keys for app '{}' are expired.", client.id);
        return Err(Failure::new("invalid_client", 7_000_222, message));
    }
    let message = format!(
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.",
        client.id
    );
    Err(Failure::new("invalid_client", 7_000_215, message))
}

fn valid_at(entry: &Value, now: OffsetDateTime) -> bool {
    let moment =
        |name: &str| entry[name].as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    // Wire times have whole seconds: one that began this very second has begun.
    moment("startDateTime").is_none_or(|start| start <= now + Duration::SECOND)
        && moment("endDateTime").is_none_or(|end| end > now)
}

struct Assertion<'a> {
    text: &'a str,
    origin: &'a str,
    now: OffsetDateTime,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sub: String,
    aud: Value,
    exp: Option<f64>,
    nbf: Option<f64>,
}

fn check_assertion(
    world: &World,
    client: &Client,
    holders: &[&Object],
    assertion: &Assertion<'_>,
) -> Result<(), Failure> {
    let malformed = || Failure::new("invalid_request", 50_027, "JWT token is invalid or malformed.");
    let head = Head::read(assertion.text).ok_or_else(malformed)?;
    let algorithm = match head.alg.as_str() {
        "RS256" => Algorithm::RS256,
        "PS256" => Algorithm::PS256,
        other => {
            let message = format!("The algorithm '{other}' of the client assertion is not supported.");
            return Err(Failure::new("invalid_client", 5_002_738, message));
        }
    };
    let entries: Vec<&Value> = holders.iter().flat_map(|holder| holder.items("keyCredentials")).collect();
    let unregistered = || {
        let message = format!(
            "Client assertion failed signature validation: the certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '{}', Application: '{}']",
            head.thumbprint(),
            client.id
        );
        Failure::new("invalid_client", 700_027, message)
    };
    let mut expired = false;
    let mut signed = None;
    for entry in entries {
        let Some(der) = entry["key"].as_str().and_then(|key| STANDARD.decode(key).ok()) else { continue };
        let Some(key) = head.names(&der).then(|| public_key(&der)).flatten() else { continue };
        let mut validation = Validation::new(algorithm);
        // Times, audience and names are judged below, with Entra's numbers and by this tenant's clock.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        if let Ok(token) = jsonwebtoken::decode::<Claims>(assertion.text, &key, &validation) {
            if valid_at(entry, assertion.now) {
                signed = Some(token.claims);
                break;
            }
            expired = true;
        }
    }
    if expired && signed.is_none() {
        let message = "The certificate used to sign the client assertion has expired or is not valid yet.";
        return Err(Failure::new("invalid_client", 700_027, message));
    }
    judge(world, client, &signed.ok_or_else(unregistered)?, assertion)
}

/// Names, audience and times of a signed assertion.
fn judge(world: &World, client: &Client, claims: &Claims, assertion: &Assertion<'_>) -> Result<(), Failure> {
    let own = client.id.to_string();
    if !claims.iss.eq_ignore_ascii_case(&own) || !claims.sub.eq_ignore_ascii_case(&own) {
        let message = "Client assertion application identifier doesn't match 'client_id' parameter.";
        return Err(Failure::new("invalid_client", 700_021, message));
    }
    let audiences: Vec<&str> = match &claims.aud {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let meant = |audience: &str| {
        let rest = audience.strip_prefix(assertion.origin)?.strip_prefix('/')?;
        let (tenant, path) = rest.split_once('/').unwrap_or((rest, ""));
        let known = matches!(path, "" | "v2.0" | "oauth2/v2.0/token" | "oauth2/token");
        Some(known && world.tenant.is_meant_by(tenant))
    };
    if !audiences.iter().any(|audience| meant(audience).unwrap_or_default()) {
        let message = format!(
            "Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials. The audience must be '{}/{}/oauth2/v2.0/token'.",
            assertion.origin, world.tenant.id
        );
        return Err(Failure::new("invalid_client", 700_023, message));
    }
    let now = assertion.now.unix_timestamp() as f64;
    let tolerance = 300.0;
    let in_time = claims.exp.is_some_and(|end| end + tolerance > now)
        && claims.nbf.is_none_or(|start| start - tolerance <= now);
    if !in_time {
        let message = format!(
            "Client assertion is not within its valid time range. Current time: {}, expiry time of assertion {}.",
            super::failure::timestamp(assertion.now),
            claims.exp.unwrap_or_default()
        );
        return Err(Failure::new("invalid_client", 700_024, message));
    }
    Ok(())
}

fn public_key(der: &[u8]) -> Option<DecodingKey> {
    use x509_parser::{prelude::FromDer, public_key::PublicKey};
    let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(der).ok()?;
    match certificate.public_key().parsed().ok()? {
        PublicKey::RSA(rsa) => {
            let trimmed =
                |number: &[u8]| number.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
            Some(DecodingKey::from_rsa_raw_components(&trimmed(rsa.modulus), &trimmed(rsa.exponent)))
        }
        _ => None,
    }
}

/// The header of an assertion: which key it says it was signed with.
#[derive(Deserialize)]
struct Head {
    alg: String,
    x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
    kid: Option<String>,
}

impl Head {
    fn read(text: &str) -> Option<Self> {
        let part = text.split('.').next().filter(|_| text.split('.').count() == 3)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
    }

    /// Whether the header names this certificate; without any name every certificate may be tried.
    fn names(&self, der: &[u8]) -> bool {
        let sha1: [u8; 20] = Sha1::digest(der).into();
        let sha256: [u8; 32] = Sha256::digest(der).into();
        let hex: String = sha1.iter().map(|byte| format!("{byte:02X}")).collect();
        let named = |name: &str, digest: &[u8]| name.trim_end_matches('=') == URL_SAFE_NO_PAD.encode(digest);
        match (&self.x5t_s256, &self.x5t, &self.kid) {
            (Some(name), _, _) => named(name, &sha256),
            (None, Some(name), _) => named(name, &sha1) || name.eq_ignore_ascii_case(&hex),
            (None, None, Some(kid)) => named(kid, &sha1) || kid.eq_ignore_ascii_case(&hex),
            (None, None, None) => true,
        }
    }

    fn thumbprint(&self) -> &str {
        let name = self.x5t.as_deref().or(self.x5t_s256.as_deref()).or(self.kid.as_deref());
        name.unwrap_or("none")
    }
}
