//! Microsoft's clouds as data. Tokens and registrations of one cloud mean nothing in another, so a cloud is chosen
//! once and everything else follows from it. What a cloud does not have stands here too, so that it can be said before
//! somebody runs into it.
//!
//! Sources: Microsoft's pages on national clouds and on Graph deployments (hosts); the v1.0 metadata of each cloud's
//! Graph (what is lacking); the verification addresses that Microsoft's own tools print. Where only field reports
//! exist, the entry says so.

use url::Url;

/// "Microsoft Graph Command Line Tools": a public client that exists in every tenant of the global cloud. A stopgap
/// for people without a registration of their own: consent given to it is shared with every script that uses it.
/// Source: Microsoft's list of first-party applications.
pub const FALLBACK_CLIENT_ID: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// One cloud: the hosts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Stable name for settings and flags, for example `global`.
    pub name: &'static str,
    /// Name to show.
    pub title: &'static str,
    /// Login host: origin only.
    pub login: &'static str,
    /// Graph root: origin only.
    pub graph: &'static str,
    /// Admin portal: origin only.
    pub portal: &'static str,
    /// My Apps: origin only.
    pub my_apps: &'static str,
    /// Origin of the links that start an application; `None` where no launcher is documented, and My Apps is asked.
    pub launcher: Option<&'static str>,
    /// Issuer of SAML assertions, with `{tenant}` for the tenant id. The published metadata has the last word.
    pub saml_issuer: &'static str,
    /// The page on which a code is typed, for people who are told before they ask. The answer's own address counts.
    pub device_page: &'static str,
    /// Hosts at which a person may be asked to type a code.
    pub verification_hosts: &'static [&'static str],
    /// A client that exists there without a registration of one's own; `None`: one has to be registered first.
    pub fallback_client: Option<&'static str>,
    /// What this cloud does not have.
    pub lacks: &'static [Lack],
}

/// Something that other clouds have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lack {
    /// A client registration of one's own is needed before the first sign-in.
    SharedClient,
    /// Graph v1.0 cannot make SAML signing certificates (`addTokenSigningCertificate`).
    SigningCertificates,
    /// Gallery entries carry fewer facts, so fields are filled in by hand more often.
    GalleryDetails,
    /// There is no documented launcher host; sign-ons from Entra's side start at My Apps.
    Launcher,
    /// Risky users cannot be read.
    RiskyUsers,
    /// Partner relationships (GDAP) do not exist.
    PartnerRelationships,
}

impl Lack {
    /// Stable name, for example `signing_certificates`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SharedClient => "shared_client",
            Self::SigningCertificates => "signing_certificates",
            Self::GalleryDetails => "gallery_details",
            Self::Launcher => "launcher",
            Self::RiskyUsers => "risky_users",
            Self::PartnerRelationships => "partner_relationships",
        }
    }

    /// What it means for the person, one sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::SharedClient => {
                "There is no shared client here: Doorward needs a registration of its own in the tenant first."
            }
            Self::SigningCertificates => {
                "Graph cannot make SAML signing certificates here: create and activate one in the portal, then go on."
            }
            Self::GalleryDetails => {
                "Gallery entries carry fewer facts here: some fields are filled in by hand."
            }
            Self::Launcher => "Sign-ons that Entra starts go through My Apps here.",
            Self::RiskyUsers => "Whether a person counts as risky cannot be read here.",
            Self::PartnerRelationships => "Partner relationships (GDAP) do not exist here.",
        }
    }
}

/// The clouds this program knows.
#[derive(Debug, Clone, Copy)]
pub struct Clouds;

const GOVERNMENT_HOSTS: &[&str] =
    &["microsoft.com", "www.microsoft.com", "login.microsoftonline.us", "aka.ms"];
const GOVERNMENT_LACKS: &[Lack] =
    &[Lack::SharedClient, Lack::SigningCertificates, Lack::GalleryDetails, Lack::Launcher];

