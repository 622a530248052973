//! Files that are handed over.

use serde::{Deserialize, Serialize};

/// Forms of the signing certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CertificateForm {
    /// PEM text, `.cer`.
    Base64,
    /// DER bytes, `.cer`.
    Raw,
    /// PEM text, `.pem`.
    Pem,
    /// The application's federation metadata, `.xml`.
    Metadata,
}

/// Asks for a certificate file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSave {
    /// Run id.
    pub run: String,
    /// Form.
    pub form: CertificateForm,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Whole path.
    pub path: String,
    /// Name alone.
    pub name: String,
}
