//! What the environment decides: where the profile lies, and which services are spoken to.
//!
//! Every variable has a setting of the same meaning or a command-line flag; a variable wins, so that unattended machines
//! and tests need no settings file.

use crate::{
    contract::{ErrorCode, WireError},
    trust::Trust,
};
use std::{env, path::PathBuf};

/// Values of the environment, read once.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `DOORWARD_PROFILE`: the profile directory.
    pub profile: Option<PathBuf>,
    /// `DOORWARD_LOGIN_URL`: the sign-in service.
    pub login_url: Option<String>,
    /// `DOORWARD_GRAPH_URL`: Graph.
    pub graph_url: Option<String>,
    /// `DOORWARD_CLIENT_ID`: the client registration.
    pub client_id: Option<String>,
    /// `DOORWARD_CA_FILE`: PEM file with further certificate authorities to trust.
    pub ca_file: Option<PathBuf>,
    /// `DOORWARD_BROWSER`: program that opens pages; gets the address as its last argument.
    pub browser: Option<String>,
    /// `DOORWARD_PASSPHRASE_FILE`: file whose first line is the passphrase of the sealed tokens.
    pub passphrase_file: Option<PathBuf>,
    /// `DOORWARD_DOWNLOADS`: where files for the person are written.
    pub downloads: Option<PathBuf>,
}

impl Environment {
    /// Reads the process's environment; empty values count as absent.
    #[must_use]
    pub fn read() -> Self {
        let text = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        let path = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        Self {
            profile: path("DOORWARD_PROFILE"),
            login_url: text("DOORWARD_LOGIN_URL"),
            graph_url: text("DOORWARD_GRAPH_URL"),
            client_id: text("DOORWARD_CLIENT_ID"),
            ca_file: path("DOORWARD_CA_FILE"),
            browser: text("DOORWARD_BROWSER"),
            passphrase_file: path("DOORWARD_PASSPHRASE_FILE"),
            downloads: path("DOORWARD_DOWNLOADS"),
        }
    }

    /// The profile directory: as named, else the system's place for application data.
    ///
    /// # Errors
    /// `profile_trouble` when the system names no such place.
    pub fn profile_directory(&self) -> Result<PathBuf, WireError> {
        self.profile.clone().or_else(|| dirs::data_dir().map(|data| data.join("Doorward"))).ok_or_else(|| {
            WireError::new(ErrorCode::ProfileTrouble, "This system names no place for application data.")
                .hint("Set DOORWARD_PROFILE to a directory of yours.")
        })
    }

    /// Which servers are believed.
    ///
    /// # Errors
    /// `invalid_input` when the file with authorities cannot be used.
    pub fn trust(&self) -> Result<Trust, WireError> {
        Trust::read(self.ca_file.as_deref())
    }

    /// The passphrase from its file, if one is named.
    ///
    /// # Errors
    /// `invalid_input` when the file cannot be read or is empty.
    pub fn passphrase(&self) -> Result<Option<secrecy::SecretString>, WireError> {
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        let unusable = |details: String| {
            WireError::new(
                ErrorCode::InvalidInput,
                "The file that DOORWARD_PASSPHRASE_FILE names cannot be used.",
            )
            .field("DOORWARD_PASSPHRASE_FILE")
            .details(details)
        };
        let text = std::fs::read_to_string(path).map_err(|error| unusable(error.to_string()))?;
        match text.lines().next() {
            Some(line) if !line.is_empty() => Ok(Some(secrecy::SecretString::from(line.to_owned()))),
            _ => Err(unusable("its first line is empty".to_owned())),
        }
    }
}