const ALL: &[Cloud] = &[
    Cloud {
        name: "global",
        title: "Microsoft Entra ID (global)",
        login: "https://login.microsoftonline.com",
        graph: "https://graph.microsoft.com",
        portal: "https://entra.microsoft.com",
        my_apps: "https://myapps.microsoft.com",
        launcher: Some("https://launcher.myapps.microsoft.com"),
        saml_issuer: "https://sts.windows.net/{tenant}/",
        device_page: "https://microsoft.com/devicelogin",
        verification_hosts: &[
            "microsoft.com",
            "www.microsoft.com",
            "login.microsoft.com",
            "login.microsoftonline.com",
            "aka.ms",
        ],
        fallback_client: Some(FALLBACK_CLIENT_ID),
        lacks: &[],
    },
    Cloud {
        name: "us-gov",
        title: "US Government (L4, GCC High)",
        login: "https://login.microsoftonline.us",
        graph: "https://graph.microsoft.us",
        portal: "https://portal.azure.us",
        my_apps: "https://myapps.microsoft.us",
        launcher: None,
        saml_issuer: "https://sts.windows.net/{tenant}/",
        device_page: "https://microsoft.com/deviceloginus",
        verification_hosts: GOVERNMENT_HOSTS,
        fallback_client: None,
        lacks: GOVERNMENT_LACKS,
    },
    Cloud {
        name: "us-dod",
        title: "US Government (L5, DoD)",
        login: "https://login.microsoftonline.us",
        graph: "https://dod-graph.microsoft.us",
        portal: "https://portal.azure.us",
        my_apps: "https://myapps.microsoft.us",
        launcher: None,
        saml_issuer: "https://sts.windows.net/{tenant}/",
        device_page: "https://microsoft.com/deviceloginus",
        verification_hosts: GOVERNMENT_HOSTS,
        fallback_client: None,
        lacks: GOVERNMENT_LACKS,
    },
    Cloud {
        name: "china",
        title: "China (21Vianet)",
        login: "https://login.partner.microsoftonline.cn",
        graph: "https://microsoftgraph.chinacloudapi.cn",
        portal: "https://portal.azure.cn",
        // Field reports only.
        my_apps: "https://myapps.windowsazure.cn",
        launcher: None,
        saml_issuer: "https://sts.chinacloudapi.cn/{tenant}/",
        device_page: "https://microsoft.com/deviceloginchina",
        verification_hosts: &[
            "microsoft.com",
            "www.microsoft.com",
            "login.partner.microsoftonline.cn",
            "login.chinacloudapi.cn",
            "aka.ms",
        ],
        fallback_client: None,
        lacks: &[
            Lack::SharedClient,
            Lack::SigningCertificates,
            Lack::GalleryDetails,
            Lack::Launcher,
            Lack::RiskyUsers,
            Lack::PartnerRelationships,
        ],
    },
];

impl Clouds {
    /// Every known cloud, the global one first.
    #[must_use]
    pub fn all() -> &'static [Cloud] {
        ALL
    }

    /// The cloud most tenants live in.
    #[must_use]
    pub fn global() -> &'static Cloud {
        &ALL[0]
    }

    /// The cloud with this stable name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Cloud> {
        ALL.iter().find(|cloud| cloud.name == name)
    }

    /// The cloud that a login host belongs to; `None` for a practice tenant or a proxy. The two US Government clouds
    /// share a login host: then it is the first of them, and [`Clouds::of`] tells them apart.
    #[must_use]
    pub fn of_login(login: &Url) -> Option<&'static Cloud> {
        ALL.iter().find(|cloud| same_origin(cloud.login, login))
    }

    /// The cloud that login host and Graph root belong to together.
    #[must_use]
    pub fn of(login: &Url, graph: &Url) -> Option<&'static Cloud> {
        ALL.iter().find(|cloud| same_origin(cloud.login, login) && same_origin(cloud.graph, graph))
    }
}

fn same_origin(own: &str, other: &Url) -> bool {
    Url::parse(own).is_ok_and(|own| own.origin() == other.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_has_usable_origins() {
        for cloud in Clouds::all() {
            let launcher = cloud.launcher.unwrap_or(cloud.my_apps);
            for text in [cloud.login, cloud.graph, cloud.portal, cloud.my_apps, launcher] {
                let url = Url::parse(text).unwrap();
                assert_eq!(url.scheme(), "https", "{text}: tokens travel over TLS only");
                assert_eq!(url.path(), "/", "{text}: an origin has no path");
            }
            assert!(cloud.saml_issuer.contains("{tenant}"), "the issuer names the tenant");
            assert_eq!(Clouds::by_name(cloud.name), Some(cloud), "a name leads back to its cloud");
            let page = Url::parse(cloud.device_page).unwrap();
            assert!(cloud.verification_hosts.contains(&page.host_str().unwrap()), "its own page is known");
        }
    }

    #[test]
    fn a_cloud_says_that_it_lacks_a_client_exactly_when_it_has_none() {
        for cloud in Clouds::all() {
            let says = cloud.lacks.contains(&Lack::SharedClient);
            assert_eq!(says, cloud.fallback_client.is_none(), "{}", cloud.name);
            assert_eq!(cloud.lacks.contains(&Lack::Launcher), cloud.launcher.is_none(), "{}", cloud.name);
        }
    }

    #[test]
    fn a_strange_login_host_belongs_to_no_cloud() {
        let practice = Url::parse("http://127.0.0.1:4711").unwrap();
        assert_eq!(Clouds::of_login(&practice), None);
        let global = Url::parse("https://login.microsoftonline.com/contoso.com").unwrap();
        assert_eq!(Clouds::of_login(&global), Some(Clouds::global()));
    }

    #[test]
    fn the_two_government_clouds_are_told_apart_by_their_graph() {
        let login = Url::parse("https://login.microsoftonline.us").unwrap();
        let graph = Url::parse("https://dod-graph.microsoft.us").unwrap();
        assert_eq!(Clouds::of(&login, &graph).map(|cloud| cloud.name), Some("us-dod"));
        let mixed = Url::parse("https://graph.microsoft.com").unwrap();
        assert_eq!(Clouds::of(&login, &mixed), None, "hosts of two clouds make none");
    }
}
