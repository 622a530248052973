//! Secrets leave nothing behind.

use crate::office::Office;
use doorward_api::contract::{CertificateForm, ErrorCode, RunRef, files::CertificateSave};
use std::{fs, path::Path};

fn every_file(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            every_file(&path, found);
        } else if !path.ends_with("practice.json") {
            // The practice tenant is the other side: it has to know its people's passwords.
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_read_once_and_lies_in_no_file() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    assert!(run.test_user.password_waiting);
    let secret = office.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap();
    let again = office.console.secret_take(RunRef { run: run.id.clone() }).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::NotFound);
    office.console.handover_save(RunRef { run: run.id.clone() }).await.unwrap();
    let mut files = Vec::new();
    every_file(office.folder.path(), &mut files);
    assert!(files.len() >= 4, "databases, lock and hand-over were looked through");
    for (path, bytes) in files {
        let hit = bytes.windows(secret.password.len()).any(|window| window == secret.password.as_bytes());
        assert!(!hit, "the password lies in {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_files_hold_the_active_certificate_and_nothing_private() {
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let mut thumbprints = Vec::new();
    for form in
        [CertificateForm::Base64, CertificateForm::Pem, CertificateForm::Raw, CertificateForm::Metadata]
    {
        let file =
            office.console.certificate_save(CertificateSave { run: run.id.clone(), form }).await.unwrap();
        let bytes = fs::read(&file.path).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("PRIVATE KEY"));
        let certificate = match form {
            CertificateForm::Base64 | CertificateForm::Pem => {
                doorward_saml::Certificate::from_pem(&String::from_utf8(bytes).unwrap()).unwrap()
            }
            CertificateForm::Raw => doorward_saml::Certificate::from_der(&bytes).unwrap(),
            CertificateForm::Metadata => doorward_saml::IdpMetadata::parse(&bytes).unwrap().signing.remove(0),
        };
        thumbprints.push(certificate.thumbprint().to_string());
    }
    let active = run.certificate.active.unwrap().thumbprint;
    assert_eq!(thumbprints, vec![active; 4], "all forms are the same certificate");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_reads_what_was_written() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::open().await;
    let run = office.sentry().await;
    let run = office.apply_all(&run).await;
    let file = office.console.handover_save(RunRef { run: run.id }).await.unwrap();
    for path in [Path::new(&file.path), &office.folder.path().join("profile/journal.db")] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}
