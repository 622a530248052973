//! The company in the tenant, made the same way every time from one number.
//!
//! Ids come from a hash of the seed and a label, so two tenants with one seed agree about every id; passwords and keys
//! do not, they are random.

pub(crate) mod applications;
pub(crate) mod crowd;
pub(crate) mod first_party;
pub(crate) mod gallery;
mod people;
mod roster;

use crate::state::{
    DomainFacts, TenantFacts, VERSION, World,
    directory::Directory,
    fault::Faults,
    keys::{self, CertificateText, KeyError, SigningPair},
    secret::Secret,
    sign_in::SignIn,
};
use doorward_domain::Random;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The company's name.
pub(crate) const COMPANY: &str = "Larkfield Instruments";
/// Its default domain: verified and managed.
pub(crate) const DOMAIN: &str = "larkfield.example";
/// The domain it was born with.
pub(crate) const INITIAL_DOMAIN: &str = "larkfieldpractice.onmicrosoft.com";

/// What seeding depends on.
pub(crate) struct Soil<'a> {
    pub(crate) seed: u64,
    pub(crate) now: OffsetDateTime,
    pub(crate) random: &'a dyn Random,
    /// What is added for size.
    pub(crate) size: crowd::Size,
}

impl Soil<'_> {
    /// A stable id for a label.
    pub(crate) fn id(&self, label: &str) -> Uuid {
        stable_id(&format!("{}:{label}", self.seed))
    }
}

/// A GUID from a hash: the same label gives the same id everywhere.
pub(crate) fn stable_id(label: &str) -> Uuid {
    let digest = Sha256::digest(label.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A fresh tenant.
pub(crate) fn grow(soil: &Soil<'_>) -> Result<World, KeyError> {
    let domain = |name: &str, verified, initial, managed| DomainFacts {
        name: name.to_owned(),
        verified,
        initial,
        managed,
    };
    let tenant = TenantFacts {
        id: soil.id("tenant"),
        name: COMPANY.to_owned(),
        domains: vec![
            domain(DOMAIN, true, false, true),
            domain(INITIAL_DOMAIN, true, true, true),
            domain("partners.larkfield.example", true, false, false),
            domain("larkfield-next.example", false, false, true),
        ],
        created: soil.now - Duration::days(1_480),
    };
    let (token_key, shared_key) = two_keys()?;
    let text = CertificateText {
        common_name: format!("{COMPANY} practice tokens"),
        starts: soil.now - Duration::days(30),
        ends: soil.now + Duration::days(3_650),
        serial: soil.random.uuid(),
    };
    let mut world = World {
        version: VERSION,
        port: 0,
        client: soil.id("doorward-client"),
        accounts: Vec::new(),
        directory: Directory::default(),
        token_key: SigningPair::self_signed(&token_key, text)?,
        saml_keys: BTreeMap::new(),
        sign_in: SignIn::default(),
        consents: crate::state::consent::Consents::default(),
        client_secrets: crate::state::secret::ClientSecrets::default(),
        vendors: BTreeMap::new(),
        faults: Faults::default(),
        tenant,
    };
    first_party::install(&mut world, soil);
    people::settle_in(&mut world, soil);
    applications::install(&mut world, soil, &shared_key)?;
    crowd::gather(&mut world, soil, soil.size);
    Ok(world)
}

/// Two RSA keys, made side by side: they are most of what a start costs.
fn two_keys() -> Result<(Secret, Secret), KeyError> {
    std::thread::scope(|scope| {
        let other = scope.spawn(keys::new_key);
        let one = keys::new_key()?;
        let other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok((one, other))
    })
}
