//! Where to sign in: login host, Graph root, client and tenant. Decides the endpoint URLs, and refuses hosts that are
//! not reached over TLS, save loopback, where the practice tenant lives.

use crate::{Cloud, Scope, SignInError, error::ProtocolFault};
use doorward_domain::TenantId;
use url::{Host, Url};

/// The tenant segment of the sign-in endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantChoice {
    /// Any work or school account; lands in the person's home tenant. For a first sign-in only.
    Organizations,
    /// One tenant by id. The rule once the tenant is known: another tenant's answer is refused.
    Id(TenantId),
    /// One tenant by a verified domain, for example `contoso.com`.
    Domain(String),
}

/// Login host, Graph root, client and tenant of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Login host, for example `https://login.microsoftonline.com`. Only the origin counts.
    pub login: Url,
    /// Graph root, for example `https://graph.microsoft.com`; scopes are named after it.
    pub graph: Url,
    /// Client id of the public client application.
    pub client_id: String,
    /// Which tenant.
    pub tenant: TenantChoice,
}

impl Authority {
    /// The authority of a known cloud.
    ///
    /// # Errors
    /// The cloud's entry holds no usable origin.
    pub fn of(
        cloud: &Cloud,
        client_id: impl Into<String>,
        tenant: TenantChoice,
    ) -> Result<Self, url::ParseError> {
        Ok(Self {
            login: Url::parse(cloud.login)?,
            graph: Url::parse(cloud.graph)?,
            client_id: client_id.into(),
            tenant,
        })
    }

    /// The same host and client for another tenant.
    #[must_use]
    pub fn with_tenant(&self, tenant: TenantChoice) -> Self {
        Self { tenant, ..self.clone() }
    }

    /// `{login}/{tenant}/oauth2/v2.0/devicecode`.
    #[must_use]
    pub fn device_code_url(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "devicecode"])
    }

    /// `{login}/{tenant}/oauth2/v2.0/token`.
    #[must_use]
    pub fn token_url(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "token"])
    }

    /// `{login}/{tenant}/oauth2/v2.0/authorize`: where the browser starts.
    #[must_use]
    pub fn authorize_url(&self) -> Url {
        self.endpoint(&["oauth2", "v2.0", "authorize"])
    }

    /// `{login}/{tenant}/v2.0/.well-known/openid-configuration`.
    #[must_use]
    pub fn discovery_url(&self) -> Url {
        self.endpoint(&["v2.0", ".well-known", "openid-configuration"])
    }

    /// `{login}/{tenant}/v2.0/adminconsent`: the page on which an administrator consents for everybody to these
    /// permissions, and is sent to `redirect` afterwards, which must be registered.
    #[must_use]
    pub fn admin_consent_url(&self, scopes: &[Scope], redirect: &str) -> Url {
        let mut url = self.endpoint(&["v2.0", "adminconsent"]);
        let graph = scopes.iter().filter(|scope| matches!(scope, Scope::Graph(_)));
        let names: Vec<_> = graph.map(|scope| scope.full(&self.graph)).collect();
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("scope", &names.join(" "))
            .append_pair("redirect_uri", redirect);
        url
    }

    /// Tenant as it stands in the endpoint paths.
    #[must_use]
    pub fn tenant_segment(&self) -> String {
        match &self.tenant {
            TenantChoice::Organizations => "organizations".into(),
            TenantChoice::Id(id) => id.to_string(),
            TenantChoice::Domain(domain) => domain.trim().to_ascii_lowercase(),
        }
    }

    /// Another path on the login host's own origin: whatever host a document names, we do not leave this one.
    pub(crate) fn on_login_host(&self, path: &str) -> Url {
        let mut url = self.login.clone();
        url.set_path(path);
        url.set_query(None);
        url.set_fragment(None);
        url
    }

    /// Refuses clear-text hosts that are not loopback, and a tenant that cannot be one.
    pub(crate) fn check(&self) -> Result<(), SignInError> {
        for url in [&self.login, &self.graph] {
            if !is_safe(url) {
                return Err(SignInError::Protocol(ProtocolFault::InsecureHost { host: host_of(url) }));
            }
        }
        match &self.tenant {
            TenantChoice::Domain(domain) if !looks_like_domain(domain.trim()) => {
                Err(SignInError::TenantUnknown { tenant: domain.chars().take(64).collect(), refusal: None })
            }
            _ => Ok(()),
        }
    }

    fn endpoint(&self, rest: &[&str]) -> Url {
        let mut url = self.on_login_host("");
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().push(&self.tenant_segment()).extend(rest);
        }
        url
    }
}

/// TLS, or a loopback address.
pub(crate) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// The host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Host name for messages.
pub(crate) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("(no host)").to_owned()
}

fn looks_like_domain(text: &str) -> bool {
    let labels_fit = text.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    });
    text.len() <= 253 && text.contains('.') && labels_fit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clouds;

    fn at(tenant: TenantChoice) -> Authority {
        Authority::of(Clouds::global(), "client", tenant).unwrap()
    }

    #[test]
    fn endpoints_carry_the_tenant() {
        assert_eq!(
            at(TenantChoice::Organizations).device_code_url().as_str(),
            "https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode"
        );
        assert_eq!(
            at(TenantChoice::Domain(" Contoso.com ".into())).token_url().as_str(),
            "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token",
            "a pasted domain is trimmed and folded"
        );
    }

    #[test]
    fn an_administrator_is_asked_for_exactly_these_permissions() {
        let scopes = crate::scopes_for(&[crate::Feature::Look]);
        let url =
            at(TenantChoice::Domain("contoso.com".into())).admin_consent_url(&scopes, "http://localhost");
        assert_eq!(url.path(), "/contoso.com/v2.0/adminconsent");
        let asked = url.query_pairs().find(|(name, _)| name == "scope").unwrap().1.into_owned();
        assert!(asked.contains("https://graph.microsoft.com/Application.Read.All"), "{asked}");
        assert!(!asked.contains("openid"), "protocol scopes need no administrator: {asked}");
    }

    #[test]
    fn a_domain_cannot_bend_the_path() {
        let hostile = at(TenantChoice::Domain("a/../../evil?x=".into()));
        assert!(!hostile.token_url().path().contains("/../"), "the segment is encoded");
        for wrong in ["a/../../evil?x=", "contoso", "", "a..b", "x@y.com"] {
            let refused = at(TenantChoice::Domain(wrong.into())).check();
            assert!(matches!(refused, Err(SignInError::TenantUnknown { .. })), "“{wrong}” is no domain");
        }
    }

    #[test]
    fn clear_text_is_for_loopback_only() {
        let mut authority = at(TenantChoice::Organizations);
        assert!(authority.check().is_ok());
        authority.login = Url::parse("http://127.0.0.1:8080").unwrap();
        assert!(authority.check().is_ok(), "the practice tenant lives here");
        authority.login = Url::parse("http://login.example.com").unwrap();
        assert!(matches!(authority.check(), Err(SignInError::Protocol(ProtocolFault::InsecureHost { .. }))));
    }
}
