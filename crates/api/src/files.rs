//! Files for the person: certificate, metadata, hand-over. Written to the downloads folder under a name that is safe
//! everywhere, never over an existing file, readable by their owner only.

use crate::{
    Console,
    contract::{CertificateForm, ErrorCode, RunRef, SavedFile, WireError, files::CertificateSave},
    convert::directory_failure,
    run::{active_certificate, parse_run},
};
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

impl Console {
    /// Writes the certificate or the metadata to the downloads folder.
    ///
    /// # Errors
    /// `not_found` before there is an active certificate; `profile_trouble` when the file cannot be written.
    pub async fn certificate_save(
        self: &Arc<Self>,
        request: CertificateSave,
    ) -> Result<SavedFile, WireError> {
        let session = self.signed_in().await?;
        let run = self.load(parse_run(&request.run)?, &session)?;
        let name = &run.row.name;
        let none = || WireError::new(ErrorCode::NotFound, "There is no active certificate yet.");
        let (bytes, name) = match request.form {
            CertificateForm::Metadata => {
                let app = run.memory.known.app.ok_or_else(none)?;
                let (bytes, _) = session.directory.metadata(app).await.map_err(directory_failure)?;
                (bytes, format!("{name} federation metadata.xml"))
            }
            CertificateForm::Base64 => {
                let certificate = active_certificate(&run).ok_or_else(none)?;
                (certificate.to_pem().into_bytes(), format!("{name} certificate.cer"))
            }
            CertificateForm::Pem => {
                let certificate = active_certificate(&run).ok_or_else(none)?;
                (certificate.to_pem().into_bytes(), format!("{name} certificate.pem"))
            }
            CertificateForm::Raw => {
                let certificate = active_certificate(&run).ok_or_else(none)?;
                (certificate.der().to_vec(), format!("{name} certificate raw.cer"))
            }
        };
        self.save_file(&name, &bytes)
    }

    /// Writes the hand-over document to the downloads folder.
    ///
    /// # Errors
    /// `profile_trouble` when the file cannot be written.
    pub async fn handover_save(self: &Arc<Self>, request: RunRef) -> Result<SavedFile, WireError> {
        let session = self.signed_in().await?;
        let id = parse_run(&request.run)?;
        let document = self.handover(id, &session)?;
        let name = self.load(id, &session)?.row.name;
        self.save_file(&format!("{name} single sign-on.html"), document.to_html().as_bytes())
    }

    /// Writes the hand-over document and opens it in the browser.
    ///
    /// # Errors
    /// As [`Console::handover_save`]; `not_found` when no browser can be started.
    pub async fn handover_open(self: &Arc<Self>, request: RunRef) -> Result<SavedFile, WireError> {
        let saved = self.handover_save(request).await?;
        let url = url::Url::from_file_path(&saved.path)
            .map_err(|()| WireError::new(ErrorCode::Internal, "The file has no address."))?;
        self.open_anything(url.as_str())?;
        Ok(saved)
    }

    pub(crate) fn save_file(&self, name: &str, bytes: &[u8]) -> Result<SavedFile, WireError> {
        let folder = self.downloads();
        let failed = |error: std::io::Error| {
            WireError::new(ErrorCode::ProfileTrouble, "The file could not be written.")
                .hint("Look whether the disk is full.")
                .details(format!("{}: {error}", folder.display()))
        };
        fs::create_dir_all(&folder).map_err(failed)?;
        let path = write_new(&folder, &safe_name(name), bytes).map_err(failed)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(SavedFile { path: path.display().to_string(), name })
    }

    fn downloads(&self) -> PathBuf {
        let system = || dirs::download_dir().filter(|folder| folder.is_dir());
        self.environment.downloads.clone().or_else(system).unwrap_or_else(|| self.profile.join("exports"))
    }
}

/// Letters, digits and a few signs; no path, no control or direction-changing character.
fn safe_name(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|letter| if letter.is_alphanumeric() || "-_. ".contains(letter) { letter } else { '-' })
        .take(120)
        .collect();
    let trimmed = kept.trim_matches([' ', '.', '-']);
    if trimmed.is_empty() { "doorward".to_owned() } else { trimmed.to_owned() }
}

/// Writes beside, syncs, then links the name; an existing file keeps its place and the new one gets a number.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let (stem, extension) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    for number in 1..1000 {
        let own = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(own);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        match options.open(&path) {
            Ok(mut file) => {
                let written = file.write_all(bytes).and_then(|()| file.sync_all());
                if let Err(error) = written {
                    let _ = fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::from(ErrorKind::AlreadyExists))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_text_never_becomes_a_path() {
        assert_eq!(safe_name("../../etc/passwd"), "etc-passwd");
        assert_eq!(safe_name("Sentry\u{202e}gpj.cer"), "Sentry-gpj.cer");
        assert_eq!(safe_name("///"), "doorward");
    }

    #[test]
    fn an_existing_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let first = write_new(folder.path(), "a.cer", b"1").unwrap();
        let second = write_new(folder.path(), "a.cer", b"2").unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(first).unwrap(), b"1");
    }
}
