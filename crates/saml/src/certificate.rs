//! One public X.509 certificate: read, named by its thumbprint, written in the forms that vendors ask for.
//!
//! This module reads and names. It never decides trust: a certificate is trusted because it came from the tenant's
//! metadata, not because of anything it says about itself.

use crate::encoding;
use doorward_domain::Thumbprint;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha1::{Digest, Sha1};
use std::fmt;
use time::OffsetDateTime;
use x509_parser::{
    certificate::X509Certificate, parse_x509_certificate, public_key::PublicKey, x509::X509Name,
};

/// The largest certificate accepted, bytes of DER; real ones have one or two thousand.
const LIMIT: usize = 64 * 1024;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Why a text or bytes are not a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// No `BEGIN CERTIFICATE` … `END CERTIFICATE` block.
    #[error("there is no PEM block of a certificate")]
    NoPemBlock,
    /// Not base64.
    #[error("the certificate is not base64")]
    NotBase64,
    /// The bytes are not one X.509 certificate in DER, or more follows it.
    #[error("the bytes are not an X.509 certificate")]
    NotX509,
    /// More than 64 KiB.
    #[error("the certificate is larger than 64 KiB")]
    TooLarge,
}

/// One public X.509 certificate. Two are equal when their DER bytes are. Serialised as base64 DER.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    thumbprint: Thumbprint,
    subject: String,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    key: KeyKind,
}

/// What kind of key a certificate vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Length of the modulus, bits.
        bits: usize,
    },
    /// An elliptic curve.
    EllipticCurve {
        /// Length of a coordinate, bits.
        bits: usize,
    },
    /// Another kind, or one that cannot be read.
    Other,
}

impl KeyKind {
    fn of(certificate: &X509Certificate<'_>) -> Self {
        match certificate.public_key().parsed() {
            // A positive number may be written with a zero byte before it, which is no part of its length.
            Ok(PublicKey::RSA(key)) => {
                let modulus: Vec<u8> = key.modulus.iter().copied().skip_while(|&byte| byte == 0).collect();
                let unused = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
                Self::Rsa { bits: modulus.len() * 8 - unused }
            }
            Ok(PublicKey::EC(point)) => Self::EllipticCurve { bits: point.key_size() },
            _ => Self::Other,
        }
    }
}

impl Certificate {
    /// Reads DER: exactly one certificate.
    ///
    /// # Errors
    /// [`CertificateError::NotX509`] or [`CertificateError::TooLarge`].
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > LIMIT {
            return Err(CertificateError::TooLarge);
        }
        let (rest, parsed) = parse_x509_certificate(der).map_err(|_| CertificateError::NotX509)?;
        if !rest.is_empty() {
            return Err(CertificateError::NotX509);
        }
        Ok(Self {
            der: der.to_vec(),
            thumbprint: Thumbprint(Sha1::digest(der).into()),
            subject: readable(parsed.subject()),
            not_before: parsed.validity().not_before.to_datetime(),
            not_after: parsed.validity().not_after.to_datetime(),
            key: KeyKind::of(&parsed),
        })
    }

    /// Reads the first certificate of a PEM text; text around the block is ignored.
    ///
    /// # Errors
    /// Any [`CertificateError`].
    pub fn from_pem(pem: &str) -> Result<Self, CertificateError> {
        let (_, rest) = pem.split_once(BEGIN).ok_or(CertificateError::NoPemBlock)?;
        let (body, _) = rest.split_once(END).ok_or(CertificateError::NoPemBlock)?;
        Self::from_base64(body)
    }

    /// Reads base64 DER, as metadata and `keyCredentials` carry it; white space is ignored.
    ///
    /// # Errors
    /// [`CertificateError::NotBase64`], [`CertificateError::NotX509`] or [`CertificateError::TooLarge`].
    pub fn from_base64(text: &str) -> Result<Self, CertificateError> {
        if text.len() > LIMIT * 2 {
            return Err(CertificateError::TooLarge);
        }
        Self::from_der(&encoding::decode(text).ok_or(CertificateError::NotBase64)?)
    }

    /// The DER bytes: Entra's "Certificate (Raw)".
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM with lines of 64 letters: Entra's "Certificate (Base64)".
    #[must_use]
    pub fn to_pem(&self) -> String {
        let body = self.to_base64();
        let mut pem = String::with_capacity(body.len() + body.len() / 64 + 60);
        pem.push_str(BEGIN);
        for (index, letter) in body.chars().enumerate() {
            if index % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push('\n');
        pem.push_str(END);
        pem.push('\n');
        pem
    }

    /// Base64 DER on one line.
    #[must_use]
    pub fn to_base64(&self) -> String {
        encoding::encode(&self.der)
    }

    /// SHA-1 over the DER: how Entra names the certificate.
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// The subject, for example `CN=Sentry SSO`.
    #[must_use]
    pub fn subject(&self) -> String {
        self.subject.clone()
    }

    /// The key it vouches for.
    #[must_use]
    pub fn key(&self) -> KeyKind {
        self.key
    }

    /// Reads every certificate of a file: PEM (one or more blocks), bare base64 DER, or DER.
    ///
    /// # Errors
    /// Any [`CertificateError`]; one unreadable block refuses the whole file.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, CertificateError> {
        // DER of a certificate begins with the tag of a sequence and a long length; no text does.
        if bytes.starts_with(&[0x30, 0x82]) || bytes.starts_with(&[0x30, 0x83]) {
            return Ok(vec![Self::from_der(bytes)?]);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| CertificateError::NotX509)?;
        let text = text.trim_start_matches('\u{feff}');
        if !text.contains(BEGIN) {
            return Ok(vec![Self::from_base64(text)?]);
        }
        text.split(BEGIN)
            .skip(1)
            .map(|block| Self::from_base64(block.split_once(END).ok_or(CertificateError::NoPemBlock)?.0))
            .collect()
    }

    /// Valid from, UTC.
    #[must_use]
    pub fn not_before(&self) -> OffsetDateTime {
        self.not_before
    }

    /// Valid until, UTC.
    #[must_use]
    pub fn not_after(&self) -> OffsetDateTime {
        self.not_after
    }
}

/// The distinguished name as text; an attribute that has no text form leaves the name empty.
fn readable(name: &X509Name<'_>) -> String {
    name.to_string_with_registry(x509_parser::objects::oid_registry()).unwrap_or_default()
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({})", self.thumbprint)
    }
}

impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_base64(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
