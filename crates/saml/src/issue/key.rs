//! A private signing key together with the certificate that vouches for it.

use crate::Certificate;
use bergshamra::keys::{
    Key, KeysManager,
    loader::{load_rsa_private_pem, load_x509_cert_der},
};
use std::fmt;

/// Why a key cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not an RSA private key in PKCS #8 PEM.
    #[error("the private key is not RSA in PKCS #8 PEM")]
    NotRsa,
    /// The certificate holds another public key.
    #[error("the private key does not belong to the certificate")]
    NotAPair,
}

/// A private RSA key and its certificate. The key is never printed.
#[derive(Clone)]
pub struct SigningKey {
    key: Key,
    certificate: Certificate,
}

impl SigningKey {
    /// Reads an RSA key and makes sure that it belongs to the certificate.
    ///
    /// # Errors
    /// [`KeyError::NotRsa`] or [`KeyError::NotAPair`].
    pub fn from_pkcs8_pem(pem: &str, certificate: Certificate) -> Result<Self, KeyError> {
        let key = load_rsa_private_pem(pem.as_bytes()).map_err(|_| KeyError::NotRsa)?;
        let public = load_x509_cert_der(certificate.der()).ok().and_then(|public| public.to_spki_der());
        if public.is_none() || public != key.to_spki_der() {
            return Err(KeyError::NotAPair);
        }
        Ok(Self { key, certificate })
    }

    /// The certificate that goes into KeyInfo and into the metadata.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The key in the form the signature library takes.
    pub(super) fn manager(&self) -> KeysManager {
        let mut manager = KeysManager::new();
        manager.add_key(self.key.clone());
        manager
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({}, private key redacted)", self.certificate.thumbprint())
    }
}
