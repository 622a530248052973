//! Who asks for tokens: Doorward itself, Microsoft's own clients, and applications registered in the tenant.

use super::{failure::Failure, fields::Fields, first_party};
use crate::state::{
    World,
    authorization::Platform,
    object::{Kind, Object},
};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

/// Where a client comes from, which decides how it is consented to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Doorward's own registration: an administrator has agreed for everyone when the tenant was made.
    Doorward,
    /// Microsoft's, consented to scope by scope.
    FirstParty,
    /// Microsoft's, agreed between Microsoft's own services beforehand; nothing else can be had.
    Preauthorized,
    /// An application of this tenant.
    Registered,
}

/// A client that may sign in here.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) origin: Origin,
    /// Object id of the registration.
    pub(crate) application: Option<Uuid>,
    /// Object id of the service principal.
    pub(crate) instance: Option<Uuid>,
    /// Device codes without a secret are allowed.
    pub(crate) public: bool,
    pub(crate) redirects: Vec<(Platform, String)>,
    /// id tokens straight from the authorization endpoint.
    pub(crate) implicit_id: bool,
    /// Access tokens straight from there.
    pub(crate) implicit_access: bool,
    pub(crate) enabled: bool,
    pub(crate) multi_tenant: bool,
}

/// The client with the id, if it may sign in here.
pub(crate) fn find(world: &World, id: Uuid) -> Option<Client> {
    let instance = world.directory.by_app_id(Kind::ServicePrincipal, id);
    let application = world.directory.by_app_id(Kind::Application, id);
    let enabled = instance.is_none_or(|instance| instance.flag("accountEnabled"));
    let known = if id == world.client {
        Some(first_party::DOORWARD)
    } else {
        first_party::CLIENTS.iter().find(|known| known.id == id).copied()
    };
    if let Some(known) = known {
        return Some(Client {
            id,
            name: known.name.to_owned(),
            origin: known.origin,
            application: application.map(|application| application.id),
            instance: instance.map(|instance| instance.id),
            public: true,
            redirects: known.redirects(),
            implicit_id: false,
            implicit_access: false,
            enabled,
            multi_tenant: true,
        });
    }
    let application = application?;
    let setting = |name: &str| {
        let web = application.properties.get("web").and_then(|web| web.get("implicitGrantSettings"));
        web.and_then(|settings| settings.get(name)).and_then(Value::as_bool).unwrap_or_default()
    };
    Some(Client {
        id,
        name: application.text("displayName").to_owned(),
        origin: Origin::Registered,
        application: Some(application.id),
        instance: instance.map(|instance| instance.id),
        public: application.flag("isFallbackPublicClient"),
        redirects: registered(application),
        implicit_id: setting("enableIdTokenIssuance"),
        implicit_access: setting("enableAccessTokenIssuance"),
        enabled: enabled && !application.flag("isDisabled"),
        multi_tenant: application.text("signInAudience") != "AzureADMyOrg",
    })
}

fn registered(application: &Object) -> Vec<(Platform, String)> {
    let mut all = Vec::new();
    for (platform, name) in
        [(Platform::Public, "publicClient"), (Platform::Spa, "spa"), (Platform::Web, "web")]
    {
        let part = application.properties.get(name).and_then(|part| part.get("redirectUris"));
        let uris = part.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        all.extend(uris.map(|uri| (platform, uri.to_owned())));
    }
    all
}

/// The client named in a form.
pub(crate) fn named(world: &World, tenant: &str, fields: &Fields) -> Result<Client, Failure> {
    let text = fields.need("client_id")?;
    let unknown = || {
        let text: String = text.chars().take(120).collect();
        let message = format!(
            "Application with identifier '{text}' was not found in the directory '{}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
            world.tenant.name
        );
        Failure::new("unauthorized_client", 700_016, message)
    };
    let id = Uuid::parse_str(text).map_err(|_| unknown())?;
    let client = find(world, id).ok_or_else(unknown)?;
    if !client.enabled {
        let message = format!("Application '{id}'({}) is disabled.", client.name);
        return Err(Failure::new("unauthorized_client", 7_000_112, message));
    }
    if tenant == "common" && !client.multi_tenant {
        let message = format!(
            "Application '{id}'({}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
            client.name
        );
        return Err(Failure::new("invalid_request", 50_194, message));
    }
    Ok(client)
}

impl Client {
    /// The platform at which a redirect URI is registered. Loopback addresses match with any port, as in Entra.
    pub(crate) fn platform(&self, uri: &str) -> Option<Platform> {
        let exact = self.redirects.iter().find(|(_, known)| known == uri);
        let found = exact.or_else(|| {
            let wanted = Url::parse(uri).ok().filter(loopback)?;
            self.redirects.iter().find(|(_, known)| {
                Url::parse(known).is_ok_and(|known| loopback(&known) && same_but_port(&known, &wanted))
            })
        });
        found.map(|(platform, _)| *platform)
    }
}

/// `http(s)://localhost` and `http://127.0.0.1`; `[::1]` is not supported by Entra.
fn loopback(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && matches!(url.host_str(), Some("localhost" | "127.0.0.1"))
}

fn same_but_port(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.path() == other.path()
        && one.query() == other.query()
        && other.fragment().is_none()
        && other.username().is_empty()
        && other.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(redirects: &[&str]) -> Client {
        Client {
            id: Uuid::nil(),
            name: "Test".to_owned(),
            origin: Origin::Registered,
            application: None,
            instance: None,
            public: true,
            redirects: redirects.iter().map(|uri| (Platform::Public, (*uri).to_owned())).collect(),
            implicit_id: false,
            implicit_access: false,
            enabled: true,
            multi_tenant: true,
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_is_free() {
        let client = client(&["http://localhost", "http://127.0.0.1/done", "https://app.example/Cb"]);
        for good in [
            "http://localhost",
            "http://localhost:51234",
            "http://localhost:51234/",
            "http://127.0.0.1:9/done",
            "https://app.example/Cb",
        ] {
            assert!(client.platform(good).is_some(), "{good}");
        }
        for bad in [
            "https://localhost:51234",
            "http://localhost:51234/other",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://user@localhost:1",
            "http://localhost:1#x",
            "http://127.0.0.1:9/DONE",
            "http://[::1]:9/done",
            "https://app.example/cb",
            "https://app.example:8443/Cb",
            "https://app.example/Cb/",
            "",
        ] {
            assert!(client.platform(bad).is_none(), "{bad}");
        }
    }
}
