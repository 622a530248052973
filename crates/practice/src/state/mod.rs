//! The whole state of a practice tenant: one value that can be saved, loaded and thrown away.

pub(crate) mod assignment;
pub(crate) mod audit;
pub(crate) mod authorization;
pub(crate) mod consent;
pub(crate) mod directory;
pub(crate) mod fault;
pub(crate) mod index;
pub(crate) mod keys;
pub(crate) mod news;
pub(crate) mod object;
pub(crate) mod secret;
pub(crate) mod sign_in;
pub(crate) mod sign_in_log;
pub(crate) mod tenant_settings;
pub(crate) mod vendor;

use crate::PracticeAccount;
use directory::Directory;
use doorward_domain::Thumbprint;
use fault::Faults;
use keys::{SamlKey, SigningPair};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// The shape of the saved state; another number is not read.
pub(crate) const VERSION: u32 = 1;

/// The tenant's own facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TenantFacts {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    /// Domains; the first is the default one.
    pub(crate) domains: Vec<DomainFacts>,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) created: OffsetDateTime,
}

/// One domain of the tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DomainFacts {
    pub(crate) name: String,
    pub(crate) verified: bool,
    pub(crate) initial: bool,
    /// Passwords are checked by the tenant itself (`Managed`), not elsewhere (`Federated`).
    pub(crate) managed: bool,
}

impl TenantFacts {
    /// The domain new people get unless another is chosen.
    pub(crate) fn default_domain(&self) -> &str {
        self.domains.first().map_or("", |domain| domain.name.as_str())
    }

    /// Whether a tenant segment of a sign-in URL means this tenant.
    pub(crate) fn is_meant_by(&self, segment: &str) -> bool {
        Uuid::parse_str(segment).is_ok_and(|id| id == self.id)
            || self.domains.iter().any(|domain| domain.verified && domain.name.eq_ignore_ascii_case(segment))
            || matches!(segment, "organizations" | "common")
    }

    /// The identity provider's entity id.
    pub(crate) fn saml_issuer(&self) -> String {
        format!("https://sts.windows.net/{}/", self.id)
    }
}

/// Everything that is saved, plus the faults, which are not.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) version: u32,
    /// The port it listened on; asked for again when any port will do.
    #[serde(default)]
    pub(crate) port: u16,
    pub(crate) tenant: TenantFacts,
    /// Doorward's own client id in this tenant.
    pub(crate) client: Uuid,
    pub(crate) accounts: Vec<PracticeAccount>,
    pub(crate) directory: Directory,
    pub(crate) token_key: SigningPair,
    /// SAML signing keys by thumbprint, upper-case hexadecimal.
    pub(crate) saml_keys: BTreeMap<String, SamlKey>,
    pub(crate) sign_in: sign_in::SignIn,
    /// Who agreed to what: what `/oauth2PermissionGrants` shows.
    #[serde(default)]
    pub(crate) consents: consent::Consents,
    /// Client secrets, by `keyId`.
    #[serde(default)]
    pub(crate) client_secrets: secret::ClientSecrets,
    /// What was set up on the vendor's side, by client id.
    pub(crate) vendors: BTreeMap<Uuid, vendor::VendorSide>,
    #[serde(skip)]
    pub(crate) faults: Faults,
}

impl World {
    /// The certificate a service principal signs with now: the active one while it is valid; once it has expired, the
    /// newest valid one; else the active one, expired as it is.
    pub(crate) fn signing_key(&self, service_principal: Uuid, now: OffsetDateTime) -> Option<&SamlKey> {
        let instance = self.directory.any(service_principal)?;
        let active = instance.text("preferredTokenSigningKeyThumbprint").to_ascii_uppercase();
        let active = self.saml_keys.get(&active);
        if active.is_some_and(|key| key.pair.ends > now) {
            return active;
        }
        let valid = self.certificates(service_principal).filter(|key| key.pair.ends > now);
        valid.max_by_key(|key| key.pair.starts).or(active)
    }

    /// All certificates of a service principal.
    pub(crate) fn certificates(&self, service_principal: Uuid) -> impl Iterator<Item = &SamlKey> {
        self.saml_keys.values().filter(move |key| key.service_principal == service_principal)
    }

    /// Whether the thumbprint names a certificate of the service principal.
    pub(crate) fn has_certificate(&self, service_principal: Uuid, thumbprint: Thumbprint) -> bool {
        let key = self.saml_keys.get(&thumbprint.to_string());
        key.is_some_and(|key| key.service_principal == service_principal)
    }
}
