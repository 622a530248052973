//! The sign-in endpoints: discovery, keys, device code, tokens, and the pages a person sees.

pub(crate) mod device_code;
pub(crate) mod device_page;
pub(crate) mod discovery;
pub(crate) mod failure;
mod id_token;
pub(crate) mod scope;
pub(crate) mod sign_in_page;
pub(crate) mod token;

use crate::state::World;
use failure::Failure;
use std::collections::BTreeMap;
use uuid::{Uuid, uuid};

/// Clients of Microsoft's own that sign in to every tenant.
const FIRST_PARTY: [(Uuid, &str); 4] = [
    (uuid!("14d82eec-204b-4c2f-b7e8-296a70dab67e"), "Microsoft Graph Command Line Tools"),
    (uuid!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"), "Microsoft Azure CLI"),
    (uuid!("1950a258-227b-4e31-a9cf-717495945fc2"), "Microsoft Azure PowerShell"),
    (uuid!("de8bc8b5-d9f9-48b1-a8ad-b748da725064"), "Graph Explorer"),
];

/// The name of a client that may sign in here.
pub(crate) fn client_name(world: &World, client: Uuid) -> Option<&'static str> {
    if client == world.client {
        return Some("Doorward");
    }
    FIRST_PARTY.iter().find(|(id, _)| *id == client).map(|(_, name)| *name)
}

/// A form body as single values; the last of a repeated name wins.
pub(crate) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(
            url::form_urlencoded::parse(body)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// The value, or "".
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The value, refused with AADSTS900144 if it is missing.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Failure> {
        let value = self.get(name);
        if value.is_empty() {
            let message = format!("The request body must contain the following parameter: '{name}'.");
            return Err(Failure::new("invalid_request", 900_144, message));
        }
        Ok(value)
    }
}

/// The client named in the form.
fn client(world: &World, fields: &Fields) -> Result<Uuid, Failure> {
    let text = fields.need("client_id")?;
    let known = Uuid::parse_str(text).ok().filter(|client| client_name(world, *client).is_some());
    known.ok_or_else(|| {
        let message = format!(
            "Application with identifier '{text}' was not found in the directory '{}'.",
            world.tenant.name
        );
        Failure::new("unauthorized_client", 700_016, message)
    })
}

/// Refuses a tenant segment that does not mean this tenant.
fn check_tenant(world: &World, segment: &str) -> Result<(), Failure> {
    if world.tenant.is_meant_by(segment) {
        return Ok(());
    }
    let message = format!(
        "Tenant '{segment}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
    );
    Err(Failure::new("invalid_tenant", 90_002, message))
}
