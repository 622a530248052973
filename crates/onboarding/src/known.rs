//! What a run knows for certain: the ids it was given by the directory, and what it wrote itself.

use crate::{field::Field, probe::Probe};
use doorward_domain::{AppId, ObjectId, Thumbprint};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Facts of a run, kept with it and never guessed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The registration.
    pub application: Option<ObjectId>,
    /// Client id.
    pub app: Option<AppId>,
    /// The service principal.
    pub service_principal: Option<ObjectId>,
    /// How the run came by them.
    pub adoption: Adoption,
    /// The certificate this run added.
    pub certificate: Option<Thumbprint>,
    /// The test user this run made.
    pub made_user: Option<ObjectId>,
    /// The new test user's password left the process before anybody read it, so nobody knows it.
    pub password_lost: bool,
    /// Values this run wrote into fields that others may fill as well; a later correction replaces just these.
    pub written: BTreeMap<Field, Vec<String>>,
    /// A test's local reply URL that has not been taken away yet.
    pub probe: Option<Probe>,
}

/// How a run came by its application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    /// Made by this run.
    #[default]
    Made,
    /// Existed before and was taken over because the admin said so.
    TakenOver,
}
