//! Which services are spoken to, and as which client. This is the one place that knows the practice tenant from Entra:
//! everything after it speaks to addresses.

use crate::{
    contract::{ErrorCode, SettingsView, WireError, signin::ClientOrigin},
    environment::Environment,
};
use doorward_domain::{AppId, TenantId};
use doorward_practice::Welcome;
use doorward_signin::{Authority, Cloud, Clouds, TenantChoice};
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

/// Addresses of a cloud, before it is known as which client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) cloud: &'static Cloud,
    pub(crate) login: Url,
    pub(crate) graph: Url,
}

impl Place {
    /// The chosen cloud, or whatever variables and settings point at instead.
    pub(crate) fn of(
        environment: &Environment,
        settings: &SettingsView,
        cloud: Option<&str>,
    ) -> Result<Self, WireError> {
        let cloud = cloud_named(cloud.unwrap_or(&settings.cloud))?;
        // Addresses of the settings belong to the cloud of the settings.
        let own = cloud_named(&settings.cloud)? == cloud;
        let pick = |variable: &Option<String>, setting: &str, default: &str, field: &str| {
            let setting = Some(setting.to_owned()).filter(|text| own && !text.trim().is_empty());
            let text = variable.clone().or(setting).unwrap_or_else(|| default.to_owned());
            Url::parse(text.trim()).ok().filter(Url::has_host).ok_or_else(|| {
                WireError::new(ErrorCode::InvalidInput, format!("“{text}” is not the address of a service."))
                    .field(field)
            })
        };
        Ok(Self {
            cloud,
            login: pick(&environment.login_url, &settings.login_url, cloud.login, "loginUrl")?,
            graph: pick(&environment.graph_url, &settings.graph_url, cloud.graph, "graphUrl")?,
        })
    }

    /// As a client, with whose registration. `own` is the tenant's registration, where there is one; a variable wins over it,
    /// and it wins over the setting, which is meant for all tenants.
    pub(crate) fn client(
        &self,
        environment: &Environment,
        settings: &SettingsView,
        own: Option<String>,
    ) -> (Option<String>, ClientOrigin) {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(id) = environment.client_id.as_deref().and_then(given) {
            return (Some(id), ClientOrigin::Environment);
        }
        if let Some(id) = own.or_else(|| given(&settings.client_id)) {
            return (Some(id), ClientOrigin::Settings);
        }
        // A service that is none of Microsoft's own (a practice tenant elsewhere, a proxy) is tried with the shared client.
        let elsewhere = Clouds::of_login(&self.login).is_none();
        match self.cloud.fallback_client {
            Some(id) => (Some(id.to_owned()), ClientOrigin::Shared),
            None if elsewhere => (Some(doorward_signin::FALLBACK_CLIENT_ID.to_owned()), ClientOrigin::Shared),
            None => (None, ClientOrigin::Missing),
        }
    }

    /// A real tenant, or whatever stands at these addresses.
    pub(crate) fn with(self, client: Option<String>) -> Result<Endpoints, WireError> {
        let client_id = client.ok_or_else(|| {
            let text = format!("No client registration is known for {}.", self.cloud.title);
            WireError::new(ErrorCode::ClientMissing, text)
                .hint(
                    "This cloud has no shared client. Register Doorward in its portal (public client, redirect http://localhost) \
                     and enter the client id in Settings, or set DOORWARD_CLIENT_ID.",
                )
                .field("clientId")
        })?;
        Ok(Endpoints { login: self.login, graph: self.graph, client_id, practice: false })
    }
}

impl Endpoints {
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

