//! Which servers are believed: those whose certificates the system trusts, and those of the file that
//! `DOORWARD_CA_FILE` names.
//!
//! Reading a system's certificates costs as much time as everything else at the start together, so it is done once and
//! every client shares it.

use crate::contract::{ErrorCode, WireError};
use rustls::{
    ClientConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use std::{path::Path, sync::Arc};

/// Protocols offered to a server, the better one first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// How servers are told from impostors; cheap to copy.
#[derive(Debug, Clone)]
pub struct Trust(ClientConfig);

impl Trust {
    /// Reads the system's certificates, and those of a PEM file if one is named.
    ///
    /// # Errors
    /// `invalid_input` when the file cannot be read or holds no certificate; `internal` when this system has no trust to
    /// build on.
    pub fn read(further: Option<&Path>) -> Result<Self, WireError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let further = further.map(authorities).transpose()?.unwrap_or_default();
        Self::build(further, provider).map_err(|error| {
            WireError::new(ErrorCode::Internal, "No connections can be made on this machine.")
                .details(error.to_string())
        })
    }

    fn build(
        further: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, rustls::Error> {
        let verifier = Verifier::new_with_extra_roots(further, Arc::clone(&provider))?;
        // The platform's verifier checks as a browser does; the builder calls any verifier of one's own dangerous.
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config =
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        Ok(Self(config))
    }

    /// A client builder that believes these servers only.
    pub fn client(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder().tls_backend_preconfigured(self.0.clone())
    }
}

fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, WireError> {
    let unusable = |reason: String| {
        WireError::new(ErrorCode::InvalidInput, "The file that DOORWARD_CA_FILE names cannot be used.")
            .field("DOORWARD_CA_FILE")
            .details(reason)
    };
    let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| unusable(error.to_string()))?;
    if found.is_empty() {
        return Err(unusable("it holds no certificate".to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_certificate_is_named_as_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let (empty, absent) = (folder.path().join("empty.pem"), folder.path().join("absent.pem"));
        std::fs::write(&empty, "no certificate here").unwrap();
        for path in [&empty, &absent] {
            let error = Trust::read(Some(path)).expect_err("nothing to trust in there");
            assert_eq!(error.code, ErrorCode::InvalidInput);
            assert_eq!(error.field.as_deref(), Some("DOORWARD_CA_FILE"));
        }
    }

    #[test]
    fn the_system_is_trusted_when_no_file_is_named() {
        let trust = Trust::read(None).expect("this system has certificates");
        assert!(trust.client().build().is_ok(), "the client takes the configuration for its own");
    }
}
