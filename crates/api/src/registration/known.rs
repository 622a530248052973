//! Which tenants have a registration of this program, as far as this profile knows. Bound to the sign-in service as well: a
//! client id of one cloud means nothing in another.

use crate::{
    Console, contract::Door, contract::WireError, convert::sign_in_error, convert::store_error,
    endpoints::Place,
};
use doorward_domain::TenantId;
use doorward_signin::{Authority, TenantChoice};
use serde::{Deserialize, Serialize};
use url::Url;

const KEY: &str = "registrations";

/// A tenant's own registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) tenant: TenantId,
    pub(crate) client_id: String,
    /// Origin of the sign-in service.
    pub(crate) login: String,
}

impl Console {
    /// All that are known; what cannot be read counts as none.
    pub(crate) fn registrations(&self) -> Vec<Registration> {
        let kept = self.store.journal().settings().get(KEY).ok().flatten();
        kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    /// The registration of a tenant at a sign-in service.
    pub(crate) fn registered_client(&self, tenant: TenantId, login: &Url) -> Option<String> {
        let own = self.registrations().into_iter().find(|own| {
            own.tenant == tenant && Url::parse(&own.login).is_ok_and(|url| url.origin() == login.origin())
        });
        own.map(|own| own.client_id)
    }

    /// Uses a registration for a tenant from now on.
    pub(super) fn remember_registration(&self, own: Registration) -> Result<(), WireError> {
        let mut all = self.registrations();
        all.retain(|other| other.tenant != own.tenant || other.login != own.login);
        all.push(own);
        let value = serde_json::to_value(&all).unwrap_or_default();
        self.store.journal().settings().set(KEY, &value).map_err(store_error)
    }

    /// The registration to sign in with, where the tenant is named and has one. A domain is looked up, which needs no sign-in,
    /// and only when there is a registration that it could lead to.
    pub(crate) async fn own_client(
        &self,
        place: &Place,
        tenant: &TenantChoice,
    ) -> Result<Option<String>, WireError> {
        let id = match tenant {
            TenantChoice::Organizations => None,
            TenantChoice::Id(id) => Some(*id),
            TenantChoice::Domain(_) if self.registrations().is_empty() => None,
            TenantChoice::Domain(_) => {
                let authority = Authority {
                    login: place.login.clone(),
                    graph: place.graph.clone(),
                    client_id: String::new(),
                    tenant: tenant.clone(),
                };
                let found = authority.discover(&self.sign_in_context(&place.login)).await;
                found.map_err(|error| sign_in_error(error, Door::Code))?.tenant
            }
        };
        Ok(id.and_then(|id| self.registered_client(id, &place.login)))
    }
}
