//! Files for the person: certificate, metadata, hand-over. Written to the downloads folder under a name that is safe
//! everywhere, never over an existing file, readable by their owner only.

use crate::{
    Console,
    contract::{CertificateForm, ErrorCode, RunRef, SavedFile, WireError, files::CertificateSave},
    convert::directory_failure,
    run::{active_certificate, parse_run},
};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use time::{Duration, OffsetDateTime};

/// How a file is called while it is being written.
const PART: &str = ".doorward-";
const PART_END: &str = ".part";
/// Age from which such a file counts as left behind.
const LEFT_BEHIND: Duration = Duration::hours(1);

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
        let path = write_new(&folder, &safe_name(name), bytes, self.machine.clock.now()).map_err(failed)?;
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

/// Writes beside, syncs, then gives the name: a file under its name is whole, also when the program dies in between. An
/// existing file keeps its place and the new one gets a number.
fn write_new(folder: &Path, name: &str, bytes: &[u8], now: OffsetDateTime) -> std::io::Result<PathBuf> {
    sweep(folder, now);
    let mut part = tempfile::Builder::new().prefix(PART).suffix(PART_END).tempfile_in(folder)?;
    part.write_all(bytes)?;
    part.as_file().sync_all()?;
    let (stem, extension) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    for number in 1..1000 {
        let own = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(own);
        match part.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => part = refused.file,
            Err(refused) => return Err(refused.error),
        }
    }
    Err(std::io::Error::from(ErrorKind::AlreadyExists))
}

/// Takes away what a program that died left behind. Nothing takes an hour to be written.
fn sweep(folder: &Path, now: OffsetDateTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let written = entry.metadata().and_then(|found| found.modified()).map(OffsetDateTime::from);
        let left = written.is_ok_and(|written| now - written > LEFT_BEHIND);
        if left && name.starts_with(PART) && name.ends_with(PART_END) {
            let _ = fs::remove_file(entry.path());
        }
    }
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
        let now = OffsetDateTime::now_utc();
        let first = write_new(folder.path(), "a.cer", b"1", now).unwrap();
        let second = write_new(folder.path(), "a.cer", b"2", now).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(first).unwrap(), b"1");
    }

    #[test]
    fn what_a_dying_program_left_half_written_never_bears_the_name_and_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let half = folder.path().join(".doorward-abc.part");
        fs::write(&half, b"hal").unwrap();
        let now = OffsetDateTime::now_utc();
        let whole = write_new(folder.path(), "a.cer", b"whole", now).unwrap();
        assert!(half.exists(), "somebody may be writing it right now");
        let later = write_new(folder.path(), "a.cer", b"whole", now + Duration::hours(2)).unwrap();
        assert_eq!(
            (fs::read(whole).unwrap(), fs::read(later).unwrap()),
            (b"whole".to_vec(), b"whole".to_vec())
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else is left in the folder");
    }
}
