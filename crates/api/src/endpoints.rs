//! Which services are spoken to. This is the one place that knows the practice tenant from Entra: everything after it
//! speaks to addresses.

use crate::{
    contract::{ErrorCode, SettingsView, WireError},
    environment::Environment,
};
use doorward_domain::{AppId, TenantId};
use doorward_practice::Welcome;
use doorward_signin::{Authority, Clouds, FALLBACK_CLIENT_ID, TenantChoice};
use doorward_store::TenantRow;
use url::Url;

/// Addresses of one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoints {
    pub(crate) login: Url,
    pub(crate) graph: Url,
    pub(crate) client_id: String,
    pub(crate) practice: bool,
}

impl Endpoints {
    /// A real tenant, or whatever the settings point at.
    pub(crate) fn entra(environment: &Environment, settings: &SettingsView) -> Result<Self, WireError> {
        let cloud = Clouds::global();
        let pick = |variable: &Option<String>, setting: &str, default: &str, field: &str| {
            let text =
                variable.clone().or_else(|| Some(setting.to_owned()).filter(|text| !text.trim().is_empty()));
            let text = text.unwrap_or_else(|| default.to_owned());
            Url::parse(text.trim()).ok().filter(|url| url.has_host()).ok_or_else(|| {
                WireError::new(ErrorCode::InvalidInput, format!("“{text}” is not the address of a service."))
                    .field(field)
            })
        };
        let client = environment.client_id.clone().or_else(|| Some(settings.client_id.clone()));
        Ok(Self {
            login: pick(&environment.login_url, &settings.login_url, cloud.login, "loginUrl")?,
            graph: pick(&environment.graph_url, &settings.graph_url, cloud.graph, "graphUrl")?,
            client_id: client
                .filter(|id| !id.trim().is_empty())
                .unwrap_or_else(|| FALLBACK_CLIENT_ID.to_owned()),
            practice: false,
        })
    }

    /// The built-in practice tenant.
    pub(crate) fn practice(welcome: &Welcome) -> Result<Self, WireError> {
        let parse = |text: &str| {
            Url::parse(text).map_err(|error| WireError::new(ErrorCode::Internal, error.to_string()))
        };
        Ok(Self {
            login: parse(&welcome.login)?,
            graph: parse(&welcome.graph)?,
            client_id: welcome.client_id.clone(),
            practice: true,
        })
    }

    /// Where to sign in to a tenant.
    pub(crate) fn authority(&self, tenant: TenantChoice) -> Authority {
        Authority {
            login: self.login.clone(),
            graph: self.graph.clone(),
            client_id: self.client_id.clone(),
            tenant,
        }
    }

    /// The page that starts a sign-on from Entra's side. Microsoft's launcher has a host of its own; where a cloud is
    /// not known, the sign-in service is asked.
    pub(crate) fn launcher(login: &Url, tenant: TenantId, app: AppId) -> String {
        let host = Clouds::of_login(login).map_or(login.as_str(), |cloud| cloud.launcher);
        format!("{}/api/signin/{app}?tenantId={tenant}", host.trim_end_matches('/'))
    }
}

/// Where a vendor's step leads. The practice tenant plays the vendors itself: nothing made there may reach a real one.
pub(crate) fn vendor_page(tenant: &TenantRow, app: Option<AppId>, real: Option<String>) -> Option<String> {
    if !tenant.practice {
        return real;
    }
    let login = tenant.login_url.trim_end_matches('/');
    real.and(app).map(|app| format!("{login}/vendor/{app}"))
}

/// Reads what a person typed as the tenant: nothing, an id, or a domain.
pub(crate) fn tenant_choice(text: &str) -> Result<TenantChoice, WireError> {
    let text = text.trim().trim_start_matches('@');
    if text.is_empty() {
        return Ok(TenantChoice::Organizations);
    }
    if let Ok(id) = text.parse() {
        return Ok(TenantChoice::Id(id));
    }
    let domain = text.contains('.') && !text.contains(['/', ':', ' ', '@']);
    if domain {
        return Ok(TenantChoice::Domain(text.to_owned()));
    }
    Err(WireError::new(ErrorCode::InvalidInput, format!("“{text}” is neither a tenant id nor a domain."))
        .hint("For example contoso.com, or the tenant id from the Entra overview page.")
        .field("tenant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_wins_over_a_setting_and_a_setting_over_the_cloud() {
        let mut environment = Environment::default();
        let mut settings = SettingsView::default();
        let login = |environment: &Environment, settings: &SettingsView| {
            Endpoints::entra(environment, settings).map(|endpoints| endpoints.login.to_string())
        };
        assert_eq!(login(&environment, &settings).unwrap(), "https://login.microsoftonline.com/");
        settings.login_url = "https://setting.example".to_owned();
        assert_eq!(login(&environment, &settings).unwrap(), "https://setting.example/");
        environment.login_url = Some("http://127.0.0.1:9".to_owned());
        assert_eq!(login(&environment, &settings).unwrap(), "http://127.0.0.1:9/");
        environment.login_url = Some("nonsense".to_owned());
        assert_eq!(login(&environment, &settings).unwrap_err().field.as_deref(), Some("loginUrl"));
    }

    #[test]
    fn a_tenant_is_an_id_a_domain_or_nothing() {
        assert_eq!(tenant_choice("").unwrap(), TenantChoice::Organizations);
        assert!(matches!(tenant_choice(" contoso.com ").unwrap(), TenantChoice::Domain(_)));
        assert!(matches!(
            tenant_choice("8adf8e6e-67b2-4cf2-a259-e3dc5476c621").unwrap(),
            TenantChoice::Id(_)
        ));
        assert_eq!(tenant_choice("https://contoso.com").unwrap_err().code, ErrorCode::InvalidInput);
    }
}
