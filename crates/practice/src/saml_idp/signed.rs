//! Signatures of requests: in the address (redirect) or in the document (POST), by a certificate of the registration.
//!
//! They matter only where the application demands them (`requestSignatureVerification`), as in Entra.

use super::{details::Details, refused::Refused};
use crate::state::object::Object;
use aws_lc_rs::signature::{
    RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, UnparsedPublicKey,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bergshamra::{DsigContext, KeysManager, VerifyResult, keys::loader::load_x509_cert_der};
use serde_json::Value;
use x509_parser::prelude::FromDer;

const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

/// How a message came.
pub(super) enum Carriage<'a> {
    /// The query as it stood in the address.
    Redirect { query: &'a str },
    /// The document.
    Post { xml: &'a str },
}

/// What an application wants of requests.
struct Rules {
    required: bool,
    weak: bool,
    /// DER.
    certificates: Vec<Vec<u8>>,
}

fn rules(application: Option<&Object>) -> Rules {
    let settings =
        application.and_then(|application| application.properties.get("requestSignatureVerification"));
    let flag = |name: &str| settings.and_then(|settings| settings.get(name)).and_then(Value::as_bool);
    let weak = settings.and_then(|settings| settings.get("allowedWeakAlgorithms")).and_then(Value::as_str);
    let keys = application.map(|application| application.items("keyCredentials")).unwrap_or_default();
    let certificate = |key: &Value| STANDARD.decode(key["key"].as_str()?).ok();
    Rules {
        required: flag("isSignedRequestRequired").unwrap_or_default(),
        weak: weak.is_some_and(|weak| weak.contains("rsaSha1")),
        certificates: keys
            .iter()
            .filter(|key| key["usage"].as_str() == Some("Verify"))
            .filter_map(certificate)
            .collect(),
    }
}

/// Refuses a request that ought to be signed and is not, or not by a registered certificate.
pub(super) fn judge(
    application: Option<&Object>,
    details: &Details,
    carriage: &Carriage<'_>,
) -> Result<(), Refused> {
    let rules = rules(application);
    if !rules.required {
        return Ok(());
    }
    let outcome = match carriage {
        Carriage::Redirect { query } => redirect(query, &rules),
        Carriage::Post { xml } => post(xml, details, &rules),
    };
    match outcome {
        Some(true) => Ok(()),
        Some(false) => Err(Refused::new(
            75_005,
            "The signature of the SAML request cannot be verified with the certificates registered for the application.",
            "Upload the certificate the application signs its requests with, and compare the algorithm: SHA-1 must be allowed explicitly.",
        )),
        None => Err(Refused::new(
            76_021,
            "The application must sign its requests, and this one is not signed.",
            "Let the application sign its requests, or stop demanding it under “Verification certificates”.",
        )),
    }
}

/// `None`: not signed.
fn redirect(query: &str, rules: &Rules) -> Option<bool> {
    let raw = |name: &str| {
        query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, v)| v))
    };
    let (signature, algorithm) = (raw("Signature")?, raw("SigAlg")?);
    let plain = |text: &str| {
        let pair = format!("v={text}");
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    let mut message = format!("SAMLRequest={}", raw("SAMLRequest").unwrap_or_default());
    if let Some(state) = raw("RelayState") {
        message.push_str(&format!("&RelayState={state}"));
    }
    message.push_str(&format!("&SigAlg={algorithm}"));
    let algorithm = plain(algorithm)?;
    let Some(parameters) = parameters(&algorithm, rules.weak) else { return Some(false) };
    let Some(signature) = plain(signature).and_then(|text| STANDARD.decode(text).ok()) else {
        return Some(false);
    };
    Some(rules.certificates.iter().any(|der| verified(der, parameters, message.as_bytes(), &signature)))
}

fn parameters(algorithm: &str, weak: bool) -> Option<&'static RsaParameters> {
    match algorithm.rsplit('#').next()? {
        "rsa-sha256" => Some(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        "rsa-sha384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "rsa-sha512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        _ if algorithm == SHA1 && weak => Some(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        _ => None,
    }
}

fn verified(der: &[u8], parameters: &'static RsaParameters, message: &[u8], signature: &[u8]) -> bool {
    let Ok((_, certificate)) = x509_parser::certificate::X509Certificate::from_der(der) else { return false };
    let key = &certificate.public_key().subject_public_key.data;
    UnparsedPublicKey::new(parameters, key).verify(message, signature).is_ok()
}

/// `None`: not signed. One signature, under the root, over the root, and nothing else.
fn post(xml: &str, details: &Details, rules: &Rules) -> Option<bool> {
    match details.signatures {
        (0, 0) => return None,
        (1, 1) if details.references == [format!("#{}", details.id)] => {}
        _ => return Some(false),
    }
    if xml.contains(SHA1) && !rules.weak {
        return Some(false);
    }
    let mut manager = KeysManager::new();
    manager.add_keys(rules.certificates.iter().filter_map(|der| load_x509_cert_der(der).ok()));
    let context = DsigContext::new(manager);
    let result = bergshamra::verify(&context, xml);
    Some(
        matches!(result, Ok(VerifyResult::Valid { references, .. }) if references.len() == 1 && references.iter().all(|one| one.digest_verified)),
    )
}
