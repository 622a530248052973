//! Certificates for the TLS listener: an authority of its own, and a server certificate signed by it.
//!
//! Both are made at the start. The authority's key signs once and is dropped, so nobody who trusts its certificate can
//! be deceived by a later one; only the certificate is written down, never a key. Most client libraries refuse plain
//! http, and this is how they are pointed at the tenant.

use crate::state::keys::KeyError;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};
use std::{
    fs,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::Arc,
};
use time::{Duration, OffsetDateTime};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use uuid::Uuid;

/// Browsers and operating systems refuse server certificates that live longer than about this.
const LIFETIME: Duration = Duration::days(397);

/// TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate could not be made, for example for a name that is none.
    #[error(transparent)]
    Certificate(#[from] KeyError),
    /// The TLS library refused the certificate.
    #[error("TLS: {0}")]
    Library(#[from] rustls::Error),
    /// The authority's certificate could not be written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

/// What is needed to listen with TLS.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// The authority's certificate, PEM.
    authority: String,
}

/// What the certificates depend on.
pub(crate) struct Wanted<'a> {
    /// Host names or addresses beside the loopback ones.
    pub(crate) names: &'a [String],
    pub(crate) now: OffsetDateTime,
    pub(crate) serials: [Uuid; 2],
}

impl Tls {
    /// Makes authority and server certificate.
    pub(crate) fn make(wanted: &Wanted<'_>) -> Result<Self, TlsError> {
        let authority_key = KeyPair::generate().map_err(KeyError::from)?;
        let params = authority(wanted);
        let certificate = params.self_signed(&authority_key).map_err(KeyError::from)?;
        let issuer = Issuer::from_params(&params, &authority_key);
        let key = KeyPair::generate().map_err(KeyError::from)?;
        let server = server(wanted)?.signed_by(&key, &issuer).map_err(KeyError::from)?;
        let chain = vec![server.der().clone(), CertificateDer::from(certificate.der().to_vec())];
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), authority: certificate.pem() })
    }

    /// Writes the authority's certificate where clients can read it.
    pub(crate) fn publish(&self, place: &Place<'_>) -> Result<AuthorityFile, TlsError> {
        let (path, folder) = match place {
            Place::Beside(state) => (state.with_extension("ca.pem"), None),
            Place::Temporary(name) => {
                let folder = std::env::temp_dir().join(format!("doorward-practice-{name}"));
                (folder.join("ca.pem"), Some(folder))
            }
        };
        let failed = |source| TlsError::File { path: path.clone(), source };
        match (&folder, path.parent().filter(|parent| !parent.as_os_str().is_empty())) {
            // A folder that is there already may be somebody else's.
            (Some(folder), _) => fs::create_dir(folder).map_err(failed)?,
            (None, Some(parent)) => fs::create_dir_all(parent).map_err(failed)?,
            (None, None) => {}
        }
        let beside = path.with_extension("new");
        write(&beside, self.authority.as_bytes()).map_err(failed)?;
        fs::rename(&beside, &path).map_err(failed)?;
        let path = fs::canonicalize(&path).map_err(failed)?;
        Ok(AuthorityFile { path, folder })
    }
}

fn write(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    options.open(path)?.write_all(text)
}

/// Where the authority's certificate goes.
pub(crate) enum Place<'a> {
    /// Beside the state file, where it stays.
    Beside(&'a Path),
    /// Into a folder of this name's own, which goes away with the tenant.
    Temporary(Uuid),
}

/// The written certificate; a temporary one goes away with this value.
#[derive(Debug)]
pub(crate) struct AuthorityFile {
    pub(crate) path: PathBuf,
    folder: Option<PathBuf>,
}

impl Drop for AuthorityFile {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder
            && let Err(error) = fs::remove_dir_all(folder)
        {
            tracing::debug!(%error, "the practice authority's folder stays");
        }
    }
}

fn dated(name: &str, wanted: &Wanted<'_>, serial: Uuid) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Doorward practice tenant");
    params.distinguished_name.push(DnType::CommonName, name);
    // A day back, for clients whose clock is behind.
    params.not_before = wanted.now - Duration::DAY;
    params.not_after = wanted.now + LIFETIME;
    params.serial_number = Some(SerialNumber::from_slice(serial.as_bytes()));
    params
}

fn authority(wanted: &Wanted<'_>) -> CertificateParams {
    let mut params = dated("Doorward practice authority", wanted, wanted.serials[0]);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server(wanted: &Wanted<'_>) -> Result<CertificateParams, KeyError> {
    let mut params = dated("localhost", wanted, wanted.serials[1]);
    let dns = |name: &str| -> Result<SanType, KeyError> { Ok(SanType::DnsName(name.try_into()?)) };
    params.subject_alt_names = vec![
        dns("localhost")?,
        SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        SanType::IpAddress(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ];
    for name in wanted.names {
        let san = match name.parse() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => dns(name)?,
        };
        params.subject_alt_names.push(san);
    }
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict verifiers ask a certificate which key signed it.
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::time::macros::datetime;
    use x509_parser::prelude::*;

    fn tls(names: &[String]) -> Tls {
        let now = datetime!(2026-11-20 09:00 UTC);
        Tls::make(&Wanted { names, now, serials: [Uuid::from_u128(7), Uuid::from_u128(8)] }).unwrap()
    }

    #[test]
    fn only_the_authoritys_certificate_is_published() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("tenant.json");
        let file = tls(&["login.practice.test".to_owned()]).publish(&Place::Beside(&state)).unwrap();
        let text = fs::read_to_string(&file.path).unwrap();
        assert!(text.starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(!text.contains("PRIVATE KEY"), "the key never leaves the process");
        let (_, pem) = parse_x509_pem(text.as_bytes()).unwrap();
        let certificate = pem.parse_x509().unwrap();
        assert!(certificate.is_ca(), "clients trust it as an authority");
        drop(file);
        assert!(folder.path().join("tenant.ca.pem").exists(), "beside the state it stays");
    }

    #[test]
    fn a_temporary_authority_goes_away_with_the_tenant() {
        let name = Uuid::from_u128(u128::from(std::process::id()) + (77 << 64));
        let file = tls(&[]).publish(&Place::Temporary(name)).unwrap();
        let path = file.path.clone();
        assert!(path.exists());
        drop(file);
        assert!(!path.exists());
    }
}
