//! Signing keys: one for tokens, one per SAML certificate.
//!
//! Keys are made with aws-lc (through `rcgen`), RSA-2048, and live as long as the practice tenant does.

use super::secret::Secret;
use doorward_domain::Thumbprint;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize, SerialNumber,
};
use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};
use time::OffsetDateTime;
use uuid::Uuid;

/// A key or certificate could not be made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("signing key: {0}")]
pub struct KeyError(String);

impl From<rcgen::Error> for KeyError {
    fn from(error: rcgen::Error) -> Self {
        Self(error.to_string())
    }
}

/// A certificate with its private key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SigningPair {
    /// PKCS #8, PEM.
    pub(crate) key: Secret,
    /// The certificate, DER.
    pub(crate) certificate: Vec<u8>,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) starts: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) ends: OffsetDateTime,
}

/// What a certificate says.
#[derive(Debug, Clone)]
pub(crate) struct CertificateText {
    /// The common name, without `CN=`.
    pub(crate) common_name: String,
    pub(crate) starts: OffsetDateTime,
    pub(crate) ends: OffsetDateTime,
    pub(crate) serial: Uuid,
}

/// Makes a fresh RSA-2048 key; takes about a tenth of a second.
pub(crate) fn new_key() -> Result<Secret, KeyError> {
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    Ok(Secret::new(pair.serialize_pem()))
}

impl SigningPair {
    /// Certifies the key with itself, as Entra does.
    pub(crate) fn self_signed(key: &Secret, text: CertificateText) -> Result<Self, KeyError> {
        let pair = open(key)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, text.common_name);
        params.not_before = text.starts;
        params.not_after = text.ends;
        params.serial_number = Some(SerialNumber::from_slice(text.serial.as_bytes()));
        let certificate = params.self_signed(&pair)?.der().to_vec();
        Ok(Self { key: key.clone(), certificate, starts: text.starts, ends: text.ends })
    }

    /// SHA-1 over the certificate: its name in the directory.
    pub(crate) fn thumbprint(&self) -> Thumbprint {
        Thumbprint(Sha1::digest(&self.certificate).into())
    }

    /// RSA PKCS #1 v1.5 with SHA-256 over the message.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(rcgen::SigningKey::sign(&open(&self.key)?, message)?)
    }

    /// Modulus and exponent, big-endian, without leading zeros.
    pub(crate) fn rsa_numbers(&self) -> Result<(Vec<u8>, Vec<u8>), KeyError> {
        use x509_parser::{prelude::FromDer, public_key::PublicKey};
        let (_, certificate) = x509_parser::certificate::X509Certificate::from_der(&self.certificate)
            .map_err(|error| KeyError(error.to_string()))?;
        let parsed = certificate.public_key().parsed().map_err(|error| KeyError(error.to_string()))?;
        let PublicKey::RSA(rsa) = parsed else { return Err(KeyError("not an RSA key".to_owned())) };
        let trimmed = |number: &[u8]| number.iter().copied().skip_while(|byte| *byte == 0).collect();
        Ok((trimmed(rsa.modulus), trimmed(rsa.exponent)))
    }
}

fn open(key: &Secret) -> Result<KeyPair, KeyError> {
    Ok(KeyPair::from_pkcs8_pem_and_sign_algo(key.reveal(), &PKCS_RSA_SHA256)?)
}

/// A SAML signing certificate of a service principal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SamlKey {
    pub(crate) service_principal: Uuid,
    pub(crate) pair: SigningPair,
}
