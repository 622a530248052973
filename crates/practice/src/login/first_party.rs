//! Clients and resources that exist in every tenant because they are Microsoft's own, and Doorward's registration.
//!
//! Client ids are Microsoft's. Graph Command Line Tools and Graph Explorer have nothing preauthorised; each scope must
//! be consented to. Azure CLI and Azure PowerShell may have what Microsoft agreed with itself, and nothing else (65002).

use super::client::Origin;
use crate::state::authorization::Platform;
use uuid::{Uuid, uuid};

/// Microsoft Graph.
pub(crate) const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");
/// Windows Azure Active Directory: the directory before Graph.
pub(crate) const DIRECTORY: Uuid = uuid!("00000002-0000-0000-c000-000000000000");
/// Azure Resource Manager, which command-line tools sign in to first.
pub(crate) const MANAGEMENT: Uuid = uuid!("797f4846-ba00-4fd7-ba43-dac1f8f63013");

/// A client of Microsoft's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) id: Uuid,
    pub(crate) name: &'static str,
    pub(crate) origin: Origin,
    public: &'static [&'static str],
    spa: &'static [&'static str],
}

impl Known {
    pub(super) fn redirects(&self) -> Vec<(Platform, String)> {
        let public = self.public.iter().map(|uri| (Platform::Public, (*uri).to_owned()));
        public.chain(self.spa.iter().map(|uri| (Platform::Spa, (*uri).to_owned()))).collect()
    }
}

const NATIVE: &[&str] =
    &["http://localhost", "http://127.0.0.1", "https://login.microsoftonline.com/common/oauth2/nativeclient"];

/// Doorward's own registration; its id differs from tenant to tenant.
pub(crate) const DOORWARD: Known =
    Known { id: Uuid::nil(), name: "Doorward", origin: Origin::Doorward, public: NATIVE, spa: &[] };

/// Clients that sign in to every tenant.
pub(crate) const CLIENTS: [Known; 5] = [
    Known {
        id: uuid!("14d82eec-204b-4c2f-b7e8-296a70dab67e"),
        name: "Microsoft Graph Command Line Tools",
        origin: Origin::FirstParty,
        public: NATIVE,
        spa: &[],
    },
    Known {
        id: uuid!("de8bc8b5-d9f9-48b1-a8ad-b748da725064"),
        name: "Graph Explorer",
        origin: Origin::FirstParty,
        public: NATIVE,
        spa: &["https://developer.microsoft.com/en-us/graph/graph-explorer"],
    },
    Known {
        id: uuid!("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
        name: "Microsoft Azure CLI",
        origin: Origin::Preauthorized,
        public: NATIVE,
        spa: &[],
    },
    Known {
        id: uuid!("1950a258-227b-4e31-a9cf-717495945fc2"),
        name: "Microsoft Azure PowerShell",
        origin: Origin::Preauthorized,
        public: NATIVE,
        spa: &[],
    },
    Known {
        id: uuid!("29d9ed98-a469-4536-ade2-f981bc1d605e"),
        name: "Microsoft Authentication Broker",
        origin: Origin::Preauthorized,
        public: NATIVE,
        spa: &[],
    },
];

/// What the preauthorised clients may have at Graph.
pub(crate) const PREAUTHORIZED: &[&str] = &[
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "AuditLog.Read.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Directory.AccessAsUser.All",
    "Group.ReadWrite.All",
    "User.Read.All",
    "User.ReadWrite.All",
];