    /// The page that starts a sign-on from Entra's side. Microsoft's launcher has a host of its own; where a cloud has none,
    /// My Apps starts it, and where no cloud is known, the sign-in service is asked.
    pub(crate) fn launcher(login: &Url, tenant: TenantId, app: AppId) -> String {
        match Clouds::of_login(login) {
            Some(Cloud { launcher: None, my_apps, .. }) => {
                format!("{my_apps}/signin/{app}?tenantId={tenant}")
            }
            Some(Cloud { launcher: Some(host), .. }) => format!("{host}/api/signin/{app}?tenantId={tenant}"),
            None => {
                format!("{}/api/signin/{app}?tenantId={tenant}", login.as_str().trim_end_matches('/'))
            }
        }
    }
}

/// A cloud by its stable name; an empty one is the global cloud.
pub(crate) fn cloud_named(name: &str) -> Result<&'static Cloud, WireError> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(Clouds::global());
    }
    Clouds::by_name(name).ok_or_else(|| {
        let known: Vec<_> = Clouds::all().iter().map(|cloud| cloud.name).collect();
        WireError::new(ErrorCode::InvalidInput, format!("No cloud is called “{name}”."))
            .hint(format!("Known are {}.", known.join(", ")))
            .field("cloud")
    })
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
            Place::of(environment, settings, None).map(|place| place.login.to_string())
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
    fn a_cloud_brings_both_its_hosts() {
        let (environment, settings) = (Environment::default(), SettingsView::default());
        let place = Place::of(&environment, &settings, Some("us-dod")).unwrap();
        assert_eq!(place.login.as_str(), "https://login.microsoftonline.us/");
        assert_eq!(place.graph.as_str(), "https://dod-graph.microsoft.us/");
        let error = Place::of(&environment, &settings, Some("mars")).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::InvalidInput, Some("cloud")));
        assert!(error.hint.unwrap().contains("us-gov"), "the known ones are named");
    }

    #[test]
    fn a_setting_of_one_cloud_does_not_reach_into_another() {
        let settings =
            SettingsView { login_url: "https://proxy.example".to_owned(), ..SettingsView::default() };
        let place = Place::of(&Environment::default(), &settings, Some("china")).unwrap();
        assert_eq!(place.login.host_str(), Some("login.partner.microsoftonline.cn"));
    }

    #[test]
    fn the_nearest_registration_signs_in() {
        let mut environment = Environment::default();
        let mut settings = SettingsView::default();
        let place = Place::of(&environment, &settings, None).unwrap();
        assert_eq!(place.client(&environment, &settings, None).1, ClientOrigin::Shared);
        settings.client_id = "setting".to_owned();
        assert_eq!(place.client(&environment, &settings, None).0.unwrap(), "setting");
        assert_eq!(place.client(&environment, &settings, Some("own".to_owned())).0.unwrap(), "own");
        environment.client_id = Some("variable".to_owned());
        assert_eq!(place.client(&environment, &settings, Some("own".to_owned())).0.unwrap(), "variable");
    }

    #[test]
    fn where_no_client_exists_it_is_said_before_anything_is_asked() {
        let (environment, settings) = (Environment::default(), SettingsView::default());
        let place = Place::of(&environment, &settings, Some("us-gov")).unwrap();
        let (client, origin) = place.client(&environment, &settings, None);
        assert_eq!(origin, ClientOrigin::Missing);
        let error = place.with(client).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::ClientMissing, Some("clientId")));
    }

    #[test]
    fn a_cloud_without_a_launcher_starts_at_my_apps() {
        let (tenant, app) =
            ("8adf8e6e-67b2-4cf2-a259-e3dc5476c621".parse().unwrap(), uuid::Uuid::nil().to_string());
        let app: AppId = app.parse().unwrap();
        let start = |login: &str| Endpoints::launcher(&login.parse().unwrap(), tenant, app);
        assert!(start("https://login.microsoftonline.us").starts_with("https://myapps.microsoft.us/signin/"));
        assert!(
            start("https://login.microsoftonline.com").contains("launcher.myapps.microsoft.com/api/signin/")
        );
        assert!(start("http://127.0.0.1:5").starts_with("http://127.0.0.1:5/api/signin/"));
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
